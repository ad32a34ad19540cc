//! The counts that were sent, by series.

use std::borrow::Cow;
use std::collections::HashMap;
use std::time::{Duration, SystemTime};

use gapless_core::{Change, Datapoint, FamilySnapshot, Number, Series, Value};

use super::name::LabelPair;

/// The counts that were sent, of all series that batches contained.
#[derive(Debug, Default)]
pub(super) struct Ledgers {
    /// The number of the batch.
    batch: u64,
    ledgers: Vec<Ledger>,
    free: Vec<usize>,
    by_series: HashMap<Cow<'static, str>, HashMap<Vec<LabelPair>, usize>>,
}

/// The counts of one series that were sent: of a counter its value, of a histogram its count and its sum, or the count
/// of each bucket.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    pub(super) created: Option<SystemTime>,
    /// The batch that last contained the series.
    seen: u64,
    /// The upper bounds of the buckets, if the slots are those of buckets.
    pub(super) bounds: Vec<f64>,
    pub(super) slots: Vec<Slot>,
}

/// A count that was sent.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot {
    pub(super) sent: Number,
    /// The count before the batch with the number `batch`.
    before: Number,
    batch: u64,
    /// Whether a line was sent, if only for an increase of 0.
    is_known: bool,
    /// Whether the last line was not sent.
    is_pending: bool,
}

/// The change of a slot by a line that was sent.
#[derive(Clone, Copy, Debug)]
pub(super) struct Delta {
    ledger: usize,
    slot: usize,
    sent: Number,
}

impl Ledgers {
    /// Begins a batch. The previous one counts as received from now on.
    pub(super) fn begin(&mut self) {
        self.batch += 1;
    }

    /// Returns the ledger of a series, with slots for `now`. A series that started again has empty ones, and a series
    /// without a creation time starts with its first value.
    pub(super) fn ledger(&mut self, metric: &FamilySnapshot, series: &Series, now: &[Number]) -> usize {
        let index = self.seen(metric, series);
        let ledger = &mut self.ledgers[index];
        if ledger.slots.len() != now.len() {
            let starts_at_zero = series.created.is_some();
            let start = |now: &Number| Slot::new(if starts_at_zero { Number::U64(0) } else { *now });
            ledger.slots = now.iter().map(start).collect();
        } else if ledger.created != series.created || is_less(now[0], ledger.slots[0].sent) {
            ledger.slots.iter_mut().for_each(|slot| *slot = Slot::new(Number::U64(0)));
        }
        ledger.created = series.created;
        index
    }

    /// Returns the ledger of a series of the batch.
    pub(super) fn seen(&mut self, metric: &FamilySnapshot, series: &Series) -> usize {
        let index = self.find(metric, series);
        self.ledgers[index].seen = self.batch;
        index
    }

    fn find(&mut self, metric: &FamilySnapshot, series: &Series) -> usize {
        let known = self.by_series.get(&metric.name).and_then(|all| all.get(&*series.labels));
        if let Some(index) = known {
            return *index;
        }
        let index = self.free.pop().unwrap_or_else(|| {
            self.ledgers.push(Ledger::default());
            self.ledgers.len() - 1
        });
        self.by_series.entry(metric.name.clone()).or_default().insert(series.labels.clone(), index);
        index
    }

    pub(super) fn get_mut(&mut self, ledger: usize) -> &mut Ledger {
        &mut self.ledgers[ledger]
    }

    /// Returns the increase of a slot, unless it is zero and known to the server.
    pub(super) fn increase(&mut self, ledger: usize, slot: usize, now: Number) -> Option<(f64, Delta)> {
        let known = &mut self.ledgers[ledger].slots[slot];
        let increase = difference(known.sent, now);
        let is_sent = increase.is_finite() && (increase != 0.0 || !known.is_known);
        is_sent.then(|| (increase, known.pending(ledger, slot, now)))
    }

