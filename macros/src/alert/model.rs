//! The facts of an alert, with every rule applied.

use proc_macro2::Span;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, Ident, Lit, LitStr, Path, Type};

use super::condition::{Condition, Limit, Measure, Window};
use super::parse::{self, Given, Part};
use crate::diag::{Errors, expected, nearest, one_of};
use crate::kind::Kind;
use crate::labels::is_text;
use crate::name;
use crate::rustdoc::source;

/// An alert without mistakes.
pub(crate) struct Alert {
    pub(crate) name: String,
    pub(crate) measure: Measure,
    /// The metric by whose increase a ratio divides.
    pub(crate) divisor: Option<Divisor>,
    pub(super) limit: Option<Limit>,
    pub(super) matchers: Vec<Matcher>,
    /// The labels that group series.
    pub(super) by: Vec<By>,
    /// The time for which the condition must hold, unless it is zero.
    pub(super) hold: Option<Window>,
    pub(super) severity: String,
    pub(super) summary: String,
    pub(super) description: Option<String>,
    pub(super) runbook: Option<String>,
}

/// The metric by whose increase a ratio divides.
pub(crate) enum Divisor {
    /// A metric whose name the macro knows.
    Name(String),
    /// The metric of an accessor.
    Path(Path),
}

/// A condition on a label.
pub(super) struct Matcher {
    pub(super) label: String,
    pub(super) negated: bool,
    pub(super) values: Vec<Value>,
}

/// The value of a label.
pub(super) enum Value {
    /// A value that the macro has checked.
    Known(String),
    /// A string. The compiler checks that the label has it.
    Text(LitStr),
    /// A value of the label's type.
    Typed(Box<(Expr, Type)>),
}

/// A label of `by`. The compiler checks that the argument is one label.
pub(super) struct By {
    pub(super) label: String,
    pub(super) span: Span,
    pub(super) is_typed: bool,
}

/// The metric that an alert watches.
pub(crate) struct Subject<'a> {
    /// The type of the metric; `None` for a function, which has several metrics.
    pub(crate) kind: Option<Kind>,
    /// The labels that an alert can name.
    pub(crate) labels: Vec<AlertLabel>,
    /// The names of labels with one value.
    pub(crate) constant: Vec<String>,
    /// The quantiles of a summary.
    pub(crate) quantiles: &'a [f64],
    /// The name of the counter of a function's calls.
    pub(crate) calls: Option<String>,
    /// The measures of metrics that a function leaves out, each with the name of the metric.
    pub(crate) left_out: Vec<(&'static str, &'static str)>,
    /// Metrics that a ratio can divide by, by the name that the user writes.
    pub(crate) siblings: Vec<(String, String, Kind)>,
}

/// A label that an alert can name.
pub(crate) struct AlertLabel {
    /// The name that the user writes.
    pub(crate) ident: String,
    /// The exported name.
    pub(crate) name: String,
    pub(crate) values: Values,
    /// The measures whose metric has the label; `None` for all.
    pub(crate) measures: Option<&'static [&'static str]>,
}

