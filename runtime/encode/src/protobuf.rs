//! Protocol buffers: messages `io.prometheus.client.MetricFamily`, each after its length.
//!
//! This is the only format with native histograms. A family has a name (with `_total` for a counter), help, a type, a
//! message for each series, and a unit. A histogram counts the same observations in classic and in native buckets, so
//! its count and its exemplars apply to both. The classic bucket `+Inf` equals the count, so it is left out unless it
//! has an exemplar.
//!
//! The labels of a series and its time of creation never change, so they are cached in encoded form.

mod spans;
#[cfg(test)]
mod tests;
mod wire;

use std::borrow::{Borrow, Cow};
use std::iter;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use gapless_core::{Exemplar, Kind, NativeBuckets, Number, Sample};

use self::spans::Spans;
use self::wire::Message;
use crate::about::{present, About, Block};
use crate::escaping::Escaping;
use crate::openmetrics::{family_name, unit};
use crate::writer::Writer;

/// The writer of a family.
#[derive(Debug)]
pub(crate) struct Messages {
    escaping: Escaping,
    kind: Kind,
    bounds: Vec<f64>,
    quantiles: Vec<f64>,
    /// The encoded label of each state of a state set.
    states: Vec<Message>,
    /// The fields before the series.
    head: Message,
    /// The fields after the series.
    tail: Message,
    /// The cached fields of all series.
    kept: Message,
    /// The message of the current series.
    metric: Message,
    /// The value in the message of the current series.
    value: Message,
}

/// The field numbers of each message.
mod field {
    pub(super) mod family {
        pub(crate) const NAME: u32 = 1;
        pub(crate) const HELP: u32 = 2;
        pub(crate) const TYPE: u32 = 3;
        pub(crate) const METRIC: u32 = 4;
        pub(crate) const UNIT: u32 = 5;
    }
    pub(super) mod label {
        pub(crate) const NAME: u32 = 1;
        pub(crate) const VALUE: u32 = 2;
    }
    pub(super) mod metric {
        pub(crate) const LABEL: u32 = 1;
        pub(crate) const GAUGE: u32 = 2;
        pub(crate) const COUNTER: u32 = 3;
        pub(crate) const SUMMARY: u32 = 4;
        pub(crate) const HISTOGRAM: u32 = 7;
    }
    pub(super) mod number {
        pub(crate) const VALUE: u32 = 1;
        pub(crate) const EXEMPLAR: u32 = 2;
        pub(crate) const CREATED: u32 = 3;
    }
    pub(super) mod summary {
        pub(crate) const COUNT: u32 = 1;
        pub(crate) const SUM: u32 = 2;
        pub(crate) const QUANTILE: u32 = 3;
        pub(crate) const CREATED: u32 = 4;
    }
    pub(super) mod quantile {
        pub(crate) const QUANTILE: u32 = 1;
        pub(crate) const VALUE: u32 = 2;
    }
    pub(super) mod histogram {
        pub(crate) const COUNT: u32 = 1;
        pub(crate) const SUM: u32 = 2;
        pub(crate) const BUCKET: u32 = 3;
        pub(crate) const SCHEMA: u32 = 5;
        pub(crate) const ZERO_THRESHOLD: u32 = 6;
        pub(crate) const ZERO_COUNT: u32 = 7;
        pub(crate) const POSITIVE_SPAN: u32 = 12;
        pub(crate) const POSITIVE_DELTA: u32 = 13;
        pub(crate) const CREATED: u32 = 15;
        pub(crate) const EXEMPLAR: u32 = 16;
    }
    pub(super) mod bucket {
        pub(crate) const CUMULATIVE_COUNT: u32 = 1;
        pub(crate) const UPPER_BOUND: u32 = 2;
        pub(crate) const EXEMPLAR: u32 = 3;
    }
    pub(super) mod exemplar {
        pub(crate) const LABEL: u32 = 1;
        pub(crate) const VALUE: u32 = 2;
        pub(crate) const TIMESTAMP: u32 = 3;
    }
    pub(super) mod span {
        pub(crate) const OFFSET: u32 = 1;
        pub(crate) const LENGTH: u32 = 2;
    }
    pub(super) mod timestamp {
        pub(crate) const SECONDS: u32 = 1;
        pub(crate) const NANOS: u32 = 2;
    }
}

impl Messages {
    pub(crate) fn new(about: &About<'_>, escaping: Escaping) -> Self {
        let name = escaping.escape(about.name);
        let (mut head, mut tail) = (Message::default(), Message::default());
        head.text(field::family::NAME, &name);
        head.text(field::family::HELP, about.help);
        head.varint(field::family::TYPE, type_number(about.kind));
        if let Some(unit) = unit(family_name(&name, about.kind), about) {
            tail.text(field::family::UNIT, unit);
        }
        Messages {
            escaping,
            kind: about.kind,
            bounds: about.bounds.to_vec(),
            quantiles: about.quantiles.to_vec(),
            states: states(about, escaping),
            head,
            tail,
            kept: Message::default(),
            metric: Message::default(),
            value: Message::default(),
        }
    }

