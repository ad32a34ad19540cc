//! The members of alerts and objectives.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::super::{Alert, Comparison, LatencyObjective, Matcher, Measure, Objective};

#[derive(Serialize, Deserialize)]
pub(super) struct AlertJson {
    name: String,
    /// A [`MeasureJson`], unless a newer version wrote it.
    measure: Value,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    comparison: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    threshold: Option<f64>,
    #[serde(default)]
    matchers: Vec<MatcherJson>,
    #[serde(default)]
    by: Vec<String>,
    /// In seconds.
    #[serde(default, rename = "for")]
    hold: f64,
    #[serde(default)]
    severity: String,
    #[serde(default)]
    summary: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    runbook: Option<String>,
}

/// A measure, with its times in seconds.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum MeasureJson {
    Value,
    Rate(f64),
    Increase(f64),
    Quantile(f64, f64),
    Ratio(String, f64),
    Absent(f64),
}

#[derive(Serialize, Deserialize)]
struct MatcherJson {
    label: String,
    values: Vec<String>,
    #[serde(default)]
    negated: bool,
}

#[derive(Serialize, Deserialize)]
pub(super) struct ObjectiveJson {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    success: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    latency: Option<LatencyJson>,
}

#[derive(Serialize, Deserialize)]
struct LatencyJson {
    threshold: f64,
    percent: String,
}

impl From<&Alert> for AlertJson {
    fn from(of: &Alert) -> Self {
        let is_compared = !matches!(of.measure, Measure::Absent(_));
        let measure = serde_json::to_value(MeasureJson::from(&of.measure));
        AlertJson {
            name: of.name.clone(),
            measure: measure.expect("a measure has no maps"),
            comparison: is_compared.then(|| of.comparison.as_str().to_owned()),
            threshold: is_compared.then_some(of.threshold),
            matchers: of.matchers.iter().map(MatcherJson::from).collect(),
            by: of.by.clone(),
            hold: of.hold.as_secs_f64(),
            severity: of.severity.clone(),
            summary: of.summary.clone(),
            description: of.description.clone(),
            runbook: of.runbook.clone(),
        }
    }
}

impl AlertJson {
    /// Returns the alert; `None` if its measure or its comparison is unknown.
    pub(super) fn alert(self) -> Option<Alert> {
        let measure: MeasureJson = serde_json::from_value(self.measure).ok()?;
        Some(Alert {
            name: self.name,
            measure: measure.measure()?,
            comparison: self.comparison.map_or(Some(Comparison::Greater), |text| comparison(&text))?,
            threshold: self.threshold.unwrap_or_default(),
            matchers: self.matchers.into_iter().map(Matcher::from).collect(),
            by: self.by,
            hold: Duration::try_from_secs_f64(self.hold).ok()?,
            severity: self.severity,
            summary: self.summary,
            description: self.description,
            runbook: self.runbook,
        })
    }
}

fn comparison(text: &str) -> Option<Comparison> {
    use Comparison::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
    [Greater, GreaterOrEqual, Less, LessOrEqual, Equal, NotEqual].into_iter().find(|of| of.as_str() == text)
}

impl From<&Measure> for MeasureJson {
    fn from(of: &Measure) -> Self {
        match of {
            Measure::Value => MeasureJson::Value,
            Measure::Rate(window) => MeasureJson::Rate(window.as_secs_f64()),
            Measure::Increase(window) => MeasureJson::Increase(window.as_secs_f64()),
            Measure::Quantile(at, window) => MeasureJson::Quantile(*at, window.as_secs_f64()),
            Measure::Ratio(of, window) => MeasureJson::Ratio(of.clone(), window.as_secs_f64()),
            Measure::Absent(window) => MeasureJson::Absent(window.as_secs_f64()),
        }
    }
}

impl MeasureJson {
    /// Returns the measure; `None` if a time is not valid.
    fn measure(self) -> Option<Measure> {
        let time = |seconds| Duration::try_from_secs_f64(seconds).ok();
        Some(match self {
            MeasureJson::Value => Measure::Value,
            MeasureJson::Rate(window) => Measure::Rate(time(window)?),
            MeasureJson::Increase(window) => Measure::Increase(time(window)?),
            MeasureJson::Quantile(at, window) => Measure::Quantile(at, time(window)?),
            MeasureJson::Ratio(of, window) => Measure::Ratio(of, time(window)?),
            MeasureJson::Absent(window) => Measure::Absent(time(window)?),
        })
    }
}

impl From<&Matcher> for MatcherJson {
    fn from(of: &Matcher) -> Self {
        MatcherJson { label: of.label.clone(), values: of.values.clone(), negated: of.negated }
    }
}

impl From<MatcherJson> for Matcher {
    fn from(of: MatcherJson) -> Self {
        Matcher { label: of.label, values: of.values, negated: of.negated }
    }
}

impl From<&Objective> for ObjectiveJson {
    fn from(of: &Objective) -> Self {
        let latency = of.latency.as_ref();
        let latency = latency.map(|of| LatencyJson { threshold: of.threshold, percent: of.percent.clone() });
        ObjectiveJson { success: of.success.clone(), latency }
    }
}

impl From<ObjectiveJson> for Objective {
    fn from(of: ObjectiveJson) -> Self {
        let latency = of.latency.map(|of| LatencyObjective { threshold: of.threshold, percent: of.percent });
        Objective { success: of.success, latency }
    }
}
