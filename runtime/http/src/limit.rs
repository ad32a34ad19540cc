//! How many scrapes are answered at once.
//!
//! A client that reads nothing keeps a mebibyte of its answer and what compresses it in memory, and in an application nothing else
//! may bound how many such clients there are.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Arc;

/// As many as a server takes connections, if nobody says otherwise: no scraper of a program's own is ever refused.
const MOST: usize = 256;

/// The places for scrapes of an exporter: who finds none is refused.
#[derive(Clone, Debug)]
pub(crate) struct Limit {
    most: usize,
    /// The path that they are for.
    path: Arc<str>,
    /// Changed by scrapes when they come and go. Nothing else is seen through it, so it is relaxed.
    n_taken: Arc<AtomicUsize>,
}

/// A place, which is free again when this is dropped.
#[derive(Debug)]
pub(crate) struct Place {
    path: Arc<str>,
    n_taken: Arc<AtomicUsize>,
}

impl Limit {
    /// At least one.
    pub(crate) fn new(most: usize) -> Self {
        Limit { most: most.max(1), path: "".into(), n_taken: Arc::default() }
    }

    /// The same places, for scrapes at a path.
    pub(crate) fn at(&self, path: &str) -> Self {
        Limit { path: path.into(), ..self.clone() }
    }

    /// A place, if there is one.
    pub(crate) fn place(&self) -> Option<Place> {
        let one_more = |n_taken| (n_taken < self.most).then_some(n_taken + 1);
        let taken = self.n_taken.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_more);
        taken.ok().map(|_| Place { path: Arc::clone(&self.path), n_taken: Arc::clone(&self.n_taken) })
    }
}

impl Default for Limit {
    fn default() -> Self {
        Limit::new(MOST)
    }
}

impl Place {
    /// Where the scrape has come.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.n_taken.fetch_sub(1, Ordering::Relaxed);
    }
}
