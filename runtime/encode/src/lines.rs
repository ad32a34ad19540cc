//! Writes the lines of one family for the Prometheus text format and OpenMetrics.
//!
//! A line has a name, the labels of its series, a last label (`le`, `quantile` or a state) and a value. Everything
//! except the value is written once and cached as fragments: names and last labels for the family, and labels for each
//! series. A scrape copies the fragments together. Fragments take less memory than whole lines, much less for a
//! histogram, and take hardly longer to copy.
//!
//! The formats differ in the lines of a family, the escapes in HELP and the spelling of `le`. A [`Dialect`] contains
//! these differences. Not here: the cache of a scrape, and the order of families (`scrape`).

use std::borrow::{Borrow, Cow};
use std::iter;
use std::time::{SystemTime, UNIX_EPOCH};

use gapless_core::{Exemplar, Kind, NativeBuckets, Number, Sample};

use crate::about::{present, About, Block};
use crate::arena::{Arena, Piece};
use crate::escaping::{is_plain, is_plain_label, Escaping};
use crate::number;
use crate::writer::Writer;

/// The characters that are escaped in quotes. All others, including NUL and tab, are written unchanged.
pub(crate) const QUOTED: &[u8] = b"\\\n\"";

/// The characters that are escaped in a string that is not in quotes.
pub(crate) const UNQUOTED: &[u8] = b"\\\n";

/// The differences between the formats.
#[derive(Debug)]
pub(crate) struct Dialect<'a> {
    /// The escaped name of the family.
    pub(crate) name: &'a str,
    /// The escaping of label names.
    pub(crate) escaping: Escaping,
    /// The lines before all samples: HELP, TYPE and UNIT.
    pub(crate) metadata: String,
    /// The suffix of the name in a line of a counter, gauge or info.
    pub(crate) suffix: &'static str,
    /// Writes `le` and `quantile`.
    pub(crate) write_bound: fn(f64, &mut Vec<u8>),
    /// Whether a histogram has a sum and a count.
    pub(crate) has_sum: bool,
    pub(crate) has_created: bool,
    pub(crate) has_exemplars: bool,
}

/// Writes `# KEYWORD name text`. A name that is not plain is written in quotes.
pub(crate) fn write_metadata(keyword: &str, name: &str, text: &str, out: &mut String) {
    let quote = if is_plain(name) { "" } else { "\"" };
    let parts = ["# ", keyword, " ", quote, &escape(name, QUOTED), quote, " ", text, "\n"];
    parts.iter().for_each(|part| out.push_str(part));
}

/// Returns the TYPE that all text formats have; `None` for a newer type that this writer does not know.
pub(crate) fn type_name(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Counter => Some("counter"),
        Kind::Gauge | Kind::UpDownCounter | Kind::StateSet | Kind::Info => Some("gauge"),
        Kind::Histogram => Some("histogram"),
        Kind::Summary => Some("summary"),
        _ => None,
    }
}

/// Writes a backslash before each character of `special`, and a line feed as `\n`.
#[inline] // specializes the loop for `special`
pub(crate) fn escape<'a>(text: &'a str, special: &[u8]) -> Cow<'a, str> {
    if !text.bytes().any(|byte| special.contains(&byte)) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(escape_each(text, special))
}

fn escape_each(text: &str, special: &[u8]) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if u8::try_from(c).is_ok_and(|c| special.contains(&c)) {
            escaped.push('\\');
        }
        escaped.push(if c == '\n' { 'n' } else { c });
    }
    escaped
}

/// The cached fragments of a family's lines.
#[derive(Debug)]
pub(crate) struct Lines {
    arena: Arena,
    escaping: Escaping,
    is_plain: bool,
    metadata: Piece,
    /// The start of the line of a counter or a gauge.
    number: Piece,
    /// The start of the line of a bucket; equal to `number` for other types.
    bucket: Piece,
    /// The starts of the lines of the sum and the count, if the family has them.
    sum_and_count: Option<(Piece, Piece)>,
    created: Option<Piece>,
    /// `,le="0.5"} ` for each bucket, `,quantile="0.5"} ` for each quantile, or `,worker_state="idle"} ` for each
    /// state.
    lasts: Vec<Piece>,
    is_summary: bool,
    /// The quantiles of a summary.
    quantiles: Vec<f64>,
    /// The brace before `lasts` for a series without labels.
    brace: Piece,
    has_exemplars: bool,
    /// The length of the arena without series.
    n_common: usize,
}

