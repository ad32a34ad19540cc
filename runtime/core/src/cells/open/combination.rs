//! Combinations: one value for each open label of a metric.

use std::str;
use std::sync::Arc;
use std::time::SystemTime;

use super::ticket::Ticket;
use crate::cells::series::LabelSetIndex;
use crate::cells::totals::Rows;

/// What stands between two values: a byte that no text has.
const BETWEEN: u8 = 0xff;

/// A combination that has a place.
#[derive(Clone, Debug)]
pub(crate) struct Combination {
    pub(super) key: Key,
    /// The first of its label sets; it has one for each that typed labels make.
    pub(crate) first: LabelSetIndex,
    /// Which owner of those it is.
    pub(super) generation: u32,
    /// Whether it is removed if it is not used for long.
    pub(super) expires: bool,
    /// What their rows had added up to when it began, as it does not own that; nothing where they were new.
    pub(crate) since: Option<Box<Rows>>,
    /// When it was first seen.
    pub(crate) created: SystemTime,
}

impl Combination {
    /// The ticket for the first of its label sets.
    pub(crate) fn ticket(&self) -> Ticket {
        Ticket { label_set: self.first, generation: self.generation }
    }

    /// What the row of one of its label sets, the `typed`th, had added up to when it began.
    pub(crate) fn since(&self, typed: usize, width: usize) -> &[u64] {
        let cells = self.since.as_ref().and_then(|since| since.cells.get(typed * width..(typed + 1) * width));
        cells.unwrap_or_default()
    }

    /// The values, in the order of the labels.
    pub(crate) fn values(&self) -> Vec<&str> {
        self.key.values()
    }
}

/// The bytes of all values, which the map of a family shares with the caches of all threads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Key(Arc<[u8]>);

impl Key {
    /// `None` when there is no memory for it.
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

    /// The values, in the order of the labels.
    pub(super) fn values(&self) -> Vec<&str> {
        parts(&self.0).map(|part| str::from_utf8(part).unwrap_or_default()).collect()
    }
}

/// Whether a key has these bytes if it is that of these values.
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
