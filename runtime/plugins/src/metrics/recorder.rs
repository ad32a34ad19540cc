//! The recorder: a recorder of the crate `metrics`, and a source of what it has recorded.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use ::metrics::{Counter, Gauge, Histogram, Key, KeyName, Metadata, SharedString, Unit};
use gapless_core::dynamic::Registry;
use gapless_core::{Samples, Source};

use super::cache;
use super::families::Families;
use super::handles::{CounterHandle, GaugeHandle, HistogramHandle};
use super::options::Options;
use super::own::recorder_refused_total;
use super::shared::Shared;

/// A recorder of the crate `metrics`, whose values are exported at each scrape.
///
/// It is a handle: clones are the same recorder. A recorder that is not [installed](RecorderBuilder::install) works
/// with [`metrics::with_local_recorder`], for example in tests.
#[derive(Clone, Debug, Default)]
pub struct Recorder(Arc<Shared>);

/// Builds a [`Recorder`].
#[derive(Clone, Debug, Default)]
#[must_use = "`build()` or `install()` creates the recorder"]
pub struct RecorderBuilder(Options);

impl Recorder {
    /// Creates a builder with the default options.
    pub fn builder() -> RecorderBuilder {
        RecorderBuilder::default()
    }

    /// Returns the registry of the metrics recorded so far, in which they can be found, switched or reset.
    ///
    /// ```
    /// use gapless::metrics::Recorder;
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
    /// Sets the upper bounds of the buckets of histograms whose names match a pattern, in which `*` matches any
    /// characters. The pattern applies to the exported name. If several patterns match, the first one applies.
    pub fn buckets(mut self, pattern: &str, bounds: impl IntoIterator<Item = f64>) -> Self {
        self.0.buckets.push((pattern.to_owned(), bounds.into_iter().collect()));
        self
    }

    /// Sets the maximum number of series of a metric, as a server stores them; 4096 by default. Further label sets
    /// share one series, whose labels have the value `_other`.
    pub fn max_series(mut self, n: usize) -> Self {
        self.0.max_series = n;
        self
    }

    /// Removes series into which nothing was recorded for a time. A handle that still exists restores its series with
    /// its value.
    pub fn idle_timeout(mut self, unused: Duration) -> Self {
        self.0.idle_timeout = Some(unused);
        self
    }

    /// Creates a recorder that is not installed.
    #[must_use]
    pub fn build(self) -> Recorder {
        self.build_on(Recorder::default())
    }

    /// Applies the options to a recorder that exists.
    pub(super) fn build_on(self, recorder: Recorder) -> Recorder {
        recorder.0.set_options(self.0);
        recorder
    }
}

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

impl ::metrics::Recorder for Recorder {
    fn describe_counter(&self, key: KeyName, unit: Option<Unit>, description: SharedString) {
        self.0.describe(&key, unit, description);
    }

    fn describe_gauge(&self, key: KeyName, unit: Option<Unit>, description: SharedString) {
        self.0.describe(&key, unit, description);
    }

    fn describe_histogram(&self, key: KeyName, unit: Option<Unit>, description: SharedString) {
        self.0.describe(&key, unit, description);
    }

    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        let make = || self.0.series(key, Families::counter).map(CounterHandle);
        let handle = cache::handle(|cache| &mut cache.counters, self.0.edition(), key, make);
        handle.map_or_else(|| refused(key, Counter::noop), Counter::from_arc)
    }

    fn register_gauge(&self, key: &Key, _: &Metadata<'_>) -> Gauge {
        let make = || self.0.series(key, Families::gauge).map(GaugeHandle);
        let handle = cache::handle(|cache| &mut cache.gauges, self.0.edition(), key, make);
        handle.map_or_else(|| refused(key, Gauge::noop), Gauge::from_arc)
    }

    fn register_histogram(&self, key: &Key, _: &Metadata<'_>) -> Histogram {
        let make = || self.0.series(key, Families::histogram).map(HistogramHandle);
        let handle = cache::handle(|cache| &mut cache.histograms, self.0.edition(), key, make);
        handle.map_or_else(|| refused(key, Histogram::noop), Histogram::from_arc)
    }
}

/// Counts a handle that records nowhere.
#[cold]
fn refused<H>(key: &Key, noop: fn() -> H) -> H {
    recorder_refused_total(key.name()).inc();
    noop()
}
