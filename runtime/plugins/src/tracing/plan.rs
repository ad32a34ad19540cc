//! Plans: the metrics that a callsite feeds, with the names of fields and labels resolved to indices.

use std::panic::catch_unwind;

use gapless_core::__private::{inventory, Feed, Measure, Tag, Traced, ENABLED, OTHER};
use gapless_core::{Kind, Label, LabelValue, LabelValues, StatusClass};
use tracing_core::{LevelFilter, Metadata};

/// The metrics that a callsite feeds.
#[derive(Debug)]
pub(super) struct Callsite {
    /// Whether the callsite feeds a metric, or asks whether other callsites that may do so are enabled.
    pub(super) wanted: bool,
    pub(super) plans: Vec<Plan>,
}

/// One metric that a callsite feeds.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) feed: &'static Feed,
    /// The index of the measured field.
    pub(super) measure: Option<usize>,
    pub(super) sources: Vec<TagOrigin>,
}

/// Where the value of a label comes from.
#[derive(Debug)]
pub(super) struct TagOrigin {
    /// The index of a field; `None` for a value that the callsite determines.
    pub(super) field: Option<usize>,
    pub(super) values: Values,
    /// The value before any field is seen.
    pub(super) start: Start,
}

/// The value of a label before any field is seen.
#[derive(Debug)]
pub(super) enum Start {
    /// No value: without one, nothing is recorded.
    Nothing,
    /// The index of a value of a typed label.
    Index(usize),
    /// The value of an open label.
    Text(&'static str),
}

/// How a label interprets a string.
#[derive(Debug)]
pub(super) enum Values {
    /// The string is the value.
    Open,
    /// The string is one of these sorted values, with their indices. Any other string has the second index, if the type
    /// has a value for all others.
    Typed(Vec<(&'static str, usize)>, Option<usize>),
    /// The string is the number of a status code; this is the index of the first class.
    Class(usize),
    /// A function returns the index.
    Made(fn(&str) -> usize),
}

impl Callsite {
    /// Works out what a callsite feeds.
    pub(super) fn new(metadata: &'static Metadata<'static>) -> Self {
        let feeds = || inventory::iter::<Feed>.into_iter().filter(|feed| ENABLED && is_of(feed, metadata));
        let plans: Vec<_> = feeds().filter_map(|feed| Plan::new(feed, metadata)).collect();
        // A callsite without fields may be that of `tracing::enabled!`, which asks about other callsites.
        let asks = metadata.fields().is_empty() && feeds().next().is_some();
        Callsite { wanted: asks || !plans.is_empty(), plans }
    }
}

/// Returns the most verbose level that a feed matches.
pub(super) fn level(feed: &Feed) -> LevelFilter {
    match feed.level {
        "" => LevelFilter::TRACE,
        level => level.parse().unwrap_or(LevelFilter::TRACE),
    }
}

/// Whether a feed matches a callsite, apart from its fields.
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
    /// Returns `None` if the callsite lacks a field that the feed needs.
    fn new(feed: &'static Feed, metadata: &'static Metadata<'static>) -> Option<Plan> {
        let measure = match feed.measure {
            Measure::Field(field, ..) => Some(metadata.fields().field(field)?.index()),
            Measure::One | Measure::Duration => None,
        };
        let labels = feed.declared.descriptor().labels;
        let sources: Option<_> =
            feed.tags.iter().zip(labels).map(|(tag, label)| TagOrigin::new(tag, label, metadata)).collect();
        Some(Plan { feed, measure, sources: sources? })
    }

    /// Whether the metric counts open spans.
    pub(super) fn is_in_flight(&self) -> bool {
        self.feed.declared.descriptor().kind == Kind::UpDownCounter
    }
}

impl TagOrigin {
    fn new(tag: &Tag, label: &Label, metadata: &'static Metadata<'static>) -> Option<TagOrigin> {
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
                if label.values.is_some_and(|values| values.get(0).is_empty()) {
                    (field, Start::Index(0))
                } else {
                    (Some(field?), Start::Nothing)
                }
            }
        };
        Some(TagOrigin { field, values, start })
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

    /// Returns the value of a label whose string the callsite determines.
    fn start(&self, text: &'static str) -> Start {
        match (self, self.index(text)) {
            (Values::Open, _) => Start::Text(text),
            (_, Some(index)) => Start::Index(index),
            (_, None) => Start::Nothing,
        }
    }

    /// Returns the index of the value that a string stands for; `None` if it stands for none, or for an open label.
    pub(super) fn index(&self, text: &str) -> Option<usize> {
        match self {
            Values::Open => None,
            // A panic of the function must not reach the code that emits the event.
            Values::Made(make) => catch_unwind(|| make(text)).ok(),
            Values::Class(first) => Some(first + StatusClass::from(text.parse().unwrap_or(0)).index()),
            Values::Typed(sorted, other) => {
                let found = sorted.binary_search_by(|(value, _)| (*value).cmp(text));
                found.ok().and_then(|at| sorted.get(at)).map(|(_, index)| *index).or(*other)
            }
        }
    }
}

fn level_text(metadata: &Metadata<'_>) -> &'static str {
    match LevelFilter::from_level(*metadata.level()) {
        LevelFilter::ERROR => "error",
        LevelFilter::WARN => "warn",
        LevelFilter::INFO => "info",
        LevelFilter::DEBUG => "debug",
        _ => "trace",
    }
}
