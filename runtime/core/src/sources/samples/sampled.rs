//! Families that a `defmetrics!` block with `#![sampled]` declares.

use std::borrow::Cow;
use std::fmt;
use std::time::SystemTime;

use super::{SampleFamily, Samples};
use crate::cells::value::{HistogramValue, Value};
use crate::declared::descriptor::Descriptor;
use crate::declared::kind::Kind;
use crate::declared::number::Number;
use crate::reading::snapshot::FamilySnapshot;

/// A family of a `defmetrics!` block with `#![sampled]`, which a source emits series by series.
///
/// The block declares the name, the help text and the `N` labels. The source provides the values.
///
/// ```
/// use gapless::sources::{source_fn, Sources};
///
/// gapless::defmetrics! {
///     #![sampled]
///     /// Temperature of a room.
///     gauge room_temperature_celsius(room: &str);
/// }
///
/// let sources = Sources::new();
/// sources.add(source_fn("rooms", |samples| {
///     room_temperature_celsius(samples).series(["kitchen"], 21.5).series(["cellar"], 12.0);
///     Ok(())
/// }))?;
/// let collection = sources.collect().wait();
/// assert_eq!(collection.family("room_temperature_celsius").map(|family| family.series.len()), Some(2));
/// # Ok::<(), gapless::Error>(())
/// ```
pub struct SampledFamily<'s, T, const N: usize> {
    family: SampleFamily<'s, T>,
    of: &'static Descriptor,
}

impl<T, const N: usize> fmt::Debug for SampledFamily<'_, T, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SampledFamily").field("name", &self.of.name).finish_non_exhaustive()
    }
}

/// A type of values of a family that the macro declares.
#[doc(hidden)]
pub trait SampledValue: Sized {
    /// Returns the value of a family of a type.
    fn value_of(kind: Kind) -> fn(Self) -> Value;
}

impl SampledValue for Number {
    fn value_of(kind: Kind) -> fn(Self) -> Value {
        match kind {
            Kind::Counter => Value::Counter,
            _ => Value::Gauge,
        }
    }
}

impl SampledValue for HistogramValue {
    fn value_of(_: Kind) -> fn(Self) -> Value {
        Value::Histogram
    }
}

impl SampledValue for () {
    fn value_of(_: Kind) -> fn(Self) -> Value {
        |()| Value::Gauge(Number::U64(1))
    }
}

impl Samples {
    /// Begins a family, as the macro declares it.
    #[doc(hidden)]
    pub fn begin_declared<T: SampledValue, const N: usize>(
        &mut self,
        of: &'static Descriptor,
    ) -> SampledFamily<'_, T, N> {
        self.families.push(FamilySnapshot {
            name: of.name.into(),
            help: of.help.into(),
            kind: of.kind,
            unit: of.unit.map(Into::into),
            group: of.group.into(),
            series: Vec::new(),
        });
        let family = self.families.last_mut().expect("a family was just pushed");
        SampledFamily { family: SampleFamily { family, created: None, value: T::value_of(of.kind) }, of }
    }
}

impl<T> SampledFamily<'_, T, 0> {
    /// Adds the series of a metric without labels.
    pub fn value(&mut self, value: impl Into<T>) -> &mut Self {
        self.series([""; 0], value)
    }
}

impl<T, const N: usize> SampledFamily<'_, T, N> {
    /// Adds a series with the values of the declared labels, in their order. A label with an empty value is absent.
    pub fn series<V: Into<Cow<'static, str>>>(&mut self, values: [V; N], value: impl Into<T>) -> &mut Self {
        let constant = self.of.constant_labels.iter().map(|&(name, value)| (name.into(), value.into()));
        let labels =
            self.of.labels.iter().zip(values).map(|(label, value)| (label.name.into(), value.into()));
        self.family.add(constant.chain(labels).collect(), value.into());
        self
    }

    /// Sets the created timestamp of the following series: the time since which they count.
    pub fn created(&mut self, created: SystemTime) -> &mut Self {
        self.family.created(created);
        self
    }
}
