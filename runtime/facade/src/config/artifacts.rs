//! The keys of dashboards and rules.

use std::time::Duration;

use gapless_artifacts::dashboard::{DashboardModel, DashboardOptions, DashboardSettings};
use gapless_artifacts::objectives::{self, Slo};
use gapless_artifacts::rules::RuleOptions;
use gapless_artifacts::{Artifacts, Error, ErrorKind};

use super::keys::{Refusal, OBJECTIVE};
use super::value::Raw;
use super::{duration, Config, Mistake};
use crate::config;

/// The settings of the dashboards.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct DashboardsConfig {
    /// The name of the instance, for programs with several instances of Gapless: a part of the uid of each dashboard.
    pub instance: Option<String>,
    /// The model in which dashboards are written; `None` keeps the program's.
    pub model: Option<DashboardModel>,
    /// The title, the data source, the refresh rate, the time range, the time zone and the tags of all dashboards.
    pub settings: DashboardSettings,
}

const MODEL: &str = "`classic` or `v2`";
const NUMBERS_BY_ALERT: &str =
    "alerts with numbers, such as `{ TargetDown = 0.5 }`, or `TargetDown=0.5` in the environment";
const DURATIONS_BY_ALERT: &str =
    "alerts with durations, such as `{ TargetDown = \"10m\" }`, or `TargetDown=10m` in the environment";

const OBJECTIVES: &str =
    "tables, such as `[[objective]]` with `name` and `percent`, or a list in JSON in the environment";

impl DashboardsConfig {
    /// Sets the value of a key. The value `none` keeps the program's setting.
    pub(super) fn set(&mut self, key: &str, raw: Raw) -> Result<(), Refusal> {
        if key == "dashboards.tags" {
            self.settings = raw.list()?.into_iter().fold(self.settings.clone(), DashboardSettings::tag);
            return Ok(());
        }
        let (settings, text) = (self.settings.clone(), raw.optional_text()?);
        match key {
            "dashboards.instance" => self.instance = text,
            "dashboards.model" => self.model = text.map(|name| model(&name).ok_or(MODEL)).transpose()?,
            "dashboards.title" => self.settings = with(settings, text, DashboardSettings::title),
            "dashboards.datasource" => self.settings = with(settings, text, DashboardSettings::datasource),
            "dashboards.refresh" => self.settings = with(settings, text, DashboardSettings::refresh),
            "dashboards.from" => self.settings = with(settings, text, |of, from| of.range(from, "now")),
            "dashboards.timezone" => self.settings = with(settings, text, DashboardSettings::timezone),
            _ => return Err(Refusal::UnknownKey),
        }
        Ok(())
    }
}

/// Sets a value that exists.
fn with<T, V>(settings: T, value: Option<V>, set: impl FnOnce(T, V) -> T) -> T {
    match value {
        Some(value) => set(settings, value),
        None => settings,
    }
}

fn model(name: &str) -> Option<DashboardModel> {
    match name {
        "classic" => Some(DashboardModel::Classic),
        "v2" => Some(DashboardModel::V2),
        _ => None,
    }
}

/// Returns the options of the rules with the value of a key.
pub(super) fn set_rules(rules: RuleOptions, key: &str, raw: Raw) -> Result<RuleOptions, Refusal> {
    Ok(match key {
        "rules.job" => with(rules, raw.optional_text()?, RuleOptions::job),
        "rules.scrape_interval" => with(rules, raw.optional_duration()?, RuleOptions::scrape_interval),
        "rules.runbooks" => with(rules, raw.optional_text()?, RuleOptions::runbooks),
        "rules.classic_histograms" => match raw.flag()? {
            true => rules.classic_histograms(),
            false => rules,
        },
        "rules.labels" => {
            raw.pairs()?.into_iter().fold(rules, |rules, (name, value)| rules.label(name, value))
        }
        "rules.thresholds" => by_alert(raw, NUMBERS_BY_ALERT, |number| number.parse().ok())?
            .into_iter()
            .fold(rules, |rules, (alert, threshold): (_, f64)| rules.threshold(alert, threshold)),
        "rules.for" => by_alert(raw, DURATIONS_BY_ALERT, duration::parse)?
            .into_iter()
            .fold(rules, |rules, (alert, hold): (_, Duration)| rules.hold(alert, hold)),
        "rules.severities" => {
            raw.pairs()?.into_iter().fold(rules, |rules, (alert, severity)| rules.severity(alert, severity))
        }
        "rules.off" => raw.list()?.into_iter().fold(rules, RuleOptions::off),
        _ => return Err(Refusal::UnknownKey),
    })
}

/// Reads a list of objectives in JSON.
pub(super) fn read_objectives(raw: Raw) -> Result<Vec<Slo>, Refusal> {
    serde_json::from_str(&raw.text().map_err(|_| OBJECTIVES)?).map_err(Refusal::Objective)
}

