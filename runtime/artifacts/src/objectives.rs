//! Objectives: which part of the events must be good, and alerts about the speed at which the error budget is used.
//!
//! The period of an objective is 30 days. Its error budget is the part of the events that may be bad. Two alerts
//! compare the burn rate over a long and a short window: a page if the budget would be used within two or five days, a
//! ticket if it would be used within ten days or at the end of the period.
//!
//! [`declared`] returns the objectives of annotated functions. All others are created in code or in a configuration.

mod dashboard;
mod percent;
mod recorded;
mod selector;
mod sli;
mod trial;

use serde::Deserialize;

pub use self::dashboard::dashboard;
use self::percent::Percent;
pub use self::selector::Selector;
use self::sli::Sli;
pub use self::trial::test_file;
use crate::catalog::{Catalog, Declaration, Family, Origin};
use crate::error::{Error, ErrorKind};
use crate::rules::{RuleFile, RuleGroup, RuleOptions};

/// An objective for the events that a metric counts.
///
/// ```
/// use gapless::artifacts::objectives::{Selector, Slo};
///
/// let requests = Selector::new("http_requests_total").with("route", "/checkout");
/// let success = Slo::success("checkout", "99.9", requests.clone().like("status", "5.."), requests)?;
///
/// let durations = Selector::new("http_request_duration_seconds").with("route", "/checkout");
/// let latency = Slo::latency("checkout-latency", "99", durations, 0.25)?.service("shop");
/// assert!(Slo::latency("none", "100", Selector::new("x_seconds"), 1.0).is_err());
/// # Ok::<(), gapless::artifacts::Error>(())
/// ```
///
/// A configuration in any format of serde contains the same parts:
///
/// ```
/// let slo: gapless::artifacts::objectives::Slo = serde_json::from_str(
///     r#"{
///         "name": "checkout",
///         "percent": "99.9",
///         "errors": { "metric": "http_requests_total", "like": { "status": "5.." } },
///         "total": { "metric": "http_requests_total" }
///     }"#,
/// )
/// .unwrap();
/// assert_eq!(slo.name(), "checkout");
/// ```
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(try_from = "SloConfig")]
pub struct Slo {
    name: String,
    service: Option<String>,
    description: Option<String>,
    percent: Percent,
    sli: Sli,
}

/// An objective in a configuration.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SloConfig {
    name: String,
    service: Option<String>,
    description: Option<String>,
    percent: Decimal,
    errors: Option<Selector>,
    total: Option<Selector>,
    latency: Option<LatencyConfig>,
}

/// A decimal number, in quotes or without.
#[derive(Deserialize)]
#[serde(untagged)]
enum Decimal {
    Text(String),
    Number(f64),
}

impl Decimal {
    fn digits(self) -> String {
        match self {
            Decimal::Text(text) => text,
            Decimal::Number(number) => number.to_string(),
        }
    }
}

/// The latency of an objective in a configuration.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LatencyConfig {
    #[serde(flatten)]
    durations: Selector,
    threshold: f64,
}

impl Slo {
    /// Creates an objective for the percentage of events that are not errors. `errors` is a part of `total`.
    ///
    /// # Errors
    ///
    /// Returns an error if `percent` is not a decimal number between 0 and 100.
    pub fn success(
        name: impl Into<String>,
        percent: &str,
        errors: Selector,
        total: Selector,
    ) -> Result<Self, Error> {
        Slo::new(name.into(), percent, Sli::Events { errors, total })
    }

    /// Creates an objective for the percentage of observations that are at most a threshold, in the histogram's unit.
    /// The threshold must be the bound of a bucket.
    ///
    /// # Errors
    ///
    /// Returns an error if `percent` is not a decimal number between 0 and 100.
    pub fn latency(
        name: impl Into<String>,
        percent: &str,
        durations: Selector,
        threshold: f64,
    ) -> Result<Self, Error> {
        Slo::new(name.into(), percent, Sli::Latency { durations, threshold })
    }

    /// Creates an objective for the percentage of requests to a route whose status is less than 500, with the metrics
    /// of the plugin `HttpServer`.
    ///
    /// ```
    /// use gapless::artifacts::objectives::Slo;
    ///
    /// let slo = Slo::route_success("/users/{id}", "99.9")?;
    /// assert_eq!(slo.name(), "/users/{id}");
    /// # Ok::<(), gapless::artifacts::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error if `percent` is not a decimal number between 0 and 100.
    pub fn route_success(route: &str, percent: &str) -> Result<Self, Error> {
        let requests = Selector::new("http_requests_total").with("route", route);
        Slo::success(route, percent, requests.clone().like("status", "5.."), requests)
    }

    /// Creates an objective for the percentage of requests to a route that are answered within a number of seconds,
    /// with the metrics of the plugin `HttpServer`.
    ///
    /// # Errors
    ///
    /// Returns an error if `percent` is not a decimal number between 0 and 100.
    pub fn route_latency(route: &str, percent: &str, threshold: f64) -> Result<Self, Error> {
        let durations = Selector::new("http_request_duration_seconds").with("route", route);
        Slo::latency(format!("{route} latency"), percent, durations, threshold)
    }

    fn new(name: String, percent: &str, sli: Sli) -> Result<Self, Error> {
        let percent = percent.parse().map_err(|error: Error| error.of_objective(&name))?;
        Ok(Slo { name, service: None, description: None, percent, sli })
    }

    /// Sets the service; by default, the job of the rules, or else the package that declares the metric.
    #[must_use]
    pub fn service(mut self, service: impl Into<String>) -> Self {
        self.service = Some(service.into());
        self
    }

