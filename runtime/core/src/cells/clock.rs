//! The clock by which calls and timers are timed.
//!
//! Where a processor's time stamp counter runs at one rate on all cores, two readings of it take less than half of what two
//! readings of the system's clock take. `quanta` finds out whether it does, and measures that rate, which may take a fifth of
//! a second: that is done for the first gathering or before it, never by a thread that records. What starts before that is timed by the
//! system's clock.

use std::num::NonZeroU64;
use std::sync::OnceLock;
use std::time::Instant;

use once_cell::race::OnceBox;
use quanta::Clock;

static CLOCK: OnceLock<Option<Clock>> = OnceLock::new();

/// A moment, by whatever clock there was: twice what the counter read and one, or twice the nanoseconds of the system's
/// clock since its first reading, and two. It fits a register, as does `None`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment(NonZeroU64);

impl Moment {
    /// This moment.
    #[inline]
    pub(crate) fn now() -> Self {
        match CLOCK.get() {
            Some(Some(clock)) => Moment(ONE | clock.raw() << 1),
            _ => Moment::by_the_system(),
        }
    }

    #[cold]
    #[inline(never)]
    fn by_the_system() -> Self {
        Moment(ONE.saturating_add(2 * nanoseconds_by_the_system() + 1))
    }

    /// How long ago it was, in nanoseconds.
    #[inline]
    pub(crate) fn nanoseconds(self) -> u64 {
        let start = self.0.get();
        match CLOCK.get() {
            Some(Some(clock)) if start & 1 == 1 => clock.delta_as_nanos(start >> 1, clock.raw()),
            _ => nanoseconds_since(start),
        }
    }
}

const ONE: NonZeroU64 = NonZeroU64::MIN;

#[cold]
#[inline(never)]
fn nanoseconds_since(start: u64) -> u64 {
    nanoseconds_by_the_system().saturating_sub(start / 2 - 1)
}

/// Nanoseconds since this was first asked.
fn nanoseconds_by_the_system() -> u64 {
    static FIRST: OnceBox<Instant> = OnceBox::new();
    let first = FIRST.get_or_init(|| Box::new(Instant::now()));
    u64::try_from(first.elapsed().as_nanos()).unwrap_or(u64::MAX >> 2)
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
