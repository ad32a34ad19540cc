//! Segments of the queue: frames one after the other, in memory or in a file.
//!
//! A frame follows its length and its checksum. A segment contains all definitions of its frames, so it can be read and
//! dropped alone. A segment whose file cannot be written goes on in memory.

use std::collections::VecDeque;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::codec::checksum;
use super::frame::head;

/// The bytes before a frame: its length and its checksum.
const HEAD: usize = 8;

/// Frames with the same definitions.
#[derive(Debug)]
pub(super) struct Segment {
    pub(super) number: u64,
    /// Whether an earlier process wrote it. Such a segment is only read.
    pub(super) is_recovered: bool,
    file: Option<SegmentFile>,
    /// The frames after those of the file that are not sent yet.
    tail: Vec<u8>,
    /// The place of the tail in the segment.
    tail_start: u64,
    end: u64,
    /// The frames that are not sent yet.
    pub(super) waiting: VecDeque<Place>,
    first_time: Option<i64>,
    pub(super) last_time: i64,
}

#[derive(Debug)]
struct SegmentFile {
    path: PathBuf,
    file: File,
    /// Where the frames in memory begin, if the file cannot be written.
    end: Option<u64>,
    /// Whether the file has frames that a power loss would lose.
    is_unsynced: bool,
}

/// A frame in a segment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) offset: u64,
    length: usize,
    pub(super) samples: usize,
    /// How many of the samples are sent.
    pub(super) sent: usize,
}

impl Segment {
    /// Creates a segment in memory.
    pub(super) fn in_memory(number: u64) -> Self {
        Segment {
            number,
            is_recovered: false,
            file: None,
            tail: Vec::new(),
            tail_start: 0,
            end: 0,
            waiting: VecDeque::new(),
            first_time: None,
            last_time: 0,
        }
    }

    /// Creates a segment in a file, which must not exist.
    pub(super) fn in_file(number: u64, path: PathBuf) -> io::Result<Self> {
        let file = OpenOptions::new().read(true).write(true).create_new(true).open(&path)?;
        let file = SegmentFile { path, file, end: None, is_unsynced: false };
        Ok(Segment { file: Some(file), ..Segment::in_memory(number) })
    }

    /// Opens a segment of an earlier process, up to the first frame that is damaged or not complete. Returns whether
    /// the segment has such a frame.
    pub(super) fn open(number: u64, path: &Path) -> io::Result<(Self, bool)> {
        let bytes = fs::read(path)?;
        let file = OpenOptions::new().read(true).open(path)?;
        let file = SegmentFile { path: path.to_owned(), file, end: None, is_unsynced: false };
        let mut segment = Segment { is_recovered: true, file: Some(file), ..Segment::in_memory(number) };
        let mut rest = &*bytes;
        while let Some((frame, after)) = split_frame(rest) {
            let Some((time, samples)) = head(frame) else { break };
            segment.add(frame.len(), time, samples as usize);
            rest = after;
        }
        Ok((segment, !rest.is_empty()))
    }

    /// Returns the length of all frames.
    pub(super) fn len(&self) -> u64 {
        self.end
    }

    /// Returns the bytes that the segment takes in memory or on the disk.
    pub(super) fn occupied(&self) -> u64 {
        match self.file {
            Some(_) => self.end,
            None => self.tail.len() as u64,
        }
    }

    /// Returns the time between the first and the last frame in milliseconds.
    pub(super) fn age(&self) -> i64 {
        self.first_time.map_or(0, |first| self.last_time - first)
    }

    /// Adds a frame. Returns the error of the file, if the frame is in memory because of it.
    pub(super) fn push(&mut self, frame: &[u8]) -> Option<io::Error> {
        let (time, samples) = head(frame).unwrap_or_default();
        let mut problem = None;
        if let Some(file) = self.file.as_mut().filter(|file| file.end.is_none()) {
            problem = file.append(self.end, frame).err();
        }
        if self.file.as_ref().is_none_or(|file| file.end.is_some()) {
            if self.tail.is_empty() {
                self.tail_start = self.end;
            }
            self.tail.extend_from_slice(&head_of(frame));
            self.tail.extend_from_slice(frame);
        }
        self.add(frame.len(), time, samples as usize);
        problem
    }

    fn add(&mut self, length: usize, time: i64, samples: usize) {
        self.waiting.push_back(Place { offset: self.end, length, samples, sent: 0 });
        self.end += (HEAD + length) as u64;
        self.first_time = self.first_time.or(Some(time));
        self.last_time = time;
    }

