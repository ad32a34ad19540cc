//! Turns batches into frames, and notices series that leave.

use std::borrow::Cow;
use std::collections::HashMap;
use std::time::{SystemTime, UNIX_EPOCH};

use gapless_core::{Exemplar, FamilySnapshot, Kind, Pattern, Series, Value};

use super::frame::{FamilyFacts, FrameExemplar, FrameWriter};
use super::labels::{Labels, Pair};
use super::native::{self, Native};
use super::shape::{numbers, Part, Shape};
use crate::reporters::Batch;

/// The bits of the number that ends a series. Never calculate with it: it would become another NaN.
pub(super) const STALE: u64 = 0x7ff0_0000_0000_0002;

/// Knows all series that the receiver has, and writes frames.
#[derive(Debug)]
pub(super) struct Recorder {
    families: HashMap<String, KnownFamily>,
    out: Output,
}

/// A frame that is being written, and the definitions of its segment.
#[derive(Debug)]
struct Output {
    labels: Labels,
    has_native: bool,
    frame: FrameWriter,
    /// The number of the segment.
    segment: u64,
    symbols: HashMap<Box<str>, u32>,
    defined_families: u32,
    defined_series: u32,
    /// The number of batches.
    batches: u64,
    /// The time of the last frame in milliseconds.
    last_time: i64,
    numbers: Vec<f64>,
}

#[derive(Debug)]
struct KnownFamily {
    about: About,
    /// The series by their labels.
    series: HashMap<Vec<Pair>, Known>,
}

/// The facts about a family.
#[derive(Debug)]
struct About {
    name: String,
    kind: Kind,
    help: Cow<'static, str>,
    unit: Option<Cow<'static, str>>,
    /// The segment that defines the family, and its number there.
    defined: (u64, u32),
}

/// A series of a family, with a sample series for each of its numbers and then one for its native buckets.
#[derive(Debug)]
struct Known {
    shape: Shape,
    start: i64,
    /// The batch that last contained it.
    seen: u64,
    /// The segment that defines its sample series, and the number of the first of them.
    defined: (u64, u32),
    /// The last number of each sample series, as bits.
    values: Vec<u64>,
    has_native: bool,
    /// The time of the last exemplar of each sample series; empty without exemplars.
    exemplars: Vec<i64>,
}

/// The maximum distance of the times of an earlier process to the clock, in milliseconds. Prometheus rejects times that
/// are further in the future.
const AHEAD: i64 = 600_000;

/// The segment of what no segment defines. Segments begin with 1.
const NOWHERE: (u64, u32) = (0, 0);

impl Recorder {
    pub(super) fn new(labels: Labels, has_native: bool, last_time: i64) -> Self {
        let out = Output {
            labels,
            has_native,
            frame: FrameWriter::default(),
            segment: 0,
            symbols: HashMap::new(),
            defined_families: 0,
            defined_series: 0,
            batches: 0,
            last_time,
            numbers: Vec::new(),
        };
        Recorder { families: HashMap::new(), out }
    }

    /// Begins a segment, unless it is the current one. A segment defines everything again.
    pub(super) fn begin_segment(&mut self, number: u64) {
        if self.out.segment != number {
            self.out.begin_segment(number);
        }
    }

    /// Returns the frame of a batch; `None` without samples.
    ///
    /// Its time is later than that of all frames before, so that the samples of a series are always in order. The times
    /// of an earlier process whose clock was far ahead do not count, because receivers reject them.
    pub(super) fn record(&mut self, batch: &Batch) -> Option<Vec<u8>> {
        let out = &mut self.out;
        out.batches += 1;
        let time = milliseconds(batch.time());
        if out.batches == 1 {
            out.last_time = out.last_time.min(time + AHEAD);
        }
        out.last_time = time.max(out.last_time + 1);
        for family in batch.families() {
            let name = &*family.name;
            if !self.families.contains_key(name) {
                self.families.insert(name.to_owned(), KnownFamily::new(family));
            }
            if let Some(known) = self.families.get_mut(name) {
                known.record(family, out);
            }
        }
        let batches = out.batches;
        self.end_series(|name, known| {
            known.seen != batches && batch.patterns().any(|pattern| Pattern(pattern).fits(name))
        });
        self.out.finish()
    }

    /// Returns a frame that ends the series of the families with these names.
    pub(super) fn end(&mut self, is_ended: impl Fn(&str) -> bool) -> Option<Vec<u8>> {
        self.out.last_time += 1;
        self.end_series(|name, _| is_ended(name));
        self.out.finish()
    }

