//! Requests of both versions of the protocol, from frames.

use std::collections::HashSet;

use super::frame::{Dictionary, Frame, FrameExemplar, FrameSample, FrameValue};
use crate::protobuf::Message;

/// A version of the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Version {
    V1,
    V2,
}

impl Version {
    pub(super) fn content_type(self) -> &'static str {
        match self {
            Version::V1 => "application/x-protobuf",
            Version::V2 => "application/x-protobuf;proto=io.prometheus.write.v2.Request",
        }
    }

    pub(super) fn number(self) -> &'static str {
        match self {
            Version::V1 => "0.1.0",
            Version::V2 => "2.0.0",
        }
    }
}

/// The contents that the receiver knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dialect {
    pub(super) version: Version,
    pub(super) has_native: bool,
}

/// The most that a request contains.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    pub(super) samples: usize,
    /// The length before compression.
    pub(super) bytes: usize,
}

/// A request that is not compressed yet.
#[derive(Debug)]
pub(super) struct Encoded {
    pub(super) body: Vec<u8>,
    /// The number of samples in the request.
    pub(super) samples: usize,
    /// The number of samples of the frame that are in the request, or that the receiver does not know.
    pub(super) taken: usize,
    /// The families that a request of version 1 described.
    pub(super) described: HashSet<u32>,
}

/// The field numbers of `io.prometheus.write.v2.Request` and its messages.
mod v2 {
    pub(super) const SYMBOLS: u32 = 4;
    pub(super) const TIMESERIES: u32 = 5;
    pub(super) const LABELS: u32 = 1;
    pub(super) const SAMPLES: u32 = 2;
    pub(super) const HISTOGRAMS: u32 = 3;
    pub(super) const EXEMPLARS: u32 = 4;
    pub(super) const METADATA: u32 = 5;
    pub(super) const SAMPLE_START: u32 = 3;
    pub(super) const HISTOGRAM_START: u32 = 17;
    pub(super) const TYPE: u32 = 1;
    pub(super) const HELP: u32 = 3;
    pub(super) const UNIT: u32 = 4;
}

/// The field numbers of `prometheus.WriteRequest` and its messages.
mod v1 {
    pub(super) const TIMESERIES: u32 = 1;
    pub(super) const METADATA: u32 = 3;
    pub(super) const LABELS: u32 = 1;
    pub(super) const SAMPLES: u32 = 2;
    pub(super) const EXEMPLARS: u32 = 3;
    pub(super) const HISTOGRAMS: u32 = 4;
    pub(super) const NAME: u32 = 1;
    pub(super) const VALUE: u32 = 2;
    pub(super) const TYPE: u32 = 1;
    pub(super) const FAMILY: u32 = 2;
    pub(super) const HELP: u32 = 4;
    pub(super) const UNIT: u32 = 5;
}

/// The field numbers that both versions have.
mod both {
    pub(super) const SAMPLE_VALUE: u32 = 1;
    pub(super) const SAMPLE_TIME: u32 = 2;
    pub(super) const HISTOGRAM_TIME: u32 = 15;
    pub(super) const EXEMPLAR_LABELS: u32 = 1;
    pub(super) const EXEMPLAR_VALUE: u32 = 2;
    pub(super) const EXEMPLAR_TIME: u32 = 3;
}

/// Encodes the samples of a frame from an index on, up to the limits.
pub(super) fn encode(
    (frame, from): (&Frame, usize),
    dictionary: &Dictionary,
    described: &HashSet<u32>,
    dialect: Dialect,
    limits: Limits,
) -> Encoded {
    let mut request: Box<dyn Request + '_> = match dialect.version {
        Version::V2 => Box::new(Request2::new(dictionary)),
        Version::V1 => Box::new(Request1::new(dictionary, described)),
    };
    let (mut samples, mut taken) = (0, 0);
    for sample in &frame.samples[from..] {
        if samples == limits.samples || (samples > 0 && request.len() >= limits.bytes) {
            break;
        }
        taken += 1;
        if dialect.has_native || matches!(sample.value, FrameValue::Number(_)) {
            request.add(frame, sample);
            samples += 1;
        }
    }
    let (body, described) = request.finish();
    Encoded { body, samples, taken, described }
}