/// The values of a label.
pub(crate) enum Values {
    /// The values of a type.
    Of(Box<Type>),
    /// Strings. The compiler checks those of a label with known values.
    Texts,
    /// Words that the macro knows.
    Words(Vec<&'static str>),
}

impl Values {
    /// Returns the values of a label with a type.
    pub(crate) fn of(ty: &Type) -> Self {
        if is_text(ty) { Values::Texts } else { Values::Of(Box::new(ty.clone())) }
    }
}

/// The measures of a function.
const OF_FUNCTIONS: &[&str] = &["rate", "increase", "errors", "quantile", "value", "absent"];

impl Subject<'_> {
    /// Returns the words of the measures that the metric has.
    fn measures(&self) -> &'static [&'static str] {
        match self.kind {
            None => OF_FUNCTIONS,
            Some(Kind::Counter) => &["rate", "increase", "ratio", "absent"],
            Some(Kind::Histogram) => &["quantile", "rate", "increase", "ratio", "absent"],
            Some(Kind::Summary) => &["quantile", "rate", "increase", "absent"],
            Some(Kind::Gauge | Kind::UpDownCounter | Kind::StateSet) => &["value", "absent"],
            Some(Kind::Info) => &["absent"],
        }
    }

    /// Returns the error for a measure that the metric does not have.
    fn misfit(&self, word: &str) -> String {
        let measures = one_of(self.measures());
        let Some(kind) = self.kind else {
            return format!("`{word}` is not a measure of a function; write {measures}");
        };
        let article = kind.with_article();
        match (word, kind) {
            ("value", Kind::Counter) => {
                "a counter only increases; compare `increase(\"5m\")` or `rate(\"5m\")` instead of `value`"
                    .to_owned()
            }
            ("value", Kind::Histogram | Kind::Summary) => format!(
                "{article} does not have one value; compare `quantile(0.99, \"5m\")` or `rate(\"5m\")` instead"
            ),
            ("rate" | "increase" | "ratio", Kind::Gauge | Kind::UpDownCounter) => {
                format!("{article} rises and falls; compare `value` instead of `{word}`")
            }
            ("errors", _) => {
                format!("`errors` is a measure of functions; {article} has {measures}")
            }
            _ => format!("{article} does not have `{word}`; write {measures}"),
        }
    }
}

/// Builds the alerts of a declaration, and reports every mistake.
pub(crate) fn build(given: Vec<Given>, subject: &Subject<'_>, errors: &mut Errors) -> Vec<Alert> {
    let mut names: Vec<String> = Vec::new();
    let mut alerts = Vec::new();
    for given in given {
        if let Part::Read(name) = &given.name {
            let text = name.to_string();
            if names.contains(&text) {
                errors.at(name, format!("the alert `{text}` is declared twice here; rename one"));
            }
            names.push(text);
        }
        alerts.extend(build_alert(given, subject, errors));
    }
    alerts
}

fn build_alert(given: Given, subject: &Subject<'_>, errors: &mut Errors) -> Option<Alert> {
    check_missing(&given, errors);
    check_severity(given.severity.as_ref(), errors);
    check_runbook(given.runbook.as_ref(), errors);
    let measure = match &given.condition {
        Part::Read(condition) => condition.word.to_string(),
        Part::Missing | Part::Reported => String::new(),
    };
    let mut matchers = build_matchers(given.matchers, subject, &measure, errors);
    let by = match given.by.first() {
        Some(first) if measure == "absent" => {
            errors.at(first, "`absent` has no groups; remove `by`");
            Vec::new()
        }
        _ => build_by(given.by, subject, &measure, errors),
    };
    let name = match given.name {
        Part::Read(name) => {
            check_name(&name, errors);
            name.to_string()
        }
        Part::Missing | Part::Reported => String::new(),
    };
    let summary = match given.summary {
        Part::Read(summary) => check_text(&summary, "summary", errors),
        Part::Missing | Part::Reported => String::new(),
    };
    let Part::Read(condition) = given.condition else { return None };
    let (measure, divisor) = build_measure(&condition, subject, errors)?;
    check_limit(&measure, condition.limit.as_ref(), errors);
    if let Measure::Errors(_) = measure {
        matchers.extend(failed(subject));
    }
    Some(Alert {
        name,
        measure,
        divisor,
        limit: condition.limit,
        matchers,
        by,
        hold: given.hold.filter(|hold| hold.seconds > 0),
        severity: given.severity.map_or_else(|| "ticket".to_owned(), |severity| severity.value()),
        summary,
        description: given.description.map(|text| check_text(&text, "description", errors)),
        runbook: given.runbook.map(|text| text.value()),
    })
}

