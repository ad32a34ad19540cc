//! What is recorded of an event, with the rules applied that need no types.

use syn::{Expr, Ident, Type};

use super::super::kind::{Kind, Value};
use super::super::parse::on::{Given, Measure, Tag};
use super::labels::Labels;
use crate::diag::Errors;
use crate::rustdoc::source;
use crate::unit::{self, Unit};

/// The metric that events are recorded into.
pub(crate) struct Of<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) kind: Kind,
    pub(crate) value: Value,
    pub(crate) unit: Option<&'a str>,
    pub(crate) labels: &'a Labels,
}

/// One `#[on(..)]`.
pub(crate) struct On {
    pub(crate) event: Type,
    pub(crate) measure: Measured,
    /// Of each label that has a type, in their order, what it is; none where it is the field of its name.
    pub(crate) tags: Vec<Option<Expr>>,
    pub(crate) keep: Option<Expr>,
    pub(crate) drop: Option<Expr>,
}

impl On {
    /// Whether it records a measurement, which its unit may make too large for the metric.
    pub(crate) fn measures(&self) -> bool {
        !matches!(self.measure, Measured::One)
    }
}

/// What is recorded of an event.
pub(crate) enum Measured {
    /// That it was.
    One,
    Field(Ident),
    /// What a function returns, in what its type says.
    Function(Expr),
    FunctionIn(Expr, Unit),
}

pub(crate) fn build(given: Vec<Given>, of: &Of<'_>, errors: &mut Errors) -> Vec<On> {
    given.into_iter().map(|given| build_on(given, of, errors)).collect()
}

fn build_on(given: Given, of: &Of<'_>, errors: &mut Errors) -> On {
    check_kind(&given, of, errors);
    if let (Some((_, _)), Some((drop, _))) = (&given.keep, &given.drop) {
        errors.at(drop, "`keep` and `drop` are two sides of one question; write one of them");
    }
    let tags = build_tags(given.tags, of.labels, errors);
    let unit = given.unit.as_ref().and_then(|text| errors.ok(unit::parse(text)));
    let measure = match (given.measure, given.unit) {
        (None, None) => Measured::One,
        (None, Some(text)) => {
            errors.at(
                &text,
                "what is counted has no unit; remove this, or write what is measured, as `measure = took`",
            );
            Measured::One
        }
        (Some((_, Measure::Field(field))), text) => {
            if let Some(text) = text {
                let value = text.value();
                let remedy = format!(
                    "a field says its unit itself; write `#[event(measure = {value:?})]` above it, and remove this"
                );
                errors.at(&text, remedy);
            }
            Measured::Field(field)
        }
        (Some((_, Measure::Function(function))), None) => {
            check_unit_is_known(&function, of, errors);
            Measured::Function(*function)
        }
        (Some((_, Measure::Function(function))), Some(text)) => match unit {
            Some(unit) => {
                if let Some(mistake) = unit.mistake_in(of.unit, of.value == Value::U64, of.ident) {
                    errors.at(&text, mistake);
                }
                Measured::FunctionIn(*function, unit)
            }
            None => Measured::Function(*function),
        },
    };
    let (keep, drop) = (given.keep.map(|(_, keep)| keep), given.drop.map(|(_, drop)| drop));
    On { event: given.event, measure, tags, keep, drop }
}

/// What is recorded depends on the type of the metric.
fn check_kind(given: &Given, of: &Of<'_>, errors: &mut Errors) {
    let (kind, event) = (of.kind.as_str(), &given.event);
    match of.kind {
        Kind::Gauge | Kind::Histogram | Kind::Summary if given.measure.is_none() => errors.at(
            event,
            format!("a {kind} needs a number; write which, as `#[on({}, measure = took)]`", source(event)),
        ),
        Kind::UpDownCounter | Kind::StateSet | Kind::Info => errors.at(
            event,
            format!(
                "events are counted, summed up, observed or set, and a{} {kind} is none of that; record it in an \
                 `#[on_event]` function",
                if kind.starts_with('s') { "" } else { "n" }
            ),
        ),
        _ => {}
    }
}

/// A function of a number does not say whether that is of bytes.
fn check_unit_is_known(function: &Expr, of: &Of<'_>, errors: &mut Errors) {
    if of.unit == Some("bytes") {
        errors.at(function, "a number does not say what it is in; write that beside it, as `unit = \"B\"`");
    }
}

fn build_tags(given: Vec<Tag>, labels: &Labels, errors: &mut Errors) -> Vec<Option<Expr>> {
    let mut tags: Vec<Option<Expr>> = labels.typed.iter().map(|_| None).collect();
    for Tag { label, value } in given {
        let index = labels.typed.iter().position(|typed| typed.ident == label);
        match index {
            Some(index) if tags[index].is_some() => {
                errors.at(&label, format!("the label `{label}` is given twice; remove one"));
            }
            Some(index) => tags[index] = Some(value),
            None => drop(labels.resolve(&label, errors)),
        }
    }
    tags
}

impl On {
    /// What documentation says of it.
    pub(crate) fn doc(&self) -> String {
        format!("Recorded of each [`{}`].", source(&self.event).split('<').next().unwrap_or_default())
    }
}
