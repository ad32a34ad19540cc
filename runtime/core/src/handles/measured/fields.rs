//! Fields: the types that a scrape reads as numbers, states or histograms.
//!
//! Reading never waits: a locked field is skipped, and the scrape repeats its last value. A poisoned lock is read,
//! because its value is still the current value.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::sync::atomic::{
    AtomicBool, AtomicI16, AtomicI32, AtomicI64, AtomicI8, AtomicIsize, AtomicU16, AtomicU32, AtomicU64,
    AtomicU8, AtomicUsize, Ordering,
};
use std::sync::{Arc, Mutex, RwLock, TryLockError, TryLockResult};
use std::time::Duration;

use crate::cells::living::FieldReading;
use crate::cells::value::HistogramValue;
use crate::declared::label::{LabelValue, LabelValues};
use crate::declared::number::Number;

/// The result of reading a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Read<T> {
    /// The value.
    Value(T),
    /// The field has no value, so its series is left out.
    Absent,
    /// The field is locked, so its last value is exported.
    Locked,
}

/// A field that a scrape reads as a number.
///
/// These types implement it:
///
/// - integers, floating-point numbers, `bool` (0 or 1), and `Duration` (seconds)
/// - atomics
/// - `Vec`, `VecDeque`, slices, maps and sets (their length)
/// - `Mutex`, `RwLock`, `Arc` and `Box` of these
/// - `Option` of these, whose `None` leaves the series out
///
/// A function that is given as `with = path` can return any of these types.
///
/// ```
/// use gapless::measured::{NumberField, Read};
/// use gapless::snapshot::Number;
///
/// struct Celsius(f64);
///
/// impl NumberField for Celsius {
///     fn read_number(&self) -> Read<Number> {
///         self.0.read_number()
///     }
/// }
///
/// assert_eq!(Celsius(21.5).read_number(), Read::Value(Number::F64(21.5)));
/// assert_eq!(vec!["a", "b"].read_number(), Read::Value(Number::U64(2)));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a number that a metric can read; write `with = path` with a function of the field that returns a number",
    label = "not a number",
    note = "numbers, `bool`, `Duration`, atomics, lengths of collections, and `Mutex`, `RwLock`, `Arc` or `Option` of these are \
            read without a function"
)]
pub trait NumberField {
    /// Reads the number without waiting for a lock.
    fn read_number(&self) -> Read<Number>;
}

/// A field that a scrape reads as the current state of a state set.
///
/// Every [`LabelValue`] implements it, and `Mutex`, `RwLock` and `Arc` of a state.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a state; add `#[derive(LabelValue)]` to the enum of the states, or write `with = path`",
    label = "the states of this type are not known",
    note = "an enum with `#[derive(LabelValue)]` is a state, and a `Mutex`, `RwLock` or `Arc` of it"
)]
pub trait StateField {
    /// The type of the states.
    type State: LabelValue;

    /// Reads the index of the current state without waiting for a lock.
    fn read_state(&self) -> Read<usize>;
}

/// A field that a scrape reads as a histogram.
///
/// [`HistogramValue`] implements it, and `Mutex`, `RwLock`, `Arc`, `Box` and `Option` of it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a histogram; write `with = path` with a function that returns a `gapless::snapshot::HistogramValue`",
    label = "not a `HistogramValue`"
)]
pub trait HistogramField {
    /// Reads the histogram without waiting for a lock.
    fn read_histogram(&self) -> Read<HistogramValue>;
}

macro_rules! numbers {
    ($($ty:ty),+) => { $(
        impl NumberField for $ty {
            fn read_number(&self) -> Read<Number> {
                Read::Value(Number::from(*self))
            }
        }
    )+ };
}

numbers!(u8, u16, u32, u64, usize, i8, i16, i32, i64, f32, f64, Duration);

impl NumberField for isize {
    fn read_number(&self) -> Read<Number> {
        Read::Value(Number::I64(*self as i64))
    }
}

impl NumberField for bool {
    fn read_number(&self) -> Read<Number> {
        Read::Value(Number::U64(u64::from(*self)))
    }
}

macro_rules! atomics {
    ($($ty:ty),+) => { $(
        impl NumberField for $ty {
            fn read_number(&self) -> Read<Number> {
                self.load(Ordering::Relaxed).read_number() // relaxed: the scrape reads nothing else that it publishes
            }
        }
    )+ };
}

atomics!(
    AtomicBool,
    AtomicU8,
    AtomicU16,
    AtomicU32,
    AtomicU64,
    AtomicUsize,
    AtomicI8,
    AtomicI16,
    AtomicI32,
    AtomicI64,
    AtomicIsize
);

macro_rules! lengths {
    ($($ty:ty, <$($parameter:ident),+>;)+) => { $(
        impl<$($parameter),+> NumberField for $ty {
            fn read_number(&self) -> Read<Number> {
                Read::Value(Number::from(self.len()))
            }
        }
    )+ };
}