/// Reports the parts that an alert does not have.
fn check_missing(given: &Given, errors: &mut Errors) {
    let mut missing: Vec<&str> = Vec::new();
    if matches!(given.name, Part::Missing) {
        missing.push("a name such as `QueueTooLong`");
    }
    if matches!(given.condition, Part::Missing) {
        missing.push("a condition such as `value > 100`");
    }
    if matches!(given.summary, Part::Missing) {
        missing.push("a summary such as `summary = \"The queue is long\"`");
    }
    if let Some((last, rest)) = missing.split_last() {
        let list =
            if rest.is_empty() { (*last).to_owned() } else { format!("{} and {last}", rest.join(", ")) };
        let of = match &given.name {
            Part::Read(name) => format!("the alert `{name}`"),
            _ => "an alert".to_owned(),
        };
        errors.at_span(given.span, format!("{of} needs {list}"));
    }
}

fn check_name(name: &Ident, errors: &mut Errors) {
    let text = name.to_string();
    let is_camel = text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.chars().all(|c| c.is_ascii_alphanumeric())
        && (text.len() == 1 || text.chars().any(|c| c.is_ascii_lowercase()));
    if !is_camel {
        let meant = camel(&text);
        let meant = if meant.is_empty() { "QueueTooLong" } else { &meant };
        errors.at(name, format!("the name of an alert is in UpperCamelCase; write `{meant}`"));
    }
}

/// Returns a name in `UpperCamelCase`.
fn camel(text: &str) -> String {
    let words = name::to_snake_case(text);
    let words = words.split('_').filter(|word| !word.is_empty());
    words.map(|word| word[..1].to_ascii_uppercase() + &word[1..]).collect()
}

fn check_severity(severity: Option<&LitStr>, errors: &mut Errors) {
    let Some(severity) = severity else { return };
    let text = severity.value();
    let is_word = text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_');
    if !is_word {
        let message = format!(
            "the severity `{text}` is not a lower-case word; write, for example, `page`, `ticket` or `info`"
        );
        errors.at(severity, message);
    }
}

fn check_runbook(runbook: Option<&LitStr>, errors: &mut Errors) {
    let Some(runbook) = runbook else { return };
    let text = runbook.value();
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    if rest.is_none_or(|rest| rest.is_empty() || rest.contains(char::is_whitespace)) {
        let message = format!(
            "the runbook `{text}` is not an address; write a URL such as `https://example.org/queue`"
        );
        errors.at(runbook, message);
    }
}

fn check_text(text: &LitStr, key: &str, errors: &mut Errors) -> String {
    let value = text.value();
    if value.trim().is_empty() {
        errors
            .at(text, format!("the {key} is empty; write a sentence for the person who receives the alert"));
    }
    value
}

fn build_measure(
    condition: &Condition,
    subject: &Subject<'_>,
    errors: &mut Errors,
) -> Option<(Measure, Option<Divisor>)> {
    let word = condition.word.to_string();
    let Some(measure) = &condition.measure else {
        errors.at(&condition.word, expected("measure", &word, subject.measures()));
        return None;
    };
    if !subject.measures().contains(&&*word) {
        errors.at(&condition.word, subject.misfit(&word));
        return None;
    }
    if let Some((_, family)) = subject.left_out.iter().find(|(left_out, _)| *left_out == word) {
        let message =
            format!("`{word}` needs a metric that `skip({family})` leaves out; remove one of the two");
        errors.at(&condition.word, message);
        return None;
    }
    if let (Measure::Quantile(at, _), Some(Kind::Summary)) = (measure, subject.kind) {
        if (0.0..=1.0).contains(&at.value) && !subject.quantiles.contains(&at.value) {
            let exported: Vec<String> = subject.quantiles.iter().map(ToString::to_string).collect();
            let exported: Vec<&str> = exported.iter().map(String::as_str).collect();
            let message = format!(
                "the summary does not have the quantile `{}`; write {}, or add it in `#[quantiles(..)]`",
                at.value,
                one_of(&exported)
            );
            errors.at_span(at.span, message);
        }
    }
    let divisor = match measure {
        Measure::Ratio(path, _) => Some(build_divisor(path, subject, errors)?),
        Measure::Errors(_) => subject.calls.clone().map(Divisor::Name),
        _ => None,
    };
    Some((measure.clone(), divisor))
}

