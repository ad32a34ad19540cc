//! Plans: what a callsite feeds, with the names of fields and labels resolved.

use std::panic::catch_unwind;

use gapless_core::__private::{inventory, Feed, Measure, Tag, Traced, ENABLED};
use gapless_core::{Kind, Label, LabelValue, LabelValues, StatusClass};
use tracing_core::{LevelFilter, Metadata};

use super::callsites::Callsite;

/// One feed of one callsite.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) feed: &'static Feed,
    /// The index of the field that is measured.
    pub(super) measure: Option<usize>,
    pub(super) sources: Vec<Source>,
}

/// Where the value of a label comes from.
#[derive(Debug)]
pub(super) struct Source {
    /// The index of a field; what is no field is known from the start.
    pub(super) field: Option<usize>,
    pub(super) values: Values,
    /// What it is before a field was seen.
    pub(super) start: Start,
}

/// What a label has before a field was seen.
#[derive(Debug)]
pub(super) enum Start {
    /// Nothing: without a value there is no record.
    Nothing,
    Index(usize),
    /// Of an open label.
    Text(&'static str),
}

/// What a text means to a label.
#[derive(Debug)]
pub(super) enum Values {
    /// It is the value.
    Open,
    /// It is one of these, in order, with their indices; what is none of them has the last index, if there is one for all others.
    Typed(Vec<(&'static str, usize)>, Option<usize>),
    /// It is the number of a status, whose classes have this index first.
    Class(usize),
    /// A function says which.
    Made(fn(&str) -> usize),
}

/// What a callsite feeds.
pub(super) fn callsite(metadata: &'static Metadata<'static>) -> Callsite {
    let feeds = || inventory::iter::<Feed>.into_iter().filter(|feed| ENABLED && is_of(feed, metadata));
    let plans: Vec<_> = feeds().filter_map(|feed| Plan::new(feed, metadata)).collect();
    // One without fields may be a question whether others are wanted, as `tracing::enabled!` asks it.
    let asks = metadata.fields().is_empty() && feeds().next().is_some();
    Callsite { wanted: asks || !plans.is_empty(), plans }
}

/// The least severe level that a feed is about.
pub(super) fn level(feed: &Feed) -> LevelFilter {
    match feed.level {
        "" => LevelFilter::TRACE,
        level => level.parse().unwrap_or(LevelFilter::TRACE),
    }
}

/// Whether a feed is about what comes from a callsite, but for its fields.
fn is_of(feed: &Feed, metadata: &Metadata<'_>) -> bool {
    let is_question = !metadata.is_event() && !metadata.is_span();
    let is_kind = match feed.of {
        Traced::Events => metadata.is_event(),
        Traced::Spans => metadata.is_span(),
    };
    let is_named = feed.name.is_empty() || feed.name == metadata.name();
    (is_question || is_kind && is_named)
        && is_target(feed.target, metadata.target())
        && *metadata.level() <= level(feed)
}

fn is_target(wanted: &str, target: &str) -> bool {
    match wanted.strip_suffix("::*") {
        _ if wanted.is_empty() => true,
        None => wanted == target,
        Some(stem) => target.strip_prefix(stem).is_some_and(|rest| rest.is_empty() || rest.starts_with("::")),
    }
}

impl Plan {
    /// `None` where the callsite lacks a field that the feed needs.
    fn new(feed: &'static Feed, metadata: &'static Metadata<'static>) -> Option<Plan> {
        let measure = match feed.measure {
            Measure::Field(field, ..) => Some(metadata.fields().field(field)?.index()),
            Measure::One | Measure::Duration => None,
        };
        let labels = feed.family.descriptor().labels;
        let sources: Option<_> =
            feed.tags.iter().zip(labels).map(|(tag, label)| Source::new(tag, label, metadata)).collect();
        Some(Plan { feed, measure, sources: sources? })
    }

    /// Whether it is about how many spans are open.
    pub(super) fn is_in_flight(&self) -> bool {
        self.feed.family.descriptor().kind == Kind::UpDownCounter
    }
}

impl Source {
    fn new(tag: &Tag, label: &Label, metadata: &'static Metadata<'static>) -> Option<Source> {
        let values = match (*tag, label.values) {
            (Tag::Made(_, make), _) => Values::Made(make),
            (_, None) => Values::Open,
            (_, Some(values)) => Values::of(values),
        };
        let (field, start) = match *tag {
            Tag::Level => (None, values.start(level_text(metadata))),
            Tag::Target => (None, values.start(metadata.target())),
            Tag::Name => (None, values.start(metadata.name())),
            Tag::Field(name) | Tag::Made(name, _) => {
                let field = metadata.fields().field(name).map(|field| field.index());
                match label.values.is_some_and(|values| values.get(0).is_empty()) {
                    true => (field, Start::Index(0)),
                    false => (Some(field?), Start::Nothing),
                }
            }
        };
        Some(Source { field, values, start })
    }
}

impl Values {
    fn of(values: LabelValues) -> Values {
        let classes = [StatusClass::LABELS, StatusClass::LABELS.optional()];
        if let Some(first) = classes.iter().position(|classes| *classes == values) {
            return Values::Class(first);
        }
        let mut sorted: Vec<_> = values.iter().enumerate().map(|(index, text)| (text, index)).collect();
        sorted.sort_unstable();
        let other = sorted.iter().find(|(text, _)| *text == OTHER).map(|(_, index)| *index);
        Values::Typed(sorted, other)
    }

    /// What a label has whose text is known of the callsite.
    fn start(&self, text: &'static str) -> Start {
        match (self, self.index(text)) {
            (Values::Open, _) => Start::Text(text),
            (_, Some(index)) => Start::Index(index),
            (_, None) => Start::Nothing,
        }
    }

    /// The index of what a text means; `None` if it means nothing, or if it is the value itself.
    pub(super) fn index(&self, text: &str) -> Option<usize> {
        match self {
            Values::Open => None,
            // The library that says something is not to be hurt by the function.
            Values::Made(make) => catch_unwind(|| make(text)).ok(),
            Values::Class(first) => Some(first + StatusClass::from(text.parse().unwrap_or(0)).index()),
            Values::Typed(sorted, other) => {
                let found = sorted.binary_search_by(|(value, _)| (*value).cmp(text));
                found.ok().and_then(|at| sorted.get(at)).map(|(_, index)| *index).or(*other)
            }
        }
    }
}

/// The value that a type may have for all that are none of its own, as open labels have it past their bound.
const OTHER: &str = "_other";

fn level_text(metadata: &Metadata<'_>) -> &'static str {
    match LevelFilter::from_level(*metadata.level()) {
        LevelFilter::ERROR => "error",
        LevelFilter::WARN => "warn",
        LevelFilter::INFO => "info",
        LevelFilter::DEBUG => "debug",
        _ => "trace",
    }
}
