//! The window that a summary takes its quantiles from.

use std::ops::Range;
use std::time::Instant;

use super::Declared;
use crate::cells::native::NativeRows;
use crate::cells::totals::{narrow, Rows};
use crate::cells::windows::{Kept, N_KEPT};
use crate::declared::descriptor::Quantiles;

impl Declared {
    /// Keeps what was observed by `now`, if it is time, and lets the window of a summary begin as late as it may.
    ///
    /// The first time, all that there is was observed lately.
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

    /// Lets the windows of some label sets begin with what they have added up to, as they are another one's from now on.
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

    /// The same as [`add_up`](Self::add_up), but of a summary's buckets what is in them since its window began.
    pub(crate) fn add_up_recent(&self, label_sets: &[u32], rows: &mut Rows) {
        if self.descriptor().quantiles.is_none() {
            return self.add_up(label_sets, rows);
        }
        let kept = self.windows().lock(); // so that what is kept is older than what is read
        self.add_up(label_sets, rows);
        let Some(first) = kept.front() else { return };
        for (row, &label_set) in label_sets.iter().enumerate() {
            rows.native.take_away(row, &first.buckets, label_set as usize);
        }
    }
}
