//! Totals: the cells of all threads, added up into rows of the same layout.
//!
//! A reader adds up several rows at a time, one thread after the other, into private numbers, and interprets the rows
//! afterwards. Rows are as in [`row`](crate::cells::row), except for integer sums, whose two cells are the lower and
//! the upper half here.

use std::slice;
use std::sync::atomic::Ordering;

use crate::cells::atomic::AtomicU64;
use crate::cells::native::{NativeBuckets, NativeRows};
use crate::cells::row::{add_each, each_row, relaxed, WideSum, UNSET};
use crate::cells::value::{HistogramValue, StateSetValue, SummaryValue, Value};
use crate::declared::descriptor::Descriptor;
use crate::declared::kind::{Kind, ValueType};
use crate::declared::number::Number;

/// The value of a series, in the memory of a [`Reading`](crate::Reading).
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Sample<'a> {
    /// The value of a counter or a gauge.
    Number(Number),
    /// The value of a histogram, or of a summary, which only has the bucket `+Inf`.
    Histogram {
        /// The number of observations in each bucket, not cumulative, with `+Inf` last.
        counts: &'a [u64],
        /// The sum of all observations.
        sum: Number,
        /// The observations in native buckets, if the metric has them; for a summary, the observations of its window.
        native: Option<&'a NativeBuckets>,
    },
    /// The index of the current state of a state set.
    State(usize),
}

impl<'a> From<&'a Value> for Sample<'a> {
    fn from(value: &'a Value) -> Self {
        match value {
            Value::Counter(number) | Value::Gauge(number) => Sample::Number(*number),
            Value::Histogram(histogram) => {
                let HistogramValue { counts, sum, native, .. } = histogram;
                Sample::Histogram { counts, sum: *sum, native: native.as_ref() }
            }
            Value::Summary(SummaryValue { count, sum, recent, .. }) => {
                Sample::Histogram { counts: slice::from_ref(count), sum: *sum, native: Some(recent) }
            }
            Value::StateSet(value) => Sample::State(value.current),
        }
    }
}

impl Sample<'_> {
    /// Converts the sample to an owned value.
    #[doc(hidden)]
    #[must_use]
    pub fn to_value(self, of: &Descriptor) -> Value {
        match (self, of.kind) {
            (Sample::Number(number), Kind::Counter) => Value::Counter(number),
            (Sample::Number(number), _) => Value::Gauge(number),
            (Sample::Histogram { counts, sum, native }, Kind::Summary) => Value::Summary(SummaryValue {
                quantiles: of.quantiles_at().into(),
                recent: native.cloned().unwrap_or_default(),
                count: counts.iter().sum(),
                sum,
            }),
            (Sample::Histogram { counts, sum, native }, _) => Value::Histogram(HistogramValue {
                bounds: of.buckets.into(),
                counts: counts.to_vec(),
                sum,
                native: native.cloned(),
            }),
            (Sample::State(current), _) => {
                let states = of.states.expect("a state set has states");
                Value::StateSet(StateSetValue { states, current })
            }
        }
    }
}

/// Rows of totals.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rows {
    pub(crate) cells: Vec<u64>,
    /// Empty for a declaration without native buckets.
    pub(crate) native: NativeRows,
}

/// The double 2^53, from which on adding 1 may change nothing.
const LARGE: f64 = 9_007_199_254_740_992.0;

/// The meaning of the numbers in a row of totals.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Shape {
    /// `[count]`
    Integer,
    /// `[bits]`
    Double,
    /// `[bits]`, or `UNSET`
    Gauge,
    /// `[index]`, or `UNSET`
    State,
    /// `[increments] [decrements]`
    Difference,
    /// `[bucket] * n [bits of the sum]`, or `[lower half] [upper half]` of the sum; a summary has one bucket
    Buckets(usize, ValueType),
}

impl Shape {
    pub(crate) fn of(descriptor: &Descriptor) -> Self {
        Shape::new(descriptor.kind, descriptor.value_type, descriptor.buckets.len())
    }

    /// Returns the shape of the fields of living values, whose up-down counters are single numbers.
    pub(crate) fn of_fields(descriptor: &Descriptor) -> Self {
        match Shape::of(descriptor) {
            Shape::Difference => Shape::Gauge,
            shape => shape,
        }
    }

    /// Returns the shape for a type; `n_bounds` is the number of bounds of a histogram.
    pub(crate) fn new(kind: Kind, value_type: ValueType, n_bounds: usize) -> Self {
        match (kind, value_type) {
            (Kind::Counter, ValueType::Float) => Shape::Double,
            (Kind::Counter | Kind::Info, _) => Shape::Integer,
            (Kind::Gauge, _) => Shape::Gauge,
            (Kind::StateSet, _) => Shape::State,
            (Kind::UpDownCounter, _) => Shape::Difference,
            (Kind::Histogram | Kind::Summary, value_type) => Shape::Buckets(n_bounds + 1, value_type),
        }
    }

