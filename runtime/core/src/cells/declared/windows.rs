//! The window of a summary's quantiles.

use std::ops::Range;
use std::time::Instant;

use super::Declared;
use crate::cells::native::NativeRows;
use crate::cells::totals::{narrow, Rows};
use crate::cells::windows::{Kept, N_KEPT};
use crate::declared::descriptor::Quantiles;

impl Declared {
    /// Stores the observations so far if the next one is due at `now`, and moves the start of the window.
    ///
    /// At the first call, all observations are within the window.
    pub(crate) fn turn_window(&self, now: Option<Instant>) {
        let Some(Quantiles { window, .. }) = self.descriptor().quantiles else { return };
        let now = now.unwrap_or_else(Instant::now);
        let mut kept = self.windows().lock();
        let age = |kept: &Kept| now.saturating_duration_since(kept.at);
        let buckets = match kept.back().map(age) {
            None => Some(NativeRows::default()),
            Some(age) => (age >= window / N_KEPT).then(|| self.all_buckets()),
        };
        kept.extend(buckets.map(|buckets| Kept { at: now, buckets }));
        while kept.get(1).is_some_and(|next| age(next) >= window) {
            kept.pop_front();
        }
    }

    /// Starts the windows of label sets that have a new owner at their current contents.
    pub(crate) fn begin_windows(&self, label_sets: Range<usize>, totals: &Rows) {
        let mut kept = self.windows().lock();
        if kept.is_empty() {
            kept.push_back(Kept { at: Instant::now(), buckets: NativeRows::default() });
        }
        for buckets in kept.iter_mut().map(|kept| &mut kept.buckets) {
            label_sets.clone().enumerate().for_each(|(row, to)| buckets.copy(to, &totals.native, row));
        }
    }

    fn all_buckets(&self) -> NativeRows {
        let mut rows = Rows::default();
        let all: Vec<_> = (0..self.descriptor().label_set_count()).map(narrow).collect();
        self.add_up(&all, &mut rows);
        rows.native
    }

    /// Adds up rows as [`add_up`](Self::add_up) does, with only the observations of the window in a summary's buckets.
    pub(crate) fn add_up_recent(&self, label_sets: &[u32], rows: &mut Rows) {
        if self.descriptor().quantiles.is_none() {
            return self.add_up(label_sets, rows);
        }
        let kept = self.windows().lock(); // ensures that the stored observations are older than those read
        self.add_up(label_sets, rows);
        let Some(first) = kept.front() else { return };
        for (row, &label_set) in label_sets.iter().enumerate() {
            rows.native.take_away(row, &first.buckets, label_set as usize);
        }
    }
}
