//! A living value in the table of its type, with the last value of each field.

use std::cmp::Ordering;
use std::ops::Range;
use std::sync::{Arc, Mutex, Weak};
use std::time::SystemTime;

use super::{FieldReading, LabelTexts, ReadFields, Text};
use crate::cells::row::UNSET;
use crate::unwind::{lock, succeeds};

/// A living value.
#[derive(Debug)]
pub(crate) struct Entry {
    /// The number of the value, which rises with each value of its type.
    pub(super) number: u64,
    pub(crate) labels: Box<[Text]>,
    pub(crate) info: Box<[Text]>,
    pub(crate) created: SystemTime,
    /// `None` once the value is dropped. Locked only to clone or to clear it.
    value: Mutex<Option<Weak<dyn ReadFields>>>,
    /// The cells of all metrics as they were last read. Only readers lock it.
    last: Mutex<Box<[u64]>>,
}

/// An entry as a key, which is equal to all entries with equal labels.
#[derive(Clone, Debug)]
pub(super) struct ByLabels(pub(super) Arc<Entry>);

impl Entry {
    pub(super) fn new(number: u64, value: Weak<dyn ReadFields>, texts: LabelTexts, n_cells: usize) -> Self {
        Entry {
            number,
            labels: texts.labels.into(),
            info: texts.info.into(),
            created: SystemTime::now(),
            value: Mutex::new(Some(value)),
            last: Mutex::new(vec![UNSET; n_cells].into()),
        }
    }

    /// Lets go of the value, so that a reader that still knows the entry does not keep its memory.
    pub(super) fn forget(&self) {
        *lock(&self.value) = None;
    }

    /// Reads a field; `None` if the field or the value's destructor panicked. A value that is dropped has no fields.
    pub(super) fn read(&self, metric: usize) -> Option<FieldReading> {
        let mut reading = FieldReading::Absent;
        let value = lock(&self.value).as_ref().and_then(Weak::upgrade);
        let is_read = succeeds(|| {
            reading = value.as_ref().map_or(FieldReading::Absent, |value| value.read_field(metric));
        });
        // This may be the last reference, whose drop runs the destructor of the value.
        let is_dropped = succeeds(|| drop(value));
        (is_read && is_dropped).then_some(reading)
    }

    /// Copies the last cells of a metric.
    pub(super) fn read_last(&self, cells: Range<usize>, row: &mut [u64]) {
        row.copy_from_slice(&lock(&self.last)[cells]);
    }

    /// Keeps the cells of a metric.
    pub(super) fn write_last(&self, cells: Range<usize>, row: &[u64]) {
        lock(&self.last)[cells].copy_from_slice(row);
    }
}

impl Ord for ByLabels {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.labels.cmp(&other.0.labels)
    }
}

impl PartialOrd for ByLabels {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for ByLabels {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for ByLabels {}
