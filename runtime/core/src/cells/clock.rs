//! The clock of calls and timers.
//!
//! If the time stamp counter of the processor has the same rate on all cores, reading it twice takes less than half the
//! time of reading the system clock twice. `quanta` checks this and measures the rate, which can take a fifth of a
//! second. The first reader does this, or `Registry::prepare`, but never a recording thread. Calls that start before
//! use the system clock.

use std::num::NonZeroU64;
use std::sync::OnceLock;
use std::time::Instant;

use once_cell::race::OnceBox;
use quanta::Clock;

static CLOCK: OnceLock<Option<Clock>> = OnceLock::new();

/// A moment of either clock: twice the counter plus one, or twice the nanoseconds of the system clock since its first
/// reading plus two. It fits in a register, as does `None`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment(NonZeroU64);

impl Moment {
    /// Returns the current moment.
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

    /// Returns the nanoseconds since this moment.
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

/// Returns the nanoseconds of the system clock since the first call.
fn nanoseconds_by_the_system() -> u64 {
    static FIRST: OnceBox<Instant> = OnceBox::new();
    let first = FIRST.get_or_init(|| Box::new(Instant::now()));
    u64::try_from(first.elapsed().as_nanos()).unwrap_or(u64::MAX >> 2)
}

/// Returns the name of the clock: `tsc`, or `std` without a usable counter. The first call chooses the clock.
pub(crate) fn name() -> &'static str {
    match CLOCK.get_or_init(|| Some(Clock::new()).filter(counts_ticks)) {
        Some(_) => "tsc",
        None => "std",
    }
}

/// Returns whether a clock reads the counter, and not the nanoseconds of the system clock.
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