/// A request that is being encoded.
trait Request {
    fn add(&mut self, frame: &Frame, sample: &FrameSample);

    /// Returns the length so far.
    fn len(&self) -> usize;

    /// Returns the encoded request, and the families that it describes.
    fn finish(self: Box<Self>) -> (Vec<u8>, HashSet<u32>);
}

/// A request of version 2, whose strings are in a table.
struct Request2<'a> {
    dictionary: &'a Dictionary,
    /// The number in the request of each symbol of the dictionary; 0 for a symbol that is not in the request yet.
    numbers: Vec<u32>,
    /// The symbols of the request after the empty one.
    symbols: Vec<u32>,
    symbol_bytes: usize,
    series: Message,
}

impl<'a> Request2<'a> {
    fn new(dictionary: &'a Dictionary) -> Self {
        let numbers = vec![0; dictionary.symbol_count()];
        Request2 { dictionary, numbers, symbols: Vec::new(), symbol_bytes: 0, series: Message::default() }
    }

    /// Returns the number of a symbol in the request. The empty string is the first symbol of all dictionaries.
    fn reference(&mut self, symbol: u32) -> u32 {
        let number = &mut self.numbers[symbol as usize];
        if *number == 0 && symbol != 0 {
            self.symbols.push(symbol);
            self.symbol_bytes += self.dictionary.symbol(symbol).len() + 2;
            *number = u32::try_from(self.symbols.len()).unwrap_or(u32::MAX);
        }
        *number
    }
}

impl Request for Request2<'_> {
    fn add(&mut self, frame: &Frame, sample: &FrameSample) {
        let of = self.dictionary.series(sample.series);
        let family = self.dictionary.family(of.family);
        let labels: Vec<u64> = of.labels.iter().map(|symbol| self.reference(*symbol).into()).collect();
        let (help, unit) = (self.reference(family.help), self.reference(family.unit));
        let exemplars: Vec<(Vec<u64>, &FrameExemplar)> = exemplars_of(frame, sample.series)
            .iter()
            .map(|of| (of.labels.iter().map(|symbol| self.reference(*symbol).into()).collect(), of))
            .collect();
        let start = if of.start < frame.time { of.start } else { 0 };
        self.series.message(v2::TIMESERIES, |series| {
            series.packed_varints(v2::LABELS, labels);
            match &sample.value {
                FrameValue::Number(bits) => series.message(v2::SAMPLES, |sample| {
                    write_number(*bits, frame.time, sample);
                    write_unless_zero(v2::SAMPLE_START, start, sample);
                }),
                FrameValue::Native(fields) => series.message(v2::HISTOGRAMS, |histogram| {
                    histogram.append(fields);
                    histogram.int(both::HISTOGRAM_TIME, frame.time);
                    write_unless_zero(v2::HISTOGRAM_START, start, histogram);
                }),
            }
            for (labels, of) in exemplars {
                series.message(v2::EXEMPLARS, |exemplar| {
                    exemplar.packed_varints(both::EXEMPLAR_LABELS, labels);
                    write_exemplar(of, exemplar);
                });
            }
            series.message(v2::METADATA, |metadata| {
                write_unless_zero(v2::TYPE, family.kind.into(), metadata);
                write_unless_zero(v2::HELP, help.into(), metadata);
                write_unless_zero(v2::UNIT, unit.into(), metadata);
            });
        });
    }

    fn len(&self) -> usize {
        self.series.len() + self.symbol_bytes
    }

    fn finish(self: Box<Self>) -> (Vec<u8>, HashSet<u32>) {
        let mut out = Message::reusing(Vec::with_capacity(self.len() + 16));
        out.text(v2::SYMBOLS, "");
        self.symbols.iter().for_each(|symbol| out.text(v2::SYMBOLS, self.dictionary.symbol(*symbol)));
        out.append(self.series.bytes());
        (out.into_bytes(), HashSet::new())
    }
}

