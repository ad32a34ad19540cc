//! The observations between two readings of a histogram or a summary.

use std::borrow::Cow;

use super::classic;
use super::difference::Difference;
use super::heat::Heat;
use crate::cells::native::NativeBuckets;
use crate::cells::value::{has_native_heat, HistogramValue, SummaryValue};

/// Some observations: their number, their sum and their distribution.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Observed {
    pub(super) count: u64,
    pub(super) sum: Difference,
    distribution: Distribution,
}

#[derive(Clone, Debug, PartialEq)]
enum Distribution {
    /// A summary has the distribution of its window only.
    Unknown,
    Buckets {
        bounds: Cow<'static, [f64]>,
        counts: Vec<u64>,
        native: Option<NativeBuckets>,
    },
}

impl Observed {
    /// Returns all observations of a histogram.
    pub(super) fn all_of_histogram(all: &HistogramValue) -> Observed {
        let HistogramValue { bounds, counts, sum, native } = all.clone();
        Observed {
            count: all.count(),
            sum: sum.into(),
            distribution: Distribution::Buckets { bounds, counts, native },
        }
    }

    /// Returns the observations of a histogram since an earlier reading; `None` if the histogram was reset.
    pub(super) fn of_histogram(before: &HistogramValue, now: &HistogramValue) -> Option<Observed> {
        if before.bounds != now.bounds || before.counts.len() != now.counts.len() {
            return None;
        }
        let counts = now.counts.iter().zip(&before.counts).map(|(now, before)| now.checked_sub(*before));
        let counts = counts.collect::<Option<Vec<u64>>>()?;
        let native = match (&before.native, &now.native) {
            (Some(before), Some(now)) => Some(now.since(before)?),
            (None, None) => None,
            _ => return None,
        };
        Some(Observed {
            count: counts.iter().sum(),
            sum: Difference::between(before.sum, now.sum),
            distribution: Distribution::Buckets { bounds: now.bounds.clone(), counts, native },
        })
    }

    /// Returns all observations of a summary.
    pub(super) fn all_of_summary(all: &SummaryValue) -> Observed {
        Observed { count: all.count, sum: all.sum.into(), distribution: Distribution::Unknown }
    }

    /// Returns the observations of a summary since an earlier reading; `None` if the summary was reset.
    pub(super) fn of_summary(before: &SummaryValue, now: &SummaryValue) -> Option<Observed> {
        Some(Observed {
            count: now.count.checked_sub(before.count)?,
            sum: Difference::between(before.sum, now.sum),
            distribution: Distribution::Unknown,
        })
    }

    /// Adds later observations. If their buckets have other bounds, only the later distribution is kept.
    pub(super) fn plus(self, later: &Observed) -> Observed {
        Observed {
            count: self.count + later.count,
            sum: self.sum.plus(later.sum),
            distribution: self.distribution.plus(&later.distribution),
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "a mean is not exact")]
    pub(super) fn mean(&self) -> Option<f64> {
        (self.count > 0).then(|| self.sum.as_f64() / self.count as f64)
    }

    /// Returns a quantile of the native buckets or else of the classic ones, if there are observations.
    pub(super) fn quantile(&self, quantile: f64) -> Option<f64> {
        match &self.distribution {
            Distribution::Buckets { native: Some(native), .. } => native_quantile(native, quantile),
            Distribution::Buckets { bounds, counts, .. } => classic::quantile(bounds, counts, quantile),
            Distribution::Unknown => None,
        }
    }

    /// Returns the counts of the classic buckets, or of the native ones if there are few classic ones.
    pub(super) fn heat(&self) -> Option<Heat> {
        match &self.distribution {
            Distribution::Buckets { bounds, native: Some(native), .. }
                if has_native_heat(bounds, Some(native)) =>
            {
                Some(Heat::of_native(native))
            }
            Distribution::Buckets { bounds, counts, .. } => {
                Some(Heat { bounds: bounds.clone(), counts: counts.clone() })
            }
            Distribution::Unknown => None,
        }
    }
}

impl Distribution {
    fn plus(self, later: &Distribution) -> Distribution {
        match (self, later) {
            (
                Distribution::Buckets { bounds, mut counts, native },
                Distribution::Buckets { bounds: later_bounds, counts: later_counts, native: later_native },
            ) if bounds == *later_bounds && native.is_some() == later_native.is_some() => {
                counts.iter_mut().zip(later_counts).for_each(|(count, later)| *count += later);
                let native = native.zip(later_native.as_ref()).map(|(native, later)| native.plus(later));
                Distribution::Buckets { bounds, counts, native }
            }
            _ => later.clone(),
        }
    }
}

/// Returns a quantile of native buckets; `None` without observations.
pub(super) fn native_quantile(native: &NativeBuckets, quantile: f64) -> Option<f64> {
    Some(native.quantile(quantile)).filter(|value| !value.is_nan())
}
