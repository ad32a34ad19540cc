//! When a subscription is due.

use std::time::Duration;

use tokio::time::Instant;

use super::interval::Interval;

/// The shortest period.
pub(super) const SHORTEST: Duration = Duration::from_millis(1);

/// The moments at which a subscription is due: multiples of a period since a start. They do not depend on when earlier
/// reports happened, so they do not drift.
#[derive(Clone, Copy, Debug)]
pub(super) struct Timing {
    start: Instant,
    period: Duration,
}

impl Timing {
    /// Returns the timing of an interval with a period.
    pub(super) fn of(interval: &Interval, start: Instant) -> Option<Self> {
        let Interval::Every { period, delay } = interval else { return None };
        Some(Timing { start: start.checked_add(*delay)?, period: *period })
    }

    /// Returns the first moment that is not before an instant.
    pub(super) fn from(self, now: Instant) -> Option<Instant> {
        match now.checked_duration_since(self.start).map(|since| self.part(since)) {
            None => Some(self.start),
            Some(Duration::ZERO) => Some(now),
            Some(part) => now.checked_add(self.period - part),
        }
    }

    /// Returns the first moment after an instant.
    pub(super) fn after(self, now: Instant) -> Option<Instant> {
        self.from(now.checked_add(Duration::from_nanos(1))?)
    }

    /// Returns the part of the current period that has passed.
    fn part(self, since: Duration) -> Duration {
        let nanos = since.as_nanos() % self.period.max(SHORTEST).as_nanos();
        u64::try_from(nanos).map_or(Duration::MAX, Duration::from_nanos)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_multiples_of_the_period_after_the_delay() {
        let second = Duration::from_secs(1);
        let start = Instant::now();
        let interval = Interval::every(15 * second).delayed(5 * second);
        let timing = Timing::of(&interval, start).expect("it has a period");
        for (now, from, after) in [(0, 5, 5), (5, 5, 20), (6, 20, 20), (20, 20, 35), (100, 110, 110)] {
            assert_eq!(timing.from(start + now * second), Some(start + from * second), "from {now}");
            assert_eq!(timing.after(start + now * second), Some(start + after * second), "after {now}");
        }
    }

    #[test]
    fn an_endless_period_is_due_once() {
        let start = Instant::now();
        let timing = Timing::of(&Interval::every(Duration::MAX), start).expect("it has a period");
        assert_eq!(timing.from(start), Some(start));
        assert_eq!(timing.after(start), None);
    }
}