/// A request of version 1, in which each series contains its strings.
struct Request1<'a> {
    dictionary: &'a Dictionary,
    /// The families that a request before described.
    before: &'a HashSet<u32>,
    described: HashSet<u32>,
    out: Message,
}

impl<'a> Request1<'a> {
    fn new(dictionary: &'a Dictionary, before: &'a HashSet<u32>) -> Self {
        Request1 { dictionary, before, described: HashSet::new(), out: Message::default() }
    }

    fn describe(&mut self, family: u32) {
        let (dictionary, family) = (self.dictionary, self.dictionary.family(family));
        self.out.message(v1::METADATA, |metadata| {
            write_unless_zero(v1::TYPE, family.kind.into(), metadata);
            metadata.text(v1::FAMILY, dictionary.symbol(family.name));
            metadata.text(v1::HELP, dictionary.symbol(family.help));
            metadata.text(v1::UNIT, dictionary.symbol(family.unit));
        });
    }
}

impl Request for Request1<'_> {
    fn add(&mut self, frame: &Frame, sample: &FrameSample) {
        let dictionary = self.dictionary;
        let family = dictionary.series(sample.series).family;
        if !self.before.contains(&family) && self.described.insert(family) {
            self.describe(family);
        }
        self.out.message(v1::TIMESERIES, |series| {
            write_labels(v1::LABELS, dictionary.series(sample.series).labels, dictionary, series);
            match &sample.value {
                FrameValue::Number(bits) => {
                    series.message(v1::SAMPLES, |sample| write_number(*bits, frame.time, sample));
                }
                FrameValue::Native(fields) => series.message(v1::HISTOGRAMS, |histogram| {
                    histogram.append(fields);
                    histogram.int(both::HISTOGRAM_TIME, frame.time);
                }),
            }
            for of in exemplars_of(frame, sample.series) {
                series.message(v1::EXEMPLARS, |exemplar| {
                    write_labels(both::EXEMPLAR_LABELS, &of.labels, dictionary, exemplar);
                    write_exemplar(of, exemplar);
                });
            }
        });
    }

    fn len(&self) -> usize {
        self.out.len()
    }

    fn finish(self: Box<Self>) -> (Vec<u8>, HashSet<u32>) {
        (self.out.into_bytes(), self.described)
    }
}

fn write_labels(field: u32, labels: &[u32], dictionary: &Dictionary, out: &mut Message) {
    for pair in labels.chunks_exact(2) {
        out.message(field, |label| {
            label.text(v1::NAME, dictionary.symbol(pair[0]));
            label.text(v1::VALUE, dictionary.symbol(pair[1]));
        });
    }
}

/// Returns the exemplars of a series, which are sorted by series.
fn exemplars_of(frame: &Frame, series: u32) -> &[FrameExemplar] {
    let start = frame.exemplars.partition_point(|exemplar| exemplar.series < series);
    let end = frame.exemplars.partition_point(|exemplar| exemplar.series <= series);
    &frame.exemplars[start..end]
}

fn write_number(bits: u64, time: i64, out: &mut Message) {
    if bits != 0 {
        out.fixed64(both::SAMPLE_VALUE, bits);
    }
    out.int(both::SAMPLE_TIME, time);
}

fn write_exemplar(of: &FrameExemplar, out: &mut Message) {
    out.double(both::EXEMPLAR_VALUE, of.value);
    out.int(both::EXEMPLAR_TIME, of.time);
}

/// Writes a number, unless it is the default that readers assume.
fn write_unless_zero(field: u32, number: i64, out: &mut Message) {
    if number != 0 {
        out.int(field, number);
    }
}
