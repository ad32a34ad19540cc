//! Wakes tasks at a given time.
//!
//! The router works on any runtime, even on a runtime without a timer, so this crate has one thread that waits for the
//! earliest alarm. The thread starts with the first alarm, and sleeps while no alarm is set.

use std::collections::BTreeMap;
use std::io;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::{Duration, Instant};

/// The longest sleep of the thread. A client can ask for centuries, but some systems cannot sleep that long.
const LONGEST_SLEEP: Duration = Duration::from_secs(3600);

/// A set alarm. Dropping it cancels the alarm.
#[derive(Debug)]
pub(crate) struct Alarm(Key);

/// The time of an alarm, and a unique number.
type Key = (Instant, u64);

#[derive(Debug)]
struct Alarms {
    waiting: BTreeMap<Key, Waker>,
    n_set: u64,
    has_thread: bool,
}

static ALARMS: Mutex<Alarms> = Mutex::new(Alarms { waiting: BTreeMap::new(), n_set: 0, has_thread: false });

/// Notifies the thread that the earliest alarm changed.
static EARLIER: Condvar = Condvar::new();

impl Alarm {
    /// Sets an alarm that wakes a task.
    ///
    /// # Errors
    ///
    /// Returns an error if the thread cannot be started.
    pub(crate) fn set(at: Instant, waker: &Waker) -> io::Result<Self> {
        let mut alarms = lock();
        if !alarms.has_thread {
            thread::Builder::new().name("gapless-alarms".to_owned()).spawn(run)?;
            alarms.has_thread = true;
        }
        let key = (at, alarms.n_set);
        alarms.n_set += 1;
        alarms.waiting.insert(key, waker.clone());
        EARLIER.notify_one();
        Ok(Alarm(key))
    }

    /// Is ready once the time has come. Before that, the alarm wakes the last task that polled it.
    pub(crate) fn poll(&self, context: &Context<'_>) -> Poll<()> {
        match lock().waiting.get_mut(&self.0) {
            None => Poll::Ready(()),
            Some(waker) => {
                waker.clone_from(context.waker());
                Poll::Pending
            }
        }
    }
}

impl Drop for Alarm {
    fn drop(&mut self) {
        let waker = lock().waiting.remove(&self.0);
        drop(waker); // without the lock, because a waker runs code of the runtime
    }
}

/// Wakes all tasks, even if a waker panics.
pub(crate) fn wake_all(wakers: impl IntoIterator<Item = Waker>) {
    for waker in wakers {
        let _ = catch_unwind(AssertUnwindSafe(|| waker.wake())); // the panic hook has reported it
    }
}

/// Waits for alarms, in a loop.
fn run() {
    let mut alarms = lock();
    loop {
        let due = alarms.take_due(Instant::now());
        if !due.is_empty() {
            drop(alarms);
            wake_all(due);
            alarms = lock();
            continue;
        }
        let sleep = alarms.time_left(Instant::now()).min(LONGEST_SLEEP);
        alarms = EARLIER.wait_timeout(alarms, sleep).unwrap_or_else(PoisonError::into_inner).0;
    }
}

impl Alarms {
    fn take_due(&mut self, now: Instant) -> Vec<Waker> {
        let later = self.waiting.split_off(&(now, u64::MAX));
        std::mem::replace(&mut self.waiting, later).into_values().collect()
    }

    fn time_left(&self, now: Instant) -> Duration {
        self.waiting.keys().next().map_or(LONGEST_SLEEP, |(at, _)| at.saturating_duration_since(now))
    }
}

fn lock() -> MutexGuard<'static, Alarms> {
    ALARMS.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use super::*;

    #[tokio::test]
    async fn an_alarm_wakes_its_task_but_not_the_task_of_a_later_alarm() {
        let now = Instant::now();
        let later = Alarm::set(now + Duration::from_secs(3600), Waker::noop()).unwrap();
        for millis in [3, 0, 1] {
            let alarm = Alarm::set(now + Duration::from_millis(millis), Waker::noop()).unwrap();
            poll_fn(|context| alarm.poll(context)).await;
            assert!(Instant::now() >= now + Duration::from_millis(millis));
        }
        assert!(later.poll(&Context::from_waker(Waker::noop())).is_pending());
    }

    #[test]
    fn a_dropped_alarm_is_canceled() {
        let at = Instant::now() + Duration::from_secs(1 << 40);
        let alarm = Alarm::set(at, Waker::noop()).unwrap();
        let is_set = || lock().waiting.keys().any(|(other, _)| *other == at);
        assert!(is_set());
        drop(alarm);
        assert!(!is_set());
    }
}