    /// Sets a sentence about the objective, for the alerts.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Returns the name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the value of the label `service`.
    fn service_in(&self, catalog: &Catalog, options: &RuleOptions) -> String {
        let job = self.service.as_deref().or(options.job_name());
        let package = || catalog.find(self.sli.metric())?.declarations.first().map(|of| of.package.clone());
        job.map(str::to_owned).or_else(package).unwrap_or_default()
    }
}

impl TryFrom<SloConfig> for Slo {
    type Error = String;

    fn try_from(config: SloConfig) -> Result<Self, String> {
        let sli = match (config.errors, config.total, config.latency) {
            (Some(errors), Some(total), None) => Sli::Events { errors, total },
            (None, None, Some(LatencyConfig { durations, threshold })) => {
                Sli::Latency { durations, threshold }
            }
            _ => {
                return Err(format!(
                    "the objective `{}` needs either `errors` and `total` or `latency`",
                    config.name
                ))
            }
        };
        let percent = config.percent.digits().parse();
        let percent = percent.map_err(|error: Error| error.of_objective(&config.name).to_string())?;
        Ok(Slo { name: config.name, service: config.service, description: config.description, percent, sli })
    }
}

/// Returns the objectives of annotated functions.
///
/// # Errors
///
/// Returns an error if a percentage of a catalog is not valid.
pub fn declared(catalog: &Catalog) -> Result<Vec<Slo>, Error> {
    let mut all = Vec::new();
    for family in catalog.families() {
        for declaration in family.declarations.iter().filter(|of| of.origin == Origin::Function) {
            all.extend(of_function(family, declaration)?);
        }
    }
    Ok(all)
}

/// Returns the objective that a declaration of a function stands for: success for calls, latency for durations.
fn of_function(family: &Family, declaration: &Declaration) -> Result<Option<Slo>, Error> {
    let Some(objective) = &declaration.objective else {
        return Ok(None);
    };
    let constant = declaration.constant_labels.iter();
    let all = constant.fold(Selector::new(&*family.name), |all, (label, value)| all.with(label, value));
    let name = function_name(family, declaration);
    let slo = match (family.kind, &objective.success, &objective.latency) {
        (gapless_core::Kind::Counter, Some(percent), _) => {
            let outcomes = family.label_values("outcome").unwrap_or_default();
            let known = |wanted: &[&str]| {
                wanted
                    .iter()
                    .filter(|outcome| outcomes.contains(**outcome))
                    .map(|of| (*of).to_owned())
                    .collect::<Vec<_>>()
            };
            let errors = all.clone().any_of("outcome", known(&["error", "panic"]));
            // A cancelled call has neither succeeded nor failed.
            Slo::success(name, percent, errors, all.any_of("outcome", known(&["ok", "error", "panic"])))?
        }
        (gapless_core::Kind::Histogram, _, Some(latency)) => {
            Slo::latency(format!("{name} latency"), &latency.percent, all, latency.threshold)?
        }
        _ => return Ok(None),
    };
    Ok(Some(slo.of_place(declaration)))
}

/// Returns the value of the label `function`, or else the first part of the family's name.
fn function_name(family: &Family, declaration: &Declaration) -> String {
    let label = declaration.constant_labels.iter().find(|(label, _)| label == "function");
    let of_family = || {
        let name = family.name.strip_suffix("_calls_total");
        name.or(family.name.strip_suffix("_duration_seconds")).unwrap_or(&family.name).to_owned()
    };
    label.map_or_else(of_family, |(_, value)| value.clone())
}

impl Slo {
    /// Describes the place of the declaration.
    fn of_place(self, declaration: &Declaration) -> Self {
        let Declaration { file, line, .. } = declaration;
        if file.is_empty() {
            return self;
        }
        self.description(format!("Declared at {file}:{line}."))
    }
}

/// Writes the rules of objectives: a group for each.
///
/// ```
/// use gapless::artifacts::objectives::{rules, Selector, Slo};
/// use gapless::artifacts::rules::RuleOptions;
/// use gapless::artifacts::Catalog;
///
/// gapless::defmetrics! {
///     /// Orders by outcome.
///     counter orders_total(outcome: gapless::Outcome);
/// }
///
/// let orders = Selector::new("orders_total");
/// let slo = Slo::success("orders", "99.5", orders.clone().with("outcome", "error"), orders)?;
/// let yaml = rules(&[slo], &Catalog::declared(), &RuleOptions::new().job("shop"))?.to_yaml();
/// assert!(yaml.contains("slo:sli_error:ratio_rate1h{slo=\"orders\", service=\"shop\"} > 0.072"));
/// # Ok::<(), gapless::artifacts::Error>(())
/// ```
///
/// # Errors
///
/// Returns an error if an objective names a metric, label or value that does not exist, or a threshold that is not the
/// bound of a bucket, or if two objectives of a service have the same name.
pub fn rules(slos: &[Slo], catalog: &Catalog, options: &RuleOptions) -> Result<RuleFile, Error> {
    let mut groups: Vec<RuleGroup> = Vec::new();
    for slo in slos {
        let group = recorded::group(slo, catalog, options).map_err(|error| error.of_objective(&slo.name))?;
        if groups.iter().any(|other| other.name == group.name) {
            return Err(ErrorKind::DuplicateObjective { name: slo.name.clone() }.into());
        }
        groups.push(group);
    }
    Ok(RuleFile { groups })
}

#[cfg(test)]
mod tests;
