//! Frames: the samples of one moment, in the form in which they wait in the queue.
//!
//! A frame refers to strings, families and series by number. It defines each before the first use in its segment, and
//! contains each number as the difference from the series' number before. So a sample takes few bytes, and requests of
//! both versions of the protocol can be made from a frame. A frame can only be read after all frames before it in its
//! segment.

use std::mem::take;

use super::codec::{write_text, write_value, Reader};
use crate::protobuf::{write_varint, zigzag};

/// The kinds of items in a frame.
mod item {
    pub(super) const SYMBOL: u8 = 0;
    pub(super) const FAMILY: u8 = 1;
    pub(super) const SERIES: u8 = 2;
    pub(super) const VALUES: u8 = 3;
    pub(super) const NATIVE: u8 = 4;
    pub(super) const EXEMPLAR: u8 = 5;
}

/// The facts about a family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FamilyFacts {
    pub(super) name: u32,
    pub(super) help: u32,
    /// The unit, or the empty string.
    pub(super) unit: u32,
    /// The number of the type in both versions of the protocol.
    pub(super) kind: u8,
}

/// An exemplar of a series.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct FrameExemplar {
    pub(super) series: u32,
    /// The names and values of its labels.
    pub(super) labels: Vec<u32>,
    pub(super) value: f64,
    /// Milliseconds since the epoch.
    pub(super) time: i64,
}

/// Writes a frame.
#[derive(Debug, Default)]
pub(super) struct FrameWriter {
    definitions: Vec<u8>,
    /// The ranges of consecutive series that have values, and the values.
    runs: Vec<(u32, u32)>,
    values: Vec<u8>,
    /// Native histograms and exemplars.
    others: Vec<u8>,
    samples: u32,
}

impl FrameWriter {
    pub(super) fn symbol(&mut self, text: &str) {
        self.definitions.push(item::SYMBOL);
        write_text(text, &mut self.definitions);
    }

    pub(super) fn family(&mut self, of: FamilyFacts) {
        self.definitions.push(item::FAMILY);
        for symbol in [of.name, of.help, of.unit, of.kind.into()] {
            write_varint(symbol.into(), &mut self.definitions);
        }
    }

    /// Defines the next series, with its sorted labels.
    pub(super) fn series(&mut self, family: u32, start: i64, labels: &[(u32, u32)]) {
        let out = &mut self.definitions;
        out.push(item::SERIES);
        write_varint(family.into(), out);
        write_varint(zigzag(start), out);
        write_varint(labels.len() as u64, out);
        labels.iter().for_each(|(name, value)| {
            write_varint((*name).into(), out);
            write_varint((*value).into(), out);
        });
    }

    /// Adds the number of a series, as bits.
    pub(super) fn value(&mut self, series: u32, before: u64, bits: u64) {
        match self.runs.last_mut() {
            Some((first, length)) if *first + *length == series => *length += 1,
            _ => self.runs.push((series, 1)),
        }
        write_value(before, bits, &mut self.values);
        self.samples += 1;
    }

    /// Adds a native histogram: the fields of its message without times.
    pub(super) fn native(&mut self, series: u32, fields: &[u8]) {
        self.others.push(item::NATIVE);
        write_varint(series.into(), &mut self.others);
        write_varint(fields.len() as u64, &mut self.others);
        self.others.extend_from_slice(fields);
        self.samples += 1;
    }

    pub(super) fn exemplar(&mut self, of: &FrameExemplar) {
        let out = &mut self.others;
        out.push(item::EXEMPLAR);
        write_varint(of.series.into(), out);
        write_varint(of.labels.len() as u64, out);
        of.labels.iter().for_each(|symbol| write_varint((*symbol).into(), out));
        out.extend_from_slice(&of.value.to_bits().to_le_bytes());
        write_varint(zigzag(of.time), out);
    }

    /// Returns the number of samples since the last frame.
    pub(super) fn samples(&self) -> u32 {
        self.samples
    }

    /// Returns the frame, and begins the next one.
    pub(super) fn finish(&mut self, time: i64) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.definitions.len() + self.values.len() + self.others.len() + 64);
        write_varint(zigzag(time), &mut out);
        write_varint(take(&mut self.samples).into(), &mut out);
        out.append(&mut self.definitions);
        if !self.runs.is_empty() {
            out.push(item::VALUES);
            write_varint(self.runs.len() as u64, &mut out);
            for (first, length) in self.runs.drain(..) {
                write_varint(first.into(), &mut out);
                write_varint(length.into(), &mut out);
            }
            out.append(&mut self.values);
        }
        out.append(&mut self.others);
        out
    }
}

