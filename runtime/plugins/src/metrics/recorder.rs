//! The recorder itself: handles for keys, and what is described of them.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use ::metrics::{Counter, Gauge, Histogram, Key, KeyName, Metadata, SharedString, Unit};
use gapless_core::dynamic::{Family, Metric, Registry};
use gapless_core::{FamilySnapshot, Samples};

use super::cache::{self, Edition};
use super::families::Families;
use super::handles::{CounterHandle, GaugeHandle, HistogramHandle};
use super::own::facade_refused_total;
use super::{names, Options, Recorder};

/// What clones of a recorder share.
#[derive(Debug)]
pub(super) struct Shared {
    registry: Registry,
    id: u32,
    /// Handles that threads have cached in earlier ones are given back, so that what is idle can be freed. Relaxed: who sees it
    /// late gives them back late.
    edition: AtomicU32,
    families: Mutex<Families>,
    descriptions: Mutex<HashMap<String, Description>>,
    /// When the edition began.
    since: Mutex<Instant>,
}

/// What a library says of a metric.
#[derive(Debug)]
struct Description {
    text: SharedString,
    unit: Option<Unit>,
}

impl Default for Shared {
    fn default() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let families = Families::default();
        Shared {
            registry: families.registry.clone(),
            id: NEXT.fetch_add(1, Ordering::Relaxed), // stands for itself
            edition: AtomicU32::new(0),
            families: Mutex::new(families),
            descriptions: Mutex::default(),
            since: Mutex::new(Instant::now()),
        }
    }
}

impl Shared {
    pub(super) fn registry(&self) -> &Registry {
        &self.registry
    }

    pub(super) fn set_options(&self, options: Options) {
        self.families().options = options;
    }

    fn families(&self) -> MutexGuard<'_, Families> {
        lock(&self.families)
    }

    fn edition(&self) -> Edition {
        Edition { recorder: self.id, edition: self.edition.load(Ordering::Relaxed) }
    }

    fn describe(&self, key: &KeyName, unit: Option<Unit>, text: SharedString) {
        lock(&self.descriptions).insert(key.as_str().to_owned(), Description { text, unit });
    }

    /// The series of a key; `None`, which is said, if it cannot be exported.
    fn series<M: Metric>(
        &self,
        key: &Key,
        family: impl FnOnce(&mut Families, &str) -> Result<Family<M>, String>,
    ) -> Option<M> {
        let labels: Vec<_> = key.labels().map(|label| (names::label(label.key()), label.value())).collect();
        let labels: Vec<_> = labels.iter().map(|(name, value)| (&**name, *value)).collect();
        let family = family(&mut self.families(), key.name());
        let series = family.and_then(|family| family.with_labels(&labels).map_err(|error| error.to_string()));
        series.map_err(|problem| self.warn(key.name(), &problem)).ok()
    }

    /// Says once of a name that it is refused. Who listens may record by the facade itself, so nothing is locked meanwhile.
    fn warn(&self, name: &str, problem: &str) {
        let is_news = self.families().is_news(name);
        if is_news {
            tracing::warn!("`{name}` of the facade `metrics` is not exported: {problem}");
        }
    }

    pub(super) fn collect(&self, into: &mut Samples) {
        self.begin_edition();
        let mut families = self.registry.gather().families;
        families.iter_mut().for_each(|family| self.describe_family(family));
        families.into_iter().for_each(|family| into.family(family));
    }

    /// Has threads give back what they have cached, once in the time after which series are idle.
    fn begin_edition(&self) {
        let Some(unused) = self.families().options.idle_timeout else { return };
        let mut since = lock(&self.since);
        if since.elapsed() >= unused {
            *since = Instant::now();
            self.edition.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn describe_family(&self, family: &mut FamilySnapshot) {
        let families = self.families();
        let Some(original) = families.original(&family.name) else { return };
        let descriptions = lock(&self.descriptions);
        let Some(Description { text, unit }) = descriptions.get(original) else { return };
        let unit = unit.map(|unit| unit.as_str()).filter(|unit| !family.name.contains(unit));
        family.help = match unit {
            Some(unit) => format!("{text} In {unit}.").into(),
            None => text.to_string().into(),
        };
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl ::metrics::Recorder for Recorder {
    fn describe_counter(&self, key: KeyName, unit: Option<Unit>, description: SharedString) {
        self.0.describe(&key, unit, description);
    }

    fn describe_gauge(&self, key: KeyName, unit: Option<Unit>, description: SharedString) {
        self.0.describe(&key, unit, description);
    }

    fn describe_histogram(&self, key: KeyName, unit: Option<Unit>, description: SharedString) {
        self.0.describe(&key, unit, description);
    }

    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        let make = || self.0.series(key, Families::counter).map(CounterHandle);
        let handle = cache::handle(|cache| &mut cache.counters, self.0.edition(), key, make);
        handle.map_or_else(|| refused(key, Counter::noop), Counter::from_arc)
    }

    fn register_gauge(&self, key: &Key, _: &Metadata<'_>) -> Gauge {
        let make = || self.0.series(key, Families::gauge).map(GaugeHandle);
        let handle = cache::handle(|cache| &mut cache.gauges, self.0.edition(), key, make);
        handle.map_or_else(|| refused(key, Gauge::noop), Gauge::from_arc)
    }

    fn register_histogram(&self, key: &Key, _: &Metadata<'_>) -> Histogram {
        let make = || self.0.series(key, Families::histogram).map(HistogramHandle);
        let handle = cache::handle(|cache| &mut cache.histograms, self.0.edition(), key, make);
        handle.map_or_else(|| refused(key, Histogram::noop), Histogram::from_arc)
    }
}

/// Counts a handle that records nowhere.
#[cold]
fn refused<H>(key: &Key, noop: fn() -> H) -> H {
    facade_refused_total(key.name()).inc();
    noop()
}
