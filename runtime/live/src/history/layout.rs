//! The columns of a family: which numbers a point of a series consists of.

use std::borrow::Cow;
use std::time::Duration;

use gapless_core::{Change, Datapoint, FamilySnapshot, Heat, HistogramValue, Kind, Value};

/// The bits of a number that does not exist. A gauge that is not a number has other bits.
const ABSENT: u32 = 0x7fc0_0001;

/// The number of quantiles among the default datapoints.
const N_QUANTILES: usize = 3;

/// The columns of a family.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Layout {
    /// The increment of a counter.
    Counter,
    /// The value of a gauge, or the index of a state.
    Value,
    /// The sum of the observations, and their number in each bucket.
    Histogram {
        bounds: Vec<f64>,
        /// With the quantiles of native buckets after the sum, because the buckets are less exact.
        has_quantiles: bool,
    },
    /// The count and the sum of the observations, and the quantiles of the window.
    Summary,
}

/// A point of a series: its numbers, and which time they are about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Point<'a> {
    pub(super) row: &'a [f32],
    /// The time between the two readings.
    pub(super) elapsed: Duration,
    /// The number of points that share the change between the readings.
    pub(super) n_points: u32,
}

impl Layout {
    pub(super) fn of(family: &FamilySnapshot) -> Layout {
        match family.kind {
            Kind::Counter => Layout::Counter,
            Kind::Histogram => {
                Layout::Histogram { bounds: heat_bounds(family), has_quantiles: has_native(family) }
            }
            Kind::Summary => Layout::Summary,
            _ => Layout::Value,
        }
    }

    /// Returns the number of columns.
    pub(super) fn width(&self) -> usize {
        match self {
            Layout::Counter | Layout::Value => 1,
            Layout::Histogram { bounds, .. } => self.first_bucket() + bounds.len() + 1,
            Layout::Summary => 2 + N_QUANTILES,
        }
    }

    fn first_bucket(&self) -> usize {
        match self {
            Layout::Histogram { has_quantiles: true, .. } => 1 + N_QUANTILES,
            _ => 1,
        }
    }

    pub(super) fn bounds(&self) -> &[f64] {
        match self {
            Layout::Histogram { bounds, .. } => bounds,
            _ => &[],
        }
    }

    /// Returns the numbers of a change, one for each column.
    pub(super) fn row(&self, change: &Change) -> Vec<f32> {
        let get = |datapoint| stored(change.get(datapoint));
        let quantiles = || quantiles().map(get);
        match self {
            Layout::Counter => vec![get(Datapoint::Delta)],
            Layout::Value => vec![get(Datapoint::Value)],
            Layout::Summary => {
                [get(Datapoint::Count), get(Datapoint::Sum)].into_iter().chain(quantiles()).collect()
            }
            Layout::Histogram { bounds, has_quantiles } => {
                let counts = change.heat().map(|heat| heat.by_bounds(bounds));
                let count = |bucket: usize| stored(counts.as_ref().map(|counts| as_f64(counts[bucket])));
                let quantiles = quantiles().take(if *has_quantiles { N_QUANTILES } else { 0 });
                [get(Datapoint::Sum)]
                    .into_iter()
                    .chain(quantiles)
                    .chain((0..=bounds.len()).map(count))
                    .collect()
            }
        }
    }

    /// Returns a datapoint of a point, except the value of a counter, a histogram or a summary.
    pub(super) fn get(&self, point: Point<'_>, datapoint: Datapoint) -> Option<f64> {
        if *self == Layout::Value {
            return point.at(0).filter(|_| datapoint == Datapoint::Value);
        }
        let (increment, is_counter) = (|| self.increment(point), *self == Layout::Counter);
        match datapoint {
            Datapoint::Delta => Some(increment()? / f64::from(point.n_points)),
            Datapoint::Rate => {
                Some(increment()? / point.elapsed.as_secs_f64()).filter(|_| !point.elapsed.is_zero())
            }
            _ if is_counter => None,
            Datapoint::Count => Some(increment()? / f64::from(point.n_points)),
            Datapoint::Sum => point.shared(self.sum_column()),
            Datapoint::Mean => Some(point.at(self.sum_column())? / increment().filter(|count| *count > 0.0)?),
            Datapoint::Quantile(_) | Datapoint::Min | Datapoint::Max => self.quantile(point, datapoint),
            _ => None,
        }
    }

    /// Returns the increment of a counter, or the number of observations, between the readings of a point.
    fn increment(&self, point: Point<'_>) -> Option<f64> {
        match self {
            Layout::Counter | Layout::Summary => point.at(0),
            Layout::Value => None,
            Layout::Histogram { .. } => {
                (self.first_bucket()..self.width()).map(|column| point.at(column)).sum()
            }
        }
    }

    fn sum_column(&self) -> usize {
        usize::from(*self == Layout::Summary)
    }

