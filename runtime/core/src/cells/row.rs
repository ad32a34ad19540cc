//! Rows of cells: the numbers of one label set, and how to add to them.
//!
//! Counters, up-down counters and histograms have a row for each thread in the [`slab`](crate::cells::slab), to which
//! only that thread writes. Gauges, state sets, and metrics without room in the slab share one row among all threads,
//! at the cost of a locked instruction for each record.
//!
//! ```text
//! counter          [value]
//! gauge            [bits of the value, or UNSET]
//! stateset         [index of the state, or UNSET]
//! up_down_counter  [increments] [decrements]        without [decrements] if a function counts the ends
//! info             none, because its value is always 1
//! histogram        [bucket] * (bounds + 1) [sum] [carries of an integer sum]
//! ```
//!
//! Not here: what a cell means (`family` and the handles).

use std::slice;
use std::sync::atomic::{AtomicBool, Ordering};

use once_cell::race::OnceBox;

use crate::cells::atomic::AtomicU64;

/// The bits of a gauge that is not set: the stale marker of Prometheus, which computations never return. It is also
/// larger than any index of a state.
pub(crate) const UNSET: u64 = 0x7ff0_0000_0000_0002;

/// The cells of a label set, for writing.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Row<'a> {
    /// Only this thread writes.
    Own(&'a [AtomicU64]),
    /// All threads write.
    Shared(&'a [AtomicU64]),
}

impl Row<'_> {
    /// Adds to a cell. A reader that reads a `Release` addition with `Acquire` also sees all earlier additions.
    #[inline]
    pub(crate) fn add(self, cell: usize, amount: u64, order: Ordering) {
        match self {
            Row::Own(cells) => {
                if let Some(cell) = cells.get(cell) {
                    add_alone(cell, amount, order);
                }
            }
            Row::Shared(cells) => {
                if let Some(cell) = cells.get(cell) {
                    cell.fetch_add(amount, order);
                }
            }
        }
    }

    /// Adds to a cell that holds the bits of an `f64`.
    #[inline]
    pub(crate) fn add_f64(self, cell: usize, amount: f64) {
        match self {
            Row::Own(cells) => {
                if let Some(cell) = cells.get(cell) {
                    add_f64_alone(cell, amount);
                }
            }
            Row::Shared(cells) => {
                if let Some(cell) = cells.get(cell) {
                    let add = |bits| Some(plus_f64(bits, amount));
                    // Relaxed: publishes nothing else. The closure always returns `Some`, so this never fails.
                    let _ = cell.fetch_update(Ordering::Relaxed, Ordering::Relaxed, add);
                }
            }
        }
    }

    /// Adds `n` times a value to the integer sum in a cell and the next cell.
    #[inline]
    pub(crate) fn add_wide(self, cell: usize, value: u64, n: u64) {
        let (Row::Own(cells) | Row::Shared(cells)) = self;
        let Some([lower, carries]) = cells.get(cell..) else { return };
        let sum = WideSum { lower, carries };
        match self {
            _ if n != 1 || value > WideSum::MOST => sum.add_product(value, n),
            Row::Own(_) => sum.add_alone(value),
            Row::Shared(_) => sum.add(value),
        }
    }
}

/// Adds to a cell that only this thread writes to.
#[inline]
pub(crate) fn add_alone(cell: &AtomicU64, amount: u64, order: Ordering) {
    cell.store(cell.load(Ordering::Relaxed).wrapping_add(amount), order);
}

/// Adds to the `f64` in a cell that only this thread writes to.
#[inline]
pub(crate) fn add_f64_alone(cell: &AtomicU64, amount: f64) {
    cell.store(plus_f64(cell.load(Ordering::Relaxed), amount), Ordering::Relaxed);
}

fn plus_f64(bits: u64, amount: f64) -> u64 {
    (f64::from_bits(bits) + amount).to_bits()
}

/// Cells that all threads share, allocated when they are first needed.
#[derive(Debug)]
pub(crate) struct SharedCells(OnceBox<Box<[AtomicU64]>>);

/// The error of a failed allocation.
struct OutOfMemory;

impl SharedCells {
    pub(crate) const fn new() -> Self {
        SharedCells(OnceBox::new())
    }

    /// Returns all cells, if they exist.
    #[inline]
    pub(crate) fn get(&self) -> Option<&[AtomicU64]> {
        self.0.get().map(|cells| &**cells)
    }

    /// Returns all cells, and creates `n` cells with `initial()` if they do not exist; `None` if memory is exhausted.
    ///
    /// Concurrent threads do not wait for each other: the cells that are stored first are used.
    pub(crate) fn get_or_init(&self, n: usize, initial: impl FnOnce() -> u64) -> Option<&[AtomicU64]> {
        let cells = || filled(n, initial()).map(Box::new);
        self.0.get_or_try_init(cells).ok().map(|cells| &**cells)
    }
}

