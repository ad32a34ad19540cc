//! Reads the cells of native buckets.

use super::cells::{NativeCells, Page};
use super::{add_equal, Native, NativeBuckets};
use crate::cells::row::{add_each, each_row, relaxed};
use crate::cells::slab::Threads;

/// The native buckets of some rows of totals.
#[derive(Clone, Debug, Default)]
pub(crate) struct NativeRows {
    /// The buckets by row, followed by spare rows.
    rows: Vec<NativeBuckets>,
    n_rows: usize,
    /// The sums of one page for all rows, while it is added up.
    page: Vec<u64>,
}

impl NativeRows {
    pub(crate) fn get(&self, row: usize) -> Option<&NativeBuckets> {
        self.rows[..self.n_rows].get(row)
    }

    fn get_mut(&mut self, row: usize) -> Option<&mut NativeBuckets> {
        self.rows[..self.n_rows].get_mut(row)
    }

    /// Removes all rows, and keeps their memory.
    pub(crate) fn clear(&mut self) {
        self.n_rows = 0;
    }

    /// Replaces the rows by `n` empty rows.
    pub(crate) fn reset(&mut self, n: usize) {
        self.n_rows = n;
        self.rows.resize_with(self.rows.len().max(n), NativeBuckets::default);
        self.rows[..n].iter_mut().for_each(NativeBuckets::clear);
    }

    /// Adds up the native buckets of these threads into empty rows, one for each label set.
    ///
    /// `classic` contains the rows of classic buckets, of `width` cells each, which were added up before. Counts that
    /// are only in native buckets are added to them, so that both kinds count the same observations.
    pub(crate) fn add_up(
        &mut self,
        cells: &NativeCells,
        threads: Threads<'_>,
        label_sets: &[u32],
        classic: &mut [u64],
        width: usize,
    ) {
        let NativeRows { rows, n_rows, page } = self;
        let rows = &mut rows[..*n_rows];
        for (native, row) in rows.iter_mut().zip(classic.chunks_exact(width)) {
            cells.in_row(row).for_each(|(position, count)| native.push(cells, position, count));
        }
        for (first, of) in cells.pages() {
            of.add_up(threads, cells.width(), label_sets, page);
            let pages = page.chunks_exact(cells.width());
            for ((native, row), counts) in rows.iter_mut().zip(classic.chunks_exact_mut(width)).zip(pages) {
                for (position, &count) in (first..).zip(counts).filter(|(_, count)| **count > 0) {
                    native.push(cells, position, count);
                    row[cells.first_classic(position)] += count;
                }
            }
        }
        rows.iter_mut().for_each(NativeBuckets::sort);
    }

    /// Reduces the complete rows to their declared number of buckets.
    pub(crate) fn fit(&mut self, of: &Native) {
        for row in &mut self.rows[..self.n_rows] {
            (row.schema, row.zero_threshold) = (of.schema, of.zero_threshold);
            row.fit(of);
        }
    }

    /// Adds a row of `others` to a row.
    #[inline]
    pub(crate) fn join(&mut self, row: usize, others: &mut NativeRows, other: usize) {
        let (Some(row), Some(other)) = (self.get_mut(row), others.get_mut(other)) else { return };
        row.zero_count += other.zero_count;
        row.buckets.append(&mut other.buckets);
        row.sort();
    }

    /// Copies a row of `others` to a row, which may be one past the end.
    pub(crate) fn copy(&mut self, row: usize, others: &NativeRows, other: usize) {
        let Some(other) = others.get(other) else { return };
        self.n_rows = self.n_rows.max(row + 1);
        self.rows.resize_with(self.rows.len().max(self.n_rows), NativeBuckets::default);
        self.rows[row].clone_from(other);
    }

    /// Subtracts the contents of a reused row at the start of its series.
    pub(crate) fn take_away(&mut self, row: usize, since: &NativeRows, of: usize) {
        let (Some(row), Some(since)) = (self.get_mut(row), since.get(of)) else { return };
        row.zero_count = row.zero_count.wrapping_sub(since.zero_count);
        for (index, count) in &mut row.buckets {
            if let Ok(found) = since.buckets.binary_search_by_key(index, |(index, _)| *index) {
                *count = count.wrapping_sub(since.buckets[found].1);
            }
        }
        row.buckets.retain(|(_, count)| *count > 0);
    }
}

impl Page {
    /// Adds up the rows of label sets over these threads.
    fn add_up(&self, of: Threads<'_>, width: usize, label_sets: &[u32], totals: &mut Vec<u64>) {
        totals.clear();
        totals.resize(label_sets.len() * width, 0);
        for block in self.blocks(of) {
            each_row(width, block, label_sets, totals, |total, row| add_each(total, relaxed(row)));
        }
    }
}

impl NativeBuckets {
    fn clear(&mut self) {
        self.zero_count = 0;
        self.buckets.clear();
    }

    fn push(&mut self, cells: &NativeCells, position: u32, count: u64) {
        match position {
            0 => self.zero_count += count,
            _ => self.buckets.push((cells.index(position), count)),
        }
    }

    fn sort(&mut self) {
        self.buckets.sort_unstable_by_key(|(index, _)| *index);
        add_equal(&mut self.buckets);
    }
}
