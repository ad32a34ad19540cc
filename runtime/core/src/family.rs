//! Families: a descriptor and its cells.
//!
//! A family here is what one site declares. Sites that declare the same name are one family to Prometheus; the
//! registry brings them together when it reads them.
//!
//! Recording goes from a handle through the family to a cell, and cannot fail: what cannot be recorded is refused and
//! counted in `gapless_refused_total`.

use std::sync::atomic::Ordering;
use std::time::SystemTime;

use once_cell::race::OnceBox;

use crate::atomic::AtomicU64;
use crate::bucket_index::BucketIndex;
use crate::cells::{add_alone, add_f64_alone, Row, SharedCells, WideSum};
use crate::created::created;
use crate::descriptor::{Descriptor, Kind, Precision, Seed, Storage};
use crate::function::Function;
use crate::open::{Combination, Place, Seen};
use crate::registry::n_declared;
use crate::slab::Slot;
use crate::snapshot::{HistogramValue, Number, Value};
use crate::ENABLED;

/// The bits of a gauge that was never set: Prometheus' own stale marker, which no computation yields.
pub(crate) const UNSET: u64 = 0x7ff0_0000_0000_0002;

/// A descriptor and the numbers recorded under it.
#[derive(Debug)]
pub struct Family {
    /// Where each thread's cells are.
    slot: Slot,
    /// How many cells a label set has.
    width: usize,
    /// Those that no thread has for itself.
    shared: SharedCells,
    bucket_index: OnceBox<BucketIndex>,
    /// Which rows belong to which values of open labels.
    seen: OnceBox<Seen>,
    /// The function whose calls end what this up-down counter starts: an in-flight counter holds starts alone.
    ends: Option<&'static Function>,
    /// Written by recording threads that refuse a value, read by gatherings; relaxed, it stands for itself.
    refused: AtomicU64,
    /// Written by recording threads whose open labels have no place of their own, read by gatherings; relaxed as well.
    overflowed: AtomicU64,
    descriptor: Descriptor,
}

impl Family {
    /// A family without cells yet, for a `static`.
    #[must_use]
    pub const fn new(descriptor: Descriptor) -> Self {
        let width = row_width(&descriptor);
        Family {
            slot: Slot::new(descriptor.n_label_sets() * width),
            width,
            shared: SharedCells::new(),
            bucket_index: OnceBox::new(),
            seen: OnceBox::new(),
            ends: None,
            refused: AtomicU64::new(0),
            overflowed: AtomicU64::new(0),
            descriptor,
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

    /// Whether what begins now is recorded.
    #[inline]
    pub(crate) fn is_on(&self) -> bool {
        self.slot.is_on()
    }

    pub(crate) fn switch(&self, on: bool) {
        self.slot.switch(on);
    }

    /// How many values were refused: not a number, negative, or out of range.
    pub(crate) fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }

    #[cold]
    pub(crate) fn refuse(&self, n: u64) {
        if ENABLED && self.is_on() {
            self.refused.fetch_add(n, Ordering::Relaxed);
        }
    }

    /// How often a combination of open label values was past the bound.
    pub(crate) fn overflowed(&self) -> u64 {
        self.overflowed.load(Ordering::Relaxed)
    }

    /// The label set of the typed labels' index and the open labels' values.
    #[doc(hidden)]
    #[inline]
    pub fn label_set<const N: usize>(&self, typed: usize, open: [Option<&str>; N]) -> usize {
        let (mut values, mut n_open) = ([""; N], 0);
        for value in open.into_iter().flatten() {
            values[n_open] = value;
            n_open += 1;
        }
        match n_open {
            0 => typed,
            _ if !ENABLED => typed,
            _ => self.open_label_set(&values[..n_open]) + typed,
        }
    }

    /// The first label set with these values of open labels.
    fn open_label_set(&self, values: &[&str]) -> usize {
        let seen = self.seen();
        let hash = seen.hash(values);
        seen.known(hash, values).unwrap_or_else(|| self.look_up(seen, hash, values))
    }

    #[cold]
    #[inline(never)]
    fn look_up(&self, seen: &Seen, hash: u64, values: &[&str]) -> usize {
        match seen.place(hash, values, SystemTime::now) {
            Some(Place::Own(first)) => first,
            Some(Place::Other(first)) => {
                self.overflowed.fetch_add(u64::from(self.is_on()), Ordering::Relaxed);
                first
            }
            None => self.descriptor.n_label_sets(), // no row: what is recorded is dropped
        }
    }

    /// Shows each combination of open label values, with the index of its first label set.
    pub(crate) fn for_each_seen(&self, mut show: impl FnMut(usize, &Combination)) {
        self.seen().for_each(|combination| show(combination.first, combination));
    }

    /// Whether there are values that this family refuses.
    pub(crate) fn can_refuse(&self) -> bool {
        match self.descriptor.kind {
            Kind::Counter => self.descriptor.precision == Precision::F64,
            Kind::UpDownCounter => false,
            Kind::Gauge | Kind::Histogram => true,
        }
    }

    /// Adds to a cell, unless the family is off.
    #[inline]
    pub(crate) fn add(&self, cell: usize, amount: u64, order: Ordering) {
        match self.slot.own(cell) {
            _ if !ENABLED => {}
            Some(cell) => add_alone(cell, amount, order),
            None => self.add_elsewhere(cell, amount, order),
        }
    }

    #[cold]
    #[inline(never)]
    fn add_elsewhere(&self, cell: usize, amount: u64, order: Ordering) {
        if self.is_on() {
            self.add_though_off(cell, amount, order);
        }
    }

    /// Adds to a cell, and be the family off: for what ends what was added while it was on.
    #[inline]
    pub(crate) fn add_though_off(&self, cell: usize, amount: u64, order: Ordering) {
        match self.slot.own(cell) {
            _ if !ENABLED => {}
            Some(cell) => add_alone(cell, amount, order),
            None => self.make_and_add(cell, amount, order),
        }
    }

    #[cold]
    #[inline(never)]
    fn make_and_add(&self, cell: usize, amount: u64, order: Ordering) {
        if let Some(row) = self.make_row(cell, 1) {
            row.add(0, amount, order);
        }
    }

    /// Adds to the double in a cell, unless the family is off.
    #[inline]
    pub(crate) fn add_f64(&self, cell: usize, amount: f64) {
        match self.slot.own(cell) {
            _ if !ENABLED => {}
            Some(cell) => add_f64_alone(cell, amount),
            None => self.add_f64_elsewhere(cell, amount),
        }
    }

    #[cold]
    #[inline(never)]
    fn add_f64_elsewhere(&self, cell: usize, amount: f64) {
        if let Some(row) = self.is_on().then(|| self.make_row(cell, 1)).flatten() {
            row.add_f64(0, amount);
        }
    }

    /// The cells of one label set of this thread, if they are there and the family is on.
    #[inline]
    pub(crate) fn own_row(&self, label_set: usize) -> Option<&[AtomicU64]> {
        self.slot.own_row(label_set * self.width, self.width)
    }

    /// The cells of one label set, made if need be, and be the family off; `None` when there is no memory.
    pub(crate) fn row_though_off(&self, label_set: usize) -> Option<Row<'_>> {
        self.make_row(label_set * self.width, self.width)
    }

