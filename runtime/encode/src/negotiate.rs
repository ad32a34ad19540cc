//! Which format a client gets: the one it asks for, as far as it is written, and text 0.0.4 for everything else.
//!
//! The range with the highest quality decides, among equal ones the more specific, among those the earlier. A wildcard
//! means text, because it is what tools send that read nothing else. Nothing is ever refused: who scrapes metrics is
//! better served with text than with an error.
//!
//! Prometheus says with each text format how it wants names, and with protocol buffers, which it likes best where it takes
//! native histograms, nothing. What it says elsewhere in the header is taken then: names do not change with the format.

use crate::accept::{self, Range};
use crate::escaping::Escaping;
use crate::format::Format;

/// What can be written, in the order in which a wildcard takes it.
const WRITTEN: [Format; 4] = [
    Format::Text,
    Format::OpenMetrics { escaping: None },
    Format::Text1 { escaping: None },
    Format::Protobuf { escaping: Escaping::Underscores },
];

/// How a format is named in a header.
struct Named {
    main: &'static str,
    sub: &'static str,
    /// What it is, whether that is asked for or not.
    parameters: &'static [(&'static str, &'static str)],
    /// Whether all of that has to be asked for.
    in_full: bool,
}

impl Format {
    /// The format for a request with these lines of `Accept`, of which there may be none.
    ///
    /// An element that is malformed is skipped.
    ///
    /// ```
    /// use gapless_encode::Format;
    ///
    /// let openmetrics = Format::negotiate(["application/openmetrics-text; version=1.0.0, text/plain; q=high"]);
    /// assert_eq!(openmetrics, Format::OpenMetrics { escaping: None });
    /// assert_eq!(Format::negotiate(["*/*"]), Format::Text);
    /// assert_eq!(Format::negotiate([""; 0]), Format::Text);
    /// ```
    #[must_use]
    pub fn negotiate<L: AsRef<[u8]>>(accept: impl IntoIterator<Item = L>) -> Self {
        let lines: Vec<_> = accept.into_iter().collect();
        let lines: Vec<_> = lines.iter().map(AsRef::as_ref).collect();
        choose(accept::parse(&String::from_utf8_lossy(&lines.join(&b','))))
    }
}

fn choose(mut ranges: Vec<Range<'_>>) -> Format {
    ranges
        .sort_by(|a, b| b.quality.total_cmp(&a.quality).then_with(|| b.specificity().cmp(&a.specificity())));
    // Once for each format: for each range, a long header would take a time that grows as its square.
    let written: Vec<_> = WRITTEN.into_iter().filter(|format| !format.is_excluded(&ranges)).collect();
    let mut answers = ranges.iter().filter_map(|range| {
        let format = written.iter().find(|format| format.answers(range))?;
        Some(format.asked_by(range, &ranges))
    });
    answers.next().unwrap_or(Format::Text)
}

impl Format {
    /// A range of OpenMetrics without a version means the oldest one of the standard, which is 1.0.0. The draft 0.0.1 is
    /// not of the standard and not written; clients that ask for it ask for 1.0.0 or text beside it.
    const fn named(self) -> Named {
        let (main, sub, parameters, in_full): (_, _, &[_], _) = match self {
            Format::Text => ("text", "plain", &[("version", "0.0.4")], false),
            Format::Text1 { .. } => ("text", "plain", &[("version", "1.0.0")], true),
            Format::OpenMetrics { .. } => ("application", "openmetrics-text", &[("version", "1.0.0")], false),
            Format::Protobuf { .. } => ("application", "vnd.google.protobuf", MESSAGES, true),
        };
        Named { main, sub, parameters, in_full }
    }

    /// Whether the range covers this format.
    fn is_covered(self, range: &Range<'_>) -> bool {
        let Named { main, sub, parameters, .. } = self.named();
        let is_asked = |name, own| range.parameter(name).is_none_or(|asked| asked == own);
        range.covers(main, sub) && parameters.iter().all(|(name, own)| is_asked(name, *own))
    }

    /// Whether the range asks for this format.
    fn answers(self, range: &Range<'_>) -> bool {
        let Named { parameters, in_full, .. } = self.named();
        let is_named = || parameters.iter().all(|(name, _)| range.parameter(name).is_some());
        self.is_covered(range) && (!in_full || is_named())
    }

    /// Whether the most specific of the ranges that cover this format says `q=0`.
    fn is_excluded(self, ranges: &[Range<'_>]) -> bool {
        let covering = ranges.iter().filter(|range| self.is_covered(range));
        covering.max_by_key(|range| range.specificity()).is_some_and(|range| range.quality == 0.0)
    }

    /// This format as a range asks for it; an escaping that is unknown is as if it were not asked for.
    fn asked_by(self, range: &Range<'_>, ranges: &[Range<'_>]) -> Format {
        let escaping = escaping_of(range);
        match self {
            Format::Text => Format::Text,
            Format::Text1 { .. } => Format::Text1 { escaping },
            Format::OpenMetrics { .. } => Format::OpenMetrics { escaping },
            Format::Protobuf { .. } => {
                let escaping = escaping.or_else(|| ranges.iter().find_map(escaping_of));
                Format::Protobuf { escaping: escaping.unwrap_or(Escaping::Underscores) }
            }
        }
    }
}

/// The messages of Prometheus, each after its length: what a client must say that it means.
const MESSAGES: &[(&str, &str)] =
    &[("proto", "io.prometheus.client.MetricFamily"), ("encoding", "delimited")];

fn escaping_of(range: &Range<'_>) -> Option<Escaping> {
    range.parameter("escaping").and_then(Escaping::from_name)
}

#[cfg(test)]
mod tests;
