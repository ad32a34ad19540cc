//! Options of rules.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::AlertRule;
use crate::catalog::Catalog;
use crate::error::{Error, ErrorKind};
use crate::promql::{quoted, Form, Queries};

/// Options of the rules of a catalog.
///
/// ```
/// use std::time::Duration;
///
/// use gapless::artifacts::rules::{RuleFile, RuleOptions};
/// use gapless::artifacts::Catalog;
///
/// let options = RuleOptions::new()
///     .job("shop")
///     .runbooks("https://example.com/runbooks/")
///     .label("team", "checkout")
///     .hold("TargetDown", Duration::from_secs(600))
///     .off("TargetAbsent");
/// let file = RuleFile::new(&Catalog::new([]), &options)?;
/// let down = file.alerts().find(|alert| alert.name == "TargetDown").unwrap();
/// assert_eq!(down.hold, Duration::from_secs(600));
///
/// let error = RuleFile::new(&Catalog::new([]), &RuleOptions::new().off("TargetDwn")).unwrap_err();
/// assert_eq!(error.to_string(), "the alert `TargetDwn` does not exist; did you mean `TargetDown`?");
/// # Ok::<(), gapless::artifacts::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RuleOptions {
    job: Option<String>,
    scrape_interval: Option<Duration>,
    form: Option<Form>,
    sloth_labels: bool,
    runbooks: Option<String>,
    labels: Vec<(String, String)>,
    thresholds: BTreeMap<String, f64>,
    holds: BTreeMap<String, Duration>,
    severities: BTreeMap<String, String>,
    off: BTreeSet<String>,
}

/// The time between two scrapes, if the options do not set it.
const SCRAPE_INTERVAL: Duration = Duration::from_secs(15);

/// The alerts of objectives, which always exist, because the options are also those of their rules.
pub(super) const OBJECTIVE_ALERTS: [&str; 3] = ["SloBudgetBurnFast", "SloBudgetBurnSlow", "SloMetricAbsent"];

/// The thresholds that an alert can have.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Range {
    /// Each finite number.
    Number,
    /// A number from 0 to 1.
    Share,
}

fn check_threshold(alert: &str, threshold: f64, range: Option<Range>) -> Result<(), Error> {
    let alert = alert.to_owned();
    let is_valid = match range {
        None => return Err(ErrorKind::NoThreshold { alert }.into()),
        Some(Range::Number) => threshold.is_finite(),
        Some(Range::Share) => (0.0..=1.0).contains(&threshold),
    };
    if is_valid {
        return Ok(());
    }
    Err(ErrorKind::InvalidThreshold { alert, threshold }.into())
}

fn check_severity(alert: &str, severity: &str) -> Result<(), Error> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-';
    if severity.starts_with(|c: char| c.is_ascii_lowercase()) && severity.chars().all(fits) {
        return Ok(());
    }
    Err(ErrorKind::InvalidSeverity { alert: alert.to_owned(), severity: severity.to_owned() }.into())
}

fn check_runbooks(address: &str) -> Result<(), Error> {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
    if rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(char::is_whitespace)) {
        return Ok(());
    }
    Err(ErrorKind::InvalidRunbooks { address: address.to_owned() }.into())
}

impl RuleOptions {
    /// Creates options for rules that select the series of all jobs.
    #[must_use]
    pub fn new() -> Self {
        RuleOptions::default()
    }

    /// Selects only the series of a job. Alerts about the target of a scrape need the job.
    #[must_use]
    pub fn job(mut self, job: impl Into<String>) -> Self {
        self.job = Some(job.into());
        self
    }

    /// Sets the time between two scrapes; by default, that of the deployment, or 15 seconds.
    #[must_use]
    pub fn scrape_interval(mut self, interval: Duration) -> Self {
        self.scrape_interval = Some(interval);
        self
    }

    /// Queries only the classic buckets of histograms, for servers without native histograms such as VictoriaMetrics.
    /// By default, each expression works with both forms.
    #[must_use]
    pub fn classic_histograms(mut self) -> Self {
        self.form = Some(Form::Classic);
        self
    }

    /// Adds Sloth's labels and its series `sloth_slo_info` to the rules of objectives, for the dashboards of Sloth.
    #[must_use]
    pub fn sloth_labels(mut self) -> Self {
        self.sloth_labels = true;
        self
    }

    /// Adds the annotation `runbook_url` to each alert: this address, followed by the name of the alert. If an alert
    /// declares a runbook, its own address is used instead.
    #[must_use]
    pub fn runbooks(mut self, address: impl Into<String>) -> Self {
        self.runbooks = Some(address.into());
        self
    }

    /// Adds a label to each alert.
    #[must_use]
    pub fn label(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.labels.push((name.into(), value.into()));
        self
    }

    /// Sets the threshold of an alert.
    #[must_use]
    pub fn threshold(mut self, alert: impl Into<String>, threshold: f64) -> Self {
        self.thresholds.insert(alert.into(), threshold);
        self
    }

    /// Sets the time for which the condition of an alert must hold.
    #[must_use]
    pub fn hold(mut self, alert: impl Into<String>, hold: Duration) -> Self {
        self.holds.insert(alert.into(), hold);
        self
    }

