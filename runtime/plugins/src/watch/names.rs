//! The watchers by name. Each name has one, until its series leave the export.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use gapless_core::__private::{inventory, Registration};

use super::own::{TaskMetrics, MAX_TASKS};
use super::watcher::{Options, Watcher};

static NAMES: Mutex<Names> = Mutex::new(Names { watchers: BTreeMap::new(), n_places: 0 });

/// Locked to start and to remove watchers, and by a scrape. The only code of a user that runs under the lock is the
/// wakers of subscribers.
#[derive(Debug)]
struct Names {
    watchers: BTreeMap<String, Arc<Watcher>>,
    /// The number of names with series of their own.
    n_places: usize,
}

inventory::submit! { Registration::Updated("gapless_task_activity", update) }

/// The watcher of a name, which a new member has joined.
pub(super) enum Joined {
    /// The member is the first one, and the watcher is new.
    First(Arc<Watcher>),
    /// The watcher has other members.
    Another(Arc<Watcher>),
}

/// Joins the watcher of a name, or creates it with these options.
pub(super) fn join_or_create(name: String, options: Options) -> Joined {
    let mut names = lock();
    if let Some(first) = names.watchers.get(&name).filter(|first| first.join()) {
        return Joined::Another(first.clone());
    }
    let watcher = Arc::new(Watcher::new(options));
    names.give(name, &watcher);
    Joined::First(watcher)
}

/// Gives a watcher a name that becomes known later, and returns whether the watcher has a name now.
pub(super) fn give(name: String, watcher: &Arc<Watcher>) -> bool {
    let mut names = lock();
    let is_free = names.watchers.get(&name).is_none_or(|first| first.is_down());
    if is_free && watcher.metrics().is_none() && !watcher.is_down() {
        names.give(name, watcher);
    }
    watcher.metrics().is_some()
}

/// Removes a watcher that was down for too long, and its series, unless its name has a new watcher.
pub(super) fn give_up(watcher: &Arc<Watcher>) {
    let mut names = lock();
    names.give_up(watcher);
}

/// Brings the states up to date before they are read, without allocating memory.
fn update() {
    let mut names = lock();
    let Names { watchers, n_places } = &mut *names;
    watchers.retain(|_, watcher| {
        watcher.look();
        let is_over = watcher.is_over();
        if let Some(metrics) = watcher.metrics().filter(|_| is_over) {
            watcher.lose_name();
            metrics.remove();
            *n_places -= usize::from(metrics.has_place);
        }
        !is_over
    });
}

impl Names {
    /// Gives a watcher a name that is new, or whose last task is down.
    fn give(&mut self, name: String, watcher: &Arc<Watcher>) {
        let earlier = self.watchers.insert(name.clone(), watcher.clone());
        let earlier = earlier.as_ref().and_then(|earlier| {
            earlier.lose_name();
            earlier.metrics()
        });
        let had_place = earlier.is_some_and(|metrics| metrics.has_place);
        let has_place = had_place || self.n_places < MAX_TASKS;
        self.n_places += usize::from(has_place && !had_place);
        watcher.set_metrics(TaskMetrics::new(name, has_place));
    }

    fn give_up(&mut self, watcher: &Arc<Watcher>) {
        let Some(metrics) = watcher.metrics() else { return };
        if self.watchers.get(&metrics.name).is_some_and(|of_name| Arc::ptr_eq(of_name, watcher)) {
            self.watchers.remove(&metrics.name);
            self.n_places -= usize::from(metrics.has_place);
            watcher.lose_name();
            metrics.remove();
        }
    }
}

fn lock() -> MutexGuard<'static, Names> {
    NAMES.lock().unwrap_or_else(PoisonError::into_inner)
}
