//! Checks of one expression.

use promql_parser::parser;

use super::text::{plain, variable, windows};
use super::walk::Walk;
use super::{Allow, Check, Context, Finding};
use crate::catalog::Catalog;

pub(super) fn check(text: &str, catalog: &Catalog, context: Context, allow: &Allow) -> Vec<Finding> {
    let mut findings = of_variables(text, context);
    match parser::parse(&plain(text)) {
        Ok(parsed) => findings.extend(Walk::new(catalog, context, allow).check(&parsed)),
        Err(reason) => {
            let message = format!("the expression cannot be read: {reason}");
            findings.push(Finding::new(Check::Syntax, message));
        }
    }
    for finding in &mut findings {
        finding.expression = Some(text.to_owned());
    }
    findings.retain(|finding| !allow.covers(finding));
    findings
}

fn of_variables(text: &str, context: Context) -> Vec<Finding> {
    match context {
        Context::Rule => variable(text).map(in_rule).into_iter().collect(),
        Context::Panel | Context::HeatMap => windows(text).into_iter().filter_map(fixed).collect(),
        Context::Variable => Vec::new(),
    }
}

fn in_rule(variable: &str) -> Finding {
    let message = format!("`${variable}` is a variable of Grafana; write a duration or a value in a rule");
    Finding::new(Check::Syntax, message)
}

/// Returns a finding for a window that does not follow the resolution or the time range of the dashboard.
fn fixed(window: &str) -> Option<Finding> {
    let name = window.split(':').next().unwrap_or(window).trim().replace(['{', '}'], "");
    let message =
        format!("the window `{window}` is fixed; write `$__rate_interval`, or `$__range` for the time range");
    let follows = ["$__rate_interval", "$__range"].contains(&&*name);
    (!follows).then(|| Finding::new(Check::RateInterval, message))
}
