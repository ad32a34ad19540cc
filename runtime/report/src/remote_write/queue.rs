//! The queue: frames that wait, and the requests that are made from them.
//!
//! The queue is bounded by bytes and by the time that its frames cover. It consists of segments, and drops the oldest
//! segment when a bound is exceeded.

use std::collections::{HashSet, VecDeque};
use std::fs::File;
use std::io;
use std::mem::take;
use std::path::PathBuf;
use std::time::Duration;

use super::folder::{Folder, Position};
use super::frame::{Dictionary, Frame};
use super::request::{encode, Dialect, Encoded, Limits};
use super::segment::Segment;

/// The bounds of a queue.
#[derive(Clone, Debug)]
pub(super) struct Bounds {
    pub(super) bytes: u64,
    pub(super) outage: Duration,
}

/// How many segments a full queue has. The oldest one is dropped at once.
const SEGMENTS: u32 = 8;

/// Frames that wait.
#[derive(Debug)]
pub(super) struct Queue {
    bounds: Bounds,
    folder: Option<Folder>,
    /// In order, with the segment that is being written last.
    segments: VecDeque<Segment>,
    next_number: u64,
    /// The definitions of the first segment, with its number.
    dictionary: (u64, Dictionary),
    /// The families of the dictionary that a request of version 1 described.
    described: HashSet<u32>,
    /// The first frame.
    frame: Option<Frame>,
    /// The samples of the request that is being sent.
    in_flight: usize,
    events: Events,
}

/// Events since the last call.
#[derive(Debug, Default)]
pub(super) struct Events {
    /// The number of samples that are lost.
    pub(super) dropped: u64,
    /// Sentences for the log.
    pub(super) problems: Vec<String>,
}

/// A request, and the place of its samples.
#[derive(Debug)]
pub(super) struct Outgoing {
    pub(super) encoded: Encoded,
    position: Position,
}

impl Queue {
    /// Creates a queue in a folder, or in memory. A folder that cannot be used is a problem.
    pub(super) fn open(bounds: Bounds, folder: Option<PathBuf>) -> Self {
        let mut queue = Queue {
            bounds,
            folder: None,
            segments: VecDeque::new(),
            next_number: 1,
            dictionary: (0, Dictionary::default()),
            described: HashSet::new(),
            frame: None,
            in_flight: 0,
            events: Events::default(),
        };
        if let Some(path) = folder {
            queue.recover(&path);
        }
        queue
    }

    fn recover(&mut self, path: &std::path::Path) {
        let folder = Folder::open(path).and_then(|folder| Ok((folder.recover()?, folder)));
        match folder {
            Ok((recovered, folder)) => {
                self.next_number = recovered.next_number;
                self.segments = recovered.segments.into();
                self.events.problems = recovered.problems;
                self.folder = Some(folder);
            }
            Err(error) => {
                let path = path.display();
                self.events.problems.push(format!("cannot use `{path}`, so the queue is in memory: {error}"));
            }
        }
    }

    /// Returns the time of the last frame of an earlier process.
    pub(super) fn last_time(&self) -> i64 {
        self.segments.back().map_or(0, |last| last.last_time)
    }

    /// Returns the number of the segment for the next frame. A new number is a new segment.
    pub(super) fn segment(&mut self) -> u64 {
        let part = self.bounds.outage / SEGMENTS;
        let is_full = |last: &Segment| {
            last.len() >= self.bounds.bytes / u64::from(SEGMENTS)
                || u128::from(last.age().unsigned_abs()) >= part.as_millis().max(1)
        };
        match self.segments.back() {
            Some(last) if !last.is_recovered && !is_full(last) => {}
            _ => self.add_segment(),
        }
        self.segments.back().map_or(0, |last| last.number)
    }

    fn add_segment(&mut self) {
        let number = self.next_number;
        self.next_number += 1;
        let in_folder = self.folder.as_mut().map(|folder| folder.segment(number));
        let segment = match in_folder {
            None => Segment::in_memory(number),
            Some(Ok(segment)) => segment,
            Some(Err(error)) => {
                self.events.problems.push(full(&error));
                Segment::in_memory(number)
            }
        };
        self.segments.push_back(segment);
        self.release();
    }

    /// Adds a frame to the current segment, and drops the oldest segments beyond the bounds.
    pub(super) fn push(&mut self, frame: &[u8]) {
        let Some(last) = self.segments.back_mut() else { return };
        if let Some(error) = last.push(frame) {
            self.events.problems.push(full(&error));
        }
        let newest = last.last_time;
        let oldest = newest.saturating_sub(i64::try_from(self.bounds.outage.as_millis()).unwrap_or(i64::MAX));
        while self.segments.len() > 1
            && (self.occupied() > self.bounds.bytes || self.segments[0].last_time < oldest)
        {
            self.drop_first();
        }
    }

    fn occupied(&self) -> u64 {
        self.segments.iter().map(Segment::occupied).sum()
    }