/// Returns the time of a frame in milliseconds, and the number of its samples.
pub(super) fn head(frame: &[u8]) -> Option<(i64, u32)> {
    let mut reader = Reader(frame);
    Some((reader.zigzag()?, reader.index()?))
}

/// The definitions of a segment, up to the frame that was read last.
#[derive(Debug, Default)]
pub(super) struct Dictionary {
    symbols: Vec<Box<str>>,
    families: Vec<FamilyFacts>,
    series: Vec<Defined>,
    /// The labels of all series: names and values in turn.
    labels: Vec<u32>,
}

#[derive(Debug)]
struct Defined {
    family: u32,
    /// The range of its labels in the dictionary.
    labels: (u32, u32),
    start: i64,
    /// The bits of the last number.
    value: u64,
}

/// A series of a dictionary.
#[derive(Clone, Copy, Debug)]
pub(super) struct DefinedSeries<'a> {
    pub(super) family: u32,
    /// The names and values of the labels in turn.
    pub(super) labels: &'a [u32],
    /// The time at which the series started at zero, in milliseconds; 0 without it.
    pub(super) start: i64,
}

/// A frame that was read.
#[derive(Debug, PartialEq)]
pub(super) struct Frame {
    pub(super) time: i64,
    pub(super) samples: Vec<FrameSample>,
    /// In the order of the series.
    pub(super) exemplars: Vec<FrameExemplar>,
}

/// A sample of a frame.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct FrameSample {
    pub(super) series: u32,
    pub(super) value: FrameValue,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum FrameValue {
    /// The bits of a double.
    Number(u64),
    /// The fields of the message of a native histogram, without times.
    Native(Box<[u8]>),
}

impl Dictionary {
    pub(super) fn symbol(&self, index: u32) -> &str {
        &self.symbols[index as usize]
    }

    pub(super) fn symbol_count(&self) -> usize {
        self.symbols.len()
    }

    pub(super) fn family(&self, index: u32) -> FamilyFacts {
        self.families[index as usize]
    }

