//! Families that are made at run time.

use std::fmt;
use std::hash::BuildHasher;
use std::marker::PhantomData;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Instant;

use foldhash::fast::SeedableRandomState;
use hashbrown::HashTable;

use super::about::About;
use super::handles::sealed::Held;
use super::handles::Metric;
use super::series::Series;
use crate::cells::open::hasher;
use crate::error::{Error, ErrorKind};
use crate::names::{check_label, plain_label, Severity};
use crate::reading::snapshot::{FamilySnapshot, LabelPair};
use crate::ENABLED;

/// The value of all labels past the bound.
const OTHER: &str = "_other";

/// A family that is made at run time: a metric with `N` labels, for whose values it gives handles.
///
/// It is a handle itself, which can be cloned; a family whose registry and handles are all dropped is gone.
///
/// ```
/// use gapless_core::dynamic::Registry;
///
/// let registry = Registry::new();
/// let requests = registry.counter("requests_total", "Requests.").labels(["method", "status"]).register()?;
/// requests.with(["GET", "200"]).inc();
/// assert_eq!(requests.with(["GET", "200"]).get(), 1);
/// # Ok::<(), gapless_core::Error>(())
/// ```
pub struct Family<M, const N: usize = 0> {
    members: Arc<Members>,
    metric: PhantomData<fn() -> M>,
}

/// A family and its series.
#[derive(Debug)]
pub(super) struct Members {
    pub(super) about: Arc<About>,
    on: AtomicBool,
    hasher: SeedableRandomState,
    /// Locked for writing for a new series, and where some are removed or switched.
    table: RwLock<HashTable<Arc<Series>>>,
}

impl<M, const N: usize> Clone for Family<M, N> {
    fn clone(&self) -> Self {
        Family { members: self.members.clone(), metric: PhantomData }
    }
}

impl<M, const N: usize> fmt::Debug for Family<M, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Family").field("name", &self.members.about.name).finish_non_exhaustive()
    }
}

impl<M, const N: usize> Family<M, N> {
    pub(super) fn new(members: Arc<Members>) -> Self {
        Family { members, metric: PhantomData }
    }
}

impl<M: Metric, const N: usize> Family<M, N> {
    /// The handle of the series with these values of the labels, in the order of their names. A label with an empty value is
    /// absent, so a value that may be missing is `value.unwrap_or_default()`.
    ///
    /// Past the family's bound, all others share a series whose values are `_other`.
    #[must_use]
    pub fn with(&self, values: [&str; N]) -> M {
        M::of(Held(self.members.series(&self.labels(values))))
    }

    /// Removes the series with these values; whether it was there. Handles of it that are left record nowhere.
    pub fn remove(&self, values: [&str; N]) -> bool {
        self.members.remove(&self.labels(values))
    }

    fn labels<'a>(&'a self, values: [&'a str; N]) -> [(&'a str, &'a str); N] {
        let names = &self.members.about.label_names;
        std::array::from_fn(|n| (&*names[n], values[n]))
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.members.about.name
    }
}

impl<M: Metric> Family<M> {
    /// The handle of the series with labels that nothing declares, in any order: for what comes with labels of its own, as from
    /// another library.
    ///
    /// # Errors
    ///
    /// Returns an error if a reader would refuse the name of a label, or if a label is there twice or is one of the registry's.
    ///
    /// ```
    /// use gapless_core::dynamic::Registry;
    ///
    /// let hits = Registry::new().counter("hits_total", "Hits.").any_labels().register()?;
    /// hits.with_labels(&[("page", "home")])?.inc();
    /// assert!(hits.with_labels(&[("__page", "home")]).is_err());
    /// # Ok::<(), gapless_core::Error>(())
    /// ```
    pub fn with_labels(&self, labels: &[(&str, &str)]) -> Result<M, Error> {
        let mut labels = labels.to_vec();
        labels.retain(|(_, value)| !value.is_empty()); // as good as none
        labels.sort_unstable();
        if let Some(series) = self.members.find(&labels) {
            return Ok(M::of(Held(series)));
        }
        let names = labels.iter().map(|(name, _)| *name);
        self.members.about.check_labels(names, Severity::Must)?;
        Ok(M::of(Held(self.members.series(&labels))))
    }
}

impl About {
    /// Whether a series can have labels of these names beside the constant ones, by rules of at least this severity.
    pub(super) fn check_labels<'a>(
        &'a self,
        names: impl Iterator<Item = &'a str>,
        severity: Severity,
    ) -> Result<(), Error> {
        let constant = self.constant_labels.iter().map(|(name, _)| &**name);
        let mut all = Vec::new();
        for name in constant.chain(names) {
            let plain = plain_label(name);
            let twice = || format!("the label `{plain}` is there twice; remove one");
            let is_new = !all.contains(&plain);
            let checked = check_label(name, self.kind, severity);
            checked.and_then(|()| is_new.then_some(()).ok_or_else(twice)).map_err(|reason| {
                ErrorKind::InvalidLabel { metric: self.name.clone(), name: name.to_owned(), reason }
            })?;
            all.push(plain);
        }
        Ok(())
    }
}

impl Members {
    pub(super) fn new(about: About) -> Self {
        Members {
            about: Arc::new(about),
            on: AtomicBool::new(true),
            hasher: hasher(),
            table: RwLock::default(),
        }
    }

    pub(super) fn is_on(&self) -> bool {
        ENABLED && self.on.load(Ordering::Relaxed)
    }

