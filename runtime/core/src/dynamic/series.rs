//! A run-time series: its labels, its cells and its past.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Instant, SystemTime};

use super::about::About;
use super::cells::Cells;
use crate::cells::atomic::AtomicU64;
use crate::cells::row::UNSET;
use crate::cells::row::{add_each, loads};
use crate::cells::totals::{add_block, Sample, Shape};
use crate::cells::value::{HistogramValue, Value};
use crate::declared::kind::Kind;
use crate::reading::snapshot::{LabelPair, Series as SeriesSnapshot};
use crate::ENABLED;

/// A series, which its handles share.
#[derive(Debug)]
pub(super) struct Series {
    /// Whether the series is enabled; recording reads it first. Relaxed, like all fields below: it publishes nothing
    /// else.
    on: AtomicBool,
    /// Whether a value was recorded since the last snapshot.
    used: AtomicBool,
    /// Empty for a gauge.
    pub(super) cells: Cells,
    /// The bits of a gauge, or `UNSET`.
    pub(super) bits: AtomicU64,
    pub(super) of: Arc<About>,
    /// The constant labels, then the others in name order.
    pub(super) labels: Vec<LabelPair>,
    past: Mutex<Past>,
}

/// The history of a series. Only readers lock it.
#[derive(Debug)]
struct Past {
    /// When the series was created or reset.
    created: SystemTime,
    /// The sums of its cells at that time; empty if it was never reset.
    since: Vec<u64>,
    /// When a snapshot last found the series used.
    used: Option<Instant>,
}

impl Series {
    pub(super) fn new(of: Arc<About>, labels: Vec<LabelPair>, on: bool) -> Self {
        let width = match of.shape {
            Shape::Gauge => 0,
            shape => shape.width(),
        };
        let past = Past { created: SystemTime::now(), since: Vec::new(), used: None };
        Series {
            on: AtomicBool::new(on),
            used: AtomicBool::new(true),
            cells: Cells::new(width),
            bits: AtomicU64::new(UNSET),
            of,
            labels,
            past: Mutex::new(past),
        }
    }

    /// Returns whether the series is enabled, and marks an enabled series as used.
    #[inline]
    pub(super) fn records(&self) -> bool {
        let on = ENABLED && self.on.load(Ordering::Relaxed);
        if on && !self.used.load(Ordering::Relaxed) {
            self.used.store(true, Ordering::Relaxed); // once per snapshot: all threads read this cache line
        }
        on
    }

    pub(super) fn switch(&self, on: bool) {
        self.on.store(on, Ordering::Relaxed);
    }

    /// Counts refused values.
    #[cold]
    pub(super) fn refuse(&self, n: u64) {
        if self.records() {
            self.of.refused.fetch_add(n, Ordering::Relaxed);
        }
    }

    fn past(&self) -> MutexGuard<'_, Past> {
        self.past.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns whether the series has expired at `now`.
    pub(super) fn is_idle(&self, now: Instant) -> bool {
        let Some(after) = self.of.expire_after else { return false };
        let mut past = self.past();
        let is_used = self.used.swap(false, Ordering::Relaxed) || self.is_raised();
        let before = past.used.filter(|_| !is_used);
        past.used = Some(before.unwrap_or(now));
        before.is_some_and(|used| now.saturating_duration_since(used) >= after)
    }

    /// Returns whether the series is an up-down counter that is not at zero, for example because of a long-lived guard.
    fn is_raised(&self) -> bool {
        self.of.kind == Kind::UpDownCounter && matches!(self.sums()[..], [ups, downs] if ups != downs)
    }

    /// Resets the series to zero, or unsets a gauge.
    pub(super) fn reset(&self) {
        let mut past = self.past();
        self.bits.store(UNSET, Ordering::Relaxed);
        let mut since = self.sums();
        if let Some(at) = self.of.shape.large_sum(&since) {
            self.cells.rows().filter_map(|row| row.get(at)).for_each(|cell| cell.store(0, Ordering::Relaxed));
            since[at] = 0;
        }
        (past.since, past.created) = (since, SystemTime::now());
    }

    /// Adds up the cells of all threads.
    fn sums(&self) -> Vec<u64> {
        let shape = self.of.shape;
        if let Shape::Gauge = shape {
            return vec![self.bits.load(Ordering::Relaxed)];
        }
        let mut sums = vec![0; shape.width()];
        if let Shape::Difference = shape {
            // Reads decrements before increments, so that matching pairs never add up to less than zero.
            self.cells.rows().for_each(|row| add_each(&mut sums[1..], loads(&row[1..], Ordering::Acquire)));
        }
        self.cells.rows().for_each(|row| add_block(shape, row, &[0], &mut sums));
        sums
    }

    /// Returns the value; `None` for a gauge that is not set.
    pub(super) fn value(&self) -> Option<Value> {
        self.value_since(&self.past().since)
    }

    fn value_since(&self, since: &[u64]) -> Option<Value> {
        let (mut sums, shape) = (self.sums(), self.of.shape);
        shape.take_away(&mut sums, since);
        let value = match shape.sample(&sums, None) {
            Sample::Histogram { counts, sum, .. } => Value::Histogram(HistogramValue {
                bounds: self.of.bounds.clone().into(),
                counts: counts.to_vec(),
                sum,
                native: None,
            }),
            Sample::Number(number) if self.of.kind == Kind::Counter => Value::Counter(number),
            Sample::Number(number) => Value::Gauge(number),
            Sample::State(_) => return None, // run-time state sets do not exist
        };
        shape.is_there(&sums, true).then_some(value)
    }

    pub(super) fn snapshot(&self) -> Option<SeriesSnapshot> {
        let past = self.past();
        let has_created = matches!(self.of.kind, Kind::Counter | Kind::Histogram);
        Some(SeriesSnapshot {
            labels: self.labels.clone(),
            value: self.value_since(&past.since)?,
            created: has_created.then_some(past.created),
            exemplars: Vec::new(),
        })
    }
}
