//! Slots: the exemplar of each bucket or counter of a declaration.
//!
//! A slot consists of words with a sequence number before them. [`sequence`](super::sequence) ensures that threads
//! never wait, and that a reader never sees parts of two exemplars.
//!
//! ```text
//! slot       [sequence] [sequence when it was read] [owner] [time] [value] [bytes of the text] [text] * 10
//! long text  [text] * 64
//! ```
//!
//! An exemplar of the current trace is kept only if a reader has seen the previous one: the first exemplar since the
//! last read is exported. Keeping more would make threads that record into one bucket write the same cache lines, for
//! exemplars that are never exported. An exemplar of the caller is always kept, so the last one is exported.
//!
//! All threads share the words: 128 bytes for each slot, allocated when the first exemplar is kept. Longer labels are
//! stored in separate words, which are allocated for the whole declaration at their first use.

use std::sync::atomic::Ordering;

use crate::cells::atomic::AtomicU64;
use crate::cells::row::SharedCells;
use crate::declared::kind::ValueType;

use super::sequence;
use super::text::{n_words, Text, MAX_BYTES};
use super::{nanoseconds_since_epoch, number, timestamp, Exemplar};

/// The number of words of a slot, which fill two cache lines.
const WIDTH: usize = 16;

/// The number of label bytes that fit in the slot itself.
const SHORT: usize = (WIDTH - 6) * size_of::<u64>();

const LONG_WIDTH: usize = n_words(MAX_BYTES);

/// The exemplars of a declaration.
#[derive(Debug)]
pub(crate) struct Slots {
    n: usize,
    words: SharedCells,
    long: SharedCells,
}

/// The words of a slot. Except for `seen`, only the thread that has made the sequence odd writes them.
#[derive(Clone, Copy, Debug)]
struct Slot<'a> {
    sequence: &'a AtomicU64,
    /// The sequence number at the last read. Written by readers. Relaxed: publishes nothing else.
    seen: &'a AtomicU64,
    /// The owner of the label set.
    owner: &'a AtomicU64,
    nanoseconds: &'a AtomicU64,
    bits: &'a AtomicU64,
    n_bytes: &'a AtomicU64,
    text: &'a [AtomicU64],
}

impl Slots {
    /// Creates room for `n` exemplars.
    pub(crate) const fn new(n: usize) -> Self {
        Slots { n, words: SharedCells::new(), long: SharedCells::new() }
    }

    fn slot<'a>(&self, words: &'a [AtomicU64], slot: usize) -> Option<Slot<'a>> {
        match words.get(slot * WIDTH..(slot + 1) * WIDTH)? {
            [sequence, seen, owner, nanoseconds, bits, n_bytes, text @ ..] => {
                Some(Slot { sequence, seen, owner, nanoseconds, bits, n_bytes, text })
            }
            _ => None,
        }
    }

    /// Returns whether a reader has seen the last exemplar of an owner.
    pub(crate) fn is_due(&self, slot: usize, owner: u32) -> bool {
        let Some(slot) = self.words.get().and_then(|words| self.slot(words, slot)) else { return true };
        // Relaxed: an outdated value only keeps one exemplar more or less.
        slot.sequence.load(Ordering::Relaxed) == slot.seen.load(Ordering::Relaxed)
            || slot.owner.load(Ordering::Relaxed) != u64::from(owner)
    }

    /// Keeps an exemplar, unless another thread is writing the slot.
    pub(crate) fn keep(&self, slot: usize, owner: u32, bits: u64, text: &Text) {
        let Some(words) = self.words.get_or_init(self.n * WIDTH, || 0) else { return };
        let Some(at) = self.slot(words, slot) else { return };
        let text_words = match text.bytes().len() {
            0..=SHORT => at.text,
            _ => match self.long_text(self.long.get_or_init(self.n * LONG_WIDTH, || 0), slot) {
                Some(long) => long,
                None => return,
            },
        };
        sequence::write(at.sequence, || {
            at.owner.store(owner.into(), Ordering::Relaxed);
            at.nanoseconds.store(nanoseconds_since_epoch(), Ordering::Relaxed);
            at.bits.store(bits, Ordering::Relaxed);
            at.n_bytes.store(text.bytes().len() as u64, Ordering::Relaxed);
            text_words.iter().zip(text.words()).for_each(|(to, word)| to.store(word, Ordering::Relaxed));
        });
    }

    fn long_text<'a>(&self, long: Option<&'a [AtomicU64]>, slot: usize) -> Option<&'a [AtomicU64]> {
        long?.get(slot * LONG_WIDTH..(slot + 1) * LONG_WIDTH)
    }

    /// Reads the exemplar of an owner, if it exists and is later than the one already read.
    pub(crate) fn read(&self, slot: usize, owner: u32, at: usize, into: &mut ReadExemplars) {
        let Some(from) = self.words.get().and_then(|words| self.slot(words, slot)) else { return };
        let start = into.text.len();
        let read = sequence::read(from.sequence, || {
            into.text.truncate(start);
            let n_bytes = usize::try_from(from.n_bytes.load(Ordering::Relaxed)).unwrap_or(0).min(MAX_BYTES);
            let words = match n_bytes {
                0..=SHORT => from.text,
                _ => self.long_text(self.long.get(), slot).unwrap_or_default(),
            };
            into.text.extend(words.iter().take(n_words(n_bytes)).flat_map(bytes));
            let read = Read {
                nanoseconds: from.nanoseconds.load(Ordering::Relaxed),
                bits: from.bits.load(Ordering::Relaxed),
                start,
                end: start + n_bytes,
            };
            (from.owner.load(Ordering::Relaxed) == u64::from(owner)).then_some(read)
        });
        if let Some((sequence, read)) = read {
            from.seen.store(sequence, Ordering::Relaxed);
            into.take_later(at, read);
        }
    }
}

