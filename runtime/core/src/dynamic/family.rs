//! Run-time families, and the table of their series.

use std::borrow::Cow;
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
use crate::declared::kind::Kind;
use crate::error::{Error, ErrorKind};
use crate::names::OTHER;
use crate::names::{check_label, plain_label, Severity};
use crate::reading::snapshot::{FamilySnapshot, LabelPair};
use crate::ENABLED;

/// A run-time metric with `N` labels. [`with`](Self::with) returns the handle of a series.
///
/// A `Family` can be cloned. Its memory is freed when its registry and all handles are dropped.
///
/// ```
/// use gapless::dynamic::Registry;
///
/// let registry = Registry::new();
/// let requests = registry.counter("requests_total", "Requests.").labels(["method", "status"]).register()?;
/// requests.with(["GET", "200"]).inc();
/// assert_eq!(requests.with(["GET", "200"]).get(), 1);
/// # Ok::<(), gapless::Error>(())
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
    /// Locked for writing to add, remove, enable or disable series.
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
    /// Returns the handle of the series with these label values, in the order of the label names.
    ///
    /// A label with an empty value is absent: for an optional value, pass `value.unwrap_or_default()`. Label values
    /// beyond the bound of the family share one series with the label value `_other`.
    #[must_use]
    pub fn with(&self, values: [&str; N]) -> M {
        M::of(Held(self.members.series(&self.labels(values))))
    }

    /// Removes the series with these label values, and returns whether it existed.
    ///
    /// Recording through a remaining handle of the series has no effect.
    pub fn remove(&self, values: [&str; N]) -> bool {
        self.members.remove(&self.labels(values))
    }

    fn labels<'a>(&'a self, values: [&'a str; N]) -> [(&'a str, &'a str); N] {
        let names = &self.members.about.label_names;
        std::array::from_fn(|n| (&*names[n], values[n]))
    }

    /// Returns the name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.members.about.name
    }
}

impl<M: Metric> Family<M> {
    /// Returns the handle of the series with these labels, in any order, without declared label names.
    ///
    /// Use it for data that brings its own labels, for example from another library.
    ///
    /// # Errors
    ///
    /// Returns an error if Prometheus would reject a label name, or if a label occurs twice or is a label of the
    /// registry.
    ///
    /// ```
    /// use gapless::dynamic::Registry;
    ///
    /// let hits = Registry::new().counter("hits_total", "Hits.").any_labels().register()?;
    /// hits.with_labels(&[("page", "home")])?.inc();
    /// assert!(hits.with_labels(&[("__page", "home")]).is_err());
    /// # Ok::<(), gapless::Error>(())
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
    /// Checks that a series can have labels of these names in addition to the constant labels.
    ///
    /// Only rules of at least this severity apply.
    pub(super) fn check_labels<'a>(
        &'a self,
        names: impl Iterator<Item = &'a str>,
        severity: Severity,
    ) -> Result<(), Error> {
        let constant = self.constant_labels.iter().map(|(name, _)| &**name);
        check_labels(&self.name, self.kind, Vec::new(), constant.chain(names), severity)
    }
}

/// Checks that a metric can have labels of these names in addition to the labels in `taken`, in their plain form.
///
/// Only rules of at least this severity apply.
pub(super) fn check_labels<'a>(
    metric: &str,
    kind: Kind,
    mut taken: Vec<Cow<'a, str>>,
    names: impl Iterator<Item = &'a str>,
    severity: Severity,
) -> Result<(), Error> {
    for name in names {
        let plain = plain_label(name);
        let twice = || format!("the label `{plain}` occurs twice; remove one of them");
        let is_new = !taken.contains(&plain);
        let checked = check_label(name, kind, severity);
        checked.and_then(|()| is_new.then_some(()).ok_or_else(twice)).map_err(|reason| {
            ErrorKind::InvalidLabel { metric: metric.to_owned(), name: name.to_owned(), reason }
        })?;
        taken.push(plain);
    }
    Ok(())
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
        let table = self.write(); // a series that is created meanwhile would miss the change
        self.on.store(on, Ordering::Relaxed);
        table.iter().for_each(|series| series.switch(on));
    }

    /// Returns the series with these labels: declared labels in their order, other labels in name order.
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
            Some(series) => series.clone(), // another thread has just created it
            None => self.other(&mut table, labels),
        }
    }

    /// Returns the series of label values beyond the bound.
    fn other(&self, table: &mut HashTable<Arc<Series>>, labels: &[(&str, &str)]) -> Arc<Series> {
        self.about.overflowed.fetch_add(1, Ordering::Relaxed);
        let other: Vec<_> = labels.iter().map(|(name, _)| (*name, OTHER)).collect();
        if table.len() < 2 * self.about.max_label_sets() {
            return self.insert(table, &other);
        }
        // Label names may be unbounded, too. Beyond twice the bound the series is not kept, and so not exported.
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

    /// Removes the series that `is_meant` selects, and returns their number.
    pub(super) fn remove_where(&self, is_meant: impl Fn(&Series) -> bool) -> usize {
        let mut table = self.write();
        let before = table.len();
        table.retain(|series| !is_meant(series));
        before - table.len()
    }

    /// Returns all series, in label order.
    pub(super) fn all(&self) -> Vec<Arc<Series>> {
        in_label_order(self.read().iter().cloned().collect())
    }

    /// Returns the series that have not expired, in label order, and removes the others.
    ///
    /// An expired series with a live handle is left out but not removed, so that it can return.
    fn used(&self, now: Instant) -> Vec<Arc<Series>> {
        let mut used = Vec::new();
        self.write().retain(|series| {
            let (is_idle, is_held) = (series.is_idle(now), Arc::strong_count(series) > 1);
            used.extend((!is_idle).then(|| series.clone()));
            !is_idle || is_held
        });
        in_label_order(used)
    }

    /// Reads the series that have not expired at `now`.
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
