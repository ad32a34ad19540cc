//! Slots: the exemplar of each bucket, or of each counter, of a family.
//!
//! A slot is some words with a sequence number before them: how nobody waits, and nobody sees the half of one exemplar with the
//! half of another, is in [`sequence`](super::sequence).
//!
//! ```text
//! slot       [sequence] [sequence when it was read] [owner] [time] [value] [bytes of the text] [text] * 10
//! long text  [text] * 64
//! ```
//!
//! An exemplar of the current trace is kept where there is none that no gathering has seen: what is exported is the first
//! one since the gathering before. More often would be for nobody, and would have threads that record into one bucket write
//! the same cache lines. One that the user gives is always kept, so that the last one stands.
//!
//! The words are shared by all threads, 128 bytes for each slot, made when the first exemplar is kept. A text that is
//! longer than ids are is in words for long ones, which are made for the whole family when there is the first.

use std::sync::atomic::Ordering;

use crate::cells::atomic::AtomicU64;
use crate::cells::row::SharedCells;
use crate::declared::kind::ValueType;

use super::sequence;
use super::text::{n_words, Text, MAX_BYTES};
use super::{nanoseconds_since_epoch, number, timestamp, Exemplar};

/// Words of a slot, in two cache lines.
const WIDTH: usize = 16;

/// How many bytes of text are in the slot itself.
const SHORT: usize = (WIDTH - 6) * size_of::<u64>();

const LONG_WIDTH: usize = n_words(MAX_BYTES);

/// The exemplars of a family.
#[derive(Debug)]
pub(crate) struct Slots {
    n: usize,
    words: SharedCells,
    long: SharedCells,
}

/// The words of a slot. All are written by the thread alone that has made the sequence odd, but `seen`.
#[derive(Clone, Copy, Debug)]
struct Slot<'a> {
    sequence: &'a AtomicU64,
    /// What that was when a gathering read it. Written by gatherings, relaxed: it stands for itself.
    seen: &'a AtomicU64,
    /// Which owner of the label set the exemplar is of.
    owner: &'a AtomicU64,
    nanoseconds: &'a AtomicU64,
    bits: &'a AtomicU64,
    n_bytes: &'a AtomicU64,
    text: &'a [AtomicU64],
}

impl Slots {
    /// Room for `n` exemplars.
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

    /// Whether a gathering has seen all that was kept for an owner.
    pub(crate) fn is_due(&self, slot: usize, owner: u32) -> bool {
        let Some(slot) = self.words.get().and_then(|words| self.slot(words, slot)) else { return true };
        // Relaxed: to be wrong is to keep one exemplar more or less.
        slot.sequence.load(Ordering::Relaxed) == slot.seen.load(Ordering::Relaxed)
            || slot.owner.load(Ordering::Relaxed) != u64::from(owner)
    }

    /// Keeps an exemplar, unless another thread is keeping one there.
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

    /// Reads an exemplar of an owner, if there is one and it is later than what is there.
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

/// Exemplars that a gathering has read, by series and bucket. Nothing is in it where no family of a slice keeps any.
#[derive(Debug, Default)]
pub(crate) struct ReadExemplars {
    all: Vec<Option<Read>>,
    /// The texts of all.
    text: Vec<u8>,
}

#[derive(Clone, Copy, Debug)]
struct Read {
    nanoseconds: u64,
    bits: u64,
    /// Of its text.
    start: usize,
    end: usize,
}

impl ReadExemplars {
    pub(crate) fn clear(&mut self) {
        self.all.clear();
        self.text.clear();
    }

    /// Makes room for `n`.
    pub(crate) fn reset(&mut self, n: usize) {
        self.clear();
        self.all.resize(n, None);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Some of them, one after the other.
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

    /// A text of one letter, short or long by the number.
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
