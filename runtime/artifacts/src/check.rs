//! Checks of dashboards and expressions: the rules of robust dashboards, and the names of a catalog.
//!
//! A panel of which the metric was renamed is empty, and an alert on it is silent. These checks find both without a
//! server: they compare each expression with the declared metrics, their labels, values and buckets. They read the
//! dashboards of Gapless and JSON that a user wrote, in Grafana's classic model and in model v2.

mod allow;
mod board;
mod expression;
mod name;
mod rules;
mod selector;
mod text;
mod walk;

#[cfg(test)]
mod tests;

use std::fmt;

use serde_json::Value;

pub use self::allow::Allow;
pub use self::name::Check;
use crate::catalog::Catalog;

/// A breach of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The rule.
    pub check: Check,
    /// The title of the dashboard.
    pub dashboard: Option<String>,
    /// The title of the panel, or the name of the variable or of the annotation.
    pub panel: Option<String>,
    /// The expression.
    pub expression: Option<String>,
    /// The mistake and its remedy.
    pub message: String,
}

/// Where an expression is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Context {
    /// In a panel: windows are variables of Grafana, and each selector has the variables `job` and `instance`.
    Panel,
    /// In a heat map, which draws native histograms themselves.
    HeatMap,
    /// In a variable, whose values are those of a label of the series.
    Variable,
    /// In a rule: windows are durations, and variables of Grafana do not exist.
    Rule,
}

/// Checks a dashboard: its own rules, and each expression in it.
///
/// ```
/// use gapless::artifacts::check::{self, Allow, Check};
/// use gapless::artifacts::Catalog;
///
/// let catalog = Catalog::from_lines(r#"{"name":"chat_messages_total","type":"counter","help":"Messages."}"#)?;
/// let dashboard = serde_json::json!({ "title": "Chat", "panels": [{
///     "type": "timeseries",
///     "title": "Messages",
///     "targets": [{ "expr": "irate(chat_message_total[5m])" }],
/// }]});
///
/// let findings = check::dashboard(&dashboard, &catalog, &Allow::new());
/// let renamed = findings.iter().find(|finding| finding.check == Check::KnownMetrics).expect("it is found");
/// assert!(renamed.message.contains("a similar metric is `chat_messages_total`"));
/// assert!(findings.iter().any(|finding| finding.check == Check::NoIrate));
/// # Ok::<(), gapless::artifacts::Error>(())
/// ```
#[must_use]
pub fn dashboard(json: &Value, catalog: &Catalog, allow: &Allow) -> Vec<Finding> {
    let Some(board) = board::Board::read(json) else {
        return vec![Finding::new(Check::Syntax, "this JSON is not a dashboard")];
    };
    let mut findings = rules::check(&board);
    for place in board.expressions() {
        let of_place = expression::check(place.text, catalog, place.context, allow);
        findings.extend(
            of_place.into_iter().map(|finding| Finding { panel: Some(place.name.to_owned()), ..finding }),
        );
    }
    for finding in &mut findings {
        finding.dashboard = Some(board.title.to_owned());
    }
    findings.retain(|finding| !allow.covers(finding));
    findings
}

/// Checks an expression.
///
/// Names with a colon belong to recording rules, and are not compared with the catalog.
///
/// ```
/// use gapless::artifacts::check::{self, Check, Context};
/// use gapless::artifacts::Catalog;
///
/// let catalog = Catalog::from_lines(
///     r#"{"name":"jobs_total","type":"counter","labels":[{"name":"outcome","values":["ok","error"]}]}"#,
/// )?;
///
/// let good = r#"sum by (outcome) (rate(jobs_total{outcome="error"}[5m]))"#;
/// assert_eq!(check::expression(good, &catalog, Context::Rule), []);
///
/// let findings = check::expression(r#"rate(jobs_total{outcome="failed"}[5m])"#, &catalog, Context::Rule);
/// assert_eq!(findings[0].check, Check::KnownValues);
/// # Ok::<(), gapless::artifacts::Error>(())
/// ```
#[must_use]
pub fn expression(text: &str, catalog: &Catalog, context: Context) -> Vec<Finding> {
    expression::check(text, catalog, context, &Allow::new())
}

impl Finding {
    fn new(check: Check, message: impl Into<String>) -> Self {
        Finding { check, dashboard: None, panel: None, expression: None, message: message.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}] ", self.check)?;
        for place in [&self.dashboard, &self.panel].into_iter().flatten() {
            write!(f, "{place}: ")?;
        }
        f.write_str(&self.message)?;
        match &self.expression {
            Some(expression) => write!(f, ", in `{expression}`"),
            None => Ok(()),
        }
    }
}
