//! Events: which handlers run, in which thread, and what handlers may do.

mod declared;
mod failing;
mod handlers;
mod many;
mod metrics;
mod scrapes;
mod spans;
mod written;

use std::sync::{Arc, Mutex};

/// A list that handlers write to.
#[derive(Clone, Debug)]
struct Log<T>(Arc<Mutex<Vec<T>>>);

impl<T> Log<T> {
    fn new() -> Self {
        Log(Arc::default())
    }

    fn push(&self, entry: T) {
        self.0.lock().expect("no handler panics here").push(entry);
    }

    /// Returns the entries since the last call.
    fn take(&self) -> Vec<T> {
        std::mem::take(&mut self.0.lock().expect("no handler panics here"))
    }
}