    pub(super) fn series(&self, index: u32) -> DefinedSeries<'_> {
        let of = &self.series[index as usize];
        let (start, end) = of.labels;
        DefinedSeries {
            family: of.family,
            labels: &self.labels[start as usize..end as usize],
            start: of.start,
        }
    }

    /// Reads the next frame of the segment; `None` if it is damaged.
    pub(super) fn read(&mut self, frame: &[u8]) -> Option<Frame> {
        let mut reader = Reader(frame);
        let (time, count) = (reader.zigzag()?, reader.length()?);
        let samples = Vec::with_capacity(count.min(frame.len()));
        let mut frame = Frame { time, samples, exemplars: Vec::new() };
        while !reader.is_at_end() {
            match reader.byte()? {
                item::SYMBOL => self.symbols.push(reader.text()?.into()),
                item::FAMILY => self.read_family(&mut reader)?,
                item::SERIES => self.read_series(&mut reader)?,
                item::VALUES => self.read_values(&mut reader, &mut frame)?,
                item::NATIVE => frame.samples.push(self.read_native(&mut reader)?),
                item::EXEMPLAR => frame.exemplars.push(self.read_exemplar(&mut reader)?),
                _ => return None,
            }
        }
        frame.exemplars.sort_by_key(|exemplar| (exemplar.series, exemplar.time));
        Some(frame)
    }

    fn read_family(&mut self, reader: &mut Reader<'_>) -> Option<()> {
        let [name, help, unit] =
            [self.read_symbol(reader)?, self.read_symbol(reader)?, self.read_symbol(reader)?];
        let kind = reader.byte()?;
        self.families.push(FamilyFacts { name, help, unit, kind });
        Some(())
    }

    fn read_series(&mut self, reader: &mut Reader<'_>) -> Option<()> {
        let family = reader.index().filter(|family| (*family as usize) < self.families.len())?;
        let start = reader.zigzag()?;
        let first = u32::try_from(self.labels.len()).ok()?;
        for _ in 0..2 * reader.length()? {
            let symbol = self.read_symbol(reader)?;
            self.labels.push(symbol);
        }
        let end = u32::try_from(self.labels.len()).ok()?;
        self.series.push(Defined { family, labels: (first, end), start, value: 0 });
        Some(())
    }

    fn read_values(&mut self, reader: &mut Reader<'_>, frame: &mut Frame) -> Option<()> {
        let mut runs = Vec::new();
        for _ in 0..reader.length()? {
            runs.push((reader.index()?, reader.index()?));
        }
        for series in runs.into_iter().flat_map(|(first, length)| first..first.saturating_add(length)) {
            let of = self.series.get_mut(series as usize)?;
            of.value = reader.value(of.value)?;
            frame.samples.push(FrameSample { series, value: FrameValue::Number(of.value) });
        }
        Some(())
    }

    fn read_native(&self, reader: &mut Reader<'_>) -> Option<FrameSample> {
        let series = self.read_series_index(reader)?;
        let length = reader.length()?;
        Some(FrameSample { series, value: FrameValue::Native(reader.bytes(length)?.into()) })
    }

    fn read_exemplar(&self, reader: &mut Reader<'_>) -> Option<FrameExemplar> {
        let series = self.read_series_index(reader)?;
        let mut labels = Vec::new();
        for _ in 0..reader.length()? {
            labels.push(self.read_symbol(reader)?);
        }
        let value = f64::from_bits(reader.raw()?);
        Some(FrameExemplar { series, labels, value, time: reader.zigzag()? })
    }

    fn read_symbol(&self, reader: &mut Reader<'_>) -> Option<u32> {
        reader.index().filter(|symbol| (*symbol as usize) < self.symbols.len())
    }

    fn read_series_index(&self, reader: &mut Reader<'_>) -> Option<u32> {
        reader.index().filter(|series| (*series as usize) < self.series.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(series: u32, value: f64) -> FrameSample {
        FrameSample { series, value: FrameValue::Number(value.to_bits()) }
    }

    fn first(writer: &mut FrameWriter) -> Vec<u8> {
        ["", "logins_total", "Logins.", "__name__"].iter().for_each(|text| writer.symbol(text));
        writer.family(FamilyFacts { name: 1, help: 2, unit: 0, kind: 1 });
        writer.series(0, 1_000, &[(3, 1)]);
        writer.series(0, 0, &[]);
        writer.value(0, 0, 7.0_f64.to_bits());
        writer.native(1, b"fields");
        let exemplar = FrameExemplar { series: 0, labels: vec![3, 1], value: 0.5, time: 1_900 };
        writer.exemplar(&exemplar);
        writer.finish(2_000)
    }

    #[test]
    fn a_frame_is_read_as_it_was_written() {
        let (mut writer, mut dictionary) = (FrameWriter::default(), Dictionary::default());
        let bytes = first(&mut writer);
        assert_eq!(head(&bytes), Some((2_000, 2)));
        let frame = dictionary.read(&bytes).expect("the frame is complete");
        let native = FrameSample { series: 1, value: FrameValue::Native((*b"fields").into()) };
        assert_eq!(frame.samples, [number(0, 7.0), native]);
        assert_eq!((frame.time, frame.exemplars[0].time), (2_000, 1_900));
        assert_eq!(dictionary.symbol(dictionary.family(0).help), "Logins.");
        assert_eq!((dictionary.series(0).labels, dictionary.series(0).start), (&[3, 1][..], 1_000));
    }

    #[test]
    fn the_next_frame_continues_the_first() {
        let (mut writer, mut dictionary) = (FrameWriter::default(), Dictionary::default());
        dictionary.read(&first(&mut writer)).expect("the frame is complete");
        writer.value(0, 7.0_f64.to_bits(), 9.0_f64.to_bits());
        let bytes = writer.finish(3_000);
        assert!(bytes.len() <= 10, "{bytes:?}");
        assert_eq!(dictionary.read(&bytes).map(|frame| frame.samples), Some(vec![number(0, 9.0)]));
    }

    #[test]
    fn a_damaged_frame_is_not_read() {
        let bytes = first(&mut FrameWriter::default());
        let whole = Dictionary::default().read(&bytes);
        for end in 0..bytes.len() {
            assert_ne!(Dictionary::default().read(&bytes[..end]), whole);
        }
        for (at, change) in (0..bytes.len()).flat_map(|at| [1, 0x80, 0xff].map(|change| (at, change))) {
            let mut changed = bytes.clone();
            changed[at] ^= change;
            Dictionary::default().read(&changed);
        }
    }
}
