//! Distributions: the observations of a histogram since the last packet, by bucket.

use std::time::Duration;

use gapless_core::{Change, FamilySnapshot, Heat, Number, Series};

use super::ledger::{Delta, Ledger, Ledgers, Slot};

/// Observations of a bucket that were not sent yet.
pub(super) struct Observations {
    /// A value in the bucket.
    pub(super) value: f64,
    pub(super) count: u64,
    pub(super) delta: Delta,
}

/// Returns all observations of a histogram by bucket; `None` for a histogram with a single bucket.
pub(super) fn of_series(series: &Series) -> Option<Heat> {
    Change::since_zero(&series.value, Duration::ZERO).heat().filter(|heat| !heat.bounds.is_empty())
}

/// Returns the observations that were not sent yet.
pub(super) fn unsent(
    ledgers: &mut Ledgers,
    metric: &FamilySnapshot,
    series: &Series,
    heat: &Heat,
) -> Vec<Observations> {
    let index = ledgers.seen(metric, series);
    let ledger = ledgers.get_mut(index);
    ledger.regroup(series, heat);
    let increases = ledger.increases(heat);
    let some = increases.into_iter().enumerate().filter(|(_, count)| *count > 0);
    some.map(|(slot, count)| {
        let sent = ledger.slots[slot].count() + count;
        Observations {
            value: middle(&heat.bounds, slot),
            count,
            delta: ledger.slots[slot].pending(index, slot, Number::U64(sent)),
        }
    })
    .collect()
}

impl Ledger {
    /// Makes the buckets those of a reading. Native buckets become wider, and start lower, when there are more of them.
    fn regroup(&mut self, series: &Series, heat: &Heat) {
        let bounds: Vec<f64> = heat.bounds.iter().copied().chain([f64::INFINITY]).collect();
        let has_created = series.created.is_some();
        if self.slots.is_empty() && !has_created {
            self.slots = heat.counts.iter().map(|count| Slot::of_bucket(*count)).collect();
        } else if self.created != series.created || heat.counts.iter().sum::<u64>() < self.total() {
            self.slots = bounds.iter().map(|_| Slot::of_bucket(0)).collect();
        } else if self.bounds != bounds {
            self.slots = self.regrouped(&bounds).into_iter().map(Slot::of_bucket).collect();
        }
        (self.bounds, self.created) = (bounds, series.created);
    }

    fn regrouped(&self, bounds: &[f64]) -> Vec<u64> {
        let mut counts = vec![0; bounds.len()];
        for (bound, slot) in self.bounds.iter().zip(&self.slots) {
            counts[bounds.partition_point(|other| other < bound)] += slot.count();
        }
        counts
    }

    /// Returns the increase of each bucket. A bucket that has fewer observations than before has given them to a lower
    /// one, so the sum is always the increase of the count.
    fn increases(&self, heat: &Heat) -> Vec<u64> {
        let mut moved = 0;
        let mut increases = vec![0; self.slots.len()];
        for (place, (now, slot)) in heat.counts.iter().zip(&self.slots).enumerate().rev() {
            let sent = slot.count() + moved;
            increases[place] = now.saturating_sub(sent);
            moved = sent.saturating_sub(*now);
        }
        increases
    }

    fn total(&self) -> u64 {
        self.slots.iter().map(Slot::count).sum()
    }
}

impl Slot {
    fn count(&self) -> u64 {
        match self.sent {
            Number::U64(count) => count,
            _ => 0,
        }
    }
}

/// Returns the middle of a bucket, or the largest bound for the observations above it.
fn middle(bounds: &[f64], bucket: usize) -> f64 {
    let Some(upper) = bounds.get(bucket) else { return bounds[bounds.len() - 1] };
    match bucket.checked_sub(1) {
        Some(before) => bounds[before] + (upper - bounds[before]) / 2.0,
        None if *upper <= 0.0 => *upper,
        None => upper / 2.0,
    }
}

/// Returns a sample rate for a number of observations. Servers divide 1 by it, and some of them round down.
#[expect(clippy::cast_precision_loss, reason = "beyond 2^53 observations, adjacent ones are equivalent")]
pub(super) fn sample_rate(count: u64) -> f64 {
    let rate = 1.0 / count as f64;
    if 1.0 / rate < count as f64 {
        return f64::from_bits(rate.to_bits() - 1);
    }
    rate
}

#[cfg(test)]
mod tests {
    use super::{middle, sample_rate};

    #[test]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "servers convert it like this"
    )]
    fn a_sample_rate_is_exact_for_servers_that_round_down() {
        for count in (1..100_000).chain([(1 << 40) - 1, (1 << 52) - 1]) {
            let written: f64 = sample_rate(count).to_string().parse().expect("it is a number");
            assert_eq!((1.0 / written) as u64, count);
        }
    }

    #[test]
    fn the_value_of_a_bucket_is_finite_and_within_it() {
        let values = |bounds: &[f64]| -> Vec<f64> {
            (0..=bounds.len()).map(|bucket| middle(bounds, bucket)).collect()
        };
        assert_eq!(values(&[1.0, 2.0, 4.0]), [0.5, 1.5, 3.0, 4.0]);
        assert_eq!(values(&[-1.0, 1.0]), [-1.0, 0.0, 1.0]);
    }
}
