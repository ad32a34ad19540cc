//! Families: a descriptor and its cells.
//!
//! A family here is what one site declares. Sites that declare the same name are one family to Prometheus; the
//! registry brings them together when it reads them.
//!
//! Recording goes from a handle through the family to a cell, and cannot fail: what cannot be recorded is refused and
//! counted in `gapless_refused_total`.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::SystemTime;

use crate::cells::{Block, Cells, OutOfMemory, WideSum};
use crate::created::created;
use crate::descriptor::{Descriptor, Kind, Precision, Seed};
use crate::function::Function;
use crate::label::MAX_LABELS;
use crate::open::{Combination, Place, Seen};
use crate::snapshot::{HistogramValue, Number, Value};

/// The bits of a gauge that was never set: Prometheus' own stale marker, which no computation yields.
pub(crate) const UNSET: u64 = 0x7ff0_0000_0000_0002;

/// A descriptor and the numbers recorded under it.
#[derive(Debug)]
pub struct Family {
    descriptor: Descriptor,
    cells: Cells,
    /// Written by switches, read by whoever records; relaxed, it stands for itself.
    off: AtomicBool,
    /// The function whose calls end what this up-down counter starts: an in-flight counter holds starts alone.
    ends: Option<&'static Function>,
    /// Written by recording threads that refuse a value, read by gatherings; relaxed, it stands for itself.
    refused: AtomicU64,
    /// Written by recording threads whose open labels have no place of their own, read by gatherings; relaxed as well.
    overflowed: AtomicU64,
}

impl Family {
    /// A family without cells yet, for a `static`.
    #[must_use]
    pub const fn new(descriptor: Descriptor) -> Self {
        Family {
            descriptor,
            cells: Cells::new(),
            off: AtomicBool::new(false),
            ends: None,
            refused: AtomicU64::new(0),
            overflowed: AtomicU64::new(0),
        }
    }

    /// An up-down counter of the calls of a function that have started and not ended.
    pub(crate) const fn in_flight(descriptor: Descriptor, function: &'static Function) -> Self {
        let mut family = Family::new(descriptor);
        family.ends = Some(function);
        family
    }

    /// What the declaration says.
    #[must_use]
    pub const fn descriptor(&self) -> &Descriptor {
        &self.descriptor
    }

    /// Whether what begins now is recorded: every handle asks this first.
    #[inline]
    pub(crate) fn is_on(&self) -> bool {
        !self.off.load(Ordering::Relaxed)
    }

    pub(crate) fn switch(&self, on: bool) {
        self.off.store(!on, Ordering::Relaxed);
    }

