//! Readings: functions of the program that return the state of something with a name, such as a pool or a cache.
//!
//! A scrape calls them. They run outside of the lock, a panic hides only one of them, and a function that returns
//! nothing is dropped, with all that it keeps alive.

use std::fmt;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::{Arc, PoisonError, RwLock};

/// The number of functions. Further functions are not kept.
const MAX: usize = 100;

type Read<T> = Arc<dyn Fn() -> Option<T> + Send + Sync>;

/// The functions by name. Clones share them.
pub(crate) struct Readings<T>(Arc<RwLock<Vec<Reading<T>>>>);

struct Reading<T> {
    name: Arc<str>,
    read: Read<T>,
}

impl<T> Readings<T> {
    /// Adds a function, in place of an earlier function of its name.
    pub(crate) fn add(&self, name: &str, read: impl Fn() -> Option<T> + Send + Sync + 'static) {
        let reading = Reading { name: name.into(), read: Arc::new(read) };
        let mut readings = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let place = readings.iter().position(|other| other.name == reading.name);
        let dropped = match place {
            Some(place) => Some(std::mem::replace(&mut readings[place], reading)),
            None if readings.len() >= MAX => Some(reading),
            None => {
                readings.push(reading);
                None
            }
        };
        drop(readings); // before code of the program runs
        drop(dropped);
    }

    /// Calls the functions. Those that return nothing are dropped.
    pub(crate) fn read(&self) -> Vec<(Arc<str>, T)> {
        let readings = self.0.read().unwrap_or_else(PoisonError::into_inner).clone();
        let values = readings.into_iter().filter_map(|Reading { name, read }| {
            let value = catch_unwind(AssertUnwindSafe(|| read()));
            let value = value
                .inspect_err(|_| {
                    tracing::warn!("the function of `{name}` panicked; this scrape leaves its series out");
                })
                .ok()?;
            if value.is_none() {
                self.remove(&read);
            }
            Some((name, value?))
        });
        values.collect()
    }

    fn remove(&self, read: &Read<T>) {
        let mut readings = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let at = readings.iter().position(|reading| Arc::ptr_eq(&reading.read, read));
        let removed = at.map(|at| readings.remove(at));
        drop(readings); // before code of the program runs
        drop(removed);
    }
}

impl<T> Clone for Readings<T> {
    fn clone(&self) -> Self {
        Readings(self.0.clone())
    }
}

impl<T> Clone for Reading<T> {
    fn clone(&self) -> Self {
        Reading { name: self.name.clone(), read: self.read.clone() }
    }
}

impl<T> Default for Readings<T> {
    fn default() -> Self {
        Readings(Arc::default())
    }
}

impl<T> fmt::Debug for Readings<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names =
            self.0.try_read().map(|readings| readings.iter().map(|reading| reading.name.clone()).collect());
        f.debug_tuple("Readings").field(&names.unwrap_or_else(|_| Vec::new())).finish()
    }
}
