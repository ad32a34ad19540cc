//! Declarations of run-time metrics.

use std::marker::PhantomData;
use std::time::Duration;

use super::about::{About, MAX_SERIES};
use super::family::{Family, Members};
use super::handles::sealed::{Declared, Registered};
use super::handles::Metric;
use super::registry::Registry;
use crate::cells::atomic::AtomicU64;
use crate::cells::bucket_index::BucketIndex;
use crate::cells::totals::Shape;
use crate::declared::defaults::DURATION_BUCKETS;
use crate::declared::kind::{Kind, ValueType};
use crate::error::{Error, ErrorKind};
use crate::names::{self, Severity};
use crate::reading::snapshot::LabelPair;

/// Declares a metric `M` at run time.
///
/// [`register`](Self::register) returns an `R`: the handle of a metric without labels, or the [`Family`] of a metric
/// with labels.
///
/// ```
/// use gapless::dynamic::Registry;
///
/// let registry = Registry::new();
/// let jobs = registry.counter("jobs_total", "Jobs.").register()?;
/// jobs.inc();
/// let hits = registry.counter("cache_hits_total", "Hits.").labels(["cache"]).register()?;
/// hits.with(["pages"]).inc();
/// # Ok::<(), gapless::Error>(())
/// ```
#[derive(Debug)]
#[must_use = "call `register()` on the declaration"]
pub struct Declaration<M, R = M> {
    draft: Draft,
    registered: PhantomData<fn() -> (M, R)>,
}

/// The properties that are declared so far.
#[derive(Debug)]
struct Draft {
    registry: Registry,
    name: String,
    help: String,
    unit: Option<String>,
    group: Option<String>,
    labels: Vec<String>,
    buckets: Option<Vec<f64>>,
    max_series: usize,
    expire_after: Option<Duration>,
    /// The least severe rules for names that apply.
    names: Severity,
}

impl<M> Declaration<M> {
    pub(super) fn new(registry: Registry, name: &str, help: &str) -> Self {
        let draft = Draft {
            registry,
            name: name.to_owned(),
            help: help.to_owned(),
            unit: None,
            group: None,
            labels: Vec::new(),
            buckets: None,
            max_series: MAX_SERIES,
            expire_after: None,
            names: Severity::Should,
        };
        Declaration { draft, registered: PhantomData }
    }

    /// Declares labels by name. [`Family::with`] takes their values in the same order.
    pub fn labels<const N: usize>(mut self, names: [&str; N]) -> Declaration<M, Family<M, N>> {
        self.draft.labels = names.map(str::to_owned).into();
        Declaration { draft: self.draft, registered: PhantomData }
    }

    /// Allows labels of any name, which [`Family::with_labels`] takes.
    pub fn any_labels(self) -> Declaration<M, Family<M>> {
        self.labels([])
    }
}

impl<M: Metric, R: Registered<M>> Declaration<M, R> {
    /// Sets the unit, which the name must end in. The base units of Prometheus are recognized without this call.
    pub fn unit(mut self, unit: &str) -> Self {
        self.draft.unit = Some(unit.to_owned());
        self
    }

    /// Sets the group, which views and plugins refer to.
    pub fn group(mut self, group: &str) -> Self {
        self.draft.group = Some(group.to_owned());
        self
    }

    /// Sets the upper bounds of a histogram's buckets: ascending, and without `+Inf`. The default are the buckets of
    /// the registry.
    pub fn buckets(mut self, bounds: impl IntoIterator<Item = f64>) -> Self {
        self.draft.buckets = Some(bounds.into_iter().collect());
        self
    }

    /// Sets the maximum number of series, as a server stores them; 512 by default. Further label sets share series
    /// whose label values are `_other`, which do not count.
    pub fn max_series(mut self, n: usize) -> Self {
        self.draft.max_series = n;
        self
    }

    /// Leaves out series that were not recorded into for this long. A series whose handle is kept comes back with its
    /// last value when it is used again.
    pub fn expire_after(mut self, unused: Duration) -> Self {
        self.draft.expire_after = Some(unused);
        self
    }

    /// Allows a name, and names of labels, that break a recommendation of Prometheus: an abbreviated unit, or a name
    /// that another system has chosen. A name that Prometheus cannot read is still an error.
    ///
    /// ```
    /// use gapless::dynamic::Registry;
    ///
    /// let registry = Registry::new();
    /// assert!(registry.gauge("queue_lag_ms", "Lag.").register().is_err());
    /// registry.gauge("queue_lag_ms", "Lag.").unconventional_name().register()?;
    /// # Ok::<(), gapless::Error>(())
    /// ```
    pub fn unconventional_name(mut self) -> Self {
        self.draft.names = Severity::Must;
        self
    }

