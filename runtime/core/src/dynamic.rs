//! Run-time metrics: metrics that a running program creates, for example from its configuration.
//!
//! Prefer `defmetrics!` for metrics that are known at compile time: it checks more, and exports every series from the
//! start. A [`Registry`] of this module holds each [`Family`]. Dropped registries, families and series free their
//! memory. Each thread has its own cells, so recording costs little more than recording into a declared metric.
//!
//! ```
//! use gapless::dynamic::Registry;
//!
//! let registry = Registry::new();
//! let hits = registry.counter("cache_hits_total", "Hits.").labels(["cache"]).register()?;
//! let of_pages = hits.with(["pages"]); // a handle, to be kept
//! of_pages.inc();
//! assert_eq!(registry.gather().value("cache_hits_total", &[("cache", "pages")]).unwrap().as_f64(), 1.0);
//! # Ok::<(), gapless::Error>(())
//! ```
//!
//! Names follow the rules of Prometheus. An invalid name is an [`Error`](crate::Error) that contains a valid one. A
//! family has at most 512 series by default. Label values beyond the bound share one series with the label value
//! `_other`.

mod about;
mod block;
mod cells;
mod declaration;
mod declared_family;
mod described;
mod family;
mod found;
mod handles;
mod registry;
mod series;
mod source;

#[doc(hidden)]
pub use self::block::{BlockBuckets, BlockMetrics};
pub use self::declaration::Declaration;
#[doc(hidden)]
pub use self::described::Described;
pub use self::family::Family;
pub use self::handles::{Counter, Gauge, Histogram, Metric, UpDownCounter};
pub use self::registry::Registry;
pub use crate::handles::metric_ref::{MetricRef, Shared, Static};
