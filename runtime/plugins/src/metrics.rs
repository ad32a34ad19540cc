//! The `metrics` recorder: exports what libraries record through the crate [`metrics`](https://docs.rs/metrics), in the
//! same exposition as everything else.
//!
//! The feature `metrics` is enough: the recorder is installed before `main`, so it also receives the values of handles
//! that a library creates before any set-up. The recorder is a [`Source`](gapless_core::Source) with the name
//! `metrics`.
//!
//! ```
//! use gapless::metrics::Recorder;
//! use gapless::sources::Sources;
//!
//! let early = ::metrics::counter!("cache.hits", "cache" => "pages");
//! let recorder = Recorder::builder().buckets("*_seconds", [0.1, 1.0]).install()?;
//! early.increment(2);
//!
//! let sources = Sources::new();
//! sources.add(recorder)?;
//! let collection = sources.collect().wait();
//! assert_eq!(collection.family("cache_hits_total").unwrap().series[0].value.as_f64(), 2.0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Names are converted to Prometheus names: each invalid character becomes `_`, and a counter gets the suffix `_total`.
//! If two names would become the same, the first one is exported. The second one records nowhere; the log contains a
//! warning, and `gapless_recorder_refused_total` counts its handles.
//!
//! A unit does not change a name. OpenMetrics exports the unit if the name ends in it; otherwise the help text mentions
//! it.
// Read the files in this order; each one imports only from those before it: `error`, `own`, `names`, `options`,
// `families`, `handles`, `cache`, `shared`, `recorder`, `early`.

mod cache;
mod early;
mod error;
mod families;
mod handles;
mod names;
mod options;
mod own;
mod recorder;
mod shared;

pub use self::error::{Error, ErrorKind};
pub use self::recorder::{Recorder, RecorderBuilder};
