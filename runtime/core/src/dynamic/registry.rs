//! Registries of run-time metrics.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Instant;

use super::declaration::{Declaration, Scope};
use super::declared_family::{Clash, DeclaredFamily, Part};
use super::family::Members;
use super::handles::{Counter, Gauge, Histogram, UpDownCounter};
use crate::cells::declared::Declared;
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
    by_name: BTreeMap<String, Entry>,
    taken: Taken<()>,
}

/// A family of the registry.
#[derive(Clone, Debug)]
pub(super) enum Entry {
    /// A metric that the program creates.
    Made(Arc<Members>),
    /// A metric of structs.
    Declared(Arc<DeclaredFamily>),
}

impl Entry {
    pub(super) fn name(&self) -> &str {
        match self {
            Entry::Made(members) => &members.about.name,
            Entry::Declared(family) => &family.name,
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Entry::Made(members) => members.about.kind,
            Entry::Declared(family) => family.descriptor.kind,
        }
    }

    fn group(&self) -> &str {
        match self {
            Entry::Made(members) => &members.about.group,
            Entry::Declared(family) => &family.group,
        }
    }

    /// Reads the series that have not expired at `now`; `None` if the family is disabled.
    fn snapshot(&self, now: Instant) -> Option<FamilySnapshot> {
        match self {
            Entry::Made(members) => members.is_on().then(|| members.snapshot(now)),
            Entry::Declared(family) => family.snapshot(now),
        }
    }

    /// Unsets the series of a gauge.
    fn unset(&self) {
        match self {
            Entry::Made(members) if members.about.kind == Kind::Gauge => {
                members.all().iter().for_each(|series| series.reset());
            }
            Entry::Made(_) => {}
            Entry::Declared(family) => family.unset(),
        }
    }
}

impl Registry {
    /// Creates an empty registry.
    #[must_use]
    pub fn new() -> Self {
        Registry::default()
    }

    /// Returns a handle that adds `prefix` and an underscore to the names of its metrics. An empty prefix adds nothing.
    #[must_use]
    pub fn prefix(&self, prefix: &str) -> Self {
        self.scoped(|scope| {
            if !prefix.is_empty() {
                scope.prefix = format!("{}{prefix}_", scope.prefix);
            }
        })
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
        self.scoped(|scope| scope.buckets = Some(bounds.into_iter().collect()))
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

    /// Removes a family, and returns whether it existed. Records of remaining handles are not exported.
    ///
    /// A family that several structs share is removed with the series of all of them.
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
        removed.map(|family| families.taken.release(name, family.kind())).is_some()
    }

    /// Returns the groups of all metrics.
    #[must_use]
    pub fn groups(&self) -> BTreeSet<String> {
        self.families().iter().map(|family| family.group().to_owned()).collect()
    }

    /// Returns whether a group has a histogram.
    #[doc(hidden)]
    #[must_use]
    pub fn has_histogram(&self, group: &str) -> bool {
        let is_one = |family: &Entry| family.group() == group && family.kind() == Kind::Histogram;
        self.read().by_name.values().any(is_one)
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
        let mut of_group = self.families();
        of_group.retain(|family| family.group() == group);
        of_group.iter().for_each(Entry::unset);
        !of_group.is_empty()
    }

    /// Reads all series, except series of disabled metrics.
    #[must_use]
    pub fn gather(&self) -> Snapshot {
        self.gather_at(Instant::now())
    }

    /// Reads all series as [`gather`](Self::gather) does, with `now` as the time at which series expire.
    ///
    /// Tests use it to let series expire without waiting. The first reading after a record takes its own time as the
    /// time of the last use, so a test calls `gather` after it has recorded, and then `gather_at` with a later time.
    #[must_use]
    pub fn gather_at(&self, now: Instant) -> Snapshot {
        Snapshot { families: self.families_at(now) }
    }

    fn families_at(&self, now: Instant) -> Vec<FamilySnapshot> {
        self.families().iter().filter_map(|family| family.snapshot(now)).collect()
    }

    pub(super) fn entry(&self, name: &str) -> Option<Entry> {
        self.read().by_name.get(name).cloned()
    }

    /// Returns all families, in name order.
    pub(super) fn families(&self) -> Vec<Entry> {
        self.read().by_name.values().cloned().collect()
    }

