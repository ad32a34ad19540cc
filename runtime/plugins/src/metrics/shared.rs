//! The state of a recorder: its families, and the descriptions of them.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use ::metrics::{Key, KeyName, SharedString, Unit};
use gapless_core::dynamic::{Family, Metric, Registry};
use gapless_core::{FamilySnapshot, Samples};

use super::cache::Edition;
use super::families::Families;
use super::names;
use super::options::Options;

/// The state that clones of a recorder share.
#[derive(Debug)]
pub(super) struct Shared {
    registry: Registry,
    id: u32,
    /// Threads drop the handles that they have cached in earlier editions, so that idle series can be freed. Relaxed: a
    /// thread that sees a new edition late drops them late.
    edition: AtomicU32,
    families: Mutex<Families>,
    descriptions: Mutex<HashMap<String, Description>>,
    /// The start of the current edition.
    since: Mutex<Instant>,
}

/// The description of a metric by a library.
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
            id: NEXT.fetch_add(1, Ordering::Relaxed),
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

    pub(super) fn edition(&self) -> Edition {
        Edition { recorder: self.id, edition: self.edition.load(Ordering::Relaxed) }
    }

    pub(super) fn describe(&self, key: &KeyName, unit: Option<Unit>, text: SharedString) {
        lock(&self.descriptions).insert(key.as_str().to_owned(), Description { text, unit });
    }

    /// Returns the series of a key; if it cannot be exported, logs a warning and returns `None`.
    pub(super) fn series<M: Metric>(
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

    /// Logs once for each name that it is refused. The lock is not held, because a subscriber may record a metric
    /// itself.
    fn warn(&self, name: &str, problem: &str) {
        let is_first = self.families().is_first_refusal(name);
        if is_first {
            tracing::warn!("the metric `{name}` of the crate `metrics` is not exported: {problem}");
        }
    }

    pub(super) fn collect(&self, into: &mut Samples) {
        self.begin_edition();
        let mut families = self.registry.gather().families;
        families.iter_mut().for_each(|family| self.describe_family(family));
        families.into_iter().for_each(|family| into.family(family));
    }

    /// Begins a new edition once per idle timeout, so that threads drop the handles that they have cached.
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