    fn make_row(&self, first: usize, width: usize) -> Option<Row<'_>> {
        created(); // before anything can be recorded, so that no event is older than its series
        let own = match self.descriptor.storage {
            Storage::Slab => self.slot.make_row(first, width, n_declared),
            Storage::Shared => None,
        };
        match own {
            Some(own) => Some(Row::Own(own)),
            None => self.shared_cells()?.get(first..first + width).map(Row::Shared),
        }
    }

    /// The cells of one label set that all threads share.
    #[inline]
    pub(crate) fn shared_row(&self, label_set: usize) -> Option<&[AtomicU64]> {
        if !ENABLED {
            return None;
        }
        self.shared_cells()?.get(label_set * self.width..(label_set + 1) * self.width)
    }

    #[inline]
    fn shared_cells(&self) -> Option<&[AtomicU64]> {
        self.shared.get().or_else(|| self.share())
    }

    #[cold]
    fn share(&self) -> Option<&[AtomicU64]> {
        created();
        self.shared.get_or_init(self.slot.n_cells(), || self.initial_bits())
    }

    /// Which bucket a value is in.
    #[inline]
    pub(crate) fn bucket_index(&self) -> &BucketIndex {
        let new = || BucketIndex::new(self.descriptor.buckets, self.descriptor.precision);
        self.bucket_index.get_or_init(|| Box::new(new()))
    }

    fn seen(&self) -> &Seen {
        self.seen.get_or_init(|| {
            created();
            Box::new(self.seen_at_start())
        })
    }

    /// The listed values of open labels, in all combinations.
    fn seen_at_start(&self) -> Seen {
        let seen = Seen::new(self.descriptor.max_open_values(), self.descriptor.n_typed_label_sets());
        let listed = self.descriptor.listed_values();
        for index in 0..self.descriptor.n_listed() {
            let mut rest = index;
            let values = listed.iter().map(|values| {
                let value = values[rest % values.len()];
                rest /= values.len();
                value
            });
            let values: Vec<_> = values.collect();
            seen.place(seen.hash(&values), &values, created);
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

    /// The number of buckets, `+Inf` among them.
    pub(crate) fn n_buckets(&self) -> usize {
        self.descriptor.buckets.len() + 1
    }

    /// What is recorded in all label sets by now.
    pub(crate) fn reading(&self) -> Reading<'_> {
        if let Seed::With(_) = self.descriptor.seed {
            self.shared_cells(); // a gathering is what seeds a gauge that nothing has touched
        }
        // Downs before ups: what is started before it is ended never shows below zero.
        let downs = match (self.descriptor.kind, self.ends) {
            (Kind::UpDownCounter, Some(function)) => function.ended(),
            (Kind::UpDownCounter, None) => self.downs(),
            _ => Vec::new(),
        };
        Reading { family: self, downs, blocks: self.blocks() }
    }

    /// The cells of each thread, and the shared ones.
    fn blocks(&self) -> Vec<&[AtomicU64]> {
        self.slot.blocks().chain(self.shared.get()).collect()
    }

    fn downs(&self) -> Vec<u64> {
        let blocks = self.blocks();
        let label_sets = 0..self.descriptor.n_label_sets();
        label_sets.map(|label_set| sum(&blocks, label_set * self.width + 1, Ordering::Acquire)).collect()
    }

    /// How many events each group of `n` label sets has seen.
    pub(crate) fn ended(&self, n: usize) -> Vec<u64> {
        let blocks = self.blocks();
        // Acquire pairs with the Release of `Call::end`: the start of a call that is seen to end is seen too.
        let group = |first: usize| (first..first + n).map(|cell| sum(&blocks, cell, Ordering::Acquire)).sum();
        (0..self.descriptor.n_label_sets()).step_by(n).map(group).collect()
    }
}

