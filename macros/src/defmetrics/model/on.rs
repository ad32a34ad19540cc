//! The facts of `#[on(..)]`, with the rules that do not need types.

use syn::{Expr, Ident, Type};

use super::super::parse::on::{Given, Measure, Tag};
use super::labels::Labels;
use super::recorded::Recorded;
use crate::diag::Errors;
use crate::kind::{Kind, Value};
use crate::rustdoc::source;
use crate::unit::{self, Unit};

/// One `#[on(..)]`.
pub(crate) struct On {
    pub(crate) event: Type,
    pub(crate) measure: Measured,
    /// The expression for each typed label, in order; `None` for the field with the label's name.
    pub(crate) tags: Vec<Option<Expr>>,
    pub(crate) keep: Option<Expr>,
    pub(crate) drop: Option<Expr>,
}

impl On {
    /// Whether it records a measurement, which may be too large for the metric after unit conversion.
    pub(crate) fn measures(&self) -> bool {
        !matches!(self.measure, Measured::One)
    }
}

/// The value that is recorded for an event.
pub(crate) enum Measured {
    /// The event itself is counted.
    One,
    Field(Ident),
    /// The result of a function, in the unit of its type.
    Function(Expr),
    FunctionIn(Expr, Unit),
}

pub(crate) fn build(given: Vec<Given>, of: &Recorded<'_>, errors: &mut Errors) -> Vec<On> {
    given.into_iter().map(|given| build_on(given, of, errors)).collect()
}

fn build_on(given: Given, of: &Recorded<'_>, errors: &mut Errors) -> On {
    check_kind(&given, of, errors);
    if let (Some((_, _)), Some((drop, _))) = (&given.keep, &given.drop) {
        errors.at(drop, "`keep` and `drop` cannot be combined; write one of them");
    }
    let tags = build_tags(given.tags, of.labels, errors);
    let unit = given.unit.as_ref().and_then(|text| errors.ok(unit::parse(text)));
    let measure = match (given.measure, given.unit) {
        (None, None) => Measured::One,
        (None, Some(text)) => {
            errors.at(&text, "`unit` needs a measurement; write `measure = ..` before it, or remove it");
            Measured::One
        }
        (Some((_, Measure::Field(field))), text) => {
            if let Some(text) = text {
                let value = text.value();
                let remedy = format!(
                    "the unit of a field is declared on the field; write `#[event(measure = {value:?})]` above it, and remove this"
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

/// Checks the measurement against the type of the metric.
fn check_kind(given: &Given, of: &Recorded<'_>, errors: &mut Errors) {
    let (kind, event) = (of.kind.with_article(), &given.event);
    match of.kind {
        Kind::Gauge | Kind::Histogram | Kind::Summary if given.measure.is_none() => errors.at(
            event,
            format!("{kind} needs a measurement; for example `#[on({}, measure = took)]`", source(event)),
        ),
        Kind::UpDownCounter | Kind::StateSet | Kind::Info => errors.at(
            event,
            format!("`#[on(..)]` cannot record into {kind}; record it in an `#[on_event]` function"),
        ),
        _ => {}
    }
}

/// A function that returns a number needs an explicit unit on a metric of bytes.
fn check_unit_is_known(function: &Expr, of: &Recorded<'_>, errors: &mut Errors) {
    if of.unit == Some("bytes") {
        errors.at(function, "the unit of this number is unknown; write it, for example `unit = \"B\"`");
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
    /// Returns the sentence for the accessor's documentation.
    pub(crate) fn doc(&self) -> String {
        format!("Recorded for each [`{}`] event.", source(&self.event).split('<').next().unwrap_or_default())
    }
}