    /// Ends each series for which `is_ended` is true.
    fn end_series(&mut self, is_ended: impl Fn(&str, &Known) -> bool) {
        let out = &mut self.out;
        self.families.retain(|name, family| {
            family.series.retain(|labels, known| {
                let is_ended = is_ended(name, known);
                if is_ended {
                    known.end(&mut family.about, labels, &[], out);
                }
                !is_ended
            });
            !family.series.is_empty()
        });
    }
}

impl KnownFamily {
    fn new(of: &FamilySnapshot) -> Self {
        KnownFamily { about: About::new(of), series: HashMap::new() }
    }

    fn record(&mut self, of: &FamilySnapshot, out: &mut Output) {
        if !self.about.is_of(of) {
            self.about = About::new(of);
            self.series.values_mut().for_each(|known| known.defined = NOWHERE);
        }
        for series in &of.series {
            match self.series.get_mut(&*series.labels) {
                Some(known) => known.record(&mut self.about, series, out),
                None => {
                    let Some(mut known) = Known::new(&self.about.name, &series.value) else { continue };
                    known.record(&mut self.about, series, out);
                    self.series.insert(series.labels.clone(), known);
                }
            }
        }
    }
}

impl About {
    fn new(of: &FamilySnapshot) -> Self {
        let (help, unit) = (of.help.clone(), of.unit.clone());
        About { name: of.name.to_string(), kind: of.kind, help, unit, defined: NOWHERE }
    }

    fn is_of(&self, of: &FamilySnapshot) -> bool {
        self.kind == of.kind && self.help == of.help && self.unit == of.unit
    }
}

impl Known {
    /// Returns a new series; `None` for a newer type of value that the reporter does not know.
    fn new(name: &str, value: &Value) -> Option<Self> {
        let shape = Shape::of(value)?;
        Some(Known {
            values: vec![0; shape.parts(name).len()],
            shape,
            start: 0,
            seen: 0,
            defined: NOWHERE,
            has_native: false,
            exemplars: Vec::new(),
        })
    }

    fn record(&mut self, about: &mut About, of: &Series, out: &mut Output) {
        let native = out.native(&of.value);
        if !self.shape.fits(&of.value) || self.has_native != native.is_some() {
            self.change(about, of, out);
        }
        let start = of.created.map_or(0, milliseconds);
        if self.defined.0 != out.segment || self.start != start {
            self.start = start;
            self.define(about, &of.labels, out);
        }
        self.seen = out.batches;
        out.numbers(&of.value, self.defined.1, &mut self.values);
        if let Some(native) = native {
            out.frame.native(self.native(), &native.fields());
        }
        self.write_exemplars(&of.exemplars, out);
    }

    /// Takes another shape, and ends the sample series that it does not have.
    fn change(&mut self, about: &mut About, of: &Series, out: &mut Output) {
        let Some(mut changed) = Known::new(&about.name, &of.value) else { return };
        changed.has_native = out.native(&of.value).is_some();
        if self.defined != NOWHERE {
            self.end(about, &of.labels, &changed.parts(&about.name), out);
        }
        *self = changed;
    }

    /// Ends the sample series, except those that go on.
    fn end(&mut self, about: &mut About, labels: &[Pair], kept: &[Part], out: &mut Output) {
        if self.defined.0 != out.segment {
            self.define(about, labels, out);
        }
        let parts = self.parts(&about.name);
        for ((part, before), series) in parts.iter().zip(&self.values).zip(self.defined.1..) {
            if !kept.contains(part) {
                out.frame.value(series, *before, STALE);
            }
        }
        if self.has_native && !kept.contains(&Part::NUMBER) {
            out.frame.native(self.native(), &native::stale());
        }
    }

    /// Defines the sample series in the segment.
    fn define(&mut self, about: &mut About, labels: &[Pair], out: &mut Output) {
        if about.defined.0 != out.segment {
            about.defined = (out.segment, out.define_family(about));
        }
        self.defined = (out.segment, out.defined_series);
        self.values.fill(0);
        for part in self.parts(&about.name) {
            out.define_series(about, labels, &part, self.start);
        }
    }

    /// Returns all sample series.
    fn parts(&self, name: &str) -> Vec<Part> {
        let native = self.has_native.then_some(Part::NUMBER);
        self.shape.parts(name).into_iter().chain(native).collect()
    }

