//! Expiry: readers remove values that were not recorded into for a while.
//!
//! A record compares the generation of its value with its ticket in any case. A reader marks the generation as
//! [`UNUSED`]; the next record then takes its cold path, which clears the mark. Recording therefore has no extra cost,
//! every record counts as use, and a concurrent removal cannot lose a record: the removal is one exchange of the marked
//! generation, which fails if the mark was cleared. Comparing values with those of the previous read would cost the
//! same, but a gauge that is set to its old value would look unused.
//!
//! A reader that finds a value used takes the time of this read as the last use, which is late by at most the time
//! between reads.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The mark that a reader adds to a generation until its owner is used. Generations never have this bit.
pub(super) const UNUSED: u32 = 1 << 31;

/// The expiry of a declaration's combinations.
#[derive(Debug)]
pub(crate) struct Expiry {
    after: Duration,
    /// The listed values of each label, whose combinations never expire.
    listed: Vec<&'static [&'static str]>,
    /// When a reader last found the combination in each place used. Only readers lock it.
    used: Mutex<Vec<Instant>>,
}

impl Expiry {
    pub(crate) fn new(after: Duration, listed: Vec<&'static [&'static str]>) -> Self {
        Expiry { after, listed, used: Mutex::default() }
    }

    /// Returns whether a combination can expire.
    pub(super) fn is_of(&self, values: &[&str]) -> bool {
        let is_listed = |(value, listed): (&&str, &&[&str])| listed.contains(value);
        self.listed.is_empty() || !values.iter().zip(&self.listed).all(is_listed)
    }

    /// Returns the last known use of each of `n` places.
    pub(super) fn used(&self, n: usize, now: Instant) -> MutexGuard<'_, Vec<Instant>> {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.resize(n, now);
        used
    }

    /// Returns whether a value with this last use has expired.
    pub(super) fn is_over(&self, used: Instant, now: Instant) -> bool {
        now.saturating_duration_since(used) >= self.after
    }
}
