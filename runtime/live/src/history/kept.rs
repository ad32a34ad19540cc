//! A kept family.

use std::collections::HashMap;
#[cfg(test)]
use std::mem::size_of;
use std::time::Duration;

use gapless_core::{Change, FamilySnapshot, Series};

use super::layout::{Layout, Point};
use super::series::{KeptSeries, Labels};

/// The last points of all series of a family.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) layout: Layout,
    capacity: usize,
    /// In the order of the last reading.
    pub(super) series: Vec<KeptSeries>,
    last: Option<LastReading>,
    /// The number of the first point.
    pub(super) since: u64,
    /// A ring of the readings that the points come from.
    readings: Vec<Covered>,
}

/// The last reading.
#[derive(Clone, Copy, Debug)]
struct LastReading {
    point: u64,
    timestamp: u64,
}

/// The time that a reading covers, and its number of points.
#[derive(Clone, Copy, Debug, Default)]
struct Covered {
    seconds: f32,
    n_points: u32,
}

impl Kept {
    pub(super) fn new(family: &FamilySnapshot, capacity: usize) -> Self {
        let readings = vec![Covered::default(); capacity];
        Kept { layout: Layout::of(family), capacity, series: Vec::new(), last: None, since: 0, readings }
    }

    /// Records a reading at a point, after its columns are [arranged](Self::arrange). It fills all points since the
    /// last reading.
    pub(super) fn record(&mut self, point: u64, timestamp: u64, family: &FamilySnapshot) {
        let n_points = match self.last {
            Some(last) if last.point >= point => return,
            Some(last) => point - last.point,
            None => 1,
        };
        let elapsed = timestamp.saturating_sub(self.last.map_or(timestamp, |last| last.timestamp));
        if self.last.is_none() {
            self.since = point;
        }
        let points = point + 1 - n_points.min(self.capacity as u64)..point + 1;
        let n_points = u32::try_from(n_points).unwrap_or(u32::MAX);
        let elapsed = Duration::from_millis(elapsed);
        let covered = Covered { seconds: elapsed.as_secs_f32(), n_points };
        points.clone().for_each(|point| self.readings[place(point, self.capacity)] = covered);
        let mut before = Before::new(std::mem::take(&mut self.series));
        self.series.reserve_exact(family.series.len());
        for series in &family.series {
            let (kept, change) = self.change(before.take(&series.labels), series, points.start, elapsed);
            self.series.push(kept.record(points.clone(), &self.layout, &change, &series.value));
        }
        self.last = Some(LastReading { point, timestamp });
    }

    /// Returns the change of a series, and where it is kept.
    fn change(
        &self,
        before: Option<KeptSeries>,
        now: &Series,
        point: u64,
        elapsed: Duration,
    ) -> (KeptSeries, Change) {
        if let Some(kept) = before {
            let change = Change::between(Some(&kept.value), &now.value, elapsed);
            return (kept, change);
        }
        let change = match self.last {
            Some(_) => Change::of_series(None, now, elapsed),
            None => Change::between(None, &now.value, elapsed),
        };
        (KeptSeries::new(now, point, self.capacity * self.layout.width()), change)
    }

    /// Updates the columns for a reading: of a family that had no series, or of native buckets with observations beyond
    /// the bounds. Returns the number of columns that the reading needs.
    pub(super) fn arrange(&mut self, family: &FamilySnapshot) -> usize {
        if self.series.is_empty() {
            self.layout = Layout::of(family);
        } else if let Some(wide) = self.layout.widened(family) {
            let narrow = std::mem::replace(&mut self.layout, wide);
            self.series.iter_mut().for_each(|series| series.move_rows(&narrow, &self.layout));
        }
        family.series.len() * self.layout.width()
    }

    pub(super) fn point<'k>(&self, point: u64, series: &'k KeptSeries) -> Point<'k> {
        let Covered { seconds, n_points } = self.readings[place(point, self.capacity)];
        let row = series.row(point, self.capacity, self.layout.width());
        Point { row, elapsed: Duration::from_secs_f32(seconds), n_points: n_points.max(1) }
    }

    /// Returns the number of the last point.
    pub(super) fn until(&self) -> Option<u64> {
        self.last.map(|last| last.point)
    }

    pub(super) fn bounds(&self) -> &[f64] {
        self.layout.bounds()
    }

    pub(super) fn columns(&self) -> usize {
        self.series.len() * self.layout.width()
    }

    #[cfg(test)]
    pub(super) fn bytes(&self) -> usize {
        let readings = self.readings.capacity() * size_of::<Covered>();
        readings + self.series.iter().map(KeptSeries::bytes).sum::<usize>()
    }
}

/// Returns the place of a point in a ring.
#[expect(clippy::cast_possible_truncation, reason = "the capacity is a `usize`")]
pub(super) fn place(point: u64, capacity: usize) -> usize {
    (point % capacity as u64) as usize
}

/// The series of the last reading, mostly in the same order as in the next.
#[derive(Debug)]
struct Before {
    series: Vec<Option<KeptSeries>>,
    next: usize,
    /// The places by labels; computed if the order has changed.
    places: Option<HashMap<Labels, usize>>,
}

impl Before {
    fn new(series: Vec<KeptSeries>) -> Self {
        Before { series: series.into_iter().map(Some).collect(), next: 0, places: None }
    }

    fn take(&mut self, labels: &Labels) -> Option<KeptSeries> {
        let is_next = |series: &KeptSeries| series.labels == *labels;
        let place = match self.series.get(self.next)?.as_ref().is_some_and(is_next) {
            true => self.next,
            false => *self.places().get(labels)?,
        };
        self.next = (place + 1).min(self.series.len() - 1);
        self.series[place].take()
    }

    fn places(&mut self) -> &HashMap<Labels, usize> {
        let series = &self.series;
        self.places.get_or_insert_with(|| {
            let labels = |(place, series): (usize, &Option<KeptSeries>)| {
                Some((series.as_ref()?.labels.clone(), place))
            };
            series.iter().enumerate().filter_map(labels).collect()
        })
    }
}
