//! Metrics that a program makes while it runs: from its configuration, for other libraries, or for a plugin whose options say
//! how they are called.
//!
//! What is known when a program is compiled is declared by `defmetrics!`, which checks more, and whose series are all there from the
//! start. Here a [`Registry`] holds [`Family`] by family, and neither leaks: what nobody holds any more gives its memory
//! back. A record costs little more than one of a declared metric, as each thread has cells of its own here too.
//!
//! ```
//! use gapless_core::dynamic::Registry;
//!
//! let registry = Registry::new();
//! let hits = registry.counter("cache_hits_total", "Hits.").labels(["cache"]).register()?;
//! let of_pages = hits.with(["pages"]); // a handle, to be kept
//! of_pages.inc();
//! assert_eq!(registry.gather().value("cache_hits_total", &[("cache", "pages")]).unwrap().as_f64(), 1.0);
//! # Ok::<(), gapless_core::Error>(())
//! ```
//!
//! Names follow the rules of Prometheus for them, at run time: a mistake is an [`Error`](crate::Error) that says what to write.
//! A family has 512 series at most, unless its declaration says otherwise; those past the bound share one whose labels have the
//! value `_other`.

mod about;
mod cells;
mod declaration;
mod family;
mod found;
mod handles;
mod registry;
mod series;
mod source;

pub use self::declaration::Declaration;
pub use self::family::Family;
pub use self::handles::{Counter, Gauge, Histogram, Metric, UpDownCounter};
pub use self::registry::Registry;