    /// Caches the labels and the time of creation of a series.
    pub(crate) fn keep(
        &mut self,
        labels: &[(Cow<'_, str>, Cow<'_, str>)],
        created: Option<SystemTime>,
    ) -> Block {
        let start = self.kept.end();
        for (name, value) in present(labels) {
            self.value.clear();
            self.value.label(&self.escaping.escape_label(name), value);
            self.kept.message(field::metric::LABEL, &self.value);
        }
        let end = self.kept.end();
        if let Some((field, since_epoch)) = self.created(created) {
            self.kept.message(field, &timestamp(since_epoch));
        }
        Block { start, end, created_end: self.kept.end() }
    }

    /// Returns the field of the time of creation, and the time. A time before 1970 is left out.
    fn created(&self, created: Option<SystemTime>) -> Option<(u32, Duration)> {
        let field = match self.kind {
            Kind::Counter => field::number::CREATED,
            Kind::Histogram => field::histogram::CREATED,
            Kind::Summary => field::summary::CREATED,
            _ => return None,
        };
        Some((field, created?.duration_since(UNIX_EPOCH).ok()?))
    }

    /// Drops the cached fields of all series.
    pub(crate) fn forget(&mut self) {
        self.kept.clear();
    }

    /// Releases memory that is unlikely to be needed.
    pub(crate) fn shrink(&mut self) {
        self.kept.shrink();
    }

    /// Begins a message.
    pub(crate) fn begin(&self, out: &mut Writer<'_>) {
        out.begin_frame(self.head.bytes());
    }

    /// Ends it. One without series is left out: readers take it for granted that there are some.
    pub(crate) fn end(&self, out: &mut Writer<'_>) {
        out.end_frame(self.head.bytes(), self.tail.bytes());
    }

    /// Writes a series.
    pub(crate) fn write(&mut self, block: Block, sample: Sample<'_>, out: &mut Writer<'_>) {
        self.write_with_exemplars(block, sample, iter::empty::<Option<Exemplar<'_>>>(), out);
    }

    /// Writes a series and its exemplars, of a histogram one for each bucket.
    #[inline]
    pub(crate) fn write_with_exemplars<'e, E: Borrow<Exemplar<'e>>>(
        &mut self,
        block: Block,
        sample: Sample<'_>,
        mut exemplars: impl Iterator<Item = Option<E>>,
        out: &mut Writer<'_>,
    ) {
        self.value.clear();
        let field = match sample {
            Sample::State(current) => return self.write_states(block, current, out),
            Sample::Number(value) => self.write_number(value, exemplars.next().flatten()),
            Sample::Histogram { counts, sum, native } if self.kind == Kind::Summary => {
                self.write_summary(counts, sum, native)
            }
            Sample::Histogram { counts, sum, native } => self.write_histogram(counts, sum, native, exemplars),
            _ => return, // a newer kind of value that this writer does not know
        };
        let kept = |from: u32, to: u32| &self.kept.bytes()[from as usize..to as usize];
        self.value.append(kept(block.end, block.created_end));
        self.metric.clear();
        self.metric.append(kept(block.start, block.end));
        self.metric.message(field, &self.value);
        out.append(|out| wire::write_message(field::family::METRIC, self.metric.bytes(), out));
    }

    /// Writes a gauge for each state, because the format does not have state sets: 1 for the current state, and 0
    /// otherwise.
    fn write_states(&mut self, block: Block, current: usize, out: &mut Writer<'_>) {
        for (index, state) in self.states.iter().enumerate() {
            self.value.clear();
            self.value.double(field::number::VALUE, f64::from(u8::from(index == current)));
            self.metric.clear();
            self.metric.append(&self.kept.bytes()[block.start as usize..block.end as usize]);
            self.metric.append(state.bytes());
            self.metric.message(field::metric::GAUGE, &self.value);
            out.append(|out| wire::write_message(field::family::METRIC, self.metric.bytes(), out));
        }
    }

    fn write_number<'e>(&mut self, value: Number, exemplar: Option<impl Borrow<Exemplar<'e>>>) -> u32 {
        self.value.double(field::number::VALUE, value.as_f64());
        if let Some(exemplar) = exemplar {
            self.value.message(field::number::EXEMPLAR, &message_of(exemplar.borrow()));
        }
        match self.kind {
            Kind::Counter => field::metric::COUNTER,
            _ => field::metric::GAUGE,
        }
    }

