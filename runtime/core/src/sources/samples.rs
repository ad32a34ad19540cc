//! Samples: what a source emits at one moment.
//!
//! They are checked when the source returns, so that emitting never fails. If a sample is invalid, no sample of the
//! source is exported. The rules are those that a reader needs to accept the exposition and to understand it correctly.

mod check;
mod sampled;

use std::borrow::Cow;
use std::time::SystemTime;

use crate::cells::value::{HistogramValue, Value};
use crate::declared::kind::Kind;
use crate::declared::number::Number;
use crate::names::unit;
use crate::reading::snapshot::{FamilySnapshot, Series};

pub use self::sampled::SampledFamily;

/// The families and series that a [`Source`](crate::Source) emits at one moment.
///
/// Names and help are static or owned strings. An invalid name, label or value is a failure of the source, which is
/// counted and logged with the reason.
#[derive(Debug, Default)]
pub struct Samples {
    families: Vec<FamilySnapshot>,
}

/// A family that is being emitted, series by series.
#[derive(Debug)]
pub struct SampleFamily<'s, T> {
    family: &'s mut FamilySnapshot,
    created: Option<SystemTime>,
    value: fn(T) -> Value,
}

impl Samples {
    /// Emits a counter, whose name ends in `_total`.
    ///
    /// ```
    /// use gapless::sources::Samples;
    ///
    /// let mut samples = Samples::default();
    /// samples.counter("pool_waits_total", "Waits for a connection.").group("pool").value(12_u64);
    /// ```
    pub fn counter(
        &mut self,
        name: impl Into<Cow<'static, str>>,
        help: impl Into<Cow<'static, str>>,
    ) -> SampleFamily<'_, Number> {
        self.begin(Kind::Counter, name.into(), help.into(), Value::Counter)
    }

    /// Emits a gauge.
    ///
    /// ```
    /// use gapless::sources::Samples;
    ///
    /// let mut samples = Samples::default();
    /// let mut rooms = samples.gauge("room_temperature_celsius", "Temperature of a room.");
    /// for (room, temperature) in [("kitchen".to_owned(), 21.5), ("cellar".to_owned(), 12.0)] {
    ///     rooms.series([("room", room)], temperature);
    /// }
    /// ```
    pub fn gauge(
        &mut self,
        name: impl Into<Cow<'static, str>>,
        help: impl Into<Cow<'static, str>>,
    ) -> SampleFamily<'_, Number> {
        self.begin(Kind::Gauge, name.into(), help.into(), Value::Gauge)
    }

    /// Emits a histogram.
    ///
    /// ```
    /// use gapless::snapshot::{HistogramValue, Number};
    /// use gapless::sources::Samples;
    ///
    /// let mut samples = Samples::default();
    /// let sum = Number::F64(7.5);
    /// let value =
    ///     HistogramValue { bounds: vec![0.5, 1.0].into(), counts: vec![3, 0, 2], sum, native: None };
    /// samples.histogram("wait_seconds", "Time in the queue.").value(value);
    /// ```
    pub fn histogram(
        &mut self,
        name: impl Into<Cow<'static, str>>,
        help: impl Into<Cow<'static, str>>,
    ) -> SampleFamily<'_, HistogramValue> {
        self.begin(Kind::Histogram, name.into(), help.into(), Value::Histogram)
    }

    /// Emits labels as an info metric, whose name ends in `_info` and whose value is 1.
    ///
    /// ```
    /// use gapless::sources::Samples;
    ///
    /// let mut samples = Samples::default();
    /// samples.info("database_info", "The database.").series([("version", "3.50.4")], ());
    /// ```
    pub fn info(
        &mut self,
        name: impl Into<Cow<'static, str>>,
        help: impl Into<Cow<'static, str>>,
    ) -> SampleFamily<'_, ()> {
        self.begin(Kind::Info, name.into(), help.into(), |()| Value::Gauge(Number::U64(1)))
    }

    /// Emits a family unchanged.
    ///
    /// ```
    /// use gapless::sources::Samples;
    /// use gapless::Registry;
    ///
    /// let mut samples = Samples::default();
    /// Registry::global().gather().families.into_iter().for_each(|family| samples.family(family));
    /// ```
    pub fn family(&mut self, family: FamilySnapshot) {
        self.families.push(family);
    }

    /// Returns the emitted families, for sources that forward the samples of another source.
    ///
    /// ```
    /// use gapless::sources::{Samples, Source};
    ///
    /// fn collect_old(source: &impl Source, into: &mut Samples) {
    ///     let mut samples = Samples::default();
    ///     if source.collect(&mut samples).is_ok() {
    ///         for mut family in samples.into_families() {
    ///             family.name = format!("old_{}", family.name).into();
    ///             into.family(family);
    ///         }
    ///     }
    /// }
    /// ```
    #[must_use]
    pub fn into_families(self) -> Vec<FamilySnapshot> {
        self.families
    }

    /// Sorts families by name and series by labels, and checks them.
    pub(crate) fn finish(self) -> Result<Vec<FamilySnapshot>, String> {
        let mut families = self.families;
        families.sort_by(|a, b| a.name.cmp(&b.name));
        for family in &mut families {
            family.series.sort_by(|a, b| a.labels.cmp(&b.labels));
            check::check(family).map_err(|problem| format!("`{}`: {problem}", family.name))?;
        }
        Ok(families)
    }

    fn begin<T>(
        &mut self,
        kind: Kind,
        name: Cow<'static, str>,
        help: Cow<'static, str>,
        value: fn(T) -> Value,
    ) -> SampleFamily<'_, T> {
        let (unit, series) = (unit(&name).map(Into::into), Vec::new());
        self.families.push(FamilySnapshot { name, help, kind, unit, group: "".into(), series });
        let family = self.families.last_mut().expect("a family was just pushed");
        SampleFamily { family, created: None, value }
    }
}

impl<T> SampleFamily<'_, T> {
    /// Sets the group of the family, by which views select metrics.
    pub fn group(&mut self, group: impl Into<Cow<'static, str>>) -> &mut Self {
        self.family.group = group.into();
        self
    }

    /// Sets the created timestamp of the following series: the time since which they count.
    ///
    /// ```
    /// use std::time::SystemTime;
    ///
    /// let mut samples = gapless::sources::Samples::default();
    /// let opened = SystemTime::now();
    /// samples.counter("pool_waits_total", "Waits for a connection.").created(opened).value(0);
    /// ```
    pub fn created(&mut self, created: SystemTime) -> &mut Self {
        self.created = Some(created);
        self
    }

    /// Adds the series without labels.
    pub fn value(&mut self, value: impl Into<T>) -> &mut Self {
        self.add(Vec::new(), value.into())
    }

    /// Adds a series with these labels. A label with an empty value is absent.
    pub fn series<K: Into<Cow<'static, str>>, V: Into<Cow<'static, str>>>(
        &mut self,
        labels: impl IntoIterator<Item = (K, V)>,
        value: impl Into<T>,
    ) -> &mut Self {
        let labels = labels.into_iter().map(|(name, value)| (name.into(), value.into()));
        self.add(labels.collect(), value.into())
    }

    fn add(&mut self, labels: Vec<(Cow<'static, str>, Cow<'static, str>)>, value: T) -> &mut Self {
        let created = self.created;
        self.family.series.push(Series {
            labels,
            value: (self.value)(value),
            created,
            exemplars: Vec::new(),
        });
        self
    }
}