    /// Sets the severity of an alert.
    #[must_use]
    pub fn severity(mut self, alert: impl Into<String>, severity: impl Into<String>) -> Self {
        self.severities.insert(alert.into(), severity.into());
        self
    }

    /// Leaves out an alert.
    #[must_use]
    pub fn off(mut self, alert: impl Into<String>) -> Self {
        self.off.insert(alert.into());
        self
    }

    /// Returns these options, and the options of `others` that are not set here. An alert is off if it is off in
    /// either.
    #[must_use]
    pub fn or(mut self, mut others: Self) -> Self {
        others.labels.retain(|(name, _)| self.labels.iter().all(|(own, _)| own != name));
        self.labels.append(&mut others.labels);
        others.thresholds.append(&mut self.thresholds);
        others.holds.append(&mut self.holds);
        others.severities.append(&mut self.severities);
        self.off.append(&mut others.off);
        RuleOptions {
            job: self.job.or(others.job),
            scrape_interval: self.scrape_interval.or(others.scrape_interval),
            form: self.form.or(others.form),
            sloth_labels: self.sloth_labels || others.sloth_labels,
            runbooks: self.runbooks.or(others.runbooks),
            labels: self.labels,
            thresholds: others.thresholds,
            holds: others.holds,
            severities: others.severities,
            off: self.off,
        }
    }

    /// Returns an error if an option is not valid. Each alert has a range of thresholds, or none.
    pub(super) fn check(&self, alerts: &BTreeMap<&str, Option<Range>>) -> Result<(), Error> {
        self.check_names(alerts)?;
        for (alert, threshold) in &self.thresholds {
            check_threshold(alert, *threshold, alerts.get(&**alert).copied().flatten())?;
        }
        for (alert, severity) in &self.severities {
            check_severity(alert, severity)?;
        }
        self.runbooks.as_deref().map_or(Ok(()), check_runbooks)?;
        match &self.job {
            Some(job) if job.trim().is_empty() => Err(ErrorKind::EmptyJob.into()),
            _ => Ok(()),
        }
    }

    fn check_names(&self, alerts: &BTreeMap<&str, Option<Range>>) -> Result<(), Error> {
        let named = self.thresholds.keys().chain(self.holds.keys()).chain(self.severities.keys());
        match named.chain(&self.off).find(|name| !alerts.contains_key(&***name)) {
            None => Ok(()),
            Some(name) => {
                let nearest =
                    gapless_core::__private::nearest(name, alerts.keys().copied()).map(str::to_owned);
                Err(ErrorKind::UnknownAlert { name: name.clone(), nearest }.into())
            }
        }
    }

    /// Returns the option that names an alert, as the configuration calls it.
    #[doc(hidden)]
    #[must_use]
    pub fn option_of(&self, alert: &str) -> Option<&'static str> {
        let options = [
            ("rules.thresholds", self.thresholds.contains_key(alert)),
            ("rules.for", self.holds.contains_key(alert)),
            ("rules.severities", self.severities.contains_key(alert)),
            ("rules.off", self.off.contains(alert)),
        ];
        options.into_iter().find(|(_, names_it)| *names_it).map(|(option, _)| option)
    }

    /// Returns the condition that selects the job.
    pub(crate) fn scope(&self) -> String {
        self.job.as_ref().map(|job| format!("job={}", quoted(job))).unwrap_or_default()
    }

    /// Returns queries that select the job.
    pub(crate) fn queries<'c>(&self, catalog: &'c Catalog, scope: &'c str) -> Queries<'c> {
        Queries::with_scope(catalog, scope).form(self.form.unwrap_or(Form::Any))
    }

    pub(crate) fn is_classic(&self) -> bool {
        self.form == Some(Form::Classic)
    }

    pub(crate) fn has_sloth_labels(&self) -> bool {
        self.sloth_labels
    }

    pub(crate) fn job_name(&self) -> Option<&str> {
        self.job.as_deref()
    }

    pub(super) fn interval(&self) -> Duration {
        self.scrape_interval.unwrap_or(SCRAPE_INTERVAL)
    }

    pub(crate) fn is_off(&self, alert: &str) -> bool {
        self.off.contains(alert)
    }

    pub(super) fn threshold_of(&self, alert: &str, default: f64) -> f64 {
        self.thresholds.get(alert).copied().unwrap_or(default)
    }

    pub(crate) fn hold_of(&self, alert: &str, default: Duration) -> Duration {
        self.holds.get(alert).copied().unwrap_or(default)
    }

    /// Completes an alert with its severity, the labels, and the address of its runbook.
    pub(crate) fn complete(&self, mut alert: AlertRule, severity: &str, runbook: Option<&str>) -> AlertRule {
        alert.hold = self.hold_of(&alert.name, alert.hold);
        let severity = self.severities.get(&alert.name).map_or(severity, String::as_str);
        alert.labels.insert(0, ("severity".to_owned(), severity.to_owned()));
        alert.labels.extend(self.labels.iter().cloned());
        let own = self.runbooks.as_ref().map(|address| format!("{address}{}", alert.name));
        match runbook.map(str::to_owned).or(own) {
            Some(address) => alert.annotation("runbook_url", address),
            None => alert,
        }
    }
}
