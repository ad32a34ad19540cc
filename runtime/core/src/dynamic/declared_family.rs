//! Declared families in a run-time registry: the metrics of structs.
//!
//! Several structs share a family if their constant labels differ, for example for two pools.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Instant;

use crate::cells::declared::Declared;
use crate::declared::descriptor::Descriptor;
use crate::reading::registry::Registry as Reader;
use crate::reading::selection::{Found, FoundAbout};
use crate::reading::snapshot::{FamilySnapshot, LabelPair};

/// The declarations of a family, of one struct or of several.
#[derive(Debug)]
pub(super) struct DeclaredFamily {
    /// The name, including the prefix.
    pub(super) name: String,
    /// The descriptor of the first declaration, to which all others are equal.
    pub(super) descriptor: Descriptor,
    pub(super) group: String,
    /// All declarations, by their constant labels. No lock is held while a declaration is read.
    parts: RwLock<BTreeMap<Vec<LabelPair>, Arc<Part>>>,
}

/// The declaration of one struct.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) declared: Arc<Declared>,
    /// Reads only this declaration.
    reader: Reader,
    group: String,
    /// The labels of the registry, in name order.
    pub(super) constant_labels: Vec<LabelPair>,
}

impl Part {
    pub(super) fn new(declared: Declared, group: &str, constant_labels: &[LabelPair]) -> Self {
        let (declared, mut constant_labels) = (Arc::new(declared), constant_labels.to_vec());
        constant_labels.sort();
        let own = declared.descriptor().group;
        let group = if own.is_empty() { group } else { own };
        let reader = Reader::of_shared(declared.clone());
        Part { reader, declared, group: group.to_owned(), constant_labels }
    }

    pub(super) fn descriptor(&self) -> &Descriptor {
        self.declared.descriptor()
    }

    fn with_constant_labels(&self, labels: &[LabelPair]) -> Vec<LabelPair> {
        self.constant_labels.iter().chain(labels).cloned().collect()
    }

    /// Reads the family; `None` if it is disabled.
    fn snapshot(&self, now: Instant) -> Option<FamilySnapshot> {
        let mut family = self.reader.gather_at(now).families.pop()?;
        for series in &mut family.series {
            series.labels = self.with_constant_labels(&series.labels);
        }
        Some(family)
    }
}

/// Why a declaration cannot join a family.
pub(super) enum Clash {
    /// The family has the same constant labels.
    Twice,
    /// The family has another type, unit, help, other labels or other buckets.
    Differs,
}

impl DeclaredFamily {
    pub(super) fn new(name: String, part: Arc<Part>) -> Self {
        let (descriptor, group) = (*part.descriptor(), part.group.clone());
        let parts = BTreeMap::from([(part.constant_labels.clone(), part)]);
        DeclaredFamily { name, descriptor, group, parts: RwLock::new(parts) }
    }

    /// Returns why a declaration cannot join the family, if it cannot.
    pub(super) fn clash(&self, part: &Part) -> Option<Clash> {
        let parts = self.read();
        let is_same = is_same(&self.descriptor, part.descriptor());
        let first = parts.keys().next().map(Vec::as_slice).unwrap_or_default();
        match is_same && names(first).eq(names(&part.constant_labels)) {
            true => parts.contains_key(&part.constant_labels).then_some(Clash::Twice),
            false => Some(Clash::Differs),
        }
    }

    /// Adds a declaration, which is disabled if the family is disabled.
    pub(super) fn add(&self, part: &Arc<Part>) {
        if !self.is_on() {
            part.reader.found_alone().switch(false);
        }
        self.write().insert(part.constant_labels.clone(), part.clone());
    }

    /// Removes a declaration, and returns whether it existed.
    pub(super) fn remove(&self, declared: &Arc<Declared>) -> bool {
        let mut parts = self.write();
        let before = parts.len();
        parts.retain(|_, part| !Arc::ptr_eq(&part.declared, declared));
        parts.len() < before
    }