    /// Marks what an earlier process has sent: all frames before an offset, and samples of the frame there.
    pub(super) fn mark_sent(&mut self, offset: u64, samples: usize) {
        for place in &mut self.waiting {
            place.sent = match place.offset {
                before if before < offset => place.samples,
                at if at == offset => samples.min(place.samples),
                _ => 0,
            };
        }
    }

    /// Reads a frame; `None` if it is damaged.
    pub(super) fn read(&mut self, place: Place) -> Option<Vec<u8>> {
        let mut bytes = vec![0; HEAD + place.length];
        match &mut self.file {
            Some(file) if file.end.is_none_or(|end| place.offset < end) => {
                file.file.seek(SeekFrom::Start(place.offset)).ok()?;
                file.file.read_exact(&mut bytes).ok()?;
            }
            _ => {
                let start = usize::try_from(place.offset.checked_sub(self.tail_start)?).ok()?;
                bytes.copy_from_slice(self.tail.get(start..start + HEAD + place.length)?);
            }
        }
        let (frame, _) = split_frame(&bytes)?;
        Some(frame.to_vec())
    }

    /// Removes the first frame, because it is sent.
    pub(super) fn pop(&mut self) {
        self.waiting.pop_front();
        if self.waiting.is_empty() {
            self.tail = Vec::new();
        }
    }

    /// Returns the number of samples that are not sent yet.
    pub(super) fn samples(&self) -> u64 {
        self.waiting.iter().map(|place| (place.samples - place.sent) as u64).sum()
    }

    /// Returns whether all frames are in a file.
    pub(super) fn is_in_file(&self) -> bool {
        self.file.as_ref().is_some_and(|file| file.end.is_none())
    }

    /// Returns the file if it has frames that a power loss would lose. They count as safe from now on.
    pub(super) fn unsynced(&mut self) -> Option<File> {
        let file = self.file.as_mut().filter(|file| file.is_unsynced)?;
        file.is_unsynced = false;
        file.file.try_clone().ok()
    }

    /// Deletes the file.
    pub(super) fn delete(self) {
        if let Some(SegmentFile { path, file, .. }) = self.file {
            drop(file);
            let _ = fs::remove_file(path); // the next start reads it as sent
        }
    }
}

impl SegmentFile {
    /// Writes a frame at the end. After an error, the frames before are unchanged.
    fn append(&mut self, end: u64, frame: &[u8]) -> io::Result<()> {
        let bytes = [&head_of(frame), frame].concat();
        let written = self.file.seek(SeekFrom::Start(end)).and_then(|_| self.file.write_all(&bytes));
        self.is_unsynced = true;
        if written.is_err() {
            self.end = Some(end);
            let _ = self.file.set_len(end); // otherwise, the checksum shows that the frame is not complete
        }
        written
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a frame has less than 4 GiB")]
fn head_of(frame: &[u8]) -> [u8; HEAD] {
    let mut head = [0; HEAD];
    head[..4].copy_from_slice(&(frame.len() as u32).to_le_bytes());
    head[4..].copy_from_slice(&checksum(frame).to_le_bytes());
    head
}

/// Splits the first frame from the others; `None` if it is damaged or not complete.
fn split_frame(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk()?;
    let (sum, rest) = rest.split_first_chunk()?;
    let (frame, after) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
    (checksum(frame) == u32::from_le_bytes(*sum)).then_some((frame, after))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use crate::remote_write::frame::FrameWriter;

    fn frame(time: i64) -> Vec<u8> {
        let mut writer = FrameWriter::default();
        writer.value(0, 0, 1.0_f64.to_bits());
        writer.finish(time)
    }

    #[test]
    fn frames_are_in_memory_while_the_disk_is_full() {
        let file = OpenOptions::new().read(true).write(true).open("/dev/full").expect("Linux has it");
        let file = SegmentFile { path: PathBuf::new(), file, end: None, is_unsynced: false };
        let mut segment = Segment { file: Some(file), ..Segment::in_memory(1) };
        let problem = segment.push(&frame(1)).expect("the disk is full");
        assert_eq!(problem.kind(), io::ErrorKind::StorageFull);
        assert!(segment.push(&frame(2)).is_none());
        for time in [1, 2] {
            assert_eq!(segment.read(segment.waiting[0]), Some(frame(time)));
            segment.pop();
        }
        segment.push(&frame(3));
        assert_eq!(segment.read(segment.waiting[0]), Some(frame(3)));
        assert!(!segment.is_in_file());
    }
}