    pub(super) fn switch(&self, on: bool) {
        let table = self.write(); // so that no series is made meanwhile that does not know
        self.on.store(on, Ordering::Relaxed);
        table.iter().for_each(|series| series.switch(on));
    }

    /// The series with these labels, in the order of the declared names, or else in that of names.
    pub(super) fn series(&self, labels: &[(&str, &str)]) -> Arc<Series> {
        self.find(labels).unwrap_or_else(|| self.make(labels))
    }

    pub(super) fn find(&self, labels: &[(&str, &str)]) -> Option<Arc<Series>> {
        self.read().find(self.hash(labels), |series| self.is_of(series, labels)).cloned()
    }

    fn make(&self, labels: &[(&str, &str)]) -> Arc<Series> {
        let mut table = self.write();
        if table.len() < self.about.max_label_sets() {
            return self.insert(&mut table, labels);
        }
        match table.find(self.hash(labels), |series| self.is_of(series, labels)) {
            Some(series) => series.clone(), // another thread was quicker
            None => self.other(&mut table, labels),
        }
    }

    /// The series of all that are too many.
    fn other(&self, table: &mut HashTable<Arc<Series>>, labels: &[(&str, &str)]) -> Arc<Series> {
        self.about.overflowed.fetch_add(1, Ordering::Relaxed);
        let other: Vec<_> = labels.iter().map(|(name, _)| (*name, OTHER)).collect();
        if table.len() < 2 * self.about.max_label_sets() {
            return self.insert(table, &other);
        }
        // There may be names of labels without end too; then it is one that nobody sees.
        let found = table.find(self.hash(&other), |series| self.is_of(series, &other));
        found.cloned().unwrap_or_else(|| self.new_series(&other))
    }

    fn insert(&self, table: &mut HashTable<Arc<Series>>, labels: &[(&str, &str)]) -> Arc<Series> {
        let hash_of = |series: &Arc<Series>| self.hash_of(series);
        let is_it = |series: &Arc<Series>| self.is_of(series, labels);
        table
            .entry(self.hash(labels), is_it, hash_of)
            .or_insert_with(|| self.new_series(labels))
            .get()
            .clone()
    }

    fn new_series(&self, labels: &[(&str, &str)]) -> Arc<Series> {
        let own = labels.iter().map(|&(name, value)| (name.to_owned().into(), value.to_owned().into()));
        let labels = self.about.constant_labels.iter().cloned().chain(own).collect();
        Arc::new(Series::new(self.about.clone(), labels, self.is_on()))
    }

    pub(super) fn remove(&self, labels: &[(&str, &str)]) -> bool {
        let mut table = self.write();
        let found = table.find_entry(self.hash(labels), |series| self.is_of(series, labels));
        found.map(|entry| drop(entry.remove())).is_ok()
    }

    /// Removes those series that are meant, and says how many they were.
    pub(super) fn remove_where(&self, is_meant: impl Fn(&Series) -> bool) -> usize {
        let mut table = self.write();
        let before = table.len();
        table.retain(|series| !is_meant(series));
        before - table.len()
    }

    /// All series, in label order.
    pub(super) fn all(&self) -> Vec<Arc<Series>> {
        in_label_order(self.read().iter().cloned().collect())
    }

    /// Those that were used not long ago, in label order. The others are forgotten; but one that somebody has a handle of is only
    /// left out, until it is used again.
    fn used(&self, now: Instant) -> Vec<Arc<Series>> {
        let mut used = Vec::new();
        self.write().retain(|series| {
            let (is_idle, is_held) = (series.is_idle(now), Arc::strong_count(series) > 1);
            used.extend((!is_idle).then(|| series.clone()));
            !is_idle || is_held
        });
        in_label_order(used)
    }

    /// Its series and their values by `now`, without those that were not used for long.
    pub(super) fn snapshot(&self, now: Instant) -> FamilySnapshot {
        let about = &self.about;
        let there = if about.expire_after.is_some() { self.used(now) } else { self.all() };
        FamilySnapshot {
            name: about.name.clone().into(),
            help: about.help.clone().into(),
            kind: about.kind,
            unit: about.unit.clone().map(Into::into),
            group: about.group.clone().into(),
            series: there.iter().filter_map(|series| series.snapshot()).collect(),
        }
    }

    fn own<'a>(&self, series: &'a Series) -> &'a [LabelPair] {
        &series.labels[self.about.constant_labels.len()..]
    }

    fn is_of(&self, series: &Series, labels: &[(&str, &str)]) -> bool {
        self.own(series).iter().map(|(name, value)| (&**name, &**value)).eq(labels.iter().copied())
    }

    fn hash(&self, labels: &[(&str, &str)]) -> u64 {
        self.hasher.hash_one(labels)
    }

    fn hash_of(&self, series: &Series) -> u64 {
        let labels: Vec<_> = self.own(series).iter().map(|(name, value)| (&**name, &**value)).collect();
        self.hash(&labels)
    }

    fn read(&self) -> RwLockReadGuard<'_, HashTable<Arc<Series>>> {
        self.table.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, HashTable<Arc<Series>>> {
        self.table.write().unwrap_or_else(PoisonError::into_inner)
    }
}

fn in_label_order(mut all: Vec<Arc<Series>>) -> Vec<Arc<Series>> {
    all.sort_by(|a, b| a.labels.cmp(&b.labels));
    all
}
