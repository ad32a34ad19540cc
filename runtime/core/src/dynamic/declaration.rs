//! Declarations at run time.

use std::marker::PhantomData;
use std::time::Duration;

use super::about::{About, BUCKETS, MAX_SERIES};
use super::family::{Family, Members};
use super::handles::Metric;
use super::registry::Registry;
use crate::cells::atomic::AtomicU64;
use crate::cells::bucket_index::BucketIndex;
use crate::cells::totals::Shape;
use crate::declared::kind::{Kind, ValueType};
use crate::error::{Error, ErrorKind};
use crate::names::{self, Severity};
use crate::reading::snapshot::LabelPair;

/// A family to be, with `N` labels.
#[derive(Debug)]
#[must_use = "it is `register()` that makes the family"]
pub struct Declaration<M, const N: usize = 0> {
    draft: Draft,
    family: PhantomData<fn() -> Family<M, N>>,
}

/// What is declared so far.
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
    /// Which rules for names it has to follow.
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
        Declaration { draft, family: PhantomData }
    }

    /// With labels of these names, whose values [`Family::with`] takes in this order.
    pub fn labels<const N: usize>(mut self, names: [&str; N]) -> Declaration<M, N> {
        self.draft.labels = names.map(str::to_owned).into();
        Declaration { draft: self.draft, family: PhantomData }
    }
}

impl<M: Metric, const N: usize> Declaration<M, N> {
    /// In this unit, which the name ends in. A base unit of Prometheus needs not be said.
    pub fn unit(mut self, unit: &str) -> Self {
        self.draft.unit = Some(unit.to_owned());
        self
    }

    /// In this group, which views, plugins and dashboards name.
    pub fn group(mut self, group: &str) -> Self {
        self.draft.group = Some(group.to_owned());
        self
    }

    /// With these upper bounds of a histogram's buckets, ascending, without `+Inf`; else they are those of the registry.
    pub fn buckets(mut self, bounds: impl IntoIterator<Item = f64>) -> Self {
        self.draft.buckets = Some(bounds.into_iter().collect());
        self
    }

    /// With so many series at most, as a server stores them, and beside them those that take what is too many, whose values are
    /// `_other`; 512 by default.
    pub fn max_series(mut self, n: usize) -> Self {
        self.draft.max_series = n;
        self
    }

    /// Without series that were not recorded into for so long, as gatherings see it. One that a handle is kept of comes back, as it
    /// was, once it is used again.
    pub fn expire_after(mut self, unused: Duration) -> Self {
        self.draft.expire_after = Some(unused);
        self
    }

    /// Allows names that break a recommendation of Prometheus, for the metric and for its labels: an abbreviated unit, or a
    /// name that another system has chosen. Names that a reader would refuse are errors all the same.
    ///
    /// ```
    /// use gapless_core::dynamic::Registry;
    ///
    /// let registry = Registry::new();
    /// assert!(registry.gauge("queue_lag_ms", "Lag.").register().is_err());
    /// registry.gauge("queue_lag_ms", "Lag.").unconventional_name().register()?;
    /// # Ok::<(), gapless_core::Error>(())
    /// ```
    pub fn unconventional_name(mut self) -> Self {
        self.draft.names = Severity::Must;
        self
    }

    /// Makes the family.
    ///
    /// # Errors
    ///
    /// Returns an error if the registry has a family of this name, or a family whose lines would have the same names; if a name
    /// breaks a rule that holds for `defmetrics!` too; or if bounds do not ascend.
    ///
    /// ```
    /// use gapless_core::dynamic::Registry;
    ///
    /// let registry = Registry::new();
    /// let error = registry.counter("jobs", "Jobs.").register().unwrap_err();
    /// assert!(error.to_string().ends_with("write `jobs_total`"));
    /// ```
    pub fn register(self) -> Result<Family<M, N>, Error> {
        let registry = self.draft.registry.clone();
        registry.insert(Members::new(self.draft.about::<M>()?)).map(Family::new)
    }

    /// Makes the family, or gives the one that was declared alike before.
    ///
    /// # Errors
    ///
    /// As [`register`](Self::register), and if the one of this name has another type, unit, labels or buckets.
    ///
    /// ```
    /// use gapless_core::dynamic::Registry;
    ///
    /// let registry = Registry::new();
    /// let jobs = || registry.counter("jobs_total", "Jobs.").get_or_register();
    /// jobs()?.with([]).inc();
    /// jobs()?.with([]).inc();
    /// assert_eq!(jobs()?.with([]).get(), 2);
    /// assert!(registry.gauge("jobs", "Jobs.").get_or_register().is_err()); // of OpenMetrics, both are `jobs`
    /// # Ok::<(), gapless_core::Error>(())
    /// ```
    pub fn get_or_register(self) -> Result<Family<M, N>, Error> {
        let registry = self.draft.registry.clone();
        registry.get_or_insert(Members::new(self.draft.about::<M>()?)).map(Family::new)
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
            Kind::Histogram => check_bounds(&name, self.buckets.unwrap_or_else(|| scope.buckets.clone()))?,
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
            reason: format!("it has to end in its unit; let it end in `_{unit}`"),
        }),
        unit => Ok(unit),
    }
}

fn check_bounds(name: &str, bounds: Vec<f64>) -> Result<Vec<f64>, ErrorKind> {
    let is_good = bounds.iter().all(|bound| (0.0..f64::INFINITY).contains(bound));
    match is_good && bounds.windows(2).all(|pair| pair[0] < pair[1]) {
        true => Ok(bounds),
        false => Err(ErrorKind::InvalidBuckets { name: name.to_owned(), bounds }),
    }
}

/// What the declarations of a registry have in common.
#[derive(Clone, Debug)]
pub(super) struct Scope {
    /// With the underscore after it.
    pub(super) prefix: String,
    pub(super) group: String,
    pub(super) labels: Vec<LabelPair>,
    pub(super) buckets: Vec<f64>,
}

impl Default for Scope {
    fn default() -> Self {
        Scope { prefix: String::new(), group: String::new(), labels: Vec::new(), buckets: BUCKETS.to_vec() }
    }
}
