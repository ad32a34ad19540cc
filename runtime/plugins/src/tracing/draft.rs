//! Drafts: a record in progress, filled from the fields of an event or a span.

use std::cell::Cell;
use std::fmt::{Debug, Write};
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::time::Duration;

use gapless_core::__private::event::Unit;
use gapless_core::__private::{Measure, SeriesRef, MAX_LABELS};
use tracing_core::field::{Field, Visit};

use super::number::Number;
use super::plan::{Plan, Start, Values};

/// A record whose labels and number are not all known yet.
#[derive(Debug)]
pub(super) struct Draft {
    labels: [Value; MAX_LABELS],
    measured: Option<Number>,
    texts: Texts,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Value {
    /// Not known yet, or not a value of the label.
    Nothing,
    Index(usize),
    /// The string at the same position in `Buffers::labels`.
    Text,
}

impl Draft {
    pub(super) fn new(plan: &Plan) -> Self {
        let mut draft =
            Draft { labels: [Value::Nothing; MAX_LABELS], measured: None, texts: Texts::default() };
        for (label, source) in plan.sources.iter().enumerate() {
            match source.start {
                Start::Nothing => {}
                Start::Index(index) => draft.labels[label] = Value::Index(index),
                Start::Text(text) => draft.set_open(label, text),
            }
        }
        draft
    }

    pub(super) fn visitor<'a>(&'a mut self, plan: &'a Plan) -> Visitor<'a> {
        Visitor { plan, draft: self }
    }

    fn set_open(&mut self, label: usize, text: &str) {
        let place = &mut self.texts.get().labels[label];
        place.clear();
        place.push_str(text);
        self.labels[label] = Value::Text;
    }

    /// Records the number; a draft without a number, or without the value of a label, counts as refused.
    pub(super) fn record(&self, plan: &Plan, elapsed: Option<Duration>) {
        let declared = plan.feed.declared;
        let (number, unit) = match plan.feed.measure {
            Measure::One => (Some(Number::Integer(1)), Unit::None),
            Measure::Duration => (elapsed.map(Number::Time), Unit::Seconds),
            Measure::Field(_, unit) => (self.measured, unit),
        };
        match (number, self.series(plan)) {
            (Some(number), Some(series)) => number.record(unit, declared, series),
            _ => declared.refuse(1),
        }
    }

    /// Returns the label set, if every label has a value.
    pub(super) fn series(&self, plan: &Plan) -> Option<SeriesRef> {
        let declared = plan.feed.declared;
        let (mut typed, mut open) = (0, [None; MAX_LABELS]);
        for (index, label) in declared.descriptor().labels.iter().enumerate() {
            match (self.labels[index], label.values) {
                (Value::Index(value), Some(values)) => typed = typed * values.len() + value,
                (Value::Text, _) => open[index] = self.texts.label(index),
                _ => return None,
            }
        }
        if open.iter().any(Option::is_some) {
            Some(declared.series(typed, open))
        } else {
            Some(SeriesRef::typed(typed))
        }
    }
}

/// Fills a draft from fields.
pub(super) struct Visitor<'a> {
    plan: &'a Plan,
    draft: &'a mut Draft,
}

impl Visitor<'_> {
    fn is_measure(&self, field: &Field) -> bool {
        self.plan.measure == Some(field.index())
    }

    fn is_label(&self, field: &Field) -> bool {
        self.plan.sources.iter().any(|source| source.field == Some(field.index()))
    }

    fn number(&mut self, field: &Field, number: Number) {
        if self.is_measure(field) {
            self.draft.measured = Some(number);
        }
    }

    fn integer(&mut self, field: &Field, integer: impl itoa::Integer) {
        if self.is_label(field) {
            self.labels(field, itoa::Buffer::new().format(integer));
        }
    }

    /// A string may be a label value, or a number in digits.
    fn text(&mut self, field: &Field, text: &str) {
        if self.is_measure(field) {
            self.draft.measured = text.parse().ok().map(Number::Double);
        }
        self.labels(field, text);
    }

    fn labels(&mut self, field: &Field, text: &str) {
        let sources = self.plan.sources.iter().enumerate();
        for (label, source) in sources.filter(|(_, source)| source.field == Some(field.index())) {
            match (&source.values, source.values.index(text)) {
                (Values::Open, _) => self.draft.set_open(label, text),
                (_, Some(index)) => self.draft.labels[label] = Value::Index(index),
                (_, None) => self.draft.labels[label] = Value::Nothing,
            }
        }
    }
}

impl Visit for Visitor<'_> {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.number(field, Number::Double(value));
        if self.is_label(field) {
            self.record_debug(field, &value);
        }
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.number(field, Number::from(value));
        self.integer(field, value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.number(field, Number::Integer(value));
        self.integer(field, value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.number(field, Number::Integer(u64::from(value)));
        self.labels(field, if value { "true" } else { "false" });
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.text(field, value);
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if !self.is_measure(field) && !self.is_label(field) {
            return;
        }
        let mut text = std::mem::take(&mut self.draft.texts.get().scratch);
        text.clear();
        // A value whose `Debug` fails or panics is ignored, with the part that it has written.
        let written = catch_unwind(AssertUnwindSafe(|| write!(text, "{value:?}")));
        if matches!(written, Ok(Ok(()))) {
            self.text(field, &text);
        }
        self.draft.texts.get().scratch = text;
    }
}

/// Buffers for strings. The thread's spare buffers are used if they are free, so only its first event allocates.
#[derive(Debug, Default)]
struct Texts(Option<Box<Buffers>>);

#[derive(Debug, Default)]
struct Buffers {
    /// The value of each open label.
    labels: [String; MAX_LABELS],
    /// The output of `Debug`.
    scratch: String,
}

thread_local! {
    static SPARE: Cell<Option<Box<Buffers>>> = const { Cell::new(None) };
}

impl Texts {
    fn get(&mut self) -> &mut Buffers {
        self.0.get_or_insert_with(|| SPARE.try_with(Cell::take).ok().flatten().unwrap_or_default())
    }

    fn label(&self, label: usize) -> Option<&str> {
        self.0.as_ref().map(|texts| texts.labels[label].as_str())
    }
}

impl Drop for Texts {
    fn drop(&mut self) {
        if let Some(texts) = self.0.take() {
            let _ = SPARE.try_with(|spare| spare.set(Some(texts)));
        }
    }
}
