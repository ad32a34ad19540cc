//! The totals of a declaration: the cells of all threads, added up.

use std::sync::atomic::Ordering;

use super::Declared;
use crate::cells::open::{Combination, Ticket};
use crate::cells::row::{add_each, each_row, loads};
use crate::cells::series::{LabelSetIndex, SeriesRef};
use crate::cells::slab::Threads;
use crate::cells::totals::{add_block, level, narrow, Rows, Shape};
use crate::cells::value::Value;
use crate::declared::kind::Kind;

impl Declared {
    /// Returns the shape of the rows.
    pub(crate) fn shape(&self) -> Shape {
        Shape::of(self.descriptor())
    }

    /// Returns the current value of a series; `None` for a gauge that is not set, and for removed values.
    pub(crate) fn value(&self, series: SeriesRef) -> Option<Value> {
        self.seed_gauge(); // as a reader does, and before any lock is held
        let series = series.unmarked();
        let Some(ticket) = Ticket::of(series) else { return self.value_since(series.label_set(), None, 0) };
        let held = self.hold();
        let (combination, typed) = held.find(ticket)?;
        self.value_since(combination.first.plus(typed), combination.since.as_deref(), typed)
    }

    fn value_since(&self, label_set: LabelSetIndex, since: Option<&Rows>, of: usize) -> Option<Value> {
        let (shape, mut rows) = (self.shape(), Rows::default());
        self.add_up_recent(&[u32::try_from(label_set.get()).unwrap_or(u32::MAX)], &mut rows);
        if let Some(since) = since {
            rows.take_away(shape, 0, since, of);
        }
        rows.fit(self.descriptor());
        let Rows { cells, native } = &rows;
        shape.is_there(cells, true).then(|| shape.sample(cells, native.get(0)).to_value(self.descriptor()))
    }

    /// Replaces the rows by the current totals of these label sets.
    pub(crate) fn add_up(&self, label_sets: &[u32], rows: &mut Rows) {
        self.add_up_of(Threads::ALL, label_sets, rows);
    }

    /// Replaces the rows by the current totals of these label sets over these threads.
    pub(crate) fn add_up_of(&self, of: Threads<'_>, label_sets: &[u32], rows: &mut Rows) {
        let shape = self.shape();
        rows.reset(label_sets.len(), self.descriptor());
        if let Shape::Difference = shape {
            // Reads decrements before increments, so that matching pairs never add up to less than zero.
            self.add_downs(of, label_sets, &mut rows.cells);
        }
        for block in self.blocks(of) {
            add_block(shape, block, label_sets, &mut rows.cells);
        }
        if let Some(native) = self.native_cells() {
            rows.native.add_up(native, of, label_sets, &mut rows.cells, shape.width());
        }
    }

    /// Returns whether an up-down counter of the combination is not at zero.
    pub(crate) fn is_raised(&self, combination: &Combination) -> bool {
        let is_raised =
            |typed| self.level(combination.first.plus(typed)) != level(combination.since(typed, 2));
        self.descriptor().kind == Kind::UpDownCounter
            && (0..self.descriptor().n_typed_label_sets()).any(is_raised)
    }

    /// Returns the level of an up-down counter's row, over all its owners.
    fn level(&self, label_set: LabelSetIndex) -> u64 {
        let (label_sets, mut row) = ([narrow(label_set.get())], [0; 2]);
        self.add_downs(Threads::ALL, &label_sets, &mut row);
        self.blocks(Threads::ALL)
            .for_each(|block| add_block(Shape::Difference, block, &label_sets, &mut row));
        level(&row)
    }

    fn add_downs(&self, of: Threads<'_>, label_sets: &[u32], totals: &mut [u64]) {
        if let Some(ends) = self.ends {
            return ends.add_ended(of, label_sets, totals);
        }
        for block in self.blocks(of) {
            each_row(2, block, label_sets, totals, |total, pair| {
                add_each(&mut total[1..], loads(&pair[1..], Ordering::Acquire));
            });
        }
    }

    /// Adds the counts of each group of `n` label sets to the decrements of its row.
    pub(crate) fn add_ended(&self, of: Threads<'_>, n: usize, groups: &[u32], totals: &mut [u64]) {
        for block in self.blocks(of) {
            for (total, &group) in totals.chunks_exact_mut(2).zip(groups) {
                let group = block.get(group as usize * n..(group as usize + 1) * n).unwrap_or_default();
                // Acquire pairs with the Release of `Call::end`: a reader that sees the end of a call also sees its
                // start.
                total[1] = loads(group, Ordering::Acquire).fold(total[1], u64::wrapping_add);
            }
        }
    }
}