    /// Registers the metric. A metric without labels is exported from now on; a counter starts at zero.
    ///
    /// # Errors
    ///
    /// Returns an error in these cases:
    ///
    /// - The registry has a metric of this name, or a metric that exports lines of the same names.
    /// - A name breaks a rule of `defmetrics!`.
    /// - The bounds of the buckets do not ascend.
    ///
    /// ```
    /// use gapless::dynamic::Registry;
    ///
    /// let registry = Registry::new();
    /// let error = registry.counter("jobs", "Jobs.").register().unwrap_err();
    /// assert!(error.to_string().ends_with("write `jobs_total`"));
    /// ```
    pub fn register(self) -> Result<R, Error> {
        let registry = self.draft.registry.clone();
        registry.insert(Members::new(self.draft.about::<M>()?)).map(|members| R::of(Declared(members)))
    }

    /// Registers the metric, or returns the metric that was registered before with an equal declaration.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`register`](Self::register), and an error if the metric of this name has another type,
    /// unit, labels or buckets.
    ///
    /// ```
    /// use gapless::dynamic::Registry;
    ///
    /// let registry = Registry::new();
    /// let jobs = || registry.counter("jobs_total", "Jobs.").get_or_register();
    /// jobs()?.inc();
    /// jobs()?.inc();
    /// assert_eq!(jobs()?.get(), 2);
    /// assert!(registry.gauge("jobs", "Jobs.").get_or_register().is_err()); // OpenMetrics calls both `jobs`
    /// # Ok::<(), gapless::Error>(())
    /// ```
    pub fn get_or_register(self) -> Result<R, Error> {
        let registry = self.draft.registry.clone();
        registry.get_or_insert(Members::new(self.draft.about::<M>()?)).map(|members| R::of(Declared(members)))
    }
}

impl Draft {
    fn about<M: Metric>(self) -> Result<About, Error> {
        let scope = self.registry.scope();
        let name = format!("{}{}", scope.prefix, self.name);
        let kind = M::KIND;
        let invalid = |reason| ErrorKind::InvalidName { name: name.clone(), reason };
        names::check_metric(&name, kind, self.names).map_err(invalid)?;
        let unit = self.unit.or_else(|| names::unit(&name).map(str::to_owned));
        let is_in_seconds = kind == Kind::Histogram && unit.as_deref() == Some("seconds");
        let value_type = if is_in_seconds { ValueType::Duration } else { M::VALUE_TYPE };
        let bounds = match kind {
            Kind::Histogram => {
                let bounds = self.buckets.or_else(|| scope.buckets.clone());
                check_bounds(&name, bounds.unwrap_or_else(|| DURATION_BUCKETS.to_vec()), value_type)?
            }
            _ => Vec::new(),
        };
        let about = About {
            help: self.help,
            kind,
            value_type,
            shape: Shape::new(kind, value_type, bounds.len()),
            group: self.group.unwrap_or_else(|| scope.group.clone()),
            constant_labels: scope.labels.clone(),
            label_names: self.labels,
            buckets: BucketIndex::new(&bounds, value_type),
            bounds,
            max_series: self.max_series,
            expire_after: self.expire_after,
            refused: AtomicU64::new(0),
            overflowed: AtomicU64::new(0),
            unit: check_unit(&name, unit)?,
            name,
        };
        about.check_labels(about.label_names.iter().map(|name| &**name), self.names)?;
        Ok(about)
    }
}

fn check_unit(name: &str, unit: Option<String>) -> Result<Option<String>, ErrorKind> {
    let stem = name.strip_suffix("_total").unwrap_or(name);
    match unit {
        Some(unit) if !stem.ends_with(&format!("_{unit}")) => Err(ErrorKind::InvalidName {
            name: name.to_owned(),
            reason: format!("a name must end in its unit; write `_{unit}` at its end"),
        }),
        unit => Ok(unit),
    }
}

/// Checks the bounds of a histogram. Bounds of durations are at least a nanosecond apart.
pub(super) fn check_bounds(
    name: &str,
    bounds: Vec<f64>,
    value_type: ValueType,
) -> Result<Vec<f64>, ErrorKind> {
    let is_good = |bound: &f64| (0.0..f64::INFINITY).contains(bound);
    let ascends = |pair: &[f64]| match value_type {
        ValueType::Duration => pair[1] - pair[0] >= 1e-9,
        _ => pair[0] < pair[1],
    };
    match bounds.iter().all(is_good) && bounds.windows(2).all(ascends) {
        true => Ok(bounds),
        false => Err(ErrorKind::InvalidBuckets { name: name.to_owned(), bounds }),
    }
}

/// The defaults that a handle of a registry applies to its declarations.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    /// The prefix, including its underscore.
    pub(super) prefix: String,
    pub(super) group: String,
    pub(super) labels: Vec<LabelPair>,
    /// `None` for the default buckets of durations.
    pub(super) buckets: Option<Vec<f64>>,
}
