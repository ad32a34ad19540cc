//! Exemplars: for a bucket, or for a counter, one record that was counted there, and the trace that it belongs to.
//!
//! Only a metric that is declared with `#[exemplars]` keeps some. Its handles are marked, in a bit that makes their series
//! one beyond all cells of the family; so each of their records takes the path on which a family asks whose a row is, and
//! keeps an exemplar there, while the records of any other metric have nothing of it.
//!
//! What is kept is in [`slots`], where a trace comes from in [`source`], and how labels are held in [`text`].

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

/// One record of those that a bucket or a counter has counted, with labels that tell where it came from.
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
    /// What was observed, or by how much the counter was raised.
    pub value: Number,
    /// When.
    pub timestamp: SystemTime,
    text: Cow<'a, [u8]>,
}

impl<'a> Exemplar<'a> {
    /// An exemplar with these labels; `None` where they are not what OpenMetrics allows: more than 128 code points in all
    /// names and values, a name twice, or one that is none for a label.
    #[must_use]
    pub fn new(labels: &[(&str, &str)], value: Number, timestamp: SystemTime) -> Option<Self> {
        let text = Text::of_labels(labels)?;
        Some(Exemplar { value, timestamp, text: text.bytes().to_vec().into() })
    }

    /// Names and values of the labels.
    pub fn labels(&self) -> impl Iterator<Item = (&str, &str)> {
        text::labels(&self.text)
    }

    /// The same with memory of its own.
    #[must_use]
    pub fn into_owned(self) -> Exemplar<'static> {
        Exemplar { text: self.text.into_owned().into(), value: self.value, timestamp: self.timestamp }
    }
}

/// How many exemplars a label set can have: one for each bucket, or one for a counter.
pub(crate) fn n_per_label_set(of: &Descriptor) -> usize {
    match of.kind {
        Kind::Histogram => of.buckets.len() + 1,
        _ => 1,
    }
}

/// What a record counted, of its bits.
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
