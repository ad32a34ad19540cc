//! The time of gatherings.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use tokio::runtime::Handle;
use tokio::time::Instant;

/// How far the clock of the machine may be ahead before the time of gatherings follows it.
const TOLERANCE: Duration = Duration::from_secs(1);
/// The least difference between two gatherings: the unit of timestamps in most protocols.
const STEP: Duration = Duration::from_millis(1);

/// A clock whose times increase, even if the clock of the machine is set back. It follows the clock of a runtime, which
/// a test may have paused.
#[derive(Debug)]
pub(super) struct Clock {
    runtime: Handle,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    anchor: (Instant, SystemTime),
    last: Option<SystemTime>,
}

impl Clock {
    pub(super) fn new(runtime: Handle) -> Self {
        let anchor = (now(&runtime), SystemTime::now());
        Clock { runtime, state: Mutex::new(State { anchor, last: None }) }
    }

    /// Returns the current instant of the runtime, on any thread.
    pub(super) fn now(&self) -> Instant {
        now(&self.runtime)
    }

    /// Returns the time of a gathering, which is after all times that it returned before.
    pub(super) fn time(&self, now: Instant) -> SystemTime {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.time(now, SystemTime::now())
    }
}

impl State {
    fn time(&mut self, now: Instant, machine: SystemTime) -> SystemTime {
        let time = self.anchor.1 + now.saturating_duration_since(self.anchor.0);
        let is_behind = machine.duration_since(time).is_ok_and(|ahead| ahead > TOLERANCE);
        let time = if is_behind { machine } else { time };
        let time = self.last.map_or(time, |last| time.max(last + STEP));
        if is_behind {
            self.anchor = (now, time);
        }
        self.last = Some(time);
        time
    }
}

fn now(runtime: &Handle) -> Instant {
    let _entered = runtime.enter();
    Instant::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn times_increase_while_the_clock_of_the_machine_is_set() {
        let (start, machine) = (Instant::now(), SystemTime::UNIX_EPOCH + 1_000_000 * SECOND);
        let mut state = State { anchor: (start, machine), last: None };
        assert_eq!(state.time(start, machine), machine);
        assert_eq!(state.time(start, machine), machine + STEP, "two gatherings at one moment");
        let set_back = machine - 3600 * SECOND;
        assert_eq!(state.time(start + 15 * SECOND, set_back), machine + 15 * SECOND);
        let set_forward = machine + 3600 * SECOND;
        assert_eq!(state.time(start + 30 * SECOND, set_forward), set_forward);
        assert_eq!(state.time(start + 45 * SECOND, machine), set_forward + 15 * SECOND, "never back");
    }
}
