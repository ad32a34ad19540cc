//! Lines of an exposition, as the Prometheus text format and OpenMetrics both write them.
//!
//! The two differ in which lines a family has, in what they escape in HELP and in how they spell `le`; they say so
//! when they call. Not here: the order of lines, which is each format's own.

use std::borrow::Cow;

use gapless_core::{HistogramValue, Kind, Number, Series};

use crate::escaping::{is_plain, is_plain_label, Escaping};
use crate::number;

/// What is escaped between quotes; everything else, NUL and tab among it, is as it is.
pub(crate) const QUOTED: &[char] = &['\\', '\n', '"'];

/// What is escaped where no quote ends the text.
pub(crate) const UNQUOTED: &[char] = &['\\', '\n'];

/// Writes `# KEYWORD name text`; a name that is not plain stands in quotes.
pub(crate) fn write_metadata(keyword: &str, name: &str, text: &str, out: &mut String) {
    let quote = if is_plain(name) { "" } else { "\"" };
    let parts = ["# ", keyword, " ", quote, &escape(name, QUOTED), quote, " ", text, "\n"];
    parts.iter().for_each(|part| out.push_str(part));
}

/// What TYPE says; `None` for a type that is newer than the formats' writers.
pub(crate) fn type_name(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Counter => Some("counter"),
        Kind::Gauge | Kind::UpDownCounter => Some("gauge"),
        Kind::Histogram => Some("histogram"),
        _ => None,
    }
}

/// Writes a backslash before each character of `special`, and a line feed as `\n`.
pub(crate) fn escape<'a>(text: &'a str, special: &[char]) -> Cow<'a, str> {
    if !text.contains(special) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if special.contains(&c) {
            escaped.push('\\');
        }
        escaped.push(if c == '\n' { 'n' } else { c });
    }
    Cow::Owned(escaped)
}

/// Writes the samples of one series, whose names are one name and a suffix each.
pub(crate) struct Samples<'a> {
    /// Already escaped.
    pub(crate) name: &'a str,
    /// What becomes of the names of labels.
    pub(crate) escaping: Escaping,
    pub(crate) series: &'a Series,
    pub(crate) out: &'a mut String,
}

impl Samples<'_> {
    /// Writes one sample.
    pub(crate) fn write(&mut self, suffix: &str, value: Number) {
        let separator = self.write_name(suffix);
        let separator = self.write_labels(separator);
        self.close_labels(separator);
        self.write_value(value);
    }

    /// Writes cumulative buckets, ascending, `+Inf` among them and equal to the count.
    pub(crate) fn write_buckets(&mut self, histogram: &HistogramValue, write_le: fn(f64, &mut String)) {
        let mut cumulative = 0;
        let bounds = histogram.bounds.iter().copied().chain([f64::INFINITY]);
        for (bound, count) in bounds.zip(&histogram.counts) {
            cumulative += count;
            self.write_bucket(bound, cumulative, write_le);
        }
    }

    /// Writes `_sum` and `_count`, which a histogram has both or neither.
    pub(crate) fn write_sum_and_count(&mut self, histogram: &HistogramValue) {
        self.write("_sum", histogram.sum);
        self.write("_count", Number::U64(histogram.count()));
    }

    fn write_bucket(&mut self, bound: f64, cumulative: u64, write_le: fn(f64, &mut String)) {
        let separator = self.write_name("_bucket");
        let separator = self.write_labels(separator);
        self.out.push(separator);
        self.out.push_str("le=\"");
        write_le(bound, self.out);
        self.out.push_str("\"}");
        self.write_value(Number::U64(cumulative));
    }

    /// Writes the name, and returns what comes before a label. A name that is not plain is the first of the labels.
    fn write_name(&mut self, suffix: &str) -> char {
        if is_plain(self.name) {
            [self.name, suffix].iter().for_each(|part| self.out.push_str(part));
            return '{';
        }
        let parts = ["{\"", &escape(self.name, QUOTED), suffix, "\""];
        parts.iter().for_each(|part| self.out.push_str(part));
        ','
    }

    /// Writes the series' own labels, and returns what comes before another one. A label with an empty value is an
    /// absent label, so it is not written.
    fn write_labels(&mut self, mut separator: char) -> char {
        for (name, value) in self.series.labels.iter().filter(|(_, value)| !value.is_empty()) {
            let name = self.escaping.escape_label(name);
            let quote = if is_plain_label(&name) { "" } else { "\"" };
            self.out.push(separator);
            let parts = [quote, &escape(&name, QUOTED), quote, "=\"", &escape(value, QUOTED), "\""];
            parts.iter().for_each(|part| self.out.push_str(part));
            separator = ',';
        }
        separator
    }

    fn close_labels(&mut self, separator: char) {
        if separator == ',' {
            self.out.push('}');
        }
    }

    fn write_value(&mut self, value: Number) {
        self.out.push(' ');
        number::write(value, self.out);
        self.out.push('\n');
    }
}
