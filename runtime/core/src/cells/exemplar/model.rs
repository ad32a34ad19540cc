//! The words of a slot under the model checker, which runs every order that threads and memory allow.
//!
//! `RUSTFLAGS="--cfg gapless_loom" cargo test --release -p gapless-core --lib exemplar::model`

#[path = "sequence.rs"]
mod sequence;

mod memory {
    pub(super) use loom::hint::spin_loop;
    pub(super) use loom::sync::atomic::{fence, AtomicU64, Ordering};

    pub(super) const TRIES: usize = 2;
}

use std::sync::Arc;

use loom::thread;
use memory::{AtomicU64, Ordering};

/// Two words, which are equal whenever nobody is writing them.
#[derive(Default)]
struct Slot {
    sequence: AtomicU64,
    words: [AtomicU64; 2],
}

impl Slot {
    fn write(&self, word: u64) {
        sequence::write(&self.sequence, || {
            self.words.iter().for_each(|to| to.store(word, Ordering::Relaxed))
        });
    }

    fn read(&self) -> Option<[u64; 2]> {
        let words = || [&self.words[0], &self.words[1]].map(|word| word.load(Ordering::Relaxed));
        sequence::read(&self.sequence, words).map(|(_, words)| words)
    }
}

fn write_in_a_thread(slot: &Arc<Slot>, word: u64) -> thread::JoinHandle<()> {
    let slot = slot.clone();
    thread::spawn(move || slot.write(word))
}

#[test]
fn a_reader_sees_the_words_of_one_writer() {
    let mut model = loom::model::Builder::new();
    model.preemption_bound = Some(2); // all of them take minutes
    model.check(|| {
        let slot = Arc::new(Slot::default());
        slot.write(1);
        let writers = [2, 3].map(|word| write_in_a_thread(&slot, word));
        if let Some([first, second]) = slot.read() {
            assert_eq!(first, second);
        }
        writers.into_iter().for_each(|writer| writer.join().expect("it only writes"));
        let [first, second] = slot.read().expect("nobody writes any more");
        assert_eq!(first, second);
        assert!(first > 1, "of two writers, one at least has written");
    });
}

#[test]
fn a_slot_that_was_never_written_is_empty() {
    loom::model(|| {
        let slot = Arc::new(Slot::default());
        let writer = write_in_a_thread(&slot, 1);
        assert!(slot.read().is_none_or(|words| words == [1, 1]));
        writer.join().expect("it only writes");
        assert_eq!(slot.read(), Some([1, 1]));
    });
}