    fn write_histogram<'e, E: Borrow<Exemplar<'e>>>(
        &mut self,
        counts: &[u64],
        sum: Number,
        native: Option<&NativeBuckets>,
        mut exemplars: impl Iterator<Item = Option<E>>,
    ) -> u32 {
        self.value.varint(field::histogram::COUNT, counts.iter().sum());
        self.value.double(field::histogram::SUM, sum.as_f64());
        let (mut cumulative, mut of_native) = (0, Message::default());
        for (bound, count) in self.bounds.iter().chain(&[f64::INFINITY]).zip(counts) {
            cumulative += count;
            let exemplar = exemplars.next().flatten().map(|exemplar| message_of(exemplar.borrow()));
            if *bound == f64::INFINITY && exemplar.is_none() {
                continue;
            }
            self.metric.clear();
            self.metric.varint(field::bucket::CUMULATIVE_COUNT, cumulative);
            self.metric.double(field::bucket::UPPER_BOUND, *bound);
            if let Some(exemplar) = exemplar {
                self.metric.message(field::bucket::EXEMPLAR, &exemplar);
                of_native.message(field::histogram::EXEMPLAR, &exemplar);
            }
            self.value.message(field::histogram::BUCKET, &self.metric);
        }
        if let Some(native) = native {
            self.write_native(native);
            self.value.append(of_native.bytes());
        }
        field::metric::HISTOGRAM
    }

    fn write_summary(&mut self, counts: &[u64], sum: Number, recent: Option<&NativeBuckets>) -> u32 {
        self.value.varint(field::summary::COUNT, counts.iter().sum());
        self.value.double(field::summary::SUM, sum.as_f64());
        for &at in &self.quantiles {
            self.metric.clear();
            self.metric.double(field::quantile::QUANTILE, at);
            self.metric.double(field::quantile::VALUE, recent.map_or(f64::NAN, |recent| recent.quantile(at)));
            self.value.message(field::summary::QUANTILE, &self.metric);
        }
        field::metric::SUMMARY
    }

    fn write_native(&mut self, native: &NativeBuckets) {
        self.value.zigzag(field::histogram::SCHEMA, native.schema.into());
        self.value.double(field::histogram::ZERO_THRESHOLD, native.zero_threshold);
        self.value.varint(field::histogram::ZERO_COUNT, native.zero_count);
        for (offset, length) in Spans::of(native) {
            self.metric.clear();
            self.metric.zigzag(field::span::OFFSET, offset.into());
            self.metric.varint(field::span::LENGTH, length.into());
            self.value.message(field::histogram::POSITIVE_SPAN, &self.metric);
        }
        self.metric.clear();
        spans::deltas(native).for_each(|delta| self.metric.packed_zigzag(delta));
        if !self.metric.is_empty() {
            self.value.message(field::histogram::POSITIVE_DELTA, &self.metric);
        }
    }
}

fn states(about: &About<'_>, escaping: Escaping) -> Vec<Message> {
    let name = escaping.escape_label(about.name);
    let state = |state| {
        let (mut label, mut message) = (Message::default(), Message::default());
        label.label(&name, state);
        message.message(field::metric::LABEL, &label);
        message
    };
    about.states.iter().flat_map(|states| states.iter()).map(state).collect()
}

/// Encodes an exemplar. Exemplars are rare, so each allocates its message.
fn message_of(exemplar: &Exemplar<'_>) -> Message {
    let mut message = Message::default();
    for (name, value) in exemplar.labels() {
        let mut label = Message::default();
        label.label(name, value);
        message.message(field::exemplar::LABEL, &label);
    }
    message.double(field::exemplar::VALUE, exemplar.value.as_f64());
    if let Ok(since_epoch) = exemplar.timestamp.duration_since(UNIX_EPOCH) {
        message.message(field::exemplar::TIMESTAMP, &timestamp(since_epoch));
    }
    message
}

fn timestamp(since_epoch: Duration) -> Message {
    let mut message = Message::default();
    message.varint(field::timestamp::SECONDS, since_epoch.as_secs());
    message.varint(field::timestamp::NANOS, since_epoch.subsec_nanos().into());
    message
}

impl Message {
    /// Writes a label into an empty message.
    fn label(&mut self, name: &str, value: &str) {
        self.text(field::label::NAME, name);
        self.text(field::label::VALUE, value);
    }
}

fn type_number(kind: Kind) -> u64 {
    match kind {
        Kind::Counter => 0,
        Kind::Histogram => 4,
        Kind::Summary => 2,
        Kind::Gauge | Kind::UpDownCounter | Kind::StateSet | Kind::Info => 1,
        _ => 3, // untyped
    }
}
