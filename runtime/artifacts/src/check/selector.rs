//! Checks of one selector: its metric, labels, values and buckets.

use std::collections::BTreeSet;

use gapless_core::Kind;
use promql_parser::label::{MatchOp, Matcher};
use promql_parser::parser::VectorSelector;

use super::text::VARIABLE;
use super::{Allow, Check, Context, Finding};
use crate::catalog::{Catalog, Family};

/// The series that Prometheus itself makes for each target or alert.
const OF_PROMETHEUS: [&str; 8] = [
    "ALERTS",
    "ALERTS_FOR_STATE",
    "scrape_duration_seconds",
    "scrape_samples_post_metric_relabeling",
    "scrape_samples_scraped",
    "scrape_series_added",
    "scrape_timeout_seconds",
    "up",
];

/// The labels that Prometheus adds to each series of a target.
const OF_TARGETS: [&str; 2] = ["instance", "job"];

/// The series of a family that a name selects.
#[derive(Clone, Copy, Debug)]
pub(super) struct Selected<'c> {
    pub(super) family: &'c Family,
    pub(super) form: Form,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// A counter.
    Counter,
    /// A value that rises and falls.
    Value,
    /// The buckets of a classic histogram.
    Bucket,
    /// The count or the sum of a classic histogram or a summary.
    Part,
    /// A native histogram.
    Native,
}

/// Returns the names that a selector has, or that a condition for `__name__` lists.
pub(super) fn names(selector: &VectorSelector) -> Option<Vec<String>> {
    let named = |matcher: &&Matcher| matcher.name == "__name__";
    selector.name.clone().map(|name| vec![name]).or_else(|| alternatives(all(selector).find(named)?))
}

/// Finds a metric with the suffixes of its type.
pub(super) fn selected<'c>(catalog: &'c Catalog, name: &str) -> Option<Selected<'c>> {
    if let Some(family) = catalog.find(name) {
        let form = match family.kind {
            Kind::Counter => Form::Counter,
            Kind::Histogram => Form::Native,
            _ => Form::Value,
        };
        return Some(Selected { family, form });
    }
    let suffixes = [("_bucket", Form::Bucket), ("_count", Form::Part), ("_sum", Form::Part)];
    suffixes.into_iter().find_map(|(suffix, form)| {
        let family = catalog.find(name.strip_suffix(suffix)?)?;
        let fits = match family.kind {
            Kind::Histogram => true,
            Kind::Summary => form == Form::Part,
            _ => false,
        };
        fits.then_some(Selected { family, form })
    })
}

/// Returns whether a name belongs to other rules or programs, or is only known to Grafana.
pub(super) fn is_foreign(name: &str, allow: &Allow) -> bool {
    OF_PROMETHEUS.contains(&name)
        || name.contains(':')
        || name.starts_with(VARIABLE)
        || allow.covers_metric(name)
}

/// Returns a finding for a metric that the catalog does not contain.
pub(super) fn unknown(catalog: &Catalog, name: &str) -> Finding {
    let suffixes = |family: &Family| match family.kind {
        Kind::Histogram => {
            ["", "_bucket", "_count", "_sum"].map(|suffix| format!("{}{suffix}", family.name)).to_vec()
        }
        Kind::Summary => ["", "_count", "_sum"].map(|suffix| format!("{}{suffix}", family.name)).to_vec(),
        _ => vec![family.name.clone()],
    };
    let names: Vec<_> = catalog.families().iter().flat_map(suffixes).collect();
    let hint = match gapless_core::__private::nearest(name, names.iter().map(String::as_str)) {
        Some(nearest) => format!("; a similar metric is `{nearest}`"),
        None => String::new(),
    };
    Finding::new(Check::KnownMetrics, format!("the catalog does not contain the metric `{name}`{hint}"))
}

