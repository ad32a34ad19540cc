//! Selections: declared and run-time metrics that match a pattern.

use crate::declared::descriptor::Descriptor;
use crate::declared::location::Location;
use crate::reading::snapshot::{FamilySnapshot, LabelPair, Series};

/// A selection of metrics by a pattern of their names, and of their series by labels.
///
/// ```
/// use gapless::dynamic::Registry;
///
/// let registry = Registry::new();
/// let hits = registry.counter("cache_hits_total", "Hits.").labels(["cache", "tier"]).register()?;
/// hits.with(["pages", "1"]).inc();
/// hits.with(["pages", "2"]).inc_by(5);
/// hits.with(["users", "1"]).inc_by(10);
///
/// let of_pages = registry.find("cache_*").with_label("cache", "pages");
/// assert_eq!(of_pages.sum(), 6.0);
/// assert_eq!(of_pages.remove(), 2);
/// assert_eq!(registry.find("cache_*").sum(), 10.0);
/// # Ok::<(), gapless::Error>(())
/// ```
#[must_use = "a selection does nothing by itself"]
#[derive(Debug)]
pub struct Selection<'a> {
    metrics: Vec<Box<dyn Found + 'a>>,
    labels: Vec<(String, String)>,
}

/// A metric of a [`Selection`], at one moment.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SelectedFamily {
    /// The metric, with the selected series.
    pub family: FamilySnapshot,
    /// Whether the metric is recorded and exported.
    pub is_enabled: bool,
    /// The most label sets that the metric may have, if it has a limit.
    pub max_series: Option<usize>,
    /// The number of values that the metric refused.
    pub refused: u64,
    /// The number of records whose label set was beyond the limit.
    pub overflowed: u64,
    /// The location of the declaration; `None` for a metric that is made at run time.
    pub location: Option<Location>,
}

/// A metric that a selection can contain.
pub(crate) trait Found: std::fmt::Debug {
    fn about(&self) -> FoundAbout<'_>;
    fn snapshot(&self) -> FamilySnapshot;
    fn is_on(&self) -> bool;
    fn switch(&self, on: bool);
    /// Resets the series that `is_meant` selects, and returns their number.
    fn reset(&self, is_meant: &dyn Fn(&[LabelPair]) -> bool) -> usize;
    /// Removes the series that `is_meant` selects, and returns their number.
    fn remove(&self, is_meant: &dyn Fn(&[LabelPair]) -> bool) -> usize;
}

/// The properties of a metric in addition to its series.
#[derive(Debug)]
pub(crate) struct FoundAbout<'a> {
    pub(crate) name: &'a str,
    pub(crate) max_series: Option<usize>,
    /// The numbers of refused values and of label sets beyond the bound.
    pub(crate) refused: u64,
    pub(crate) overflowed: u64,
    /// The declaration, if the metric is declared.
    pub(crate) declared: Option<&'a Descriptor>,
}

impl<'a> Selection<'a> {
    pub(crate) fn new(metrics: impl Iterator<Item = Box<dyn Found + 'a>>) -> Self {
        Selection { metrics: metrics.collect(), labels: Vec::new() }
    }

    /// Keeps only the series that also have this label.
    pub fn with_label(mut self, name: &str, value: &str) -> Self {
        self.labels.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Returns the names of the metrics, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.metrics.iter().map(|metric| metric.about().name)
    }

    /// Returns the current number of series; a histogram has one for each label set.
    #[must_use]
    pub fn series_count(&self) -> usize {
        self.metrics.iter().map(|metric| self.series(&metric.snapshot()).count()).sum()
    }

    /// Adds up the values of counters and gauges, and the observation counts of histograms.
    #[must_use]
    pub fn sum(&self) -> f64 {
        let sum =
            |family: &FamilySnapshot| self.series(family).map(|series| series.value.as_f64()).sum::<f64>();
        // Not `sum()`, which returns -0.0 for an empty iterator.
        self.metrics.iter().map(|metric| sum(&metric.snapshot())).fold(0.0, |sum, of| sum + of)
    }

    /// Resets the series to zero with a new creation time, unsets gauges, and returns the number of series.
    ///
    /// Up-down counters are not reset, because their guards will still lower them. Of declared metrics only gauges and
    /// state sets are reset: Prometheus relies on counters and histograms that only rise while the program runs.
    pub fn reset(&self) -> usize {
        self.metrics.iter().map(|metric| metric.reset(&|labels| self.is_meant(labels))).sum()
    }

    /// Removes the series, and returns their number.
    ///
    /// A declared metric loses only series of open labels, because series of typed labels always exist. All
    /// combinations of typed labels for one open value are removed together, so the value stays unless all of them
    /// are selected.
    pub fn remove(&self) -> usize {
        self.metrics.iter().map(|metric| metric.remove(&|labels| self.is_meant(labels))).sum()
    }

    /// Disables these metrics with all of their series: recordings are dropped, and no series is exported.
    pub fn disable(&self) {
        self.metrics.iter().for_each(|metric| metric.switch(false));
    }

    /// Enables these metrics again.
    pub fn enable(&self) {
        self.metrics.iter().for_each(|metric| metric.switch(true));
    }

    /// Returns the selected metrics, each with the series that the selection finds now.
    ///
    /// ```
    /// use gapless::dynamic::Registry;
    ///
    /// let registry = Registry::new();
    /// registry.gauge("depth", "Depth.").register()?.set(2.5);
    /// let families = registry.find("depth").families();
    /// assert_eq!(families[0].family.help, "Depth.");
    /// assert_eq!(families[0].family.series[0].value.as_f64(), 2.5);
    /// assert!(families[0].is_enabled);
    /// # Ok::<(), gapless::Error>(())
    /// ```
    #[must_use]
    pub fn families(&self) -> Vec<SelectedFamily> {
        self.metrics.iter().map(|metric| self.selected(metric.as_ref())).collect()
    }

    fn selected(&self, metric: &dyn Found) -> SelectedFamily {
        let (about, mut family) = (metric.about(), metric.snapshot());
        family.series.retain(|series| self.is_meant(&series.labels));
        SelectedFamily {
            family,
            is_enabled: metric.is_on(),
            max_series: about.max_series,
            refused: about.refused,
            overflowed: about.overflowed,
            location: about.declared.map(|declared| declared.location),
        }
    }

    fn series<'s>(&'s self, family: &'s FamilySnapshot) -> impl Iterator<Item = &'s Series> {
        family.series.iter().filter(|series| self.is_meant(&series.labels))
    }

    fn is_meant(&self, labels: &[LabelPair]) -> bool {
        self.labels.iter().all(|(name, value)| labels.iter().any(|(own, is)| own == name && is == value))
    }
}
