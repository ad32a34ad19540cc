//! The rules, each with its case.

mod names;
mod openmetrics;
mod protobuf;
mod text;

use gapless::encode::lint::Rule;
use gapless::encode::{Escaping, Format};

use crate::answer::Case;

/// A rule, and the case that shows whether a library follows it.
pub(crate) struct Row {
    pub(crate) rule: &'static str,
    pub(crate) case: Case,
    pub(crate) judged: Judged,
}

/// How an answer is judged.
#[derive(Clone, Copy)]
pub(crate) enum Judged {
    /// The answer is a `Content-Type` header.
    Header,
    /// The body must equal this body.
    Whole { format: Format, body: &'static str },
    /// The body must break none of the rules, and contain a line that begins with each of these.
    By { format: Format, rules: &'static [Rule], lines: &'static [&'static str] },
}

impl Row {
    /// Returns the linter rules of this row.
    pub(crate) fn rules(&self) -> &'static [Rule] {
        match self.judged {
            Judged::Header => &[Rule::ContentType],
            Judged::Whole { .. } => &[],
            Judged::By { rules, .. } => rules,
        }
    }

    /// Returns the format of this row.
    pub(crate) fn format(&self) -> Format {
        match self.judged {
            Judged::Header => TEXT,
            Judged::Whole { format, .. } | Judged::By { format, .. } => format,
        }
    }
}

const TEXT: Format = Format::Text;
const TEXT_1: Format = Format::Text1 { escaping: Some(Escaping::AllowUtf8) };
const OPENMETRICS: Format = Format::OpenMetrics { escaping: None };
const PROTOBUF: Format = Format::Protobuf { escaping: Escaping::Underscores };

const fn open_metrics(escaping: Escaping) -> Format {
    Format::OpenMetrics { escaping: Some(escaping) }
}

const fn row(
    rule: &'static str,
    case: Case,
    format: Format,
    rules: &'static [Rule],
    lines: &'static [&'static str],
) -> Row {
    Row { rule, case, judged: Judged::By { format, rules, lines } }
}

const fn whole(rule: &'static str, format: Format, body: &'static str) -> Row {
    Row { rule, case: Case::Nothing, judged: Judged::Whole { format, body } }
}

/// The rules about families that appear twice or in several places.
const PLACES: &[Rule] =
    &[Rule::MetadataTwice, Rule::MetadataLate, Rule::FamilySplit, Rule::ChildSplit, Rule::SeriesTwice];

/// The rules about buckets.
const BUCKETS: &[Rule] = &[
    Rule::BucketOrder,
    Rule::BucketsCumulative,
    Rule::InfBucket,
    Rule::IntegerCount,
    Rule::Count,
    Rule::SampleOrder,
    Rule::SumAndCount,
];

/// A format, and its rows.
pub(crate) struct Section {
    pub(crate) title: &'static str,
    pub(crate) rows: &'static [Row],
    /// The format in which no case may break any other rule of the linter.
    pub(crate) rest: Option<Format>,
}

pub(crate) const SECTIONS: [Section; 5] = [
    Section { title: "Text 0.0.4", rows: text::ROWS, rest: Some(TEXT) },
    Section { title: "OpenMetrics 1.0", rows: openmetrics::ROWS, rest: Some(OPENMETRICS) },
    Section { title: "Names with any characters", rows: names::ROWS, rest: None },
    Section { title: "Protocol buffers", rows: protobuf::ROWS, rest: Some(PROTOBUF) },
    Section { title: "Content-Type", rows: &[CONTENT_TYPE], rest: None },
];

const CONTENT_TYPE: Row = Row {
    rule: "the header contains the version and the character set",
    case: Case::ContentType,
    judged: Judged::Header,
};