    /// Returns a quantile from its column, or else from the buckets.
    fn quantile(&self, point: Point<'_>, datapoint: Datapoint) -> Option<f64> {
        let first = match self {
            Layout::Summary => Some(2),
            Layout::Histogram { has_quantiles: true, .. } => Some(1),
            _ => None,
        };
        match first.zip(quantiles().position(|quantile| quantile == datapoint)) {
            Some((first, quantile)) => point.at(first + quantile),
            None => self.observed(point)?.get(datapoint),
        }
    }

    /// Returns the number of observations in each bucket.
    pub(super) fn heat(&self, point: Point<'_>) -> Option<Vec<f64>> {
        let Layout::Histogram { .. } = self else { return None };
        (self.first_bucket()..self.width()).map(|column| point.shared(column)).collect()
    }

    /// Returns the observations of a point as a change, which interpolates quantiles.
    fn observed(&self, point: Point<'_>) -> Option<Change> {
        let Layout::Histogram { .. } = self else { return None };
        let (first, width) = (self.first_bucket(), self.width());
        let counts = (first..width).map(|column| point.at(column).map(as_u64)).collect::<Option<Vec<_>>>()?;
        let (bounds, sum) = (self.bounds().to_vec().into(), point.at(0)?.into());
        let value = Value::Histogram(HistogramValue { bounds, counts, sum, native: None });
        Some(Change::since_zero(&value, point.elapsed))
    }

    /// Returns the layout for wider native buckets, if the family has observations beyond the bounds.
    pub(super) fn widened(&self, family: &FamilySnapshot) -> Option<Layout> {
        let Layout::Histogram { bounds, has_quantiles: true } = self else { return None };
        let now = heat_bounds(family);
        let (first, last) = (now.first()?, now.last()?);
        let is_within = bounds.first()? <= first && last <= bounds.last()?;
        (!is_within).then_some(Layout::Histogram { bounds: now, has_quantiles: true })
    }

    /// Moves the numbers of a row from the columns of another layout with other bounds.
    pub(super) fn moved(&self, from: &Layout, row: &[f32]) -> Vec<f32> {
        let (head, counts) = row.split_at(self.first_bucket());
        let is_absent = counts.iter().any(|count| loaded(*count).is_none());
        let counts = counts.iter().map(|count| as_u64(f64::from(*count))).collect();
        let moved = Heat { bounds: Cow::Owned(from.bounds().to_vec()), counts }.by_bounds(self.bounds());
        let counts = moved.into_iter().map(|count| stored((!is_absent).then_some(as_f64(count))));
        head.iter().copied().chain(counts).collect()
    }
}

impl Point<'_> {
    fn at(self, column: usize) -> Option<f64> {
        loaded(self.row[column])
    }

    /// Returns the share of this point in a number of the interval.
    fn shared(self, column: usize) -> Option<f64> {
        Some(self.at(column)? / f64::from(self.n_points))
    }
}

/// Returns the bounds of the buckets in a heat map. Native buckets begin and end with observations in any series.
pub(super) fn heat_bounds(family: &FamilySnapshot) -> Vec<f64> {
    let all = family.series.iter().map(|series| Change::since_zero(&series.value, Duration::ZERO));
    match family.series.first().map(|series| &series.value) {
        Some(Value::Histogram(first)) if !first.has_native_heat() => first.bounds.to_vec(),
        _ => {
            let sum = all.reduce(|sum, series| sum.followed_by(&series));
            sum.and_then(|sum| sum.heat()).map_or_else(Vec::new, |heat| heat.bounds.into_owned())
        }
    }
}

/// Returns whether the family has native buckets.
fn has_native(family: &FamilySnapshot) -> bool {
    let first = family.series.first().map(|series| &series.value);
    matches!(first, Some(Value::Histogram(HistogramValue { native: Some(_), .. })))
}

/// Returns the quantiles among the default datapoints.
fn quantiles() -> impl Iterator<Item = Datapoint> {
    let all = Datapoint::defaults(Kind::Summary).iter().copied();
    all.filter(|datapoint| matches!(datapoint, Datapoint::Quantile(_))).take(N_QUANTILES)
}

#[expect(clippy::cast_possible_truncation, reason = "a point has 7 significant digits")]
fn stored(value: Option<f64>) -> f32 {
    match value {
        Some(value) if value.is_nan() => f32::NAN,
        Some(value) => value as f32,
        None => f32::from_bits(ABSENT),
    }
}

fn loaded(value: f32) -> Option<f64> {
    (value.to_bits() != ABSENT).then(|| f64::from(value))
}

#[expect(clippy::cast_precision_loss, reason = "a point has 7 significant digits")]
fn as_f64(count: u64) -> f64 {
    count as f64
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts are integers of at least zero"
)]
fn as_u64(count: f64) -> u64 {
    count as u64
}
