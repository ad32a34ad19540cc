//! The history: the last points of some families, so that charts are not empty when someone opens the page.
//!
//! The memory is bounded. A point takes 4 bytes (an `f32`) in each column, and each of the at most 1,000 columns counts
//! as a series: a counter or a gauge has one column, a summary five, and a histogram one for each bucket and one for
//! the sum. Families are kept completely or not at all, those with the fewest columns first, so that a large family
//! does not displace many small ones. 300 points of 1,000 counters take 1.2 MB, and 0.3 MB for their labels and last
//! values.
//!
//! Columns contain the changes of each interval, from which all default datapoints are computed when someone asks for
//! them. Values of counters are computed backwards from the last value, so they stay exact.
//!
//! `ticks` numbers the points, `kept` and `series` store them, `layout` defines the columns, and `past` answers.

mod kept;
mod layout;
mod past;
mod series;
#[cfg(test)]
mod tests;
mod ticks;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use gapless_core::FamilySnapshot;

use self::kept::Kept;
use self::layout::Layout;
pub(crate) use self::past::{Past, PastSeries};
use self::ticks::Ticks;

/// The last points of the chosen families.
#[derive(Debug)]
pub(crate) struct History {
    ticks: Ticks,
    max_columns: usize,
    chosen: BTreeSet<String>,
    families: BTreeMap<String, Kept>,
}

impl History {
    /// Creates a history of a number of points, which keeps nothing if that is 0.
    pub(crate) fn new(points: usize, max_series: usize, interval: Duration) -> Self {
        History {
            ticks: Ticks::new(points, interval),
            max_columns: max_series,
            chosen: BTreeSet::new(),
            families: BTreeMap::new(),
        }
    }

    /// Returns the number of columns that a family needs.
    pub(crate) fn columns(family: &FamilySnapshot) -> usize {
        Layout::of(family).width() * family.series.len()
    }

    /// Chooses the families to keep from the names and column counts of all, and forgets the others.
    pub(crate) fn choose<'f>(&mut self, families: impl IntoIterator<Item = (&'f str, usize)>) {
        let mut by_size: Vec<_> = families.into_iter().map(|(name, columns)| (columns, name)).collect();
        by_size.sort_unstable();
        let max = if self.ticks.capacity() == 0 { 0 } else { self.max_columns };
        let fitting = by_size.into_iter().scan(0, |sum, (columns, name)| {
            *sum += columns;
            (*sum <= max && max > 0).then(|| name.to_owned())
        });
        self.chosen = fitting.collect();
        self.families.retain(|name, _| self.chosen.contains(name));
    }

    /// Returns the exported names of the families that each tick reads.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.chosen.iter().map(String::as_str)
    }

    /// Records the readings of a tick, of which only the chosen families are kept.
    ///
    /// A chosen family may be missing, because a source is asked less often. Its next reading fills the points in
    /// between. A series that is missing in its family has left.
    pub(crate) fn record<'f>(
        &mut self,
        timestamp: u64,
        families: impl IntoIterator<Item = &'f FamilySnapshot>,
    ) {
        if self.ticks.capacity() == 0 {
            return;
        }
        let point = self.ticks.advance(timestamp);
        for family in families {
            if !self.chosen.contains(&*family.name) {
                continue;
            }
            let new = || Kept::new(family, self.ticks.capacity());
            let kept = self.families.entry(family.name.to_string()).or_insert_with(new);
            match kept.arrange(family) {
                columns if columns > self.max_columns => self.forget(&family.name),
                _ => kept.record(point, timestamp, family),
            }
        }
        self.forget_excess();
    }

    /// Forgets a family that has left.
    pub(crate) fn forget(&mut self, name: &str) {
        self.chosen.remove(name);
        self.families.remove(name);
    }

    /// Returns the points of a family after a time, or all of them; `None` if the family is not kept.
    pub(crate) fn past(&self, name: &str, after: Option<u64>) -> Option<Past<'_>> {
        self.families.get(name).map(|kept| Past::new(kept, &self.ticks, after))
    }

    /// Returns the bounds of a family's heat map, without `+Inf`; `None` if the family is not kept.
    pub(crate) fn bounds(&self, name: &str) -> Option<&[f64]> {
        self.families.get(name).map(Kept::bounds)
    }

    /// Returns the memory of all points, labels and last values, in bytes.
    #[cfg(test)]
    pub(crate) fn bytes(&self) -> usize {
        self.families.values().map(Kept::bytes).sum()
    }

    /// Forgets the largest families if series were added beyond the limit.
    fn forget_excess(&mut self) {
        let mut columns: usize = self.families.values().map(Kept::columns).sum();
        while columns > self.max_columns {
            let by_size = self.families.iter().map(|(name, kept)| (kept.columns(), name));
            let Some((largest, name)) = by_size.max().map(|(size, name)| (size, name.clone())) else {
                return;
            };
            self.forget(&name);
            columns -= largest;
        }
    }
}

/// Returns the bounds of a family's heat map, without `+Inf`: of its classic buckets, or else of the native buckets
/// from the first to the last with observations.
pub(crate) fn heat_bounds(family: &FamilySnapshot) -> Vec<f64> {
    layout::heat_bounds(family)
}