impl Lines {
    pub(crate) fn new(of: &Dialect<'_>, about: &About<'_>) -> Self {
        let mut arena = Arena::with_capacity(of.metadata.len() + 2 * of.name.len());
        let is_plain = is_plain(of.name);
        let quoted = escape(of.name, QUOTED);
        let mut name = |suffix: &str| {
            let parts = if is_plain { ["", of.name, suffix, ""] } else { ["{\"", &quoted, suffix, "\""] };
            arena.keep(|out| parts.iter().for_each(|part| out.extend_from_slice(part.as_bytes())))
        };
        let is_histogram = about.kind == Kind::Histogram;
        let is_summary = about.kind == Kind::Summary;
        let is_counted = is_histogram || is_summary || about.kind == Kind::Counter;
        let has_sum = is_summary || (is_histogram && of.has_sum);
        let number = name(of.suffix);
        let mut lines = Lines {
            number,
            bucket: if is_histogram { name("_bucket") } else { number },
            sum_and_count: has_sum.then(|| (name("_sum"), name("_count"))),
            created: (of.has_created && is_counted).then(|| name("_created")),
            metadata: arena.keep(|out| out.extend_from_slice(of.metadata.as_bytes())),
            brace: arena.keep(|out| out.push(b'{')),
            escaping: of.escaping,
            is_plain,
            has_exemplars: of.has_exemplars && is_counted && !is_summary,
            lasts: Vec::new(),
            is_summary,
            quantiles: about.quantiles.to_vec(),
            n_common: 0,
            arena,
        };
        if is_histogram {
            let bounds = about.bounds.iter().copied().chain([f64::INFINITY]);
            lines.lasts = bounds.map(|bound| lines.bound("le", bound, of.write_bound)).collect();
        }
        if is_summary {
            let at = about.quantiles.iter();
            lines.lasts = at.map(|&at| lines.bound("quantile", at, of.write_bound)).collect();
        }
        if let Some(states) = about.states {
            let label = of.escaping.escape_label(about.name);
            lines.lasts = states.iter().map(|state| lines.state(&label, state)).collect();
        }
        lines.n_common = lines.arena.len();
        lines
    }

    fn bound(&mut self, label: &str, bound: f64, write: fn(f64, &mut Vec<u8>)) -> Piece {
        self.arena.keep(|out| {
            [",", label, "=\""].iter().for_each(|part| out.extend_from_slice(part.as_bytes()));
            write(bound, out);
            out.extend_from_slice(b"\"} ");
        })
    }

    fn state(&mut self, label: &str, state: &str) -> Piece {
        self.arena.keep(|out| {
            out.push(b',');
            write_label(label, state, out);
            out.extend_from_slice(b"} ");
        })
    }

    /// Caches the labels of a series: `{a="x",b="y"} `, or a space without labels. A name that is not plain is already
    /// in braces, so the labels are `,a="x"} ` or `} `.
    ///
    /// The time of creation and a line feed follow.
    pub(crate) fn keep(
        &mut self,
        labels: &[(Cow<'_, str>, Cow<'_, str>)],
        created: Option<SystemTime>,
    ) -> Block {
        let (is_plain, escaping) = (self.is_plain, self.escaping);
        let Piece { start, end } = self.arena.keep(|out| write_labels(labels, is_plain, escaping, out));
        let created = created.filter(|_| self.created.is_some());
        let created = self.arena.keep(|out| write_created(created, out));
        Block { start, end, created_end: created.end }
    }

