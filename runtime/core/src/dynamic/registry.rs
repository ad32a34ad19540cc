//! Registries of run-time metrics.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Instant;

use super::declaration::{Declaration, Scope};
use super::family::Members;
use super::handles::{Counter, Gauge, Histogram, UpDownCounter};
use crate::declared::kind::Kind;
use crate::error::{Error, ErrorKind};
use crate::names::sample_names::Taken;
use crate::reading::snapshot::{FamilySnapshot, Snapshot};

/// A registry of run-time metrics.
///
/// A `Registry` is a handle: its clones are the same registry. [`prefix`](Self::prefix), [`group`](Self::group),
/// [`label`](Self::label) and [`buckets`](Self::buckets) return a handle with defaults for the metrics that are
/// declared through it.
///
/// ```
/// use gapless::dynamic::Registry;
///
/// let registry = Registry::new();
/// let shop = registry.prefix("shop").label("region", "eu");
/// shop.counter("orders_total", "Orders.").register()?.inc();
/// assert!(registry.gather().value("shop_orders_total", &[("region", "eu")]).is_some());
/// # Ok::<(), gapless::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Registry {
    families: Arc<RwLock<Families>>,
    scope: Arc<Scope>,
}

#[derive(Debug, Default)]
pub(super) struct Families {
    by_name: BTreeMap<String, Arc<Members>>,
    taken: Taken<()>,
}

impl Registry {
    /// Creates an empty registry.
    #[must_use]
    pub fn new() -> Self {
        Registry::default()
    }

    /// Returns a handle that adds `prefix` and an underscore to the names of its metrics.
    #[must_use]
    pub fn prefix(&self, prefix: &str) -> Self {
        self.scoped(|scope| scope.prefix = format!("{}{prefix}_", scope.prefix))
    }

    /// Returns a handle with a default group for its metrics.
    #[must_use]
    pub fn group(&self, group: &str) -> Self {
        self.scoped(|scope| group.clone_into(&mut scope.group))
    }

    /// Returns a handle that adds a constant label to all series of its metrics.
    #[must_use]
    pub fn label(&self, name: &str, value: &str) -> Self {
        self.scoped(|scope| scope.labels.push((name.to_owned().into(), value.to_owned().into())))
    }

    /// Returns a handle with default bucket bounds for its histograms.
    #[must_use]
    pub fn buckets(&self, bounds: impl IntoIterator<Item = f64>) -> Self {
        self.scoped(|scope| scope.buckets = bounds.into_iter().collect())
    }

    fn scoped(&self, change: impl FnOnce(&mut Scope)) -> Self {
        let mut registry = self.clone();
        change(Arc::make_mut(&mut registry.scope));
        registry
    }

    pub(super) fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Declares a counter of integers; its name ends in `_total`.
    pub fn counter(&self, name: &str, help: &str) -> Declaration<Counter> {
        Declaration::new(self.clone(), name, help)
    }

    /// Declares a counter of `f64`; its name ends in `_total`.
    pub fn float_counter(&self, name: &str, help: &str) -> Declaration<Counter<f64>> {
        Declaration::new(self.clone(), name, help)
    }

    /// Declares a gauge.
    pub fn gauge(&self, name: &str, help: &str) -> Declaration<Gauge> {
        Declaration::new(self.clone(), name, help)
    }

    /// Declares an up-down counter.
    pub fn up_down_counter(&self, name: &str, help: &str) -> Declaration<UpDownCounter> {
        Declaration::new(self.clone(), name, help)
    }

    /// Declares a histogram.
    pub fn histogram(&self, name: &str, help: &str) -> Declaration<Histogram> {
        Declaration::new(self.clone(), name, help)
    }

    /// Removes a family, and returns whether it existed. Recording through a remaining handle has no effect.
    ///
    /// ```
    /// use gapless::dynamic::Registry;
    ///
    /// let registry = Registry::new();
    /// registry.gauge("depth", "Depth.").register()?;
    /// assert!(registry.remove("depth"));
    /// registry.counter("depth_total", "Depths.").register()?; // the name is free
    /// # Ok::<(), gapless::Error>(())
    /// ```
    pub fn remove(&self, name: &str) -> bool {
        let mut families = self.write();
        let removed = families.by_name.remove(name);
        removed.map(|members| families.taken.release(name, members.about.kind)).is_some()
    }

    /// Returns the groups of all metrics.
    #[must_use]
    pub fn groups(&self) -> BTreeSet<String> {
        self.members().iter().map(|members| members.about.group.to_string()).collect()
    }

    /// Returns whether the registry has no families.
    pub(super) fn is_empty(&self) -> bool {
        self.read().by_name.is_empty()
    }

    /// Unsets the gauges of a group until they are set again, and returns whether the group exists.
    ///
    /// ```
    /// use gapless::dynamic::Registry;
    ///
    /// let registry = Registry::new();
    /// let free = registry.group("disk").gauge("disk_free_bytes", "Room.").register()?;
    /// free.set(4096.0);
    /// assert!(registry.unset_gauges("disk"));
    /// assert_eq!(free.get(), None);
    /// # Ok::<(), gapless::Error>(())
    /// ```
    pub fn unset_gauges(&self, group: &str) -> bool {
        let mut of_group = self.members();
        of_group.retain(|members| members.about.group == group);
        let gauges = of_group.iter().filter(|members| members.about.kind == Kind::Gauge);
        gauges.flat_map(|members| members.all()).for_each(|series| series.reset());
        !of_group.is_empty()
    }

    /// Reads all series, except series of disabled metrics.
    #[must_use]
    pub fn gather(&self) -> Snapshot {
        self.gather_at(Instant::now())
    }

    /// Reads all series as [`gather`](Self::gather) does, with `now` as the time at which series expire.
    ///
    /// Tests use it to let series expire without waiting.
    #[must_use]
    pub fn gather_at(&self, now: Instant) -> Snapshot {
        Snapshot { families: self.families_at(now) }
    }

    fn families_at(&self, now: Instant) -> Vec<FamilySnapshot> {
        let on = self.members().into_iter().filter(|members| members.is_on());
        on.map(|members| members.snapshot(now)).collect()
    }

    /// Returns all families, in name order.
    pub(super) fn members(&self) -> Vec<Arc<Members>> {
        self.read().by_name.values().cloned().collect()
    }

    pub(super) fn insert(&self, new: Members) -> Result<Arc<Members>, Error> {
        self.write().insert(new)
    }

    pub(super) fn get_or_insert(&self, new: Members) -> Result<Arc<Members>, Error> {
        let mut families = self.write();
        match families.by_name.get(&new.about.name) {
            Some(there) if there.about.is_same(&new.about) => Ok(there.clone()),
            Some(there) => {
                Err(ErrorKind::Differs { name: new.about.name.clone(), kind: there.about.kind }.into())
            }
            None => families.insert(new),
        }
    }

    fn read(&self) -> RwLockReadGuard<'_, Families> {
        self.families.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Families> {
        self.families.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Families {
    fn insert(&mut self, new: Members) -> Result<Arc<Members>, Error> {
        let (name, kind) = (new.about.name.clone(), new.about.kind);
        if let Some((other, ())) = self.taken.clash(&name, kind) {
            return Err(ErrorKind::NameTaken { name, other: other.to_owned() }.into());
        }
        self.taken.take(name.clone().into(), kind, ());
        Ok(self.by_name.entry(name).or_insert(Arc::new(new)).clone())
    }
}
