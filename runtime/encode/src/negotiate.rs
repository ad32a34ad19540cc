//! Chooses the format of a response: a format that the client asks for, or text 0.0.4.
//!
//! The range with the highest quality decides, then the most specific range, then the first. A wildcard means text,
//! because tools that read only text send wildcards. A request is never rejected: text is more useful to a scraper than
//! an error.
//!
//! Prometheus states the escaping of names with each text format, but not with protocol buffers, which it prefers when
//! it accepts native histograms. The escaping of another range applies then, so that names do not change with the
//! format.

use crate::accept::{self, Range};
use crate::escaping::Escaping;
use crate::format::Format;

/// The formats, in the order in which a wildcard selects them.
const WRITTEN: [Format; 4] = [
    Format::Text,
    Format::OpenMetrics { escaping: None },
    Format::Text1 { escaping: None },
    Format::Protobuf { escaping: Escaping::Underscores },
];

/// The name of a format in a header.
struct Named {
    main: &'static str,
    sub: &'static str,
    /// The parameters of the format.
    parameters: &'static [(&'static str, &'static str)],
    /// Whether a range must contain all parameters to select the format.
    in_full: bool,
}

impl Format {
    /// Returns the format for a request with these `Accept` headers. Without a header, or if no range matches, the
    /// format is text 0.0.4.
    ///
    /// Malformed elements are skipped.
    ///
    /// ```
    /// use gapless::encode::Format;
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
    // Filtered once: to filter for each range would take quadratic time for a long header.
    let written: Vec<_> = WRITTEN.into_iter().filter(|format| !format.is_excluded(&ranges)).collect();
    let mut answers = ranges.iter().filter_map(|range| {
        let format = written.iter().find(|format| format.answers(range))?;
        Some(format.asked_by(range, &ranges))
    });
    answers.next().unwrap_or(Format::Text)
}

impl Format {
    /// Returns the name of the format. A range of OpenMetrics without a version means the oldest version of the
    /// standard, which is 1.0.0. The draft 0.0.1 is not supported: clients that ask for it also ask for 1.0.0 or text.
    const fn named(self) -> Named {
        let (main, sub, parameters, in_full): (_, _, &[_], _) = match self {
            Format::Text => ("text", "plain", &[("version", "0.0.4")], false),
            Format::Text1 { .. } => ("text", "plain", &[("version", "1.0.0")], true),
            Format::OpenMetrics { .. } => ("application", "openmetrics-text", &[("version", "1.0.0")], false),
            Format::Protobuf { .. } => ("application", "vnd.google.protobuf", MESSAGES, true),
        };
        Named { main, sub, parameters, in_full }
    }

    /// Returns whether the range covers this format.
    fn is_covered(self, range: &Range<'_>) -> bool {
        let Named { main, sub, parameters, .. } = self.named();
        let is_asked = |name, own| range.parameter(name).is_none_or(|asked| asked == own);
        range.covers(main, sub) && parameters.iter().all(|(name, own)| is_asked(name, *own))
    }

    /// Returns whether the range selects this format.
    fn answers(self, range: &Range<'_>) -> bool {
        let Named { parameters, in_full, .. } = self.named();
        let is_named = || parameters.iter().all(|(name, _)| range.parameter(name).is_some());
        self.is_covered(range) && (!in_full || is_named())
    }

    /// Returns whether the most specific range that covers this format has `q=0`.
    fn is_excluded(self, ranges: &[Range<'_>]) -> bool {
        let covering = ranges.iter().filter(|range| self.is_covered(range));
        covering.max_by_key(|range| range.specificity()).is_some_and(|range| range.quality == 0.0)
    }

    /// Returns this format with the escaping of a range. An unknown escaping is ignored.
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

/// The parameters that a client must send for delimited messages of Prometheus.
const MESSAGES: &[(&str, &str)] =
    &[("proto", "io.prometheus.client.MetricFamily"), ("encoding", "delimited")];

fn escaping_of(range: &Range<'_>) -> Option<Escaping> {
    range.parameter("escaping").and_then(Escaping::from_name)
}

#[cfg(test)]
mod tests;