fn bytes(word: &AtomicU64) -> [u8; 8] {
    word.load(Ordering::Relaxed).to_ne_bytes()
}

/// The exemplars of a slice by series and bucket; empty if its declarations keep none.
#[derive(Debug, Default)]
pub(crate) struct ReadExemplars {
    all: Vec<Option<Read>>,
    /// The labels of all exemplars.
    text: Vec<u8>,
}

#[derive(Clone, Copy, Debug)]
struct Read {
    nanoseconds: u64,
    bits: u64,
    /// The start of the labels in `text`.
    start: usize,
    end: usize,
}

impl ReadExemplars {
    pub(crate) fn clear(&mut self) {
        self.all.clear();
        self.text.clear();
    }

    /// Makes room for `n` exemplars.
    pub(crate) fn reset(&mut self, n: usize) {
        self.clear();
        self.all.resize(n, None);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Returns a range of exemplars.
    pub(crate) fn get(
        &self,
        range: std::ops::Range<usize>,
        value_type: ValueType,
    ) -> impl Iterator<Item = Option<Exemplar<'_>>> {
        let all = self.all.get(range).unwrap_or_default().iter();
        all.map(move |read| {
            let Read { nanoseconds, bits, start, end } = (*read)?;
            let text = self.text.get(start..end)?.into();
            Some(Exemplar { value: number(value_type, bits), timestamp: timestamp(nanoseconds), text })
        })
    }

    fn take_later(&mut self, at: usize, read: Option<Read>) {
        if let (Some(there), Some(read)) = (self.all.get_mut(at), read) {
            if there.is_none_or(|there| there.nanoseconds < read.nanoseconds) {
                *there = Some(read);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    fn read(slots: &Slots) -> Option<(u64, String)> {
        let mut into = ReadExemplars::default();
        into.reset(1);
        slots.read(0, 7, 0, &mut into);
        let exemplar = into.get(0..1, ValueType::Integer).next().flatten()?;
        let (_, value) = exemplar.labels().next()?;
        let crate::Number::U64(bits) = exemplar.value else { return None };
        Some((bits, value.to_owned()))
    }

    /// Returns a string of one letter, short or long depending on the number.
    fn text(n: u64) -> String {
        let letter = char::from(b'a' + u8::try_from(n % 26).expect("it is less than 26"));
        letter.to_string().repeat(if n % 2 == 0 { 60 } else { 120 })
    }

    #[test]
    fn no_reader_sees_parts_of_two_exemplars() {
        let (slots, n) = (Slots::new(1), if cfg!(miri) { 50 } else { 20_000 });
        let keep = |first: u64| {
            for bits in (first..n).step_by(2) {
                slots.keep(0, 7, bits, &Text::of_labels(&[("a", &text(bits))]).expect("it is short"));
            }
        };
        thread::scope(|scope| {
            let writers = [scope.spawn(|| keep(0)), scope.spawn(|| keep(1))];
            while !writers.iter().all(thread::ScopedJoinHandle::is_finished) {
                if let Some((bits, read)) = read(&slots) {
                    assert_eq!(read, text(bits), "{bits}");
                }
            }
        });
        let (bits, text_read) = read(&slots).expect("nobody writes any more");
        assert_eq!(text_read, text(bits));
    }

    #[test]
    fn one_is_due_once_a_gathering_has_seen_the_one_before_or_its_owner_is_gone() {
        let slots = Slots::new(1);
        assert!(slots.is_due(0, 7));
        slots.keep(0, 7, 1, &Text::of_labels(&[("a", "1")]).expect("it is short"));
        assert!(!slots.is_due(0, 7));
        assert!(slots.is_due(0, 8));
        assert_eq!(read(&slots), Some((1, "1".to_owned())));
        assert!(slots.is_due(0, 7));
    }

    #[test]
    fn a_writer_gives_up_where_another_one_is_at_it_and_a_reader_sees_nothing() {
        let slots = Slots::new(1);
        let one = Text::of_labels(&[("a", "1")]).expect("it is short");
        slots.keep(0, 7, 1, &one);
        let words = slots.words.get().expect("one was kept");
        words[0].fetch_add(1, Ordering::Relaxed);
        slots.keep(0, 7, 2, &one);
        assert_eq!(read(&slots), None);
        words[0].fetch_sub(1, Ordering::Relaxed);
        assert_eq!(read(&slots), Some((1, "1".to_owned())));
    }
}
