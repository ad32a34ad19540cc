//! Feeds: events and spans of `tracing` that a declaration makes its metric's records of.
//!
//! Plain data, which the macros write and `inventory` collects, so that a declaration is the same whether or not anything
//! reads it. The layer in `gapless-plugins` does; nothing here knows `tracing`.

use crate::cells::family::Family;
use crate::declared::label::LabelValues;
use crate::events::unit::Unit;

/// One `#[tracing(..)]` of a declaration.
#[derive(Debug)]
pub struct Feed {
    /// What is recorded into.
    pub family: &'static Family,
    /// What it is fed by.
    pub of: Traced,
    /// The name of the events or spans; empty for any.
    pub name: &'static str,
    /// Their target, or one and all below it, as `sqlx::*`; empty for any.
    pub target: &'static str,
    /// The least severe level of them, as `tracing` spells it; empty for any.
    pub level: &'static str,
    /// What is recorded of each.
    pub measure: Measure,
    /// Where the values of the labels come from, in their order.
    pub tags: &'static [Tag],
}

inventory::collect!(Feed);

/// What a metric is fed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Traced {
    /// Events.
    Events,
    /// Spans.
    Spans,
}

/// What is recorded of an event or a span.
#[derive(Clone, Copy, Debug)]
pub enum Measure {
    /// That it was.
    One,
    /// How long a span lasted.
    Duration,
    /// A field, and what it is in.
    Field(&'static str, Unit),
}

/// Where the value of a label comes from.
#[derive(Clone, Copy, Debug)]
pub enum Tag {
    /// A field.
    Field(&'static str),
    /// What a function makes of a field's text, by its index.
    Made(&'static str, fn(&str) -> usize),
    /// The level, in small letters.
    Level,
    /// The target.
    Target,
    /// The name.
    Name,
}

impl Tag {
    /// Fails the build where a function is to make the value of an open label.
    #[track_caller]
    pub const fn check_made(values: Option<LabelValues>) {
        assert!(
            values.is_some(),
            "a function makes the value of a typed label, and this one is open; write its field in quotes"
        );
    }
}