fn filled(n: usize, initial: u64) -> Result<Box<[AtomicU64]>, OutOfMemory> {
    let mut cells = Vec::new();
    cells.try_reserve_exact(n).map_err(|_| OutOfMemory)?;
    cells.extend((0..n).map(|_| AtomicU64::new(initial)));
    Ok(cells.into_boxed_slice())
}

/// A cell that all threads share, and that exists from the start.
#[derive(Debug)]
pub(crate) struct LoneCell {
    bits: AtomicU64,
    /// Whether [`init`](Self::init) has run. Relaxed: it does not publish the bits.
    initialized: AtomicBool,
}

impl LoneCell {
    pub(crate) const fn new(bits: u64) -> Self {
        LoneCell { bits: AtomicU64::new(bits), initialized: AtomicBool::new(false) }
    }

    #[inline]
    pub(crate) fn get(&self) -> &AtomicU64 {
        &self.bits
    }

    pub(crate) fn as_slice(&self) -> &[AtomicU64] {
        slice::from_ref(&self.bits)
    }

    /// Replaces `unset` by `initial()`, once, unless the cell has already changed.
    pub(crate) fn init(&self, unset: u64, initial: impl FnOnce() -> u64) {
        if !self.initialized.load(Ordering::Relaxed) {
            let _ = self.bits.compare_exchange(unset, initial(), Ordering::Relaxed, Ordering::Relaxed);
            self.initialized.store(true, Ordering::Relaxed);
        }
    }
}

/// An integer sum of more than 64 bits, in two cells.
///
/// The upper cell counts in steps of two how often 2^63 was carried from the lower cell. It is odd during a carry, and
/// a reader that sees an odd number reads again. Only the thread whose addition crosses 2^63 carries, and writers never
/// wait.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WideSum<'a> {
    pub(crate) lower: &'a AtomicU64,
    pub(crate) carries: &'a AtomicU64,
}

impl WideSum<'_> {
    const CARRY: u64 = 1 << 63;

    /// The largest single addition.
    const MOST: u64 = 1 << 53;

    /// Adds `n` times a value, for sums of up to 2^127.
    #[cold]
    fn add_product(self, value: u64, n: u64) {
        let product = u128::from(value) * u128::from(n);
        let (carries, mut rest) = (product / u128::from(Self::CARRY), product % u128::from(Self::CARRY));
        self.carries.fetch_add(u64::try_from(2 * carries).unwrap_or(u64::MAX - 1), Ordering::Release);
        while rest > 0 {
            let part = u64::try_from(rest).unwrap_or(Self::MOST).min(Self::MOST);
            self.add(part);
            rest -= u128::from(part);
        }
    }

    /// Adds up to 2^53. An overflow would need more than a thousand threads that are interrupted during the same carry.
    pub(crate) fn add(self, amount: u64) {
        let before = self.lower.fetch_add(amount, Ordering::Relaxed);
        if before < Self::CARRY && before.wrapping_add(amount) >= Self::CARRY {
            self.carry();
        }
    }

    /// Adds up to 2^53 if only this thread writes.
    pub(crate) fn add_alone(self, amount: u64) {
        let sum = self.lower.load(Ordering::Relaxed).wrapping_add(amount);
        self.lower.store(sum, Ordering::Relaxed);
        if sum >= Self::CARRY {
            self.carry();
        }
    }

    #[cold]
    fn carry(self) {
        // Release pairs with the reader's Acquire loads: a reader that sees the emptied lower cell also sees the odd
        // count.
        self.carries.fetch_add(1, Ordering::AcqRel);
        self.lower.fetch_sub(Self::CARRY, Ordering::Release);
        self.carries.fetch_add(1, Ordering::Release);
    }

    /// Returns the sum at one moment.
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

pub(crate) fn add_each(totals: &mut [u64], numbers: impl Iterator<Item = u64>) {
    totals.iter_mut().zip(numbers).for_each(|(total, number)| *total = total.wrapping_add(number));
}

/// Returns the contents of cells that publish nothing else.
pub(crate) fn relaxed(cells: &[AtomicU64]) -> impl Iterator<Item = u64> + '_ {
    loads(cells, Ordering::Relaxed)
}

/// Returns the contents of cells, read with `order`.
pub(crate) fn loads(cells: &[AtomicU64], order: Ordering) -> impl Iterator<Item = u64> + '_ {
    cells.iter().map(move |cell| cell.load(order))
}

/// Iterates over the rows of these label sets, in the totals and in the cells of one thread.
#[inline]
pub(crate) fn each_row(
    width: usize,
    block: &[AtomicU64],
    label_sets: &[u32],
    totals: &mut [u64],
    mut add: impl FnMut(&mut [u64], &[AtomicU64]),
) {
    for (total, &label_set) in totals.chunks_exact_mut(width).zip(label_sets) {
        let first = label_set as usize * width;
        if let Some(row) = block.get(first..first + width) {
            add(total, row);
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