    /// Drops the cached labels of all series.
    pub(crate) fn forget(&mut self) {
        self.arena.truncate(self.n_common);
    }

    /// Releases memory that is unlikely to be needed.
    pub(crate) fn shrink(&mut self) {
        self.arena.shrink();
    }

    /// Writes the lines before all samples.
    pub(crate) fn write_metadata(&self, out: &mut Writer<'_>) {
        self.arena.copy(self.metadata, out);
    }

    /// Writes the lines of a series.
    #[inline]
    pub(crate) fn write(&self, block: Block, sample: Sample<'_>, out: &mut Writer<'_>) {
        self.write_all(block, sample, iter::empty::<Option<Exemplar<'_>>>(), out);
    }

    /// Writes the lines of a series and, if the format has exemplars, its exemplars: one for each bucket of a
    /// histogram.
    pub(crate) fn write_with_exemplars<'e, E: Borrow<Exemplar<'e>>>(
        &self,
        block: Block,
        sample: Sample<'_>,
        exemplars: impl Iterator<Item = Option<E>>,
        out: &mut Writer<'_>,
    ) {
        match self.has_exemplars {
            true => self.write_all(block, sample, exemplars, out),
            false => self.write(block, sample, out),
        }
    }

    #[inline(always)] // removes exemplars from the code without them
    fn write_all<'e, E: Borrow<Exemplar<'e>>>(
        &self,
        block: Block,
        sample: Sample<'_>,
        mut exemplars: impl Iterator<Item = Option<E>>,
        out: &mut Writer<'_>,
    ) {
        match sample {
            Sample::Number(value) => {
                self.write_head(self.number, block, out);
                end_line(value, exemplars.next().flatten(), out);
            }
            Sample::Histogram { counts, sum, native } if self.is_summary => {
                self.write_summary(block, counts, sum, native, out);
            }
            Sample::Histogram { counts, sum, .. } => {
                self.write_histogram(block, counts, sum, exemplars, out);
            }
            Sample::State(current) => self.write_states(block, current, out),
            _ => return, // a newer kind of value that this writer does not know
        }
        if let (Some(name), true) = (self.created, block.created_end > block.end) {
            self.arena.copy(name, out);
            self.arena.copy(Piece { start: block.start, end: block.created_end }, out);
        }
    }

    #[inline]
    fn write_line(&self, name: Piece, block: Block, value: Number, out: &mut Writer<'_>) {
        self.write_head(name, block, out);
        out.end_line(value);
    }

    #[inline]
    fn write_head(&self, name: Piece, block: Block, out: &mut Writer<'_>) {
        self.arena.copy(name, out);
        self.arena.copy(Piece { start: block.start, end: block.end }, out);
    }

    /// Writes cumulative buckets in ascending order up to `+Inf`, then the sum and the count.
    fn write_histogram<'e, E: Borrow<Exemplar<'e>>>(
        &self,
        block: Block,
        counts: &[u64],
        sum: Number,
        mut exemplars: impl Iterator<Item = Option<E>>,
        out: &mut Writer<'_>,
    ) {
        let (labels, le_start) = self.before_last(block);
        let mut cumulative = 0;
        for (le, count) in self.lasts.iter().zip(counts) {
            cumulative += count;
            self.arena.copy(self.bucket, out);
            self.arena.copy(labels, out);
            self.arena.copy(le.after(le_start), out);
            end_line(Number::U64(cumulative), exemplars.next().flatten(), out);
        }
        if let Some((sum_name, count_name)) = self.sum_and_count {
            self.write_line(sum_name, block, sum, out);
            self.write_line(count_name, block, Number::U64(cumulative), out);
        }
    }

    /// Writes the quantiles in ascending order, then the sum and the count.
    #[inline(never)] // keeps it out of the loop over counters
    fn write_summary(
        &self,
        block: Block,
        counts: &[u64],
        sum: Number,
        recent: Option<&NativeBuckets>,
        out: &mut Writer<'_>,
    ) {
        let (labels, start) = self.before_last(block);
        for (last, at) in self.lasts.iter().zip(&self.quantiles) {
            self.arena.copy(self.number, out);
            self.arena.copy(labels, out);
            self.arena.copy(last.after(start), out);
            out.end_line(Number::F64(recent.map_or(f64::NAN, |recent| recent.quantile(*at))));
        }
        if let Some((sum_name, count_name)) = self.sum_and_count {
            self.write_line(sum_name, block, sum, out);
            self.write_line(count_name, block, Number::U64(counts.iter().sum()), out);
        }
    }

    /// Writes a line for each state: 1 for the current state, and 0 for the others.
    #[inline(never)] // keeps it out of the loop over counters
    fn write_states(&self, block: Block, current: usize, out: &mut Writer<'_>) {
        let (labels, start) = self.before_last(block);
        for (index, state) in self.lasts.iter().enumerate() {
            self.arena.copy(self.number, out);
            self.arena.copy(labels, out);
            self.arena.copy(state.after(start), out);
            out.end_line_of_integer(u64::from(index == current));
        }
    }

    /// Returns the labels before the last label, and how many bytes to skip at the start of the last label.
    fn before_last(&self, block: Block) -> (Piece, u32) {
        let labels = Piece { start: block.start, end: block.end };
        match labels.len() {
            1 => (self.brace, 1),
            _ => (labels.before(2), 0),
        }
    }
}

/// Writes a number, an exemplar if present, and a line feed.
#[inline(always)] // removes exemplars from the code without them
fn end_line<'e>(value: Number, exemplar: Option<impl Borrow<Exemplar<'e>>>, out: &mut Writer<'_>) {
    match exemplar {
        None => out.end_line(value),
        Some(exemplar) => out.append(|out| {
            number::write(value, out);
            write_exemplar(exemplar.borrow(), out);
            out.push(b'\n');
        }),
    }
}

