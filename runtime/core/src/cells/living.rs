//! Living values: structs whose fields a scrape reads for as long as they live.
//!
//! A measured type has a `static` with a table of its values, and a `static` for each of its metrics. A metric has no
//! cells: a reader asks each value for its field. Values are held weakly, so they die with their last handle. Reading
//! can run user code, so this module holds no lock while it reads a value.
//!
//! Not here: how a field becomes a number (`measured`), and which values are exported (`table`).

mod entry;
mod table;

use std::borrow::Cow;
use std::fmt;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, Weak};

use self::table::{Added, Table};
use crate::cells::atomic::AtomicU64;
use crate::cells::row::UNSET;
use crate::cells::value::HistogramValue;
use crate::declared::kind::Kind;
use crate::declared::number::Number;
use crate::unwind::lock;

pub(crate) use self::entry::Entry;

/// A label value.
pub(crate) type Text = Cow<'static, str>;

/// The label values of a measured value, which never change.
#[derive(Debug, Default)]
pub struct LabelTexts {
    /// The values of the labels that tell the values of a type apart.
    pub(crate) labels: Vec<Text>,
    /// The values of the labels that only the info has.
    pub(crate) info: Vec<Text>,
}

/// The result of reading one field.
#[derive(Debug)]
pub enum FieldReading {
    /// A number.
    Number(Number),
    /// The index of a state.
    State(usize),
    /// A histogram.
    Histogram(HistogramValue),
    /// The 1 of an info.
    Info,
    /// The field has no value.
    Absent,
    /// The field is locked.
    Locked,
}

/// A value whose fields can be read.
pub(crate) trait ReadFields: Send + Sync {
    /// Reads the field of the metric with this index.
    fn read_field(&self, metric: usize) -> FieldReading;
}

/// A measured type, with its living values.
#[derive(Debug)]
pub struct LivingType {
    /// The name of the type, for messages.
    name: &'static str,
    metrics: &'static [&'static LivingMetric],
    /// The number of cells of all metrics.
    n_cells: usize,
    /// The maximum number of label sets.
    max_label_sets: usize,
    /// Locked only briefly, and never while user code runs.
    table: Mutex<Table>,
}

/// A metric of a measured type. All counts are relaxed, because they publish nothing else.
pub struct LivingMetric {
    of: &'static LivingType,
    index: usize,
    /// The upper bounds of a histogram's buckets.
    bounds: &'static [f64],
    /// The index of its first cell among the cells of a value.
    first_cell: usize,
    kind: Kind,
    counts: [AtomicU64; N_COUNTS],
}

/// An event that a metric of a measured type counts.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Event {
    /// A field was locked, and its last value was exported.
    Miss,
    /// Reading a field panicked.
    Panic,
    /// A number was not valid for the type of the metric.
    Refusal,
    /// A value was left out, because an earlier value has equal labels.
    Conflict,
    /// A value was left out, because its label set is beyond the limit.
    Overflow,
}

const N_COUNTS: usize = 5;

/// A value's place in the table of its type, until it is dropped.
#[derive(Debug)]
pub(crate) struct Ticket {
    of: &'static LivingType,
    entry: Arc<Entry>,
}

impl LivingType {
    /// Creates a type without values.
    #[must_use]
    pub const fn new(
        name: &'static str,
        metrics: &'static [&'static LivingMetric],
        n_cells: usize,
        max_label_sets: usize,
    ) -> Self {
        LivingType { name, metrics, n_cells, max_label_sets, table: Mutex::new(Table::new()) }
    }

    /// Adds a value, which is exported until its ticket is dropped.
    pub(crate) fn add(&'static self, value: Weak<dyn ReadFields>, texts: LabelTexts) -> Ticket {
        let (entry, added) = lock(&self.table).add(value, texts, self.n_cells, self.max_label_sets);
        match added {
            Added::Exported => {}
            Added::Conflicting => self.count(Event::Conflict),
            Added::BeyondLimit => self.count(Event::Overflow),
        }
        Ticket { of: self, entry }
    }

    /// Counts an event for every metric of the type.
    pub(crate) fn count(&self, event: Event) {
        self.metrics.iter().for_each(|metric| metric.count(event));
    }

    /// Returns the name of the type and the labels of the first two values with equal labels. Later calls return
    /// `None`.
    pub(crate) fn take_conflict(&self) -> Option<(&'static str, Vec<Text>)> {
        lock(&self.table).take_conflict().map(|labels| (self.name, labels))
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        // The next value with these labels takes the place first, so that each scrape contains one of the two.
        lock(&self.of.table).remove(&self.entry);
        self.entry.forget();
    }
}

