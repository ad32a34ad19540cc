//! Which format a client gets: the one it asks for, as far as it is written, and text 0.0.4 for everything else.
//!
//! The range with the highest quality decides, among equal ones the more specific, among those the earlier. A wildcard
//! means text, because it is what tools send that read nothing else. Nothing is ever refused: who scrapes metrics is
//! better served with text than with an error.

use crate::accept::{self, Range};
use crate::escaping::Escaping;
use crate::format::Format;

/// What can be written, in the order in which a wildcard takes it.
const WRITTEN: [Format; 2] = [Format::Text, Format::OpenMetrics { escaping: None }];

impl Format {
    /// The format for a request with these lines of `Accept`, of which there may be none.
    ///
    /// A header that is malformed anywhere is as if it were absent.
    ///
    /// ```
    /// use gapless_encode::Format;
    ///
    /// assert_eq!(Format::negotiate(["*/*"]), Format::Text);
    /// assert_eq!(Format::negotiate([""; 0]), Format::Text);
    /// ```
    #[must_use]
    pub fn negotiate<L: AsRef<[u8]>>(accept: impl IntoIterator<Item = L>) -> Self {
        let lines: Vec<_> = accept.into_iter().collect();
        let lines: Vec<_> = lines.iter().map(AsRef::as_ref).collect();
        let header = String::from_utf8(lines.join(&b',')).unwrap_or_default();
        choose(accept::parse(&header).unwrap_or_default())
    }
}

fn choose(mut ranges: Vec<Range<'_>>) -> Format {
    ranges
        .sort_by(|a, b| b.quality.total_cmp(&a.quality).then_with(|| b.specificity().cmp(&a.specificity())));
    let mut answers = ranges.iter().filter_map(|range| {
        let format = WRITTEN.iter().find(|format| format.answers(range) && !format.is_excluded(&ranges))?;
        Some(format.asked_by(range))
    });
    answers.next().unwrap_or(Format::Text)
}

impl Format {
    /// Whether the range covers this format in the version that is written.
    ///
    /// A range of OpenMetrics without a version means the oldest one of the standard, which is 1.0.0. The draft 0.0.1 is
    /// not of the standard and not written; clients that ask for it ask for 1.0.0 or text beside it.
    fn answers(self, range: &Range<'_>) -> bool {
        let ((main, sub), version) = match self {
            Format::Text => (("text", "plain"), "0.0.4"),
            Format::OpenMetrics { .. } => (("application", "openmetrics-text"), "1.0.0"),
        };
        range.covers(main, sub) && range.parameter("version").is_none_or(|asked| asked == version)
    }

    /// Whether the most specific of the ranges that cover this format says `q=0`.
    fn is_excluded(self, ranges: &[Range<'_>]) -> bool {
        let covering = ranges.iter().filter(|range| self.answers(range));
        covering.max_by_key(|range| range.specificity()).is_some_and(|range| range.quality == 0.0)
    }

    /// This format as a range asks for it; an escaping that is unknown is as if it were not asked for.
    fn asked_by(self, range: &Range<'_>) -> Format {
        match self {
            Format::Text => Format::Text,
            Format::OpenMetrics { .. } => {
                Format::OpenMetrics { escaping: range.parameter("escaping").and_then(Escaping::from_name) }
            }
        }
    }
}

#[cfg(test)]
mod tests;