/// Returns the values of alerts, by the names of the alerts.
fn by_alert<T>(
    raw: Raw,
    expected: &'static str,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<Vec<(String, T)>, Refusal> {
    let pairs = raw.pairs().map_err(|_| expected)?;
    let values = pairs.into_iter().map(|(alert, value)| Some((alert, parse(&value)?)));
    Ok(values.collect::<Option<_>>().ok_or(expected)?)
}

fn artifacts_error(key: &'static str, cause: Error) -> config::ErrorKind {
    config::ErrorKind::Artifacts { key, cause }
}

impl Config {
    /// Returns artifacts with the settings of this configuration, which override those of the program.
    pub(crate) fn over(&self, artifacts: Artifacts) -> Artifacts {
        let DashboardsConfig { instance, model, settings } = &self.dashboards;
        let artifacts = artifacts.dashboard_options(|options| {
            let options = options.all(settings.clone());
            instance.iter().fold(options, DashboardOptions::instance)
        });
        let artifacts = artifacts.rule_options(|options| self.rules.clone().or(options));
        let objectives = self.objectives.iter().cloned();
        let artifacts = objectives.fold(artifacts, Artifacts::objective);
        match model {
            Some(model) => artifacts.dashboard_model(*model),
            None => artifacts,
        }
    }

    /// Returns whether this configuration names alerts or metrics, which may not exist.
    pub(crate) fn has_rules_or_objectives(&self) -> bool {
        self.rules != RuleOptions::default() || !self.objectives.is_empty()
    }

    /// Returns the mistakes in the rules and in the objectives of artifacts, with the origins of values from this
    /// configuration.
    pub(crate) fn mistakes_in_artifacts(&self, artifacts: &Artifacts) -> Vec<Mistake> {
        let rules = artifacts.rules().err().and_then(|cause| self.mistake_in_rules(cause));
        let own = objectives::rules(&self.objectives, artifacts.catalog(), &self.rules).err();
        let own = own.map(|cause| self.origins.mistake(OBJECTIVE, artifacts_error(OBJECTIVE, cause)));
        let of_program = || {
            let cause = artifacts.objective_rules().err()?;
            Some(Mistake::new(None, artifacts_error(OBJECTIVE, cause)))
        };
        rules.into_iter().chain(own.or_else(of_program)).collect()
    }

    /// Returns the mistake if an option names an alert that does not exist. Other errors are about the alerts of
    /// declarations, which the configuration does not contain.
    fn mistake_in_rules(&self, cause: Error) -> Option<Mistake> {
        let ErrorKind::UnknownAlert { name, .. } = cause.kind() else { return None };
        let Some(key) = self.rules.option_of(name) else {
            return Some(Mistake::new(None, artifacts_error("rules", cause)));
        };
        let of_alert = format!("{key}.{name}");
        let place = if self.origins.have(&of_alert) { &of_alert } else { key };
        Some(self.origins.mistake(place, artifacts_error(key, cause)))
    }

    /// Changes the settings of all dashboards.
    ///
    /// ```
    /// use gapless::config::Config;
    ///
    /// let config = Config::new().dashboards(|settings| settings.title("{title} (staging)").refresh("1m"));
    /// ```
    #[must_use]
    pub fn dashboards(mut self, change: impl FnOnce(DashboardSettings) -> DashboardSettings) -> Self {
        self.origins.forget("dashboards");
        self.dashboards.settings = change(self.dashboards.settings);
        self
    }

    /// Sets the model in which dashboards are written.
    #[must_use]
    pub fn dashboard_model(mut self, model: DashboardModel) -> Self {
        self.origins.forget("dashboards.model");
        self.dashboards.model = Some(model);
        self
    }

    /// Changes the options of the rules.
    ///
    /// ```
    /// use gapless::config::Config;
    ///
    /// let config = Config::new().rules(|rules| rules.threshold("ScrapeSlow", 0.9).off("TargetAbsent"));
    /// ```
    #[must_use]
    pub fn rules(mut self, change: impl FnOnce(RuleOptions) -> RuleOptions) -> Self {
        self.origins.forget("rules");
        self.rules = change(self.rules);
        self
    }

    /// Adds an objective to those of functions.
    ///
    /// ```
    /// use gapless::artifacts::objectives::Slo;
    /// use gapless::config::Config;
    ///
    /// let config = Config::new().objective(Slo::route_success("/checkout", "99.9")?);
    /// # Ok::<(), gapless::artifacts::Error>(())
    /// ```
    #[must_use]
    pub fn objective(mut self, objective: Slo) -> Self {
        self.origins.forget("objective");
        self.objectives.push(objective);
        self
    }
}