    /// Returns the number of cells in a row.
    pub(crate) fn width(self) -> usize {
        match self {
            Shape::Integer | Shape::Double | Shape::Gauge | Shape::State => 1,
            Shape::Difference => 2,
            Shape::Buckets(n, ValueType::Float) => n + 1,
            Shape::Buckets(n, _) => n + 2,
        }
    }

    /// Returns the position of a sum of doubles that is so large that it would swallow later additions.
    ///
    /// Such a sum cannot be subtracted from later sums, so its cells are emptied when a series starts again.
    pub(crate) fn large_sum(self, row: &[u64]) -> Option<usize> {
        let at = match self {
            Shape::Double => 0,
            Shape::Buckets(n, ValueType::Float) => n,
            _ => return None,
        };
        (f64::from_bits(row[at]) >= LARGE).then_some(at)
    }

    /// Returns the initial contents of each cell.
    fn start(self) -> u64 {
        match self {
            Shape::Gauge | Shape::State => UNSET,
            _ => 0,
        }
    }

    /// Returns whether a row is exported: it is seeded or was recorded into, and a gauge is set.
    #[inline]
    pub(crate) fn is_there(self, row: &[u64], seeded: bool) -> bool {
        match self {
            Shape::Gauge | Shape::State => row != [UNSET],
            _ if seeded => true,
            Shape::Double => row.iter().any(|&bits| f64::from_bits(bits) != 0.0),
            Shape::Integer | Shape::Difference => row.iter().any(|&n| n != 0),
            Shape::Buckets(n, _) => row.iter().take(n).any(|&n| n != 0),
        }
    }

    /// Adds the row of another declaration of the same series.
    #[inline]
    fn join(self, row: &mut [u64], other: &[u64]) {
        match self {
            Shape::Gauge | Shape::State => row.copy_from_slice(other), // the registry allows only one declaration to set it
            Shape::Double => add_f64s(row, other.iter().copied()),
            Shape::Integer | Shape::Difference => add_each(row, other.iter().copied()),
            Shape::Buckets(n, value_type) => {
                add_each(&mut row[..n], other.iter().copied());
                match value_type {
                    ValueType::Float => add_f64s(&mut row[n..], other[n..].iter().copied()),
                    _ => add_wide(&mut row[n..], wide(&other[n..])),
                }
            }
        }
    }

    /// Subtracts the contents of a reused row at the start of its series, except for gauges.
    pub(crate) fn take_away(self, row: &mut [u64], since: &[u64]) {
        if since.len() != row.len() {
            return;
        }
        match self {
            Shape::Gauge | Shape::State => {} // was set to its start
            Shape::Double => take_f64(&mut row[0], since[0]),
            Shape::Integer | Shape::Difference => take_each(row, since),
            Shape::Buckets(n, value_type) => {
                take_each(&mut row[..n], &since[..n]);
                match value_type {
                    ValueType::Float => take_f64(&mut row[n], since[n]),
                    _ => add_wide(&mut row[n..], wide(&since[n..]).wrapping_neg()),
                }
            }
        }
    }

    /// Returns the value of a row.
    #[inline]
    pub(crate) fn sample<'a>(self, row: &'a [u64], native: Option<&'a NativeBuckets>) -> Sample<'a> {
        match (self, row) {
            (Shape::Integer, &[count]) => Sample::Number(Number::U64(count)),
            (Shape::State, &[index]) => Sample::State(usize::try_from(index).unwrap_or(usize::MAX)),
            (Shape::Difference, row) => {
                Sample::Number(Number::I64(i64::from_ne_bytes(level(row).to_ne_bytes())))
            }
            (Shape::Buckets(n, value_type), row) => {
                let (counts, sum) = row.split_at(n);
                Sample::Histogram { counts, sum: number(value_type, sum), native }
            }
            (_, row) => Sample::Number(number(ValueType::Float, row)),
        }
    }
}

impl Rows {
    /// Removes all rows, and keeps their memory.
    pub(crate) fn clear(&mut self) {
        self.cells.clear();
        self.native.clear();
    }

    /// Replaces the rows by `n` empty rows.
    pub(crate) fn reset(&mut self, n: usize, of: &Descriptor) {
        let shape = Shape::of(of);
        self.clear();
        self.cells.resize(n * shape.width(), shape.start());
        if of.native.is_some() {
            self.native.reset(n);
        }
    }

