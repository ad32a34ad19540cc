//! Combinations: one value for each open label of a metric.

use std::str;
use std::sync::Arc;
use std::time::SystemTime;

use super::ticket::Ticket;
use crate::cells::series::LabelSetIndex;
use crate::cells::totals::Rows;

/// The separator of values: a byte that does not occur in UTF-8.
const BETWEEN: u8 = 0xff;

/// A combination that has a place.
#[derive(Clone, Debug)]
pub(crate) struct Combination {
    pub(super) key: Key,
    /// The first of its label sets. It has one label set for each combination of typed labels.
    pub(crate) first: LabelSetIndex,
    /// The generation of the owner of these label sets.
    pub(super) generation: u32,
    /// Whether the combination is removed when it is not used for long.
    pub(super) expires: bool,
    /// The contents of reused rows at its start, which belong to earlier owners; `None` for new rows.
    pub(crate) since: Option<Box<Rows>>,
    /// When the combination was first used.
    pub(crate) created: SystemTime,
}

impl Combination {
    /// Returns the ticket of the first label set.
    pub(crate) fn ticket(&self) -> Ticket {
        Ticket { label_set: self.first, generation: self.generation }
    }

    /// Returns the contents of the row of the `typed`th label set at the start of the combination.
    pub(crate) fn since(&self, typed: usize, width: usize) -> &[u64] {
        let cells = self.since.as_ref().and_then(|since| since.cells.get(typed * width..(typed + 1) * width));
        cells.unwrap_or_default()
    }

    /// Returns the values, in label order.
    pub(crate) fn values(&self) -> Vec<&str> {
        self.key.values()
    }
}

/// The bytes of all values, which the map of a declaration shares with the caches of all threads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Key(Arc<[u8]>);

impl Key {
    /// Creates a key; `None` if memory is exhausted.
    pub(super) fn new(values: &[&str]) -> Option<Self> {
        let mut key = Vec::new();
        key.try_reserve_exact(values.iter().map(|value| value.len() + 1).sum()).ok()?;
        for (index, value) in values.iter().enumerate() {
            key.extend((index > 0).then_some(BETWEEN));
            key.extend_from_slice(value.as_bytes());
        }
        Some(Key(key.into()))
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Returns the values, in label order.
    pub(super) fn values(&self) -> Vec<&str> {
        parts(&self.0).map(|part| str::from_utf8(part).unwrap_or_default()).collect()
    }
}

/// Returns whether a key consists of these values.
#[inline]
pub(super) fn is_of(key: &[u8], values: &[&str]) -> bool {
    match values {
        [value] => *key == *value.as_bytes(),
        _ => parts(key).eq(values.iter().map(|value| value.as_bytes())),
    }
}

fn parts(key: &[u8]) -> impl Iterator<Item = &[u8]> {
    key.split(|&byte| byte == BETWEEN)
}
