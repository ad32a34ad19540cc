//! Cells: where the numbers of one family live.
//!
//! A block of atomics, as many as the descriptor needs, made by whoever touches the family first: a recording thread
//! or a gathering. That thread does not wait for another one that is doing the same; the block that is stored first
//! stands. Each cell is shared by all threads, which costs a locked instruction for each record.
//!
//! Layout of a block, a row for each label set:
//!
//! ```text
//! counter          [value]
//! gauge            [bits of the value, or UNSET]
//! up_down_counter  [ups] [downs]        without [downs] where another family counts the ends
//! histogram        [bucket] * (bounds + 1) [sum] [carries of an integer sum]
//! ```
//!
//! Where there are open labels, there are rows for each combination of their values, in the order in which `open` saw them.
//!
//! Not here: what a cell means (`family` and the handles).

use std::sync::atomic::{AtomicU64, Ordering};

use once_cell::race::OnceBox;

use crate::open::Seen;

/// The cells of a family, once there are any.
#[derive(Debug)]
pub(crate) struct Cells(OnceBox<Block>);

/// The cells themselves.
#[derive(Debug)]
pub(crate) struct Block {
    pub(crate) cells: Box<[AtomicU64]>,
    /// A histogram's bounds as the integers that its observations are compared with; empty where they are doubles.
    pub(crate) bounds: Box<[u64]>,
    /// Which rows belong to which values of open labels; `None` where all labels are typed.
    pub(crate) seen: Option<Seen>,
}

/// There was no memory for a block.
pub(crate) struct OutOfMemory;

impl Cells {
    pub(crate) const fn new() -> Self {
        Cells(OnceBox::new())
    }

    /// The block, if the family was touched.
    #[inline]
    pub(crate) fn get(&self) -> Option<&Block> {
        self.0.get()
    }

    /// The block, made by `init` if the family was not touched yet; `None` when there is no memory for it.
    pub(crate) fn get_or_try_init(
        &self,
        init: impl FnOnce() -> Result<Block, OutOfMemory>,
    ) -> Option<&Block> {
        self.0.get_or_try_init(|| init().map(Box::new)).ok()
    }
}

impl Block {
    /// A block of `n` cells that hold `initial`.
    pub(crate) fn filled(n: usize, initial: u64) -> Result<Self, OutOfMemory> {
        let mut cells = Vec::new();
        cells.try_reserve_exact(n).map_err(|_| OutOfMemory)?;
        cells.extend((0..n).map(|_| AtomicU64::new(initial)));
        Ok(Block { cells: cells.into_boxed_slice(), bounds: Box::default(), seen: None })
    }
}

/// Adds to a double.
pub(crate) fn add_f64(cell: &AtomicU64, amount: f64) {
    let add = |bits| Some((f64::from_bits(bits) + amount).to_bits());
    // Relaxed: the cell stands for itself. The closure always returns `Some`, so this never fails.
    let _ = cell.fetch_update(Ordering::Relaxed, Ordering::Relaxed, add);
}

/// An integer sum of more than 64 bits in two cells.
///
/// The upper cell counts, in steps of two, how often 2^63 was carried out of the lower one; it is odd while a carry is
/// on its way, and a reader that sees that reads again. Only the thread whose addition crosses 2^63 carries, and no
/// writer ever waits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WideSum<'a> {
    pub(crate) lower: &'a AtomicU64,
    pub(crate) carries: &'a AtomicU64,
}

impl WideSum<'_> {
    const CARRY: u64 = 1 << 63;

    /// Adds up to 2^53; more than a thousand threads must be interrupted within one carry to overflow it.
    pub(crate) fn add(self, amount: u64) {
        let before = self.lower.fetch_add(amount, Ordering::Relaxed);
        if before < Self::CARRY && before.wrapping_add(amount) >= Self::CARRY {
            self.carry();
        }
    }

    #[cold]
    fn carry(self) {
        // Release pairs with the reader's Acquire loads: who sees the lower cell emptied sees the odd count too.
        self.carries.fetch_add(1, Ordering::AcqRel);
        self.lower.fetch_sub(Self::CARRY, Ordering::Release);
        self.carries.fetch_add(1, Ordering::Release);
    }

    /// The sum at one moment.
    pub(crate) fn get(self) -> u128 {
        loop {
            let before = self.carries.load(Ordering::Acquire);
            let lower = self.lower.load(Ordering::Acquire);
            let after = self.carries.load(Ordering::Acquire);
            if before == after && before % 2 == 0 {
                return u128::from(before / 2) * u128::from(Self::CARRY) + u128::from(lower);
            }
            std::hint::spin_loop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wide_sum_carries_past_64_bits_and_stays_exact() {
        let cells = [AtomicU64::new(0), AtomicU64::new(0)];
        let sum = WideSum { lower: &cells[0], carries: &cells[1] };
        let amount = (1 << 53) - 1;
        for _ in 0..10_000 {
            sum.add(amount);
        }
        assert_eq!(sum.get(), 10_000 * u128::from(amount));
        assert!(sum.get() > u128::from(u64::MAX));
    }

    #[test]
    fn a_wide_sum_never_goes_back_while_threads_carry() {
        let cells = [AtomicU64::new(0), AtomicU64::new(0)];
        let sum = WideSum { lower: &cells[0], carries: &cells[1] };
        let (threads, each, amount) = (2_u64, 50_000_u64, 1_u64 << 53);
        std::thread::scope(|scope| {
            let writers: Vec<_> =
                (0..threads).map(|_| scope.spawn(|| (0..each).for_each(|_| sum.add(amount)))).collect();
            let mut last = 0;
            while !writers.iter().all(std::thread::ScopedJoinHandle::is_finished) {
                let now = sum.get();
                assert!(now >= last, "the sum went back from {last} to {now}");
                last = now;
            }
        });
        assert_eq!(sum.get(), u128::from(threads * each) * u128::from(amount));
    }
}