    pub(super) fn insert(&self, new: Members) -> Result<Arc<Members>, Error> {
        self.write().insert(new)
    }

    pub(super) fn get_or_insert(&self, new: Members) -> Result<Arc<Members>, Error> {
        let mut families = self.write();
        match families.by_name.get(&new.about.name) {
            Some(Entry::Made(there)) if there.about.is_same(&new.about) => Ok(there.clone()),
            Some(there) => {
                Err(ErrorKind::Differs { name: new.about.name.clone(), kind: there.kind() }.into())
            }
            None => families.insert(new),
        }
    }

    /// Removes the metrics of a struct, and returns whether the registry had one of them.
    pub(super) fn remove_parts(&self, all: &[&Arc<Declared>]) -> bool {
        self.write().remove_parts(all)
    }

    /// Inserts the metrics of a struct: all of them, or none if one of them clashes.
    pub(super) fn insert_parts(&self, parts: &[(String, Arc<Part>)]) -> Result<(), Error> {
        check_within(parts)?;
        let mut families = self.write();
        parts.iter().try_for_each(|(name, part)| families.check_part(name, part))?;
        parts.iter().for_each(|(name, part)| families.insert_part(name, part));
        Ok(())
    }

    fn read(&self) -> RwLockReadGuard<'_, Families> {
        self.families.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Families> {
        self.families.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Checks that a metric would not write lines of the names that another metric has taken.
fn check_name(taken: &Taken<()>, name: &str, kind: Kind) -> Result<(), Error> {
    match taken.clash(name, kind) {
        Some((other, ())) => {
            Err(ErrorKind::NameTaken { name: name.to_owned(), other: other.to_owned() }.into())
        }
        None => Ok(()),
    }
}

/// Checks that no two metrics of a struct would write lines of one name. The macro does not compare metrics with
/// `#[cfg(..)]`.
fn check_within(parts: &[(String, Arc<Part>)]) -> Result<(), Error> {
    let mut taken = Taken::default();
    for (name, part) in parts {
        let kind = part.descriptor().kind;
        check_name(&taken, name, kind)?;
        taken.take(name.clone().into(), kind, ());
    }
    Ok(())
}

impl Families {
    fn insert(&mut self, new: Members) -> Result<Arc<Members>, Error> {
        let (name, kind) = (new.about.name.clone(), new.about.kind);
        check_name(&self.taken, &name, kind)?;
        self.taken.take(name.clone().into(), kind, ());
        let members = Arc::new(new);
        self.by_name.insert(name, Entry::Made(members.clone()));
        Ok(members)
    }

    /// Checks that a metric of a struct can be inserted.
    fn check_part(&self, name: &str, part: &Part) -> Result<(), Error> {
        let differs = |kind| Err(ErrorKind::Differs { name: name.to_owned(), kind }.into());
        match self.by_name.get(name) {
            None => check_name(&self.taken, name, part.descriptor().kind),
            Some(Entry::Made(members)) => differs(members.about.kind),
            Some(Entry::Declared(family)) => match family.clash(part) {
                None => Ok(()),
                Some(Clash::Twice) => Err(ErrorKind::RegisteredTwice(name.to_owned()).into()),
                Some(Clash::Differs) => differs(family.descriptor.kind),
            },
        }
    }

    fn insert_part(&mut self, name: &str, part: &Arc<Part>) {
        if let Some(Entry::Declared(family)) = self.by_name.get(name) {
            return family.add(part);
        }
        self.taken.take(name.to_owned().into(), part.descriptor().kind, ());
        let family = Arc::new(DeclaredFamily::new(name.to_owned(), part.clone()));
        self.by_name.insert(name.to_owned(), Entry::Declared(family));
    }

    /// Removes the declarations of a struct, and returns whether one of them existed.
    fn remove_parts(&mut self, all: &[&Arc<Declared>]) -> bool {
        let Families { by_name, taken } = self;
        let mut removed = false;
        by_name.retain(|name, entry| {
            let Entry::Declared(family) = entry else { return true };
            removed |= all.iter().any(|declared| family.remove(declared));
            if family.is_empty() {
                taken.release(name, family.descriptor.kind);
            }
            !family.is_empty()
        });
        removed
    }
}
