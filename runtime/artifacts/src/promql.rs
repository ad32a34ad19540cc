//! Queries in PromQL that can only name metrics, labels, values and buckets of a catalog.

mod expr;
mod histogram;
mod names;
mod regex;
mod summary;
mod vector;

use gapless_core::Kind;

use crate::catalog::Catalog;
use crate::error::Error;

pub use self::expr::Expr;
pub(crate) use self::histogram::Form;
pub use self::histogram::Histogram;
pub(crate) use self::names::{is_plain, quoted};
pub use self::summary::Summary;
pub use self::vector::{Counter, Gauge, Vector};

/// Creates queries about the metrics of a catalog.
///
/// ```
/// use gapless::artifacts::promql::{Queries, Window};
/// use gapless::artifacts::Catalog;
///
/// let catalog = Catalog::new([]);
/// let queries = Queries::of_rules(&catalog);
/// assert!(queries.counter("no_such_metric_total").is_err());
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Queries<'c> {
    catalog: &'c Catalog,
    scope: &'c str,
    form: Form,
}

/// The series of alerts that fire. Those of an objective have the job in the label `service`.
const FIRING: &str =
    r#"ALERTS{alertstate="firing", job=~"$job"} or ALERTS{alertstate="firing", service=~"$job"}"#;

/// The window of a rate or an increase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Window {
    /// Grafana's window for rates, which is at least four scrape intervals.
    RateInterval,
    /// The time range of a dashboard.
    Range,
    /// A number of seconds.
    Seconds(u64),
}

impl<'c> Queries<'c> {
    /// Creates queries for dashboards, whose variables `job` and `instance` select the series.
    #[must_use]
    pub const fn of_dashboards(catalog: &'c Catalog) -> Self {
        Queries { catalog, scope: r#"job=~"$job", instance=~"$instance""#, form: Form::Any }
    }

    /// Creates queries for rules, which select all series.
    #[must_use]
    pub const fn of_rules(catalog: &'c Catalog) -> Self {
        Queries { catalog, scope: "", form: Form::Any }
    }

    /// Creates queries that select the series with a condition, such as `job="shop"`.
    pub(crate) const fn with_scope(catalog: &'c Catalog, scope: &'c str) -> Self {
        Queries { catalog, scope, form: Form::Any }
    }

    /// Queries histograms in a form.
    pub(crate) const fn form(mut self, form: Form) -> Self {
        self.form = form;
        self
    }

    /// Returns the catalog.
    #[must_use]
    pub const fn catalog(&self) -> &'c Catalog {
        self.catalog
    }

    /// Returns a counter.
    ///
    /// # Errors
    ///
    /// Returns an error if the metric does not exist or has another type.
    pub fn counter(&self, name: &str) -> Result<Counter<'c>, Error> {
        let family = self.catalog.of_kind(name, &[Kind::Counter], "counter")?;
        Ok(Counter(Vector::new(family, self.scope)))
    }

    /// Returns a gauge, an up-down counter, a state set, an info or a summary's quantiles: a metric whose value is
    /// compared and shown without a rate.
    ///
    /// # Errors
    ///
    /// Returns an error if the metric does not exist or has another type.
    pub fn gauge(&self, name: &str) -> Result<Gauge<'c>, Error> {
        const KINDS: &[Kind] = &[Kind::Gauge, Kind::UpDownCounter, Kind::StateSet, Kind::Info, Kind::Summary];
        Ok(Gauge(Vector::new(self.catalog.of_kind(name, KINDS, "gauge")?, self.scope)))
    }

    /// Returns a histogram.
    ///
    /// # Errors
    ///
    /// Returns an error if the metric does not exist or has another type.
    pub fn histogram(&self, name: &str) -> Result<Histogram<'c>, Error> {
        let family = self.catalog.of_kind(name, &[Kind::Histogram], "histogram")?;
        Ok(Histogram(Vector::new(family, self.scope).of_form(self.form)))
    }

    /// Returns a summary.
    ///
    /// # Errors
    ///
    /// Returns an error if the metric does not exist or has another type.
    pub fn summary(&self, name: &str) -> Result<Summary<'c>, Error> {
        let family = self.catalog.of_kind(name, &[Kind::Summary], "summary")?;
        Ok(Summary(Vector::new(family, self.scope)))
    }

    /// Returns the alerts of the selected jobs that fire, with which Prometheus records the state of its rules: one row
    /// for each alert and severity. One row without a severity and with the value 0 says that no alert fires.
    #[must_use]
    pub fn firing(&self) -> Expr {
        let silence = Expr::atom(r#"label_replace(vector(0), "alertname", "none", "", "")"#.to_owned());
        Expr::atom(FIRING.to_owned()).sum_by(&["alertname", "severity"]).matched("or", "on ()", &silence)
    }

    /// Returns the number of alerts of the selected jobs that fire.
    #[must_use]
    pub fn n_firing(&self) -> Expr {
        Expr::atom(FIRING.to_owned()).aggregate("count", &[]).or_zero()
    }

    /// Returns `up`, with which Prometheus records whether a scrape succeeded.
    #[must_use]
    pub fn up(&self) -> Expr {
        self.of_target("up")
    }

    /// Returns `scrape_duration_seconds`, with which Prometheus records how long a scrape took.
    #[must_use]
    pub fn scrape_duration(&self) -> Expr {
        self.of_target("scrape_duration_seconds")
    }

    fn of_target(&self, name: &str) -> Expr {
        Expr::atom(if self.scope.is_empty() { name.to_owned() } else { format!("{name}{{{}}}", self.scope) })
    }
}

impl std::fmt::Display for Window {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        const UNITS: [(u64, &str); 4] = [(86_400, "d"), (3_600, "h"), (60, "m"), (1, "s")];
        match *self {
            Window::RateInterval => f.write_str("$__rate_interval"),
            Window::Range => f.write_str("$__range"),
            Window::Seconds(seconds) => {
                let fits = |&&(unit, _): &&(u64, &str)| seconds >= unit && seconds % unit == 0;
                let (unit, letter) = UNITS.iter().find(fits).unwrap_or(&(1, "s"));
                write!(f, "{}{letter}", seconds / unit)
            }
        }
    }
}