    /// Drops the first segment. The samples of the current request may still be accepted.
    fn drop_first(&mut self) {
        let Some(first) = self.segments.pop_front() else { return };
        let in_flight = if self.frame.take().is_some() { self.in_flight } else { 0 };
        self.events.dropped += first.samples().saturating_sub(in_flight as u64);
        self.delete(first);
    }

    fn delete(&mut self, segment: Segment) {
        if let Some(folder) = &mut self.folder {
            folder.delete(segment);
        }
    }

    /// Removes segments without frames, except the last one.
    fn release(&mut self) {
        while self.segments.len() > 1 && self.segments[0].waiting.is_empty() {
            if let Some(first) = self.segments.pop_front() {
                self.delete(first);
            }
        }
    }

    /// Returns the next request; `None` if all samples are sent.
    pub(super) fn request(&mut self, dialect: Dialect, limits: Limits) -> Option<Outgoing> {
        loop {
            self.release();
            let first = self.segments.front()?;
            let (segment, place) = (first.number, *first.waiting.front()?);
            if self.frame.is_none() && !self.read_frame() {
                self.drop_damaged();
                continue;
            }
            let frame = self.frame.as_ref()?;
            if place.sent >= frame.samples.len() {
                self.pop_frame();
                continue;
            }
            let encoded = encode((frame, place.sent), &self.dictionary.1, &self.described, dialect, limits);
            let position = Position { segment, offset: place.offset, sample: place.sent as u64 };
            let outgoing = Outgoing { encoded, position };
            if outgoing.encoded.samples == 0 {
                self.answered(&outgoing);
                continue;
            }
            self.in_flight = outgoing.encoded.taken;
            return Some(outgoing);
        }
    }

    /// Reads the first frame, and returns whether it is complete.
    fn read_frame(&mut self) -> bool {
        let Some(first) = self.segments.front_mut() else { return false };
        if self.dictionary.0 != first.number {
            self.dictionary = (first.number, Dictionary::default());
            self.described.clear();
        }
        let bytes = first.waiting.front().copied().and_then(|place| first.read(place));
        self.frame = bytes.and_then(|bytes| self.dictionary.1.read(&bytes));
        self.frame.is_some()
    }

    fn drop_damaged(&mut self) {
        self.in_flight = 0;
        self.events.problems.push("a segment of the queue cannot be read, and is skipped".to_owned());
        if self.segments.len() == 1 {
            self.add_segment();
        }
        self.drop_first();
    }

    fn pop_frame(&mut self) {
        self.frame = None;
        if let Some(first) = self.segments.front_mut() {
            first.pop();
        }
    }

    /// Removes the samples of a request, which is answered. Returns whether the queue had not dropped them.
    pub(super) fn answered(&mut self, outgoing: &Outgoing) -> bool {
        self.in_flight = 0;
        let Some(place) = self.place(outgoing.position) else { return false };
        place.sent += outgoing.encoded.taken;
        let is_complete = place.sent >= place.samples;
        self.described.extend(&outgoing.encoded.described);
        let sample = outgoing.position.sample + outgoing.encoded.taken as u64;
        if let Some(folder) = &mut self.folder {
            folder.keep(Position { sample, ..outgoing.position });
        }
        if is_complete {
            self.pop_frame();
        }
        true
    }

    /// Keeps the samples of a request for the next attempt, or counts them as lost if the queue has dropped them.
    pub(super) fn unanswered(&mut self, outgoing: &Outgoing) {
        self.in_flight = 0;
        if self.place(outgoing.position).is_none() {
            self.events.dropped += outgoing.encoded.taken as u64;
        }
    }

    fn place(&mut self, position: Position) -> Option<&mut super::segment::Place> {
        let first = self.segments.front_mut().filter(|first| first.number == position.segment)?;
        first.waiting.front_mut().filter(|place| place.offset == position.offset)
    }

    /// Returns the number of frames that wait.
    pub(super) fn frames(&self) -> usize {
        self.segments.iter().map(|segment| segment.waiting.len()).sum()
    }

    /// Returns the number of samples that wait.
    pub(super) fn samples(&self) -> u64 {
        self.segments.iter().map(Segment::samples).sum()
    }

    /// Returns whether the samples that wait survive the program.
    pub(super) fn is_in_folder(&self) -> bool {
        self.segments.iter().all(|segment| segment.waiting.is_empty() || segment.is_in_file())
    }

    /// Returns the files, and the folder, with changes that a power loss would undo. They count as safe from now on.
    pub(super) fn unsynced(&mut self) -> Vec<File> {
        let files = self.segments.iter_mut().filter_map(Segment::unsynced);
        files.chain(self.folder.as_mut().and_then(Folder::unsynced)).collect()
    }

    /// Notes that the disk does not keep what `unsynced` returned.
    pub(super) fn not_synced(&mut self, error: &io::Error) {
        let problem = format!("a power loss may lose samples, because the disk does not keep them: {error}");
        self.events.problems.push(problem);
    }

    pub(super) fn take_events(&mut self) -> Events {
        take(&mut self.events)
    }
}

