//! The time of a watcher: nanoseconds since its creation, by the clock of its runtime.
//!
//! A paused clock belongs to one runtime of tokio. A reader that may be elsewhere, for example a scrape, therefore
//! enters the runtime. A poll already runs in it.

use std::sync::OnceLock;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::time::Instant;

#[derive(Debug)]
pub(super) struct Clock {
    start: Instant,
    /// The runtime, once the task is in one.
    runtime: OnceLock<Handle>,
}

impl Clock {
    /// Starts the clock at zero, in the current runtime if there is one.
    pub(super) fn start() -> Self {
        let runtime = Handle::try_current().map_or_else(|_| OnceLock::new(), OnceLock::from);
        Clock { start: Instant::now(), runtime }
    }

    /// Returns the first runtime that the task is in, which may be the current one.
    pub(super) fn runtime(&self) -> Option<&Handle> {
        if self.runtime.get().is_none() {
            let _is_first = self.runtime.set(Handle::try_current().ok()?);
        }
        self.runtime.get()
    }

    /// Returns the current time, for code that runs in the runtime.
    #[inline]
    pub(super) fn now(&self) -> u64 {
        nanoseconds(Instant::now().saturating_duration_since(self.start))
    }

    /// Returns the current time, for code that may run elsewhere.
    pub(super) fn now_of_runtime(&self) -> u64 {
        // A thread that exits cannot enter a runtime.
        let can_enter = !Handle::try_current().is_err_and(|error| error.is_thread_local_destroyed());
        let _in_runtime = self.runtime.get().filter(|_| can_enter).map(Handle::enter);
        self.now()
    }

    /// Returns the moment of a time. Moments that cannot be represented are a year away.
    pub(super) fn moment(&self, time: u64) -> Instant {
        const YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);
        let moment = self.start.checked_add(Duration::from_nanos(time));
        moment.unwrap_or_else(|| Instant::now() + YEAR)
    }
}

#[inline]
pub(super) fn nanoseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}
