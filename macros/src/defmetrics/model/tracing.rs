//! The facts of `#[tracing(..)]`, with every rule applied.

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::{Ident, LitStr};

use super::super::parse::tracing::{Given, GivenMeasure, GivenTag, Named, TagOrigin};
use super::labels::Labels;
use super::recorded::Recorded;
use crate::diag::{Errors, expected};
use crate::kind::{Kind, Value};
use crate::unit::{self, Unit};

/// One attribute with all rules applied.
pub(crate) struct Feed {
    pub(crate) spans: bool,
    /// The name; empty for any name.
    pub(crate) name: String,
    /// The target; empty for any target.
    pub(crate) target: String,
    /// The level; empty for any level.
    pub(crate) level: String,
    pub(crate) measure: Measure,
    /// The source of each typed label, in order.
    pub(crate) tags: Vec<TagOrigin>,
}

pub(crate) enum Measure {
    One,
    Duration,
    /// A field, and its unit if one is given.
    Field(String, Option<Unit>),
}

const LEVELS: &[&str] = &["error", "warn", "info", "debug", "trace"];

pub(crate) fn build(all: Vec<Given>, metric: &Recorded<'_>, errors: &mut Errors) -> Vec<Feed> {
    all.into_iter().filter_map(|given| build_one(given, metric, errors)).collect()
}

fn build_one(given: Given, metric: &Recorded<'_>, errors: &mut Errors) -> Option<Feed> {
    let at = given.at.unwrap_or_else(Span::call_site);
    if matches!(metric.kind, Kind::StateSet | Kind::Info) {
        errors.at_span(
            at,
            format!("`#[tracing(..)]` cannot record into {}; remove it", metric.kind.with_article()),
        );
        return None;
    }
    check_choice(&given, at, errors);
    check_level(given.level.as_ref(), errors);
    check_target(given.target.as_ref(), errors);
    check_unit(&given, errors);
    let measure = build_measure(&given, at, metric, errors);
    let tags = build_tags(given.tags, metric.labels, errors);
    let text = |text: Option<&LitStr>| text.map(LitStr::value).unwrap_or_default();
    let name = given.span.as_ref().or(given.event.as_ref()).and_then(|named| named.name.as_ref());
    Some(Feed {
        spans: given.span.is_some(),
        name: text(name),
        target: text(given.target.as_ref()),
        level: text(given.level.as_ref()),
        measure: measure?,
        tags,
    })
}

/// Requires that either events or spans are selected.
fn check_choice(given: &Given, at: Span, errors: &mut Errors) {
    match (&given.event, &given.span) {
        (Some(_), Some(Named { key, .. })) => {
            errors.at(key, "`event` and `span` cannot be combined; write one `#[tracing(..)]` for each");
        }
        (None, None) if given.target.is_none() && !given.unread => errors.at_span(
            at,
            "`#[tracing(..)]` must select events or spans; write `target = \"sqlx::query\"`, `span = \"request\"`, or `event` \
             for all events",
        ),
        _ => {}
    }
    for name in [&given.event, &given.span].into_iter().flatten().filter_map(|named| named.name.as_ref()) {
        if name.value().is_empty() {
            errors.at(name, "the name is empty; write a name, or the key alone for any name");
        }
    }
}

fn check_level(level: Option<&LitStr>, errors: &mut Errors) {
    if let Some(level) = level.filter(|level| !LEVELS.contains(&level.value().as_str())) {
        errors.at(level, expected("level", &level.value(), LEVELS));
    }
}

/// A `*` matches everything below a target, and is only valid at the end.
fn check_target(target: Option<&LitStr>, errors: &mut Errors) {
    let Some(literal) = target else { return };
    let target = literal.value();
    let stem = target.strip_suffix("::*").unwrap_or(&target);
    if stem.is_empty() || stem.contains('*') {
        errors.at(
            literal,
            "`*` is only valid at the end of a target; write `\"sqlx::query\"`, `\"sqlx::*\"`, or `event` or `span` for any target",
        );
    }
}

fn check_unit(given: &Given, errors: &mut Errors) {
    if let (Some(unit), None | Some(GivenMeasure::Duration(_))) = (&given.unit, &given.measure) {
        errors.at(unit, "`unit` needs a field; write `measure = \"field\"`, or remove it");
    }
}

