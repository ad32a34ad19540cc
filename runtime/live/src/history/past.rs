//! The points of a family, as datapoints.

use std::borrow::Cow;
use std::ops::Range;

use gapless_core::{Datapoint, Value};

use super::kept::Kept;
use super::layout::Layout;
use super::series::KeptSeries;
use super::ticks::Ticks;

/// The points of a family.
#[derive(Debug)]
pub(crate) struct Past<'h> {
    kept: &'h Kept,
    timestamps: Vec<u64>,
    /// The numbers of the points.
    points: Range<u64>,
}

/// The points of a series.
#[derive(Clone, Debug)]
pub(crate) struct PastSeries<'h> {
    kept: &'h Kept,
    series: &'h KeptSeries,
    points: Range<u64>,
}

impl<'h> Past<'h> {
    pub(super) fn new(kept: &'h Kept, ticks: &Ticks, after: Option<u64>) -> Self {
        let end = kept.until().map_or(0, |until| until + 1);
        let is_in = |&(point, timestamp): &(u64, u64)| {
            point >= kept.since && point < end && after.is_none_or(|after| timestamp > after)
        };
        let timestamps: Vec<_> = ticks.points().filter(is_in).map(|(_, timestamp)| timestamp).collect();
        Past { kept, points: end - timestamps.len() as u64..end, timestamps }
    }

    /// Returns the times of the points, oldest first.
    pub(crate) fn timestamps(&self) -> &[u64] {
        &self.timestamps
    }

    /// Returns the series in the order of the last reading.
    pub(crate) fn series(&self) -> impl Iterator<Item = PastSeries<'h>> + '_ {
        let of = |series| PastSeries { kept: self.kept, series, points: self.points.clone() };
        self.kept.series.iter().map(of)
    }
}

impl<'h> PastSeries<'h> {
    /// Returns the names and values of the labels.
    pub(crate) fn labels(&self) -> &'h [(Cow<'static, str>, Cow<'static, str>)] {
        &self.series.labels
    }

    /// Returns a datapoint at each of the times, where the series had it.
    pub(crate) fn column(&self, datapoint: Datapoint) -> Vec<Option<f64>> {
        match self.kept.layout {
            Layout::Counter | Layout::Histogram { .. } | Layout::Summary if datapoint == Datapoint::Value => {
                self.totals()
            }
            _ if matches!(self.series.value, Value::Gauge(_)) => self.of_gauge(datapoint),
            ref layout => self.each(|point| layout.get(self.kept.point(point, self.series), datapoint)),
        }
    }

    /// Returns the number of observations in each bucket at each of the times, for the bounds of the history.
    pub(crate) fn heat(&self) -> Vec<Option<Vec<f64>>> {
        self.each(|point| self.kept.layout.heat(self.kept.point(point, self.series)))
    }

    fn each<T>(&self, of: impl Fn(u64) -> Option<T>) -> Vec<Option<T>> {
        self.points.clone().map(|point| (point >= self.series.since).then(|| of(point)).flatten()).collect()
    }

    /// Returns the value at each of the times, or the extreme of it and the value before.
    fn of_gauge(&self, datapoint: Datapoint) -> Vec<Option<f64>> {
        let values =
            self.each(|point| self.kept.layout.get(self.kept.point(point, self.series), Datapoint::Value));
        let of_two = match datapoint {
            Datapoint::Value => return values,
            Datapoint::Min => f64::min,
            Datapoint::Max => f64::max,
            _ => return vec![None; values.len()],
        };
        let before = std::iter::once(&None).chain(&values);
        before.zip(&values).map(|(before, now)| Some(of_two((*now)?, before.or(*now)?))).collect()
    }

    /// Returns the values of a counter, from the last one backwards.
    fn totals(&self) -> Vec<Option<f64>> {
        let mut value = Some(self.series.value.as_f64());
        let mut totals: Vec<_> = self
            .points
            .clone()
            .rev()
            .map(|point| {
                let total = value.filter(|_| point >= self.series.since);
                value = self.before(point, total);
                total
            })
            .collect();
        totals.reverse();
        totals
    }

    /// Returns the value before a point.
    fn before(&self, point: u64, value: Option<f64>) -> Option<f64> {
        match self.series.resets.iter().find(|(reset, _)| *reset == point) {
            Some((_, before)) => Some(*before),
            None => {
                Some(value? - self.kept.layout.get(self.kept.point(point, self.series), Datapoint::Delta)?)
            }
        }
    }
}
