//! The limit for concurrent scrapes.
//!
//! A client that does not read keeps 1 MiB of its response and a compressor in memory. An application may have no other
//! limit for the number of such clients.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Arc;

/// The default limit. It equals the default limit of connections of a server, and is more than scrapers need.
const MOST: usize = 256;

/// The limit for concurrent scrapes of an exporter.
#[derive(Clone, Debug)]
pub(crate) struct Limit {
    most: usize,
    /// The path of the exporter.
    path: Arc<str>,
    /// The number of scrapes in flight. Scrapes change it when they start and end. Relaxed: it does not publish other
    /// memory.
    n_taken: Arc<AtomicUsize>,
}

/// The permission to answer a scrape. Dropping it allows another scrape.
#[derive(Debug)]
pub(crate) struct Permit {
    path: Arc<str>,
    n_taken: Arc<AtomicUsize>,
}

impl Limit {
    /// Creates a limit of at least 1.
    pub(crate) fn new(most: usize) -> Self {
        Limit { most: most.max(1), path: "".into(), n_taken: Arc::default() }
    }

    /// Returns the same limit for scrapes at a path.
    pub(crate) fn at(&self, path: &str) -> Self {
        Limit { path: path.into(), ..self.clone() }
    }

    /// Takes a permit, or returns `None` if the limit is reached.
    pub(crate) fn permit(&self) -> Option<Permit> {
        let one_more = |n_taken| (n_taken < self.most).then_some(n_taken + 1);
        let taken = self.n_taken.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_more);
        taken.ok().map(|_| Permit { path: Arc::clone(&self.path), n_taken: Arc::clone(&self.n_taken) })
    }
}

impl Default for Limit {
    fn default() -> Self {
        Limit::new(MOST)
    }
}

impl Permit {
    /// Returns the path of the scrape.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.n_taken.fetch_sub(1, Ordering::Relaxed);
    }
}