fn full(error: &io::Error) -> String {
    format!("cannot write the file of the queue, so the next samples wait in memory: {error}")
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;
    use std::time::{Duration, SystemTime};

    use gapless_core::{FamilySnapshot, HistogramValue, Kind, Number, Series, Snapshot, Value};

    use super::*;
    use crate::remote_write::frame::FrameWriter;
    use crate::remote_write::labels::Labels;
    use crate::remote_write::recorder::Recorder;
    use crate::reporters::Batch;

    const LIMITS: Limits = Limits { samples: 2_000, bytes: 1 << 20 };

    /// Returns 100 counters and 50 histograms of 16 series each, after some batches.
    fn families(batch: u64) -> Snapshot {
        let labels = |index: u64| -> Vec<(Cow<'static, str>, Cow<'static, str>)> {
            let path = format!("/api/v1/things/{index}");
            vec![("method".into(), "GET".into()), ("path".into(), path.into())]
        };
        let one =
            |index, value| Series { labels: labels(index), value, created: None, exemplars: Vec::new() };
        let counter = |index| one(index, Value::Counter(Number::U64(batch * (index % 10) * 7)));
        let histogram = |index| {
            let counts = (0..14).map(|bucket| batch * (index + bucket) / 3).collect();
            let bounds: Vec<f64> = (0..13).map(|power| 0.001 * f64::powi(2.0, power)).collect();
            let sum = Number::Nanoseconds(u128::from(batch * (index + 1)) * 1_234_567);
            one(index, Value::Histogram(HistogramValue { bounds: bounds.into(), counts, sum, native: None }))
        };
        let family = |name: &'static str, kind, series| FamilySnapshot {
            name: name.into(),
            help: "Help.".into(),
            kind,
            unit: None,
            group: "".into(),
            series,
        };
        let counters = family("http_requests_total", Kind::Counter, (0..100).map(counter).collect());
        let histograms = family("http_request_duration", Kind::Histogram, (0..50).map(histogram).collect());
        Snapshot { families: vec![histograms, counters] }
    }

    fn queue(batches: u64) -> Queue {
        let bounds = Bounds { bytes: 32 << 20, outage: Duration::from_secs(3600) };
        let mut queue = Queue::open(bounds, None);
        let target = vec![("job", "shop".to_owned()), ("instance", "web-1".to_owned())];
        let mut recorder = Recorder::new(Labels { target, external: Vec::new() }, true, 0);
        for batch in 0..batches {
            let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000 + 15 * batch);
            recorder.begin_segment(queue.segment());
            let frame = recorder.record(&Batch::new(families(batch), time)).expect("it has samples");
            queue.push(&frame);
        }
        queue
    }

    #[test]
    fn files_and_their_folder_are_unsynced_after_each_change() {
        let path = tempfile::tempdir().expect("the folder can be created");
        let bounds = Bounds { bytes: 800, outage: Duration::from_secs(3600) };
        let mut queue = Queue::open(bounds, Some(path.path().join("queue")));
        let unsynced = |queue: &mut Queue| {
            let all = queue.unsynced();
            let is_folder = |file: &&File| file.metadata().is_ok_and(|about| about.is_dir());
            let folders = all.iter().filter(is_folder).count();
            (all.len() - folders, folders)
        };
        let push = |queue: &mut Queue, bytes: usize| {
            queue.segment();
            let mut writer = FrameWriter::default();
            writer.native(0, &vec![0; bytes]);
            queue.push(&writer.finish(1));
        };
        assert_eq!(unsynced(&mut queue), (0, 1), "the lock was created");
        push(&mut queue, 10);
        assert_eq!((unsynced(&mut queue), unsynced(&mut queue)), ((1, 1), (0, 0)));
        push(&mut queue, 80);
        assert_eq!(unsynced(&mut queue), (1, 0), "the segment existed");
        push(&mut queue, 90);
        assert_eq!(unsynced(&mut queue), (1, 1), "another segment was created");
        push(&mut queue, 780);
        assert_eq!(unsynced(&mut queue), (1, 1), "the others were deleted");
        assert_eq!(queue.frames(), 1);
    }

    #[test]
    fn a_sample_takes_few_bytes_in_the_queue() {
        let queue = queue(240);
        assert_eq!(queue.samples(), 240 * 900);
        let bytes = queue.occupied() as f64 / queue.samples() as f64;
        assert!(bytes < 4.0, "{bytes}");
    }

    #[test]
    fn a_sample_takes_few_bytes_in_a_request() {
        use crate::remote_write::request::Version;
        for (version, most) in [(Version::V2, 12.0), (Version::V1, 20.0)] {
            let mut queue = queue(2);
            let mut sizes = Vec::new();
            while let Some(outgoing) = queue.request(Dialect { version, has_native: true }, LIMITS) {
                queue.answered(&outgoing);
                let body = snap::raw::Encoder::new().compress_vec(&outgoing.encoded.body);
                sizes.push((body.expect("it is short").len(), outgoing.encoded.samples));
            }
            let (bytes, samples) = sizes[1];
            let bytes = bytes as f64 / samples as f64;
            assert!(bytes < most, "{version:?}: {bytes}");
        }
    }
}
