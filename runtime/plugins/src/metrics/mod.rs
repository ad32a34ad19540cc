//! What libraries record by the facade [`metrics`](https://docs.rs/metrics), in the same exposition as everything else.
//!
//! The feature `metrics` is all that it takes: a recorder is the facade's from before `main`, so that also a handle counts
//! that a library has taken before anything was set up. What it has recorded is a [`Source`] of whatever exports, called
//! `metrics`.
//!
//! ```
//! use gapless_core::Sources;
//! use gapless_plugins::metrics::Recorder;
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
//! Names become those of Prometheus: each character that they cannot have is `_`, and a counter ends in `_total`. Where two
//! names would be one then, the first stands, and the other goes nowhere, which is said in the log and counted in
//! `gapless_facade_refused_total`.
//!
//! A unit does not change a name. It is in the metadata where the name ends in it, and in the help where it does not.

mod cache;
mod early;
mod families;
mod handles;
mod names;
mod own;
mod recorder;

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use gapless_core::dynamic::Registry;
use gapless_core::{Samples, Source};

use self::recorder::Shared;

/// How many series a metric has at most if nobody says otherwise.
const MAX_SERIES: usize = 4096;

/// What records for the facade, and yields at each scrape what it has.
///
/// It is a handle: clones are the same recorder. One that is not [installed](RecorderBuilder::install) serves
/// [`metrics::with_local_recorder`], as in tests.
#[derive(Clone, Debug, Default)]
pub struct Recorder(Arc<Shared>);

/// A [`Recorder`] to be.
#[derive(Clone, Debug, Default)]
#[must_use = "it is `build()` or `install()` that makes the recorder"]
pub struct RecorderBuilder(Options);

/// What holds for families that are made from now on.
#[derive(Clone, Debug)]
struct Options {
    /// By patterns of names; the first that fits holds.
    buckets: Vec<(String, Vec<f64>)>,
    max_series: usize,
    idle_timeout: Option<Duration>,
}

impl Default for Options {
    fn default() -> Self {
        Options { buckets: Vec::new(), max_series: MAX_SERIES, idle_timeout: None }
    }
}

impl Recorder {
    /// A recorder to be.
    pub fn builder() -> RecorderBuilder {
        RecorderBuilder::default()
    }

    /// The recorder that the facade has had since before `main`; `None` where another one was quicker, or where nothing runs
    /// before `main`.
    #[must_use]
    pub fn early() -> Option<Recorder> {
        early::recorder().cloned()
    }

    /// The metrics that it has made so far, to be found, switched or reset.
    ///
    /// ```
    /// use gapless_plugins::metrics::Recorder;
    ///
    /// let recorder = Recorder::builder().build();
    /// ::metrics::with_local_recorder(&recorder, || ::metrics::gauge!("queue_length").set(3));
    /// assert_eq!(recorder.registry().find("queue_*").sum(), 3.0);
    /// ```
    #[must_use]
    pub fn registry(&self) -> &Registry {
        self.0.registry()
    }
}

impl RecorderBuilder {
    /// With these upper bounds of the buckets of histograms whose names fit a pattern, in which `*` is any characters. A name is
    /// that of the exposition. Of several patterns that fit, the first holds.
    pub fn buckets(mut self, pattern: &str, bounds: impl IntoIterator<Item = f64>) -> Self {
        self.0.buckets.push((pattern.to_owned(), bounds.into_iter().collect()));
        self
    }

    /// With so many series of a metric at most, as a server stores them; 4096 by default. Label sets past that share one, whose
    /// labels have the value `_other`.
    pub fn max_series(mut self, n: usize) -> Self {
        self.0.max_series = n;
        self
    }

    /// Without series that nothing was recorded into for so long. A handle that is kept brings its series back, as it was.
    pub fn idle_timeout(mut self, unused: Duration) -> Self {
        self.0.idle_timeout = Some(unused);
        self
    }

    /// A recorder that is not the facade's.
    #[must_use]
    pub fn build(self) -> Recorder {
        let recorder = Recorder::default();
        recorder.0.set_options(self.0);
        recorder
    }

    /// The facade's recorder. What it has made before keeps the buckets and bounds that it has, so this is one of the first things
    /// that a program does.
    ///
    /// # Errors
    ///
    /// If it was installed before, or the facade has another recorder.
    ///
    /// ```
    /// use gapless_plugins::metrics::{InstallError, Recorder};
    ///
    /// Recorder::builder().install()?;
    /// assert_eq!(Recorder::builder().install().unwrap_err(), InstallError::Twice);
    /// # Ok::<(), InstallError>(())
    /// ```
    pub fn install(self) -> Result<Recorder, InstallError> {
        let recorder = early::claim()?;
        recorder.0.set_options(self.0);
        Ok(recorder)
    }
}

/// Why a recorder was not installed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InstallError {
    /// It was before.
    Twice,
    /// The facade has another recorder.
    Another,
}

impl fmt::Display for InstallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            InstallError::Twice => {
                "the recorder of the `metrics` facade is installed already; install it once, and clone what that returns"
            }
            InstallError::Another => {
                "the `metrics` facade has another recorder; do without that one, or without the feature `metrics`"
            }
        })
    }
}

impl Error for InstallError {}

impl Source for Recorder {
    fn name(&self) -> &str {
        "metrics"
    }

    fn collect(&self, into: &mut Samples) -> Result<(), Box<dyn Error + Send + Sync>> {
        self.0.collect(into);
        Ok(())
    }

    fn is_used(&self) -> bool {
        self.registry().is_used()
    }
}
