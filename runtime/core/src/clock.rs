//! The clock by which calls and timers are timed.
//!
//! Where a processor's time stamp counter runs at one rate on all cores, two readings of it take less than half of what two
//! readings of the system's clock take. `quanta` finds out whether it does, and measures that rate, which may take a fifth of
//! a second: that is done when the registry is made, never by a thread that records. What starts before that is timed by the
//! system's clock.

use std::sync::OnceLock;
use std::time::Instant;

use quanta::Clock;

static CLOCK: OnceLock<Option<Clock>> = OnceLock::new();

/// A moment, by whatever clock there was.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Moment {
    /// A reading of the time stamp counter.
    Ticks(u64),
    /// The system's.
    System(Instant),
}

impl Moment {
    /// This moment.
    #[inline]
    pub(crate) fn now() -> Self {
        match CLOCK.get() {
            Some(Some(clock)) => Moment::Ticks(clock.raw()),
            _ => Moment::System(Instant::now()),
        }
    }

    /// How long ago it was, in nanoseconds.
    #[inline]
    pub(crate) fn nanoseconds(self) -> u64 {
        match (self, CLOCK.get()) {
            (Moment::Ticks(start), Some(Some(clock))) => clock.delta_as_nanos(start, clock.raw()),
            (Moment::System(start), _) => u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX),
            (Moment::Ticks(_), _) => 0, // the clock that was there does not go away
        }
    }
}

/// The clock of what starts from now on: `tsc`, or `std` where there is no such counter; found out on the first call.
pub(crate) fn name() -> &'static str {
    match CLOCK.get_or_init(|| Some(Clock::new()).filter(counts_ticks)) {
        Some(_) => "tsc",
        None => "std",
    }
}

/// Whether a clock counts something else than the nanoseconds of the system's clock, which it does where it has no counter.
fn counts_ticks(clock: &Clock) -> bool {
    const TICKS: u64 = 1_000_000_007;
    clock.delta_as_nanos(0, TICKS) != TICKS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_is_chosen_once_and_no_moment_comes_nearer() {
        let before = Moment::now();
        let chosen = name();
        assert!(["tsc", "std"].contains(&chosen));
        assert_eq!(name(), chosen);
        for moment in [before, Moment::now()] {
            let once = moment.nanoseconds();
            assert!(moment.nanoseconds() >= once, "{moment:?}");
        }
    }
}