/// Reports a threshold with which the condition always holds or never.
fn check_limit(measure: &Measure, limit: Option<&Limit>, errors: &mut Errors) {
    let Some(Limit { comparison, threshold, at }) = limit else { return };
    match measure {
        Measure::Errors(_) if !(0.0..=1.0).contains(threshold) => {
            let meant = if (1.0..=100.0).contains(threshold) { threshold / 100.0 } else { 0.05 };
            errors.at_span(*at, format!("`errors` is a share from 0 to 1; write `{meant}`"));
        }
        Measure::Rate(_) | Measure::Increase(_) if *threshold <= 0.0 => {
            let holds = match comparison.operator {
                "<" => "never holds",
                ">=" => "always holds",
                _ => return,
            };
            let message = format!(
                "a number of events is never negative, so the condition {holds}; write `> 0` or `== 0`"
            );
            errors.at_span(*at, message);
        }
        _ => {}
    }
}

fn build_divisor(path: &Path, subject: &Subject<'_>, errors: &mut Errors) -> Option<Divisor> {
    let sibling = path
        .get_ident()
        .and_then(|ident| subject.siblings.iter().find(|(written, ..)| ident.unraw() == written));
    let Some((_, name, kind)) = sibling else { return Some(Divisor::Path(path.clone())) };
    if !matches!(kind, Kind::Counter | Kind::Histogram) {
        let message = format!(
            "`{name}` is {}, and `ratio` divides by the increase of a counter or a histogram; write another metric",
            kind.with_article()
        );
        errors.at(path, message);
        return None;
    }
    Some(Divisor::Name(name.clone()))
}

/// Returns the matcher for the calls that fail.
fn failed(subject: &Subject<'_>) -> Option<Matcher> {
    let outcome = subject.labels.iter().find(|label| label.ident == "outcome")?;
    let Values::Words(words) = &outcome.values else { return None };
    let failed = words.iter().filter(|word| matches!(**word, "error" | "panic"));
    let values = failed.map(|word| Value::Known((*word).to_owned())).collect();
    Some(Matcher { label: outcome.name.clone(), negated: false, values })
}

fn build_matchers(
    given: Vec<parse::Matcher>,
    subject: &Subject<'_>,
    measure: &str,
    errors: &mut Errors,
) -> Vec<Matcher> {
    let mut seen: Vec<String> = Vec::new();
    let mut built = Vec::new();
    for parse::Matcher { label, negated, values } in given {
        let Some(found) = resolve(&label, subject, measure, errors) else { continue };
        if measure == "errors" {
            let message = format!(
                "`errors` is a share of all calls; remove this condition, or alert on each value with `by({label})`"
            );
            errors.at(&label, message);
            continue;
        }
        if seen.contains(&found.name) {
            let message =
                format!("`{label}` has two conditions; write one list, such as `{label} = [\"a\", \"b\"]`");
            errors.at(&label, message);
        }
        seen.push(found.name.clone());
        let values = values.into_iter().filter_map(|value| build_value(value, found, errors)).collect();
        built.push(Matcher { label: found.name.clone(), negated, values });
    }
    built
}

fn build_by(given: Vec<Ident>, subject: &Subject<'_>, measure: &str, errors: &mut Errors) -> Vec<By> {
    let mut by: Vec<By> = Vec::new();
    for label in given {
        let Some(found) = resolve(&label, subject, measure, errors) else { continue };
        if by.iter().any(|by| by.label == found.name) {
            errors.at(&label, format!("`{label}` is given twice; remove one"));
        }
        let is_typed = !matches!(found.values, Values::Words(_));
        by.push(By { label: found.name.clone(), span: label.span(), is_typed });
    }
    by
}