    /// Adds a row of `others` to a row.
    #[inline]
    pub(crate) fn join(&mut self, shape: Shape, row: usize, others: &mut Rows, other: usize) {
        let width = shape.width();
        shape.join(&mut self.cells[row * width..][..width], &others.cells[other * width..][..width]);
        self.native.join(row, &mut others.native, other);
    }

    /// Subtracts the contents of a reused row at the start of its series.
    pub(crate) fn take_away(&mut self, shape: Shape, row: usize, since: &Rows, of: usize) {
        let width = shape.width();
        let since_cells = since.cells.get(of * width..(of + 1) * width).unwrap_or_default();
        shape.take_away(&mut self.cells[row * width..][..width], since_cells);
        self.native.take_away(row, &since.native, of);
    }

    /// Reduces complete native buckets to their declared number.
    pub(crate) fn fit(&mut self, of: &Descriptor) {
        if let Some(native) = &of.native {
            self.native.fit(native);
        }
    }
}

/// Returns the sum of observations from one cell or two.
#[inline]
fn number(value_type: ValueType, cells: &[u64]) -> Number {
    match value_type {
        ValueType::Float => Number::F64(f64::from_bits(cells.first().copied().unwrap_or_default())),
        ValueType::Integer => Number::U128(wide(cells)),
        ValueType::Duration => Number::Nanoseconds(wide(cells)),
    }
}

#[inline]
fn wide(cells: &[u64]) -> u128 {
    match cells {
        [lower, upper, ..] => u128::from(*upper) << 64 | u128::from(*lower),
        _ => 0,
    }
}

fn add_wide(cells: &mut [u64], amount: u128) {
    let sum = wide(cells).wrapping_add(amount);
    cells.copy_from_slice(&halves(sum));
}

#[expect(clippy::cast_possible_truncation, reason = "each is one half")]
fn halves(n: u128) -> [u64; 2] {
    [n as u64, (n >> 64) as u64]
}

fn add_f64s(totals: &mut [u64], numbers: impl Iterator<Item = u64>) {
    totals.iter_mut().zip(numbers).for_each(|(total, number)| *total = plus_f64(*total, number));
}

fn plus_f64(a: u64, b: u64) -> u64 {
    (f64::from_bits(a) + f64::from_bits(b)).to_bits()
}

fn take_each(totals: &mut [u64], since: &[u64]) {
    totals.iter_mut().zip(since).for_each(|(total, since)| *total = total.wrapping_sub(*since));
}

/// Subtracts a double.
fn take_f64(total: &mut u64, since: u64) {
    *total = (f64::from_bits(*total) - f64::from_bits(since)).max(0.0).to_bits();
}

/// Returns the increments minus the decrements.
pub(crate) fn level(row: &[u64]) -> u64 {
    match row {
        [ups, downs] => ups.wrapping_sub(*downs),
        _ => 0,
    }
}

/// Adds up rows of one cell each.
#[inline]
fn each_cell(block: &[AtomicU64], label_sets: &[u32], totals: &mut [u64], add: impl Fn(u64, u64) -> u64) {
    for (total, &label_set) in totals.iter_mut().zip(label_sets) {
        if let Some(cell) = block.get(label_set as usize) {
            *total = add(*total, cell.load(Ordering::Relaxed)); // relaxed: publishes nothing else
        }
    }
}

/// Adds the cells of one thread. The decrements of up-down counters were added before.
pub(crate) fn add_block(shape: Shape, block: &[AtomicU64], label_sets: &[u32], totals: &mut [u64]) {
    match shape {
        Shape::Integer => each_cell(block, label_sets, totals, u64::wrapping_add),
        Shape::Double => each_cell(block, label_sets, totals, plus_f64),
        Shape::Gauge | Shape::State => each_cell(block, label_sets, totals, |_, bits| bits),
        Shape::Difference => {
            each_row(2, block, label_sets, totals, |total, row| {
                add_each(&mut total[..1], relaxed(&row[..1]));
            });
        }
        Shape::Buckets(n, value_type) => each_row(shape.width(), block, label_sets, totals, |total, row| {
            add_each(&mut total[..n], relaxed(&row[..n]));
            match value_type {
                ValueType::Float => add_f64s(&mut total[n..], relaxed(&row[n..])),
                _ => add_wide_sum(&mut total[n..], &row[n..]),
            }
        }),
    }
}

fn add_wide_sum(total: &mut [u64], cells: &[AtomicU64]) {
    if let [lower, carries] = cells {
        add_wide(total, WideSum { lower, carries }.get());
    }
}

/// Converts a number of series, which is less than 2^32.
pub(crate) fn narrow(n: usize) -> u32 {
    u32::try_from(n).expect("more series would not fit in memory")
}