fn build_measure(given: &Given, at: Span, metric: &Recorded<'_>, errors: &mut Errors) -> Option<Measure> {
    let spans = given.span.is_some();
    let missing = match (metric.kind, &given.measure) {
        (Kind::UpDownCounter, _) => return build_in_flight(given, at, errors),
        (_, Some(GivenMeasure::Field(field))) => return build_field(field, given, metric, errors),
        (_, Some(GivenMeasure::Duration(word))) => return build_duration(word, spans, metric, errors),
        (Kind::Counter, None) => None,
        (Kind::Histogram | Kind::Summary, None) if spans && metric.unit == Some("seconds") => {
            return Some(Measure::Duration);
        }
        (kind, None) => Some(kind),
    };
    match missing {
        Some(_) if given.unread => {}
        Some(kind) => errors.at_span(
            at,
            format!("{} needs a field with a number; for example `measure = \"rows\"`", kind.with_article()),
        ),
        None => {}
    }
    missing.is_none().then_some(Measure::One)
}

/// An up-down counter counts the open spans.
fn build_in_flight(given: &Given, at: Span, errors: &mut Errors) -> Option<Measure> {
    match &given.measure {
        Some(GivenMeasure::Field(field)) => {
            errors.at(field, "an up_down_counter counts open spans; remove `measure`");
        }
        Some(GivenMeasure::Duration(word)) => {
            errors.at(word, "an up_down_counter counts open spans; remove `measure`");
        }
        None => {}
    }
    if given.span.is_none() && !given.unread {
        errors.at_span(at, "an up_down_counter counts open spans; write `span`");
    }
    Some(Measure::One)
}

fn build_duration(word: &Ident, spans: bool, metric: &Recorded<'_>, errors: &mut Errors) -> Option<Measure> {
    let mistake = match (metric.kind, metric.value) {
        _ if !spans => "only a span has a duration; write `span`, or a field of the event",
        _ if metric.unit != Some("seconds") => {
            "a duration is recorded in seconds; end the name of the metric in `_seconds`"
        }
        (Kind::Counter, Value::U64) => "a counter of durations needs fractions; write `: f64` after its name",
        _ => return Some(Measure::Duration),
    };
    errors.at(word, mistake);
    None
}

fn build_field(field: &LitStr, given: &Given, metric: &Recorded<'_>, errors: &mut Errors) -> Option<Measure> {
    let name = field.value();
    if name.is_empty() {
        errors.at(field, "the name of the field is empty; write it");
    }
    let Some(text) = &given.unit else {
        check_suffix(field, metric, errors);
        return Some(Measure::Field(name, None));
    };
    let unit = errors.ok(unit::parse(text))?;
    if let Some(mistake) = unit.mistake_in(metric.unit, metric.value == Value::U64, metric.ident) {
        errors.at(text, mistake);
    }
    Some(Measure::Field(name, Some(unit)))
}

/// A field with a unit in its name is not assumed to be in the base unit.
fn check_suffix(field: &LitStr, metric: &Recorded<'_>, errors: &mut Errors) {
    let Some((unit, text)) = Unit::of_name(&field.value()) else { return };
    if metric.unit == Some(unit.base()) {
        errors.at(
            field,
            format!("the name of the field states the unit `{text}`; write `unit = \"{text}\"` after it"),
        );
    }
}

/// Returns the source of each label's value; the default is the field with the label's name.
fn build_tags(given: Vec<GivenTag>, labels: &Labels, errors: &mut Errors) -> Vec<TagOrigin> {
    let field = |label: &Ident| LitStr::new(&label.unraw().to_string(), label.span());
    let mut sources: Vec<_> =
        labels.typed.iter().map(|label| (TagOrigin::Field(field(&label.ident)), false)).collect();
    for GivenTag { label, source } in given {
        if labels.resolve(&label, errors).is_none() {
            continue;
        }
        let index = labels.typed.iter().position(|typed| typed.ident == label);
        match index.and_then(|index| sources.get_mut(index)) {
            Some((_, true)) => errors.at(&label, format!("the tag `{label}` is given twice; remove one")),
            Some(default) => *default = (source, true),
            None => {}
        }
    }
    sources.into_iter().map(|(source, _)| source).collect()
}

impl Feed {
    /// Returns the sentence for the accessor's documentation.
    pub(crate) fn doc(&self) -> String {
        let named = |before: &str, name: &str, after: &str| match name {
            "" => String::new(),
            name => format!("{before}`{name}`{after}"),
        };
        let what = if self.spans { "spans" } else { "events" };
        let (name, target) = (named(" ", &self.name, ""), named(" with target ", &self.target, ""));
        let level = named(" at level ", &self.level, " or more severe");
        let measure = match &self.measure {
            Measure::Field(field, ..) => named(", recording the field ", field, ""),
            Measure::Duration => String::from(", recording their duration"),
            Measure::One => String::new(),
        };
        format!("Recorded from `tracing` {what}{name}{target}{level}{measure}.")
    }
}
