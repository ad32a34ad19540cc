//! Words that are written and read as a whole, without waiting.
//!
//! The sequence number before the words is odd while they are written. A writer that finds another writer gives up,
//! because either exemplar will do. A reader retries a few times, and then gives up. The words are atomics with relaxed
//! accesses; this module orders them.

use super::memory::{fence, spin_loop, AtomicU64, Ordering, TRIES};

/// Writes the words, unless another thread is writing them.
pub(super) fn write(sequence: &AtomicU64, write: impl FnOnce()) {
    let before = sequence.load(Ordering::Relaxed);
    if before % 2 == 1 {
        return;
    }
    // Acquire pairs with the Release of the previous writer, so that its words are not written after these.
    if sequence.compare_exchange(before, before + 1, Ordering::Acquire, Ordering::Relaxed).is_err() {
        return;
    }
    // Pairs with the fence of a reader: a reader that reads one of these words also sees the odd number.
    fence(Ordering::Release);
    write();
    // Pairs with the Acquire of a reader: a reader that sees this number sees all words.
    sequence.store(before + 2, Ordering::Release);
}

/// Reads the words of one writer with `read`, and returns them with their sequence number.
///
/// Returns `None` if the words were never written, or if they are being written at each try.
pub(super) fn read<T>(sequence: &AtomicU64, mut read: impl FnMut() -> T) -> Option<(u64, T)> {
    for _ in 0..TRIES {
        let before = sequence.load(Ordering::Acquire);
        if before == 0 {
            return None;
        }
        if before % 2 == 0 {
            let words = read();
            fence(Ordering::Acquire);
            if sequence.load(Ordering::Relaxed) == before {
                return Some((before, words));
            }
        }
        spin_loop();
    }
    None
}
