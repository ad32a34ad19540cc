//! Exemplars: for each bucket or counter, one counted record with the trace that it belongs to.
//!
//! Only metrics with `#[exemplars]` keep exemplars. Their handles are marked with a bit that puts their series beyond
//! all cells of the declaration. Their records therefore take the path that checks the owner of a row, and keep an
//! exemplar there. Records of other metrics pay nothing.
//!
//! [`slots`] stores exemplars, [`source`] provides the current trace, and [`text`] encodes labels.

mod memory;
#[cfg(all(gapless_loom, test))]
mod model;
mod sequence;
mod slots;
pub(crate) mod source;
mod text;

use std::borrow::Cow;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::declared::descriptor::Descriptor;
use crate::declared::kind::{Kind, ValueType};
use crate::declared::number::Number;

pub(crate) use self::text::Text;

pub(crate) use self::slots::{ReadExemplars, Slots};

/// A record that a bucket or a counter has counted, with labels that identify its origin.
///
/// ```
/// use std::time::SystemTime;
///
/// use gapless::snapshot::{Exemplar, Number};
///
/// let labels = [("trace_id", "4bf92f3577b34da6a3ce929d0e0e4736")];
/// let exemplar = Exemplar::new(&labels, Number::F64(0.25), SystemTime::UNIX_EPOCH).unwrap();
/// assert!(exemplar.labels().eq(labels));
/// assert!(Exemplar::new(&[("trace_id", &"4".repeat(128))], Number::F64(0.25), SystemTime::UNIX_EPOCH).is_none());
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Exemplar<'a> {
    /// The observed value, or the increment of the counter.
    pub value: Number,
    /// The time of the record.
    pub timestamp: SystemTime,
    text: Cow<'a, [u8]>,
}

impl<'a> Exemplar<'a> {
    /// Creates an exemplar with these labels.
    ///
    /// Returns `None` if OpenMetrics does not allow the labels: more than 128 code points in all names and values, a
    /// repeated name, or an invalid label name.
    #[must_use]
    pub fn new(labels: &[(&str, &str)], value: Number, timestamp: SystemTime) -> Option<Self> {
        let text = Text::of_labels(labels)?;
        Some(Exemplar { value, timestamp, text: text.bytes().to_vec().into() })
    }

    /// Returns the names and values of the labels.
    pub fn labels(&self) -> impl Iterator<Item = (&str, &str)> {
        text::labels(&self.text)
    }

    /// Converts the exemplar to one with owned labels.
    #[must_use]
    pub fn into_owned(self) -> Exemplar<'static> {
        Exemplar { text: self.text.into_owned().into(), value: self.value, timestamp: self.timestamp }
    }
}

/// Returns the number of exemplars of a label set: one for each bucket, or one for a counter.
pub(crate) fn n_per_label_set(of: &Descriptor) -> usize {
    match of.kind {
        Kind::Histogram => of.buckets.len() + 1,
        _ => 1,
    }
}

/// Converts the bits of a record to its value.
fn number(value_type: ValueType, bits: u64) -> Number {
    match value_type {
        ValueType::Integer => Number::U64(bits),
        ValueType::Float => Number::F64(f64::from_bits(bits)),
        ValueType::Duration => Number::Nanoseconds(bits.into()),
    }
}

fn nanoseconds_since_epoch() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
}

fn timestamp(nanoseconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_nanos(nanoseconds)
}
