//! Words that are written and read as a whole, without anybody who waits.
//!
//! A sequence number before them is odd while they are written. A writer that finds another one at it gives up, as what that
//! one writes is as good; a reader reads again a few times, and then has nothing. The words are atomics, read and written
//! relaxed: what orders them is here.

use super::memory::{fence, spin_loop, AtomicU64, Ordering, TRIES};

/// Writes the words, unless another thread is at it.
pub(super) fn write(sequence: &AtomicU64, write: impl FnOnce()) {
    let before = sequence.load(Ordering::Relaxed);
    if before % 2 == 1 {
        return;
    }
    // Acquire pairs with the Release of the writer before, so that its words are not written after these.
    if sequence.compare_exchange(before, before + 1, Ordering::Acquire, Ordering::Relaxed).is_err() {
        return;
    }
    // Pairs with the fence of a reader: who reads one of these words sees the odd number too.
    fence(Ordering::Release);
    write();
    // Pairs with the Acquire of a reader: who sees this number sees all words.
    sequence.store(before + 2, Ordering::Release);
}

/// What `read` reads of the words, as one writer wrote them, and the number that they had; `None` if nobody has written
/// them, or if they are written all the time.
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
