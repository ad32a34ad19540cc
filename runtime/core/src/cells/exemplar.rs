//! Exemplars: for a bucket, or for a counter, one record that was counted there, and the trace that it belongs to.
//!
//! Only a metric that is declared with `#[exemplars]` keeps some. Its handles are marked, in a bit that makes their series
//! one beyond all cells of the family; so each of their records takes the path on which a family asks whose a row is, and
//! keeps an exemplar there, while the records of any other metric have nothing of it.
//!
//! What is kept is in [`slots`], where a trace comes from in [`source`], and how labels are held in [`text`].

mod memory;
#[cfg(all(loom, test))]
mod model;
mod sequence;
mod slots;
pub(crate) mod source;
mod text;
mod with_exemplar;

use std::borrow::Cow;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::cells::family::Family;
use crate::cells::open::Ticket;
use crate::declared::descriptor::{Descriptor, Kind, ValueType};
use crate::reading::snapshot::Number;
use crate::ENABLED;

use self::text::Text;

pub(crate) use self::slots::{ReadExemplars, Slots};
pub(crate) use self::with_exemplar::impl_with_exemplar;
pub use self::with_exemplar::WithExemplar;

/// What the series of a handle has whose records keep exemplars; neither a label set nor a ticket has that bit.
const MARK: usize = 1 << (usize::BITS - 1);

/// The series of a handle whose records keep exemplars.
pub(crate) const fn marked(series: usize) -> usize {
    series | MARK
}

/// The series itself.
#[inline]
pub(crate) const fn unmarked(series: usize) -> usize {
    series & !MARK
}

/// One record of those that a bucket or a counter has counted, with labels that tell where it came from.
///
/// ```
/// use std::time::SystemTime;
///
/// use gapless_core::{Exemplar, Number};
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

impl Family {
    /// Whether records through a handle with this series keep exemplars.
    #[inline]
    pub(crate) fn keeps_exemplars(&self, series: usize) -> bool {
        series >= MARK && self.descriptor().exemplars
    }

    /// Keeps a record of these bits as an exemplar, if it is one of a trace and one is due.
    #[inline(never)]
    pub(crate) fn keep_exemplar(&self, series: usize, bits: u64) {
        let Some(source) = source::get().filter(|_| self.is_on()) else { return };
        let Some((slot, owner)) = self.exemplar_slot(series, bits) else { return };
        if !self.exemplars().is_due(slot, owner) {
            return;
        }
        if let Some(context) = source::ask(source) {
            self.exemplars().keep(slot, owner, bits, &Text::of_context(&context));
        }
    }

    /// Keeps a record of these bits as an exemplar with labels that the user gives.
    pub(crate) fn keep_given_exemplar(&self, series: usize, bits: u64, labels: &[(&str, &str)]) {
        if !ENABLED || !self.keeps_exemplars(series) || !self.is_on() {
            return;
        }
        let Some(text) = Text::of_labels(labels) else { return self.refuse(1) };
        if let Some((slot, owner)) = self.exemplar_slot(unmarked(series), bits) {
            self.exemplars().keep(slot, owner, bits, &text);
        }
    }

    /// Where the exemplar of a record is, and whose it is then.
    fn exemplar_slot(&self, series: usize, bits: u64) -> Option<(usize, u32)> {
        let Ticket { label_set, generation } = self.attached(series)?;
        let bucket = match (self.descriptor().kind, self.descriptor().value_type) {
            (Kind::Histogram, ValueType::Float) => self.buckets().index.of_double(f64::from_bits(bits)),
            (Kind::Histogram, _) => self.buckets().index.of_integer(bits),
            _ => 0,
        };
        Some((label_set * n_per_label_set(self.descriptor()) + bucket, generation))
    }

    /// Reads the exemplars of a series into those from `first` on, where they are later than what is there.
    pub(crate) fn read_exemplars(&self, series: usize, first: usize, into: &mut ReadExemplars) {
        let Some(slots) = self.exemplars_made() else { return };
        let Ticket { label_set, generation } = Ticket::of_any(series);
        let n = n_per_label_set(self.descriptor());
        for bucket in 0..n {
            slots.read(label_set * n + bucket, generation, first + bucket, into);
        }
    }
}