    /// Returns the number of the series of native buckets.
    fn native(&self) -> u32 {
        self.defined.1 + u32::try_from(self.values.len()).expect("a histogram has less than 2^32 buckets")
    }

    /// Writes the exemplars that the receiver does not have yet.
    fn write_exemplars(&mut self, exemplars: &[Option<Exemplar<'static>>], out: &mut Output) {
        let present = (0..).zip(exemplars).filter_map(|(index, of)| Some((index, of.as_ref()?)));
        let mut present: Vec<(u32, &Exemplar<'_>)> = present.collect();
        present.sort_by_key(|(_, exemplar)| exemplar.timestamp);
        for (index, exemplar) in present {
            self.write_exemplar(index, exemplar, out);
            if self.has_native {
                self.write_exemplar(self.native() - self.defined.1, exemplar, out);
            }
        }
    }

    fn write_exemplar(&mut self, index: u32, exemplar: &Exemplar<'_>, out: &mut Output) {
        let time = milliseconds(exemplar.timestamp);
        self.exemplars.resize(self.values.len() + 1, 0);
        let Some(last) = self.exemplars.get_mut(index as usize).filter(|last| **last < time) else { return };
        *last = time;
        let labels = exemplar.labels().flat_map(|(name, value)| [name, value]);
        let labels = labels.map(|text| out.symbol(text)).collect();
        let (series, value) = (self.defined.1 + index, exemplar.value.as_f64());
        out.frame.exemplar(&FrameExemplar { series, labels, value, time });
    }
}

impl Output {
    fn begin_segment(&mut self, number: u64) {
        self.segment = number;
        self.symbols.clear();
        (self.defined_families, self.defined_series) = (0, 0);
        self.symbol("");
    }

    /// Returns the native histogram to send for a value.
    fn native<'a>(&self, value: &'a Value) -> Option<Native<'a>> {
        native::of(value).filter(|_| self.has_native)
    }

    fn finish(&mut self) -> Option<Vec<u8>> {
        (self.frame.samples() > 0).then(|| self.frame.finish(self.last_time))
    }

    /// Writes the numbers of a value, whose first series has this number.
    fn numbers(&mut self, value: &Value, first: u32, last: &mut [u64]) {
        self.numbers.clear();
        numbers(value, &mut self.numbers);
        for ((number, before), series) in self.numbers.iter().zip(last).zip(first..) {
            let bits = Some(number.to_bits()).filter(|bits| *bits != STALE).unwrap_or(f64::NAN.to_bits());
            self.frame.value(series, *before, bits);
            *before = bits;
        }
    }

    fn define_family(&mut self, of: &About) -> u32 {
        let name = self.symbol(&of.name);
        let help = self.symbol(&of.help);
        let unit = self.symbol(of.unit.as_deref().unwrap_or_default());
        self.frame.family(FamilyFacts { name, help, unit, kind: kind_number(of.kind) });
        self.defined_families += 1;
        self.defined_families - 1
    }

    fn define_series(&mut self, about: &About, labels: &[Pair], part: &Part, start: i64) {
        let added = std::mem::take(&mut self.labels);
        let mut symbols = Vec::new();
        for (name, value) in added.of(&about.name, labels, part) {
            symbols.push((self.symbol(&name), self.symbol(&value)));
        }
        self.labels = added;
        self.frame.series(about.defined.1, start, &symbols);
        self.defined_series += 1;
    }

    fn symbol(&mut self, text: &str) -> u32 {
        if let Some(symbol) = self.symbols.get(text) {
            return *symbol;
        }
        let symbol = u32::try_from(self.symbols.len()).expect("a segment has less than 2^32 strings");
        self.symbols.insert(text.into(), symbol);
        self.frame.symbol(text);
        symbol
    }
}

/// Returns a time in milliseconds since the epoch; 0 for a time before.
fn milliseconds(time: SystemTime) -> i64 {
    let since_epoch = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX / 2)
}

/// Returns the number of a type, which is the same in both versions of the protocol.
fn kind_number(kind: Kind) -> u8 {
    match kind {
        Kind::Counter => 1,
        Kind::Gauge | Kind::UpDownCounter => 2,
        Kind::Histogram => 3,
        Kind::Summary => 5,
        Kind::Info => 6,
        Kind::StateSet => 7,
        _ => 0,
    }
}