    pub(super) fn is_empty(&self) -> bool {
        self.read().is_empty()
    }

    /// Returns all declarations, by their constant labels.
    pub(super) fn parts(&self) -> Vec<Arc<Part>> {
        self.read().values().cloned().collect()
    }

    fn read(&self) -> RwLockReadGuard<'_, BTreeMap<Vec<LabelPair>, Arc<Part>>> {
        self.parts.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, BTreeMap<Vec<LabelPair>, Arc<Part>>> {
        self.parts.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns whether a declaration is enabled.
    fn is_on(&self) -> bool {
        self.read().values().any(|part| part.reader.found_alone().is_on())
    }

    /// Unsets the gauges and the state sets.
    pub(super) fn unset(&self) {
        self.parts().iter().for_each(|part| part.declared.unset());
    }

    /// Reads the series that have not expired at `now`; `None` if the family is disabled.
    pub(super) fn snapshot(&self, now: Instant) -> Option<FamilySnapshot> {
        let parts = self.parts();
        let mut all = parts.iter().filter_map(|part| part.snapshot(now));
        let mut family = all.next()?;
        family.series.extend(all.flat_map(|other| other.series));
        family.series.sort_by(|a, b| a.labels.cmp(&b.labels));
        Some(FamilySnapshot { name: self.name.clone().into(), group: self.group.clone().into(), ..family })
    }
}

/// Returns whether two declarations may be in one family, apart from the labels of their registries.
fn is_same(a: &Descriptor, b: &Descriptor) -> bool {
    let of = |of: &Descriptor| (of.kind, of.value_type, of.unit, of.help, of.buckets);
    let states = |of: &Descriptor| of.states.map(|states| states.iter().collect::<Vec<_>>());
    of(a) == of(b) && a.native == b.native && states(a) == states(b) && a.label_names().eq(b.label_names())
}

fn names(labels: &[LabelPair]) -> impl Iterator<Item = &str> {
    labels.iter().map(|(name, _)| &**name)
}

impl Found for Arc<DeclaredFamily> {
    fn about(&self) -> FoundAbout<'_> {
        FoundAbout {
            name: &self.name,
            max_series: self.descriptor.max_series,
            refused: self.parts().iter().map(|part| part.declared.refused()).sum(),
            overflowed: self.parts().iter().map(|part| part.declared.overflowed()).sum(),
            declared: Some(&self.descriptor),
        }
    }

    fn snapshot(&self) -> FamilySnapshot {
        let parts = self.parts();
        let series = parts.iter().flat_map(|part| {
            let mut series = part.reader.found_alone().snapshot().series;
            series.iter_mut().for_each(|series| series.labels = part.with_constant_labels(&series.labels));
            series
        });
        let (descriptor, series) = (&self.descriptor, series.collect());
        FamilySnapshot {
            name: self.name.clone().into(),
            help: descriptor.help.into(),
            kind: descriptor.kind,
            unit: descriptor.unit.map(Into::into),
            group: self.group.clone().into(),
            series,
        }
    }

    fn is_on(&self) -> bool {
        DeclaredFamily::is_on(self)
    }

    fn switch(&self, on: bool) {
        self.parts().iter().for_each(|part| part.reader.found_alone().switch(on));
    }

    fn reset(&self, is_meant: &dyn Fn(&[LabelPair]) -> bool) -> usize {
        let reset = |part: &Arc<Part>| {
            part.reader.found_alone().reset(&|labels| is_meant(&part.with_constant_labels(labels)))
        };
        self.parts().iter().map(reset).sum()
    }

    fn remove(&self, is_meant: &dyn Fn(&[LabelPair]) -> bool) -> usize {
        let remove = |part: &Arc<Part>| {
            part.reader.found_alone().remove(&|labels| is_meant(&part.with_constant_labels(labels)))
        };
        self.parts().iter().map(remove).sum()
    }
}
