//! How many scrapes are answered at once.
//!
//! A client that reads nothing keeps a mebibyte of its answer and what compresses it in memory, and in an application nothing else
//! may bound how many such clients there are.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Arc;

/// As many as a server takes connections, if nobody says otherwise: no scraper of a program's own is ever refused.
const MOST: usize = 256;

/// The places for scrapes: who finds none is refused.
#[derive(Clone, Debug)]
pub(crate) struct Limit {
    most: usize,
    /// Changed by scrapes when they come and go. Nothing else is seen through it, so it is relaxed.
    n_taken: Arc<AtomicUsize>,
}

/// A place, which is free again when this is dropped.
#[derive(Debug)]
pub(crate) struct Place(Arc<AtomicUsize>);

impl Limit {
    /// At least one.
    pub(crate) fn new(most: usize) -> Self {
        Limit { most: most.max(1), n_taken: Arc::default() }
    }

    /// A place, if there is one.
    pub(crate) fn place(&self) -> Option<Place> {
        let one_more = |n_taken| (n_taken < self.most).then_some(n_taken + 1);
        let taken = self.n_taken.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_more);
        taken.ok().map(|_| Place(Arc::clone(&self.n_taken)))
    }
}

impl Default for Limit {
    fn default() -> Self {
        Limit::new(MOST)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