    /// Sets a count that was sent.
    pub(super) fn acknowledge(&mut self, delta: Delta) {
        let slot = &mut self.ledgers[delta.ledger].slots[delta.slot];
        if slot.batch != self.batch {
            (slot.before, slot.batch) = (slot.sent, self.batch);
        }
        (slot.sent, slot.is_known, slot.is_pending) = (delta.sent, true, false);
    }

    /// Sets the counts as before the last batch, which the receiver refused.
    pub(super) fn roll_back(&mut self) {
        let slots = self.ledgers.iter_mut().flat_map(|ledger| &mut ledger.slots);
        for slot in slots.filter(|slot| slot.batch == self.batch) {
            (slot.sent, slot.is_known, slot.is_pending) = (slot.before, false, true);
        }
    }

    /// Removes the series that left the metrics of the batch, and returns how many of their counts were not sent.
    pub(super) fn forget_removed<'a>(&mut self, metrics: impl Iterator<Item = &'a FamilySnapshot>) -> u64 {
        let mut unsent = 0;
        for metric in metrics {
            let Some(all) = self.by_series.get_mut(&metric.name) else { continue };
            if all.len() == metric.series.len() {
                continue;
            }
            all.retain(|_, index| {
                let is_kept = self.ledgers[*index].seen == self.batch;
                if !is_kept {
                    let removed = std::mem::take(&mut self.ledgers[*index]);
                    unsent += removed.slots.iter().filter(|slot| slot.is_pending).count() as u64;
                    self.free.push(*index);
                }
                is_kept
            });
        }
        unsent
    }
}

impl Slot {
    pub(super) fn new(sent: Number) -> Self {
        Slot { sent, before: sent, batch: 0, is_known: false, is_pending: false }
    }

    /// Returns the change to a count that a line contains.
    pub(super) fn pending(&mut self, ledger: usize, slot: usize, now: Number) -> Delta {
        self.is_pending = true;
        Delta { ledger, slot, sent: now }
    }

    /// Creates the slot of a bucket that contains others, which were sent.
    pub(super) fn of_bucket(sent: u64) -> Self {
        Slot { is_known: true, ..Slot::new(Number::U64(sent)) }
    }
}

/// Returns a difference that is rounded once.
fn difference(before: Number, now: Number) -> f64 {
    let change =
        Change::between(Some(&Value::Gauge(of_type(before, now))), &Value::Gauge(now), Duration::ZERO);
    change.get(Datapoint::Delta).unwrap_or_default()
}

fn is_less(now: Number, before: Number) -> bool {
    difference(before, now) < 0.0
}

/// Returns a zero in the type of another number, so that the difference is exact.
fn of_type(number: Number, other: Number) -> Number {
    match (number, other) {
        (Number::U64(0), Number::Nanoseconds(_)) => Number::Nanoseconds(0),
        _ => number,
    }
}

#[cfg(test)]
mod tests {
    use gapless_core::Kind;

    use super::*;

    #[test]
    fn a_batch_that_was_refused_later_is_sent_again() {
        let created = Some(SystemTime::UNIX_EPOCH);
        let now = Number::U64(5);
        let series =
            Series { labels: Vec::new(), value: Value::Counter(now), created, exemplars: Vec::new() };
        let metric = FamilySnapshot {
            name: "logins_total".into(),
            help: "".into(),
            kind: Kind::Counter,
            unit: None,
            group: "".into(),
            series: Vec::new(),
        };
        let mut ledgers = Ledgers::default();
        let send = |ledgers: &mut Ledgers, now: Number| {
            ledgers.begin();
            let ledger = ledgers.ledger(&metric, &series, &[now]);
            let (increase, delta) = ledgers.increase(ledger, 0, now)?;
            ledgers.acknowledge(delta);
            Some(increase)
        };
        assert_eq!(send(&mut ledgers, now), Some(5.0));
        assert_eq!(send(&mut ledgers, Number::U64(7)), Some(2.0));
        ledgers.roll_back();
        assert_eq!(send(&mut ledgers, Number::U64(8)), Some(3.0));
        assert_eq!(send(&mut ledgers, Number::U64(8)), None);
    }
}