lengths! {
    Vec<T>, <T>;
    [T], <T>;
    VecDeque<T>, <T>;
    HashMap<K, V, S>, <K, V, S>;
    BTreeMap<K, V>, <K, V>;
    HashSet<T, S>, <T, S>;
    BTreeSet<T>, <T>;
}

/// Implements a trait for `Mutex`, `RwLock` and `Arc`.
macro_rules! read_through {
    ($trait:ident, $method:ident, $output:ty $(, type $state:ident)?) => {
        impl<T: $trait + ?Sized> $trait for Mutex<T> {
            $(type $state = T::$state;)?

            fn $method(&self) -> Read<$output> {
                read_locked(self.try_lock(), |value| value.$method())
            }
        }

        impl<T: $trait + ?Sized> $trait for RwLock<T> {
            $(type $state = T::$state;)?

            fn $method(&self) -> Read<$output> {
                read_locked(self.try_read(), |value| value.$method())
            }
        }

        impl<T: $trait + ?Sized> $trait for Arc<T> {
            $(type $state = T::$state;)?

            fn $method(&self) -> Read<$output> {
                (**self).$method()
            }
        }
    };
}

read_through!(NumberField, read_number, Number);
read_through!(HistogramField, read_histogram, HistogramValue);
read_through!(StateField, read_state, usize, type State);

fn read_locked<G: std::ops::Deref, V>(
    locked: TryLockResult<G>,
    read: impl FnOnce(&G::Target) -> Read<V>,
) -> Read<V> {
    unless_locked(locked).map_or(Read::Locked, |value| read(&value))
}

/// Returns the guard of a lock, also of a poisoned lock; `None` if another thread holds it.
fn unless_locked<G>(locked: TryLockResult<G>) -> Option<G> {
    match locked {
        Ok(guard) => Some(guard),
        Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
        Err(TryLockError::WouldBlock) => None,
    }
}

impl<T: NumberField + ?Sized> NumberField for Box<T> {
    fn read_number(&self) -> Read<Number> {
        (**self).read_number()
    }
}

impl<T: HistogramField + ?Sized> HistogramField for Box<T> {
    fn read_histogram(&self) -> Read<HistogramValue> {
        (**self).read_histogram()
    }
}

impl<T: NumberField> NumberField for Option<T> {
    fn read_number(&self) -> Read<Number> {
        self.as_ref().map_or(Read::Absent, NumberField::read_number)
    }
}

impl<T: HistogramField> HistogramField for Option<T> {
    fn read_histogram(&self) -> Read<HistogramValue> {
        self.as_ref().map_or(Read::Absent, HistogramField::read_histogram)
    }
}

impl HistogramField for HistogramValue {
    fn read_histogram(&self) -> Read<HistogramValue> {
        Read::Value(self.clone())
    }
}

impl<S: LabelValue> StateField for S {
    type State = S;

    fn read_state(&self) -> Read<usize> {
        Read::Value(self.index().min(S::CARDINALITY - 1))
    }
}

/// Reads a number.
pub fn read_number<T: NumberField + ?Sized>(field: &T) -> FieldReading {
    reading(field.read_number(), FieldReading::Number)
}

/// Reads the current state of a state set.
pub fn read_state<T: StateField + ?Sized>(field: &T) -> FieldReading {
    reading(field.read_state(), FieldReading::State)
}

/// Reads a histogram.
pub fn read_histogram<T: HistogramField + ?Sized>(field: &T) -> FieldReading {
    reading(field.read_histogram(), FieldReading::Histogram)
}

fn reading<V>(read: Read<V>, value: fn(V) -> FieldReading) -> FieldReading {
    match read {
        Read::Value(read) => value(read),
        Read::Absent => FieldReading::Absent,
        Read::Locked => FieldReading::Locked,
    }
}

/// The states of a field, and how its current state is read. Only its constructor needs the type to be a state, so that
/// the compiler reports another type once.
#[derive(Debug)]
pub struct States<T> {
    /// All states.
    pub states: LabelValues,
    read: fn(&T) -> FieldReading,
}

impl<T> States<T> {
    /// Returns the states of a type.
    #[must_use]
    #[track_caller]
    #[expect(clippy::new_without_default, reason = "only the macros call it")]
    pub const fn new() -> Self
    where
        T: StateField,
    {
        States { states: <T::State as LabelValue>::LABELS.as_states(), read: read_state::<T> }
    }

    /// Reads the current state of a field.
    pub fn read(&self, field: &T) -> FieldReading {
        (self.read)(field)
    }
}

/// Reads a value behind a lock.
pub(super) fn read_behind<T>(lock: &Mutex<T>, read: impl FnOnce(&T) -> FieldReading) -> FieldReading {
    unless_locked(lock.try_lock()).map_or(FieldReading::Locked, |value| read(&value))
}

/// Returns the states of the result of a function of a field.
#[track_caller]
pub const fn states_with<F: ?Sized, T: StateField, W: Fn(&F) -> T>(_: &W) -> LabelValues {
    <T::State as LabelValue>::LABELS.as_states()
}
