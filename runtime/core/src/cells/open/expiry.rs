//! Expiry: values that nothing was recorded into for a while are removed by a gathering.
//!
//! Whether one is used is seen in the number that a record compares with its ticket in any case. A gathering marks that
//! number as [`UNUSED`]; the next record then finds its ticket no good, and clears the mark on its cold path. So a record
//! costs nothing more, it counts whatever it records, and it cannot be lost to a removal at that moment: that is one
//! exchange of the marked number, which fails if the mark was cleared. To compare what is recorded with what was at the
//! gathering before would cost no more, but a gauge that is set to what it was would look idle.
//!
//! A gathering that finds a value used takes that moment for its last use, which is late by as much as gatherings are apart.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// What a gathering adds to the generation of an owner, until that is used; no generation has this bit.
pub(super) const UNUSED: u32 = 1 << 31;

/// How long the combinations of a family last.
#[derive(Debug)]
pub(crate) struct Expiry {
    after: Duration,
    /// The values of each label of which all combinations last forever.
    listed: Vec<&'static [&'static str]>,
    /// When the combination in each place was seen to be used last. Locked by gatherings alone.
    used: Mutex<Vec<Instant>>,
}

impl Expiry {
    pub(crate) fn new(after: Duration, listed: Vec<&'static [&'static str]>) -> Self {
        Expiry { after, listed, used: Mutex::default() }
    }

    /// Whether a combination does not last forever.
    pub(super) fn is_of(&self, values: &[&str]) -> bool {
        let is_listed = |(value, listed): (&&str, &&[&str])| listed.contains(value);
        self.listed.is_empty() || !values.iter().zip(&self.listed).all(is_listed)
    }

    /// When each of `n` places was used last, as far as is known at `now`.
    pub(super) fn used(&self, n: usize, now: Instant) -> MutexGuard<'_, Vec<Instant>> {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.resize(n, now);
        used
    }

    /// Whether a use is so long ago that it is none any more.
    pub(super) fn is_over(&self, used: Instant, now: Instant) -> bool {
        now.saturating_duration_since(used) >= self.after
    }
}