/// Writes an exemplar such as ` # {trace_id="4bf9"} 0.25 1605281325.123`.
fn write_exemplar(exemplar: &Exemplar<'_>, out: &mut Vec<u8>) {
    out.extend_from_slice(b" # {");
    for (index, (name, value)) in exemplar.labels().enumerate() {
        let comma = if index > 0 { "," } else { "" };
        let parts = [comma, name, "=\"", &escape(value, QUOTED), "\""];
        parts.iter().for_each(|part| out.extend_from_slice(part.as_bytes()));
    }
    out.extend_from_slice(b"} ");
    number::write(exemplar.value, out);
    if let Ok(since_epoch) = exemplar.timestamp.duration_since(UNIX_EPOCH) {
        out.push(b' ');
        number::write(Number::Nanoseconds(since_epoch.as_nanos()), out);
    }
}

fn write_labels(
    labels: &[(Cow<'_, str>, Cow<'_, str>)],
    is_plain: bool,
    escaping: Escaping,
    out: &mut Vec<u8>,
) {
    let mut separator = if is_plain { b'{' } else { b',' };
    for (name, value) in present(labels) {
        out.push(separator);
        write_label(&escaping.escape_label(name), value, out);
        separator = b',';
    }
    out.extend_from_slice(if separator == b',' { b"} " } else { b" " });
}

/// Writes `name="value"`. The name is already escaped.
fn write_label(name: &str, value: &str, out: &mut Vec<u8>) {
    let quote = if is_plain_label(name) { "" } else { "\"" };
    let parts = [quote, &escape(name, QUOTED), quote, "=\"", &escape(value, QUOTED), "\""];
    parts.iter().for_each(|part| out.extend_from_slice(part.as_bytes()));
}

/// Writes the time of creation in seconds, to the nanosecond. The line is optional, so it is left out for a time before
/// 1970.
fn write_created(created: Option<SystemTime>, out: &mut Vec<u8>) {
    if let Some(Ok(since_epoch)) = created.map(|created| created.duration_since(UNIX_EPOCH)) {
        number::write(Number::Nanoseconds(since_epoch.as_nanos()), out);
        out.push(b'\n');
    }
}