/// Cells in a label set's row.
const fn row_width(descriptor: &Descriptor) -> usize {
    match (descriptor.kind, descriptor.precision) {
        (Kind::Counter | Kind::Gauge, _) => 1,
        (Kind::UpDownCounter, _) => 2,
        (Kind::Histogram, Precision::F64) => descriptor.buckets.len() + 2,
        (Kind::Histogram, _) => descriptor.buckets.len() + 3,
    }
}

/// A cell, over all blocks.
fn sum(blocks: &[&[AtomicU64]], cell: usize, order: Ordering) -> u64 {
    let values = blocks.iter().filter_map(|block| block.get(cell)).map(|cell| cell.load(order));
    values.fold(0, u64::wrapping_add)
}

/// The cells of a family at one gathering.
#[derive(Debug)]
pub(crate) struct Reading<'a> {
    family: &'a Family,
    /// Of each label set of an up-down counter; read before the blocks were looked for.
    downs: Vec<u64>,
    blocks: Vec<&'a [AtomicU64]>,
}

impl Reading<'_> {
    /// The value of one label set; `None` where there is nothing to export: a gauge that is not set, or a series that
    /// is not seeded and that nothing was recorded into.
    pub(crate) fn value(&self, label_set: usize, seeded: bool) -> Option<Value> {
        match self.family.descriptor.kind {
            Kind::Counter => self.counter(label_set, seeded),
            Kind::Gauge => self.gauge(label_set),
            Kind::UpDownCounter => self.up_down_counter(label_set, seeded),
            Kind::Histogram => self.histogram(label_set, seeded),
        }
    }

    fn counter(&self, label_set: usize, seeded: bool) -> Option<Value> {
        let number = match self.family.descriptor.precision {
            Precision::F64 => Number::F64(self.sum_f64(label_set)),
            _ => Number::U64(sum(&self.blocks, label_set, Ordering::Relaxed)),
        };
        (seeded || number.as_f64() != 0.0).then_some(Value::Counter(number))
    }

    fn gauge(&self, label_set: usize) -> Option<Value> {
        let bits = self.family.shared.get()?.get(label_set)?.load(Ordering::Relaxed);
        (bits != UNSET).then(|| Value::Gauge(Number::F64(f64::from_bits(bits))))
    }

    fn up_down_counter(&self, label_set: usize, seeded: bool) -> Option<Value> {
        let downs = self.downs.get(label_set).copied().unwrap_or(0);
        let ups = sum(&self.blocks, label_set * self.family.width, Ordering::Relaxed);
        let difference = i64::from_ne_bytes(ups.wrapping_sub(downs).to_ne_bytes());
        (seeded || ups != 0 || downs != 0).then_some(Value::Gauge(Number::I64(difference)))
    }

    fn histogram(&self, label_set: usize, seeded: bool) -> Option<Value> {
        let first = label_set * self.family.width;
        let buckets = first..first + self.family.n_buckets();
        let sum_cell = buckets.end;
        let counts: Vec<u64> = buckets.map(|cell| sum(&self.blocks, cell, Ordering::Relaxed)).collect();
        let observed = counts.iter().any(|&count| count > 0);
        (seeded || observed).then(|| {
            let bounds = self.family.descriptor.buckets;
            Value::Histogram(HistogramValue { bounds, counts, sum: self.sum_of_observations(sum_cell) })
        })
    }

    fn sum_of_observations(&self, cell: usize) -> Number {
        match self.family.descriptor.precision {
            Precision::F64 => Number::F64(self.sum_f64(cell)),
            Precision::U64 => Number::U128(self.sum_wide(cell)),
            Precision::Nanoseconds => Number::Nanoseconds(self.sum_wide(cell)),
        }
    }

    fn sum_f64(&self, cell: usize) -> f64 {
        let cells = self.blocks.iter().filter_map(|block| block.get(cell));
        cells.map(|cell| f64::from_bits(cell.load(Ordering::Relaxed))).sum()
    }

    fn sum_wide(&self, cell: usize) -> u128 {
        let cells = self.blocks.iter().filter_map(|block| block.get(cell..cell + 2));
        cells
            .map(|cells| match cells {
                [lower, carries] => WideSum { lower, carries }.get(),
                _ => 0,
            })
            .sum()
    }
}
