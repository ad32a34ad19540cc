//! Wakers that note the time at which they wake a task.
//!
//! A waker of the task is wrapped once, and again only if the task gets another waker; a runtime uses one waker for
//! the life of a task.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::Arc;
use std::task::{Wake, Waker};

use super::watcher::Watcher;

/// The wrapped waker of a task.
#[derive(Debug)]
pub(super) struct NotingWaker {
    woken: Arc<Woken>,
    /// The waker of the task, and the waker around it.
    wakers: Option<[Waker; 2]>,
}

/// When a task was woken.
#[derive(Debug)]
struct Woken {
    watcher: Arc<Watcher>,
    /// The time of the first wake since the last poll began; zero if there was none. Relaxed: it publishes nothing
    /// else.
    at: AtomicU64,
}

struct Noting {
    woken: Arc<Woken>,
    inner: Waker,
}

impl NotingWaker {
    /// Creates the waker of a task that is ready to run.
    pub(super) fn new(watcher: Arc<Watcher>) -> Self {
        let at = AtomicU64::new(watcher.clock.now().max(1));
        NotingWaker { woken: Arc::new(Woken { watcher, at }), wakers: None }
    }

    /// Returns the waker around this waker of the task.
    #[inline]
    pub(super) fn around(&mut self, waker: &Waker) -> &Waker {
        if !self.wakers.as_ref().is_some_and(|[inner, _]| is_same(inner, waker)) {
            self.wrap(waker);
        }
        self.wakers.as_ref().map_or(Waker::noop(), |[_, noting]| noting)
    }

    #[cold]
    fn wrap(&mut self, waker: &Waker) {
        let noting = Noting { woken: self.woken.clone(), inner: waker.clone() };
        self.wakers = Some([waker.clone(), Waker::from(Arc::new(noting))]);
    }

    /// Returns when the task was woken, and forgets it.
    #[inline]
    pub(super) fn take(&self) -> Option<u64> {
        let at = self.woken.at.swap(0, Ordering::Relaxed);
        (at > 0).then_some(at)
    }
}

/// Returns whether two wakers are equal. A program may have several copies of one table, whose addresses `will_wake`
/// compares, so the contents of the tables are compared too.
#[inline]
fn is_same(one: &Waker, other: &Waker) -> bool {
    one.will_wake(other) || (one.data() == other.data() && one.vtable() == other.vtable())
}

impl Wake for Noting {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.woken.note();
        self.inner.wake_by_ref();
    }
}

impl Woken {
    fn note(&self) {
        if self.at.load(Ordering::Relaxed) == 0 {
            let now = self.watcher.clock.now().max(1);
            // Fails after another wake: the first one counts.
            let _ = self.at.compare_exchange(0, now, Ordering::Relaxed, Ordering::Relaxed);
        }
    }
}