    /// How many values were refused: not a number, negative, or out of range.
    pub(crate) fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }

    #[cold]
    pub(crate) fn refuse(&self) {
        self.refused.fetch_add(1, Ordering::Relaxed);
    }

    /// How often a combination of open label values was past the bound.
    pub(crate) fn overflowed(&self) -> u64 {
        self.overflowed.load(Ordering::Relaxed)
    }

    /// The label set of the typed labels' index and the open labels' values.
    #[doc(hidden)]
    #[inline]
    pub fn label_set<const N: usize>(&self, typed: usize, open: [Option<&str>; N]) -> usize {
        if open.iter().all(Option::is_none) {
            typed
        } else {
            self.open_label_set(typed, &open)
        }
    }

    fn open_label_set(&self, typed: usize, open: &[Option<&str>]) -> usize {
        let mut values = [""; MAX_LABELS];
        let mut n = 0;
        for (slot, value) in values.iter_mut().zip(open.iter().flatten()) {
            *slot = value;
            n += 1;
        }
        let place = self.block().and_then(|block| block.seen.as_ref()?.place(&values[..n], SystemTime::now));
        let index = match place {
            Some(Place::Own(index)) => index,
            Some(Place::Other(index)) => {
                self.overflowed.fetch_add(u64::from(self.is_on()), Ordering::Relaxed);
                index
            }
            None => return self.descriptor.n_label_sets(), // no row: what is recorded is dropped
        };
        index * self.descriptor.n_typed_label_sets() + typed
    }

    /// Shows each combination of open label values, with the index of its first label set.
    pub(crate) fn for_each_seen(&self, mut show: impl FnMut(usize, &Combination)) {
        let n_typed = self.descriptor.n_typed_label_sets();
        let block = if self.descriptor.listed.is_empty() { self.cells.get() } else { self.block() };
        if let Some(seen) = block.and_then(|block| block.seen.as_ref()) {
            seen.for_each(|index, combination| show(index * n_typed, combination));
        }
    }

    /// Whether there are values that this family refuses.
    pub(crate) fn can_refuse(&self) -> bool {
        match self.descriptor.kind {
            Kind::Counter => self.descriptor.precision == Precision::F64,
            Kind::UpDownCounter => false,
            Kind::Gauge | Kind::Histogram => true,
        }
    }

    /// The cells of one label set, made on the first touch; `None` when there is no memory for them.
    #[inline]
    pub(crate) fn row(&self, label_set: usize) -> Option<&[AtomicU64]> {
        self.block().and_then(|block| self.row_of(block, label_set))
    }

    #[inline]
    pub(crate) fn block(&self) -> Option<&Block> {
        self.cells.get().or_else(|| self.touch())
    }

    #[inline]
    pub(crate) fn row_of<'a>(&self, block: &'a Block, label_set: usize) -> Option<&'a [AtomicU64]> {
        let width = self.row_width();
        block.cells.get(label_set * width..(label_set + 1) * width)
    }

    #[cold]
    fn touch(&self) -> Option<&Block> {
        created(); // before anything can be recorded, so that no event is older than its series
        self.cells.get_or_try_init(|| self.new_block())
    }

    fn new_block(&self) -> Result<Block, OutOfMemory> {
        let n = self.descriptor.n_label_sets() * self.row_width();
        let mut block = Block::filled(n, self.initial_bits())?;
        block.bounds = self.integer_bounds();
        block.seen = (self.descriptor.n_open_labels() > 0).then(|| self.seen_at_start());
        Ok(block)
    }

    /// The listed values of open labels, in all combinations.
    fn seen_at_start(&self) -> Seen {
        let seen = Seen::new(self.descriptor.max_open_values());
        let listed = self.descriptor.listed_values();
        for index in 0..self.descriptor.n_listed() {
            let mut rest = index;
            let values = listed.iter().map(|values| {
                let value = values[rest % values.len()];
                rest /= values.len();
                value
            });
            seen.place(&values.collect::<Vec<_>>(), created);
        }
        seen
    }

    fn initial_bits(&self) -> u64 {
        match (self.descriptor.kind, self.descriptor.seed) {
            (Kind::Gauge, Seed::With(seed)) => {
                // A seed that panics leaves its gauge unset: it must hurt neither a recording thread nor a scrape.
                std::panic::catch_unwind(seed).map_or(UNSET, f64::to_bits)
            }
            (Kind::Gauge, _) => UNSET,
            _ => 0,
        }
    }

    fn row_width(&self) -> usize {
        match (self.descriptor.kind, self.descriptor.precision) {
            (Kind::Counter | Kind::Gauge, _) => 1,
            (Kind::UpDownCounter, _) => 1 + usize::from(self.ends.is_none()),
            (Kind::Histogram, precision) => self.n_buckets() + 1 + usize::from(precision != Precision::F64),
        }
    }

    /// The number of buckets, `+Inf` among them.
    pub(crate) fn n_buckets(&self) -> usize {
        self.descriptor.buckets.len() + 1
    }

    /// Bounds in the integers that are observed: a value is at most a bound exactly if its integer is.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "bounds are not negative, `as` saturates"
    )]
    fn integer_bounds(&self) -> Box<[u64]> {
        let bounds = self.descriptor.buckets.iter();
        match self.descriptor.precision {
            Precision::F64 => Box::default(),
            Precision::U64 => bounds.map(|bound| bound.floor() as u64).collect(),
            Precision::Nanoseconds => bounds.map(|bound| (bound * 1e9).round() as u64).collect(),
        }
    }

    /// The value of one label set; `None` where there is nothing to export: a gauge that is not set, or a series that
    /// is not seeded and that nothing was recorded into.
    pub(crate) fn read(&self, label_set: usize, seeded: bool) -> Option<Value> {
        let block = match self.descriptor.seed {
            Seed::With(_) => self.block(), // a gathering is what seeds a gauge that nothing has touched
            _ => self.cells.get(),
        };
        let row = block.and_then(|block| self.row_of(block, label_set)).unwrap_or_default();
        match self.descriptor.kind {
            Kind::Counter => self.read_counter(row, seeded),
            Kind::Gauge => read_gauge(row),
            Kind::UpDownCounter => self.read_up_down_counter(row, label_set, seeded),
            Kind::Histogram => self.read_histogram(row, seeded),
        }
    }

    fn read_counter(&self, row: &[AtomicU64], seeded: bool) -> Option<Value> {
        let bits = row.first().map_or(0, |cell| cell.load(Ordering::Relaxed));
        (seeded || bits != 0).then(|| match self.descriptor.precision {
            Precision::F64 => Value::Counter(Number::F64(f64::from_bits(bits))),
            _ => Value::Counter(Number::U64(bits)),
        })
    }

    /// Downs before ups: what is started before it is ended never shows below zero.
    fn read_up_down_counter(&self, row: &[AtomicU64], label_set: usize, seeded: bool) -> Option<Value> {
        let downs = match self.ends {
            Some(function) => function.ended(label_set),
            None => row.get(1).map_or(0, |downs| downs.load(Ordering::Acquire)), // pairs with `UpDownCounter::dec_by`
        };
        let ups = row.first().map_or(0, |ups| ups.load(Ordering::Relaxed));
        let difference = i64::from_ne_bytes(ups.wrapping_sub(downs).to_ne_bytes());
        (seeded || ups != 0 || downs != 0).then_some(Value::Gauge(Number::I64(difference)))
    }

    /// How many calls have ended in the `n` series of one label set.
    pub(crate) fn ended(&self, label_set: usize, n: usize) -> u64 {
        let outcomes = self.cells.get().and_then(|block| block.cells.get(label_set * n..(label_set + 1) * n));
        // Acquire pairs with the Release of `Call::end`: the start of a call that is seen to end is seen too.
        outcomes.unwrap_or_default().iter().map(|ended| ended.load(Ordering::Acquire)).sum()
    }

    fn read_histogram(&self, row: &[AtomicU64], seeded: bool) -> Option<Value> {
        let (buckets, sum) = row.split_at(self.n_buckets().min(row.len()));
        let mut counts: Vec<u64> = buckets.iter().map(|bucket| bucket.load(Ordering::Relaxed)).collect();
        counts.resize(self.n_buckets(), 0);
        let observed = counts.iter().any(|&count| count > 0);
        (seeded || observed).then(|| {
            Value::Histogram(HistogramValue {
                bounds: self.descriptor.buckets,
                counts,
                sum: self.read_sum(sum),
            })
        })
    }

    fn read_sum(&self, cells: &[AtomicU64]) -> Number {
        match (self.descriptor.precision, cells) {
            (Precision::F64, [sum]) => Number::F64(f64::from_bits(sum.load(Ordering::Relaxed))),
            (Precision::F64, _) => Number::F64(0.0),
            (precision, cells) => {
                let sum = match cells {
                    [lower, carries] => WideSum { lower, carries }.get(),
                    _ => 0,
                };
                if precision == Precision::Nanoseconds {
                    Number::Nanoseconds(sum)
                } else {
                    Number::U128(sum)
                }
            }
        }
    }
}

fn read_gauge(row: &[AtomicU64]) -> Option<Value> {
    let bits = row.first().map_or(UNSET, |cell| cell.load(Ordering::Relaxed));
    (bits != UNSET).then(|| Value::Gauge(Number::F64(f64::from_bits(bits))))
}
