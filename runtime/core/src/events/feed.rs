//! Feeds: the `tracing` events and spans that a declared metric records.
//!
//! Feeds are plain data that the macros write and `inventory` collects. The `tracing` layer in `gapless-plugins` reads
//! them. This crate does not depend on `tracing`.

use crate::cells::declared::Declared;
use crate::declared::label_set::LabelsOf;
use crate::events::unit::Unit;

/// One `#[tracing(..)]` of a declaration.
#[derive(Debug)]
pub struct Feed {
    /// The metric that records.
    pub declared: &'static Declared,
    /// Whether events or spans feed it.
    pub of: Traced,
    /// The name of the events or spans; empty for any.
    pub name: &'static str,
    /// Their target, or a target and all below it, such as `sqlx::*`; empty for any.
    pub target: &'static str,
    /// Their least severe level in the spelling of `tracing`; empty for any.
    pub level: &'static str,
    /// The value that is recorded for each.
    pub measure: Measure,
    /// The origin of each label's value, in label order.
    pub tags: &'static [Tag],
}

inventory::collect!(Feed);

/// The kind of data that feeds a metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Traced {
    /// Events.
    Events,
    /// Spans.
    Spans,
}

/// The value that is recorded for an event or a span.
#[derive(Clone, Copy, Debug)]
pub enum Measure {
    /// One, for counters.
    One,
    /// The duration of a span.
    Duration,
    /// A field, and its unit.
    Field(&'static str, Unit),
}

/// The origin of a label's value.
#[derive(Clone, Copy, Debug)]
pub enum Tag {
    /// A field.
    Field(&'static str),
    /// A field, and a function that maps it to the index of a label value.
    Made(&'static str, fn(&str) -> usize),
    /// The level, in lower case.
    Level,
    /// The target.
    Target,
    /// The name.
    Name,
}

impl Tag {
    /// Fails the build if a function computes the value of an open label.
    #[track_caller]
    pub const fn check_made(labels: LabelsOf) {
        assert!(
            !matches!(labels, LabelsOf::Open),
            "a function can only produce the value of a typed label, but this label is open; write the field in quotes"
        );
        Tag::check(labels);
    }

    /// Fails the build if a metric with several labels in one argument is recorded by `tracing`.
    #[track_caller]
    pub const fn check(labels: LabelsOf) {
        assert!(
            !matches!(labels, LabelsOf::Listed(_)),
            "`#[tracing(..)]` reads one field for each label, but this type is several labels; declare each label with its \
             own `#[derive(LabelValue)]` type"
        );
    }
}