impl<'c> Selected<'c> {
    /// Returns the labels of the series, those of its target too.
    pub(super) fn labels(&self) -> BTreeSet<&'c str> {
        let family = self.family;
        let special = match (self.form, family.kind) {
            (Form::Bucket, _) => Some("le"),
            (Form::Value, Kind::Summary) => Some("quantile"),
            (_, Kind::StateSet) => Some(&*family.name),
            _ => None,
        };
        family.label_names().into_iter().chain(OF_TARGETS).chain(special).collect()
    }

    /// Checks the conditions of a selector.
    pub(super) fn check(&self, selector: &VectorSelector, context: Context, allow: &Allow) -> Vec<Finding> {
        let matchers = || all(selector);
        let mut findings: Vec<_> = matchers().filter_map(|matcher| self.matcher(matcher, allow)).collect();
        findings.extend(matchers().filter_map(|matcher| one_spelling(self.form, matcher)));
        if matches!(context, Context::Panel | Context::HeatMap) {
            findings.extend(OF_TARGETS.into_iter().filter_map(|label| follows(selector, label)));
        }
        findings
    }

    fn matcher(&self, matcher: &Matcher, allow: &Allow) -> Option<Finding> {
        let label = &*matcher.name;
        if label == "__name__" || allow.covers_label(label) {
            return None;
        }
        let labels = self.labels();
        if !labels.contains(label) {
            return Some(unknown_label(&self.family.name, label, &labels));
        }
        if matcher.value.contains('$') || matcher.value.is_empty() {
            return None;
        }
        match label {
            "le" if self.form == Form::Bucket => self.bound(matcher),
            _ => self.value(matcher),
        }
    }

    /// Compares a value with the declared values of its label.
    fn value(&self, matcher: &Matcher) -> Option<Finding> {
        let family = self.family;
        let quantiles: Vec<_> =
            family.declarations.iter().flat_map(|of| &of.quantiles).map(f64::to_string).collect();
        let known = match &*matcher.name {
            "quantile" => quantiles.iter().map(String::as_str).collect(),
            name if name == family.name => family.states(),
            name => family.label_values(name)?,
        };
        let missing = missing(matcher, &known).filter(|_| !known.is_empty())?;
        let list: Vec<_> = known.iter().map(|value| format!("`{value}`")).collect();
        let message = format!(
            "the label `{}` of `{}` does not have the value `{missing}`; its values are {}",
            matcher.name,
            family.name,
            list.join(", ")
        );
        Some(Finding::new(Check::KnownValues, message))
    }

    /// Compares a value of `le` with the bounds of the buckets.
    fn bound(&self, matcher: &Matcher) -> Option<Finding> {
        let bounds = self.family.buckets();
        let is_bound = |text: &str| {
            let value: Option<f64> = text.parse().ok();
            text == "+Inf" || value.is_some_and(|value| bounds.contains(&value))
        };
        let missing = alternatives(matcher)?.into_iter().find(|text| !is_bound(text))?;
        let message = format!(
            "`{}` does not have a bucket with the bound `{missing}`; its bounds are {bounds:?}",
            self.family.name
        );
        (!bounds.is_empty()).then(|| Finding::new(Check::KnownBuckets, message))
    }
}

pub(super) fn all(selector: &VectorSelector) -> impl Iterator<Item = &Matcher> {
    let matchers = &selector.matchers;
    matchers.matchers.iter().chain(matchers.or_matchers.iter().flatten())
}

pub(super) fn unknown_label(metric: &str, label: &str, labels: &BTreeSet<&str>) -> Finding {
    let list: Vec<_> = labels.iter().map(|label| format!("`{label}`")).collect();
    let message = format!("`{metric}` does not have the label `{label}`; its labels are {}", list.join(", "));
    Finding::new(Check::KnownLabels, message)
}

/// Returns the first value that the label does not have, or a regular expression that matches no value.
fn missing(matcher: &Matcher, known: &BTreeSet<&str>) -> Option<String> {
    match (&matcher.op, alternatives(matcher)) {
        (_, Some(values)) => values.into_iter().find(|value| !known.contains(&**value)),
        (MatchOp::Re(regex) | MatchOp::NotRe(regex), None) => {
            let matches = known.iter().any(|value| regex.is_match(value));
            (!matches).then(|| matcher.value.clone())
        }
        _ => None,
    }
}

/// Returns the values that a matcher names; `None` for a regular expression that is more than a list of values.
fn alternatives(matcher: &Matcher) -> Option<Vec<String>> {
    match matcher.op {
        MatchOp::Equal | MatchOp::NotEqual => Some(vec![matcher.value.clone()]),
        MatchOp::Re(_) | MatchOp::NotRe(_) => matcher.value.split('|').map(unescaped).collect(),
    }
}

/// Returns the text that a regular expression stands for, if it is one text only.
fn unescaped(regex: &str) -> Option<String> {
    let mut chars = regex.chars();
    let mut text = String::new();
    while let Some(c) = chars.next() {
        match c {
            '\\' => text.push(chars.next().filter(|c| !c.is_alphanumeric())?),
            '.' | '+' | '*' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '^' | '$' => return None,
            _ => text.push(c),
        }
    }
    Some(text)
}

/// Returns a finding for a whole bound that is matched in one spelling only.
fn one_spelling(form: Form, matcher: &Matcher) -> Option<Finding> {
    if form != Form::Bucket || matcher.name != "le" {
        return None;
    }
    let values = alternatives(matcher)?;
    let other = |value: &String| match value.strip_suffix(".0") {
        Some(whole) => whole.to_owned(),
        None => format!("{value}.0"),
    };
    let is_whole = |value: &&String| value.trim_end_matches(".0").bytes().all(|digit| digit.is_ascii_digit());
    let value = values.iter().filter(is_whole).find(|value| !values.contains(&other(value)))?;
    let whole = value.trim_end_matches(".0");
    let message = format!(r#"`le="{value}"` matches one spelling only; write `le=~"{whole}|{whole}\\.0"`"#);
    Some(Finding::new(Check::BothSpellingsOfLe, message))
}

/// Returns a finding if a selector does not follow a variable of the dashboard.
fn follows(selector: &VectorSelector, label: &str) -> Option<Finding> {
    let variables = [format!("${label}"), format!("${{{label}}}"), format!("${{{label}:regex}}")];
    let is_followed =
        |of: &Matcher| of.name == label && matches!(of.op, MatchOp::Re(_)) && variables.contains(&of.value);
    let name = names(selector).unwrap_or_default().join("|");
    let message = format!(r#"`{name}` does not follow the variable `{label}`; write `{label}=~"${label}"`"#);
    (!all(selector).any(is_followed)).then(|| Finding::new(Check::JobAndInstanceMatchers, message))
}