impl LivingMetric {
    /// Creates the metric with this index of a type. `bounds` is empty unless it is a histogram.
    #[must_use]
    pub const fn new(of: &'static LivingType, index: usize, first_cell: usize) -> Self {
        LivingMetric {
            of,
            index,
            bounds: &[],
            first_cell,
            kind: Kind::Gauge,
            counts: [const { AtomicU64::new(0) }; N_COUNTS],
        }
    }

    /// Sets the type of the metric, which decides the numbers that it refuses. Without it, the metric is a gauge.
    #[must_use]
    pub const fn of_kind(mut self, kind: Kind) -> Self {
        self.kind = kind;
        self
    }

    /// Sets the upper bounds of a histogram's buckets.
    #[must_use]
    pub const fn with_bounds(mut self, bounds: &'static [f64]) -> Self {
        self.bounds = bounds;
        self
    }

    fn count(&self, event: Event) {
        self.counts[event as usize].fetch_add(1, Ordering::Relaxed);
    }

    /// Returns how often an event happened.
    pub(crate) fn counted(&self, event: Event) -> u64 {
        self.counts[event as usize].load(Ordering::Relaxed)
    }

    /// Returns the type.
    pub(crate) fn living_type(&self) -> &'static LivingType {
        self.of
    }

    /// Returns the edition of the list of exported values. It changes whenever the list does.
    pub(crate) fn edition(&self) -> u32 {
        lock(&self.of.table).edition()
    }

    /// Returns the exported values in label order, and the edition of the list.
    pub(crate) fn entries(&self) -> (u32, Vec<Arc<Entry>>) {
        lock(&self.of.table).exported()
    }

    /// Reads the field of a value into a row, whose first cell is `UNSET` if the field has no value.
    pub(crate) fn read(&self, entry: &Entry, row: &mut [u64]) {
        row.fill(UNSET);
        let last = self.first_cell..self.first_cell + row.len();
        let is_read = match entry.read(self.index) {
            Some(FieldReading::Locked) => {
                self.count(Event::Miss);
                return entry.read_last(last, row);
            }
            Some(FieldReading::Absent) => true,
            Some(reading) => self.write(reading, row),
            None => {
                self.count(Event::Panic);
                return;
            }
        };
        if is_read {
            entry.write_last(last, row);
        } else {
            self.count(Event::Refusal);
        }
    }

    /// Writes a value into a row, and returns whether it is valid.
    fn write(&self, reading: FieldReading, row: &mut [u64]) -> bool {
        match (reading, row) {
            (FieldReading::Number(number), [cell]) => {
                let value = number.as_f64();
                let is_valid = match self.kind {
                    Kind::Counter => value.is_finite() && value >= 0.0,
                    Kind::UpDownCounter => value.is_finite(),
                    _ => value.to_bits() != UNSET,
                };
                *cell = if is_valid { value.to_bits() } else { UNSET };
                is_valid
            }
            (FieldReading::State(index), [cell]) => {
                *cell = index as u64;
                true
            }
            (FieldReading::Info, [cell]) => {
                *cell = 1;
                true
            }
            (FieldReading::Histogram(value), row) => self.write_histogram(&value, row),
            _ => false,
        }
    }

    fn write_histogram(&self, value: &HistogramValue, row: &mut [u64]) -> bool {
        let sum = value.sum.as_f64();
        let count = value.counts.iter().try_fold(0_u64, |sum, count| sum.checked_add(*count));
        let Some((sum_cell, counts)) = row.split_last_mut() else { return false };
        let has_valid_sum = match count {
            None => false,
            Some(0) => sum == 0.0,
            Some(_) => sum >= 0.0,
        };
        if *value.bounds != *self.bounds || value.counts.len() != counts.len() || !has_valid_sum {
            return false;
        }
        counts.copy_from_slice(&value.counts);
        *sum_cell = sum.to_bits();
        true
    }
}

impl fmt::Debug for LivingMetric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not the type, which refers to its metrics.
        f.debug_struct("LivingMetric").field("index", &self.index).finish_non_exhaustive()
    }
}
