//! Measured values: the handle of a struct whose fields are metrics.
//!
//! Here are the handle and the traits that a macro implements. `fields` turns fields into numbers, and `labels` turns
//! fields into label values.

mod fields;
mod labels;

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, Mutex, Weak};

use crate::cells::living::{Event, FieldReading, LabelTexts, LivingType, ReadFields, Ticket};
use crate::unwind::succeeds;
use crate::ENABLED;

pub use self::fields::{HistogramField, NumberField, Read, StateField};
pub use self::labels::LabelField;

/// Items for the code that the macros write.
pub(crate) mod private {
    pub use super::fields::{read_histogram, read_number, read_state, states_with, States};
    pub use super::labels::{labels_with, max_label_sets, TypedLabel};
    pub use super::{measure, measure_state, MeasuredFields, MeasuredState};
}

/// A value whose fields are exported as metrics for as long as it lives.
///
/// `#[instrument_metric]` adds a method `measured` to a struct or an enum, which returns this handle. The handle is an
/// [`Arc`]: clones share the value, and the value is dropped with its last handle. The next scrape does not contain the
/// series of a dropped value.
///
/// If a scrape reads the value while its last handle is dropped, the thread of the scrape runs the value's destructor.
///
/// ```
/// use std::sync::atomic::{AtomicUsize, Ordering};
///
/// use gapless::{instrument_metric, Measured, Registry};
///
/// /// A lobby.
/// #[instrument_metric(namespace = "lobby")]
/// struct Lobby {
///     /// Players waiting.
///     #[metric(gauge)]
///     waiting: AtomicUsize,
/// }
///
/// let lobby: Measured<Lobby> = Lobby { waiting: AtomicUsize::new(0) }.measured();
/// lobby.waiting.fetch_add(3, Ordering::Relaxed);
/// assert_eq!(Registry::global().gather().value("lobby_waiting", &[]).unwrap().as_f64(), 3.0);
///
/// drop(lobby);
/// assert_eq!(Registry::global().gather().value("lobby_waiting", &[]), None);
/// ```
pub struct Measured<T>(Arc<Handle<T>>);

/// The content that all clones of a handle share. A reader shares only the value, so the series end with the last
/// handle. The ticket is dropped first, so that the series end before the value's destructor runs.
struct Handle<T> {
    _ticket: Option<Ticket>,
    value: Arc<T>,
}

/// A struct whose fields are metrics. The macro implements it.
pub trait MeasuredFields: Send + Sync + 'static {
    /// Returns the type with its living values.
    fn gapless_type() -> &'static LivingType;

    /// Adds the label values.
    fn gapless_labels(&self, texts: &mut LabelTexts);

    /// Reads the field of a metric.
    fn gapless_read(&self, metric: usize) -> FieldReading;
}

/// An enum that is exported as a state set. The macro implements it.
pub trait MeasuredState: Send + 'static {
    /// Returns the type with its living values.
    fn gapless_type() -> &'static LivingType;

    /// Returns the index of the current variant.
    fn gapless_read(&self) -> FieldReading;
}

impl<T: MeasuredState> MeasuredFields for Mutex<T> {
    fn gapless_type() -> &'static LivingType {
        T::gapless_type()
    }

    fn gapless_labels(&self, _: &mut LabelTexts) {}

    fn gapless_read(&self, _: usize) -> FieldReading {
        fields::read_behind(self, T::gapless_read)
    }
}

impl<T: MeasuredFields> ReadFields for T {
    fn read_field(&self, metric: usize) -> FieldReading {
        self.gapless_read(metric)
    }
}

/// Exports the fields of a value for as long as it lives. A value whose label fields panic is not exported.
pub fn measure<T: MeasuredFields>(value: T) -> Measured<T> {
    let value = Arc::new(value);
    let ticket = if ENABLED { export(&value) } else { None };
    Measured(Arc::new(Handle { _ticket: ticket, value }))
}

fn export<T: MeasuredFields>(value: &Arc<T>) -> Option<Ticket> {
    let (of, mut texts) = (T::gapless_type(), LabelTexts::default());
    if !succeeds(|| value.gapless_labels(&mut texts)) {
        of.count(Event::Panic);
        return None;
    }
    let weak: Weak<T> = Arc::downgrade(value);
    Some(of.add(weak, texts))
}

/// Exports the current variant of an enum, behind a lock.
pub fn measure_state<T: MeasuredState>(state: T) -> Measured<Mutex<T>> {
    measure(Mutex::new(state))
}

impl<T> Clone for Measured<T> {
    fn clone(&self) -> Self {
        Measured(self.0.clone())
    }
}

impl<T> Deref for Measured<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0.value
    }
}

impl<T: fmt::Debug> fmt::Debug for Measured<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Measured").field(&self.0.value).finish()
    }
}
