//! The contents of cells at the start of a probe.

use std::collections::HashMap;
use std::ptr;

use crate::cells::declared::Declared;
use crate::cells::slab::Threads;
use crate::cells::totals::{narrow, Rows};
use crate::cells::value::Value;
use crate::reading::registry::Registration;

/// The rows of all label sets of each declaration, over some threads.
#[derive(Debug, Default)]
pub(super) struct Baseline(HashMap<usize, Rows>);

impl Baseline {
    /// Reads all declarations.
    pub(super) fn now(of: Threads<'_>) -> Self {
        let recorded =
            Registration::all_declarations().filter(|declared| declared.blocks(of).next().is_some());
        Baseline(recorded.map(|declared| (address(declared), all_rows(declared, of))).collect())
    }

    /// Reads some label sets again.
    pub(super) fn renew(&mut self, declared: &Declared, of: Threads<'_>, label_sets: &[u32]) {
        let rows = self.0.entry(address(declared)).or_insert_with(|| all_rows(declared, of));
        let (mut now, width) = (Rows::default(), declared.shape().width());
        declared.add_up_of(of, label_sets, &mut now);
        for (row, to) in label_sets.iter().map(|label_set| *label_set as usize).enumerate() {
            rows.cells[to * width..][..width].copy_from_slice(&now.cells[row * width..][..width]);
            rows.native.copy(to, &now.native, row);
        }
    }

    /// Returns the value of a label set at the start.
    pub(super) fn value(&self, declared: &Declared, label_set: u32) -> Value {
        let mut rows = Rows::default();
        rows.reset(1, declared.descriptor());
        if let Some(all) = self.0.get(&address(declared)) {
            let (from, width) = (label_set as usize, declared.shape().width());
            rows.cells
                .copy_from_slice(all.cells.get(from * width..(from + 1) * width).unwrap_or(&vec![0; width]));
            rows.native.copy(0, &all.native, from);
        }
        to_value(declared, &mut rows)
    }

    /// Returns how much a label set has changed since the start.
    pub(super) fn delta(&self, declared: &Declared, of: Threads<'_>, label_set: u32) -> Value {
        let mut rows = Rows::default();
        declared.add_up_of(of, &[label_set], &mut rows);
        if let Some(since) = self.0.get(&address(declared)) {
            rows.take_away(declared.shape(), 0, since, label_set as usize);
        }
        to_value(declared, &mut rows)
    }
}

fn to_value(declared: &Declared, rows: &mut Rows) -> Value {
    rows.fit(declared.descriptor());
    declared.shape().sample(&rows.cells, rows.native.get(0)).to_value(declared.descriptor())
}

fn all_rows(declared: &Declared, of: Threads<'_>) -> Rows {
    let (mut rows, n) = (Rows::default(), declared.descriptor().label_set_count());
    declared.add_up_of(of, &(0..n).map(narrow).collect::<Vec<_>>(), &mut rows);
    rows
}

fn address(declared: &Declared) -> usize {
    ptr::from_ref(declared).addr()
}