/// Returns the label that a word names.
fn resolve<'a>(
    label: &Ident,
    subject: &'a Subject<'_>,
    measure: &str,
    errors: &mut Errors,
) -> Option<&'a AlertLabel> {
    let word = label.unraw().to_string();
    if let Some(found) = subject.labels.iter().find(|found| found.ident == word) {
        if found.measures.is_some_and(|measures| !measure.is_empty() && !measures.contains(&measure)) {
            let message = format!("the metric of `{measure}` does not have the label `{word}`; remove it");
            errors.at(label, message);
            return None;
        }
        return Some(found);
    }
    if subject.constant.contains(&word) {
        errors.at(label, format!("the label `{word}` has one constant value; remove it here"));
        return None;
    }
    let names: Vec<&str> = subject.labels.iter().map(|label| label.ident.as_str()).collect();
    let message = match (nearest(&word, &names), &names[..]) {
        (Some(name), _) => format!("unknown label `{word}`; did you mean `{name}`?"),
        (None, []) => format!("unknown label `{word}`; the measured metric does not have labels"),
        (None, names) => expected("label", &word, names),
    };
    errors.at(label, message);
    None
}

fn build_value(value: Expr, of: &AlertLabel, errors: &mut Errors) -> Option<Value> {
    let name = &of.ident;
    match (value, &of.values) {
        (value, Values::Words(words)) => build_word(&value, of, words, errors),
        (Expr::Lit(ExprLit { lit: Lit::Str(text), .. }), _) => Some(Value::Text(text)),
        (literal @ Expr::Lit(ExprLit { lit: Lit::Bool(_), .. }), Values::Of(ty)) => {
            Some(Value::Typed(Box::new((literal, (**ty).clone()))))
        }
        (Expr::Lit(literal), _) => {
            let text = literal.to_token_stream().to_string();
            let message =
                format!("a label value is a string; write `{name} = \"{}\"`", text.replace('"', ""));
            errors.at(literal, message);
            None
        }
        (other, Values::Texts) => {
            let message = format!(
                "the value of `{name}` must be a string here; write it in quotes, such as `{name} = \"mail\"`"
            );
            errors.at_span(other.span(), message);
            None
        }
        (other, Values::Of(ty)) => Some(Value::Typed(Box::new((other, (**ty).clone())))),
    }
}

/// Returns a word in quotes or without.
fn build_word(value: &Expr, of: &AlertLabel, words: &[&str], errors: &mut Errors) -> Option<Value> {
    let text = match value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
        Expr::Path(path) => path.path.get_ident().map(ToString::to_string),
        _ => None,
    };
    match text {
        Some(text) if words.contains(&&*text) => Some(Value::Known(text)),
        Some(text) => {
            let message = format!("a call cannot have the {} `{text}`; write {}", of.ident, one_of(words));
            errors.at_span(value.span(), message);
            None
        }
        None => {
            errors.at_span(value.span(), expected(&of.ident, "", words));
            None
        }
    }
}

impl Alert {
    /// Returns the text of the condition, such as `increase("5m") > 0`.
    pub(super) fn condition(&self) -> String {
        let measure = match &self.measure {
            Measure::Value => "value".to_owned(),
            Measure::Rate(over) => format!("rate(\"{}\")", over.text),
            Measure::Increase(over) => format!("increase(\"{}\")", over.text),
            Measure::Errors(over) => format!("errors(\"{}\")", over.text),
            Measure::Absent(over) => format!("absent(\"{}\")", over.text),
            Measure::Quantile(at, over) => format!("quantile({}, \"{}\")", at.value, over.text),
            Measure::Ratio(path, over) => format!("ratio({}, \"{}\")", source(path), over.text),
        };
        match &self.limit {
            Some(limit) => format!("{measure} {} {}", limit.comparison.operator, limit.threshold),
            None => measure,
        }
    }
}
