//! Declared families in a run-time registry: the metrics of structs.
//!
//! Several structs share a family if their constant labels differ, for example for two pools.

use std::sync::Arc;
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
    /// At least one.
    parts: Vec<Arc<Part>>,
}

/// The declaration of one struct.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) declared: Arc<Declared>,
    /// Reads only this declaration.
    reader: Reader,
    group: String,
    constant_labels: Vec<LabelPair>,
}

impl Part {
    pub(super) fn new(declared: Declared, group: &str, constant_labels: &[LabelPair]) -> Self {
        let declared = Arc::new(declared);
        let own = declared.descriptor().group;
        let group = if own.is_empty() { group } else { own };
        Part {
            reader: Reader::of_shared(declared.clone()),
            declared,
            group: group.to_owned(),
            constant_labels: constant_labels.to_vec(),
        }
    }

    pub(super) fn descriptor(&self) -> &Descriptor {
        self.declared.descriptor()
    }

    /// Returns whether two structs may share a family, apart from the values of their constant labels.
    fn is_same(&self, other: &Part) -> bool {
        let of = |part: &Part| {
            let Descriptor { kind, value_type, unit, buckets, .. } = *part.descriptor();
            let constant = part.constant_labels.iter().map(|(name, _)| name.clone());
            let labels = constant.chain(part.descriptor().label_names().map(Into::into));
            (kind, value_type, unit, buckets, labels.collect::<Vec<_>>())
        };
        of(self) == of(other)
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
    /// The family has another type, unit, labels or buckets.
    Differs,
}

impl DeclaredFamily {
    pub(super) fn new(name: String, part: Arc<Part>) -> Self {
        DeclaredFamily { name, parts: vec![part] }
    }

    /// Returns why a declaration cannot join the family, if it cannot.
    pub(super) fn clash(&self, part: &Part) -> Option<Clash> {
        let is_twice = |other: &Arc<Part>| other.constant_labels == part.constant_labels;
        match self.parts.iter().all(|other| other.is_same(part)) {
            true => self.parts.iter().any(is_twice).then_some(Clash::Twice),
            false => Some(Clash::Differs),
        }
    }

    /// Returns the family with one more declaration, which is disabled if the family is disabled.
    pub(super) fn with(&self, part: Arc<Part>) -> Self {
        if !self.is_on() {
            part.reader.found_alone().switch(false);
        }
        let parts = self.parts.iter().cloned().chain([part]);
        DeclaredFamily { name: self.name.clone(), parts: parts.collect() }
    }

    pub(super) fn descriptor(&self) -> &Descriptor {
        self.parts[0].descriptor()
    }

    /// Returns the group of the first declaration.
    pub(super) fn group(&self) -> &str {
        &self.parts[0].group
    }

    /// Returns whether a declaration is enabled.
    fn is_on(&self) -> bool {
        self.parts.iter().any(|part| part.reader.found_alone().is_on())
    }

    /// Unsets the gauges and the state sets.
    pub(super) fn unset(&self) {
        self.parts.iter().for_each(|part| part.declared.unset());
    }

    /// Reads the series that have not expired at `now`; `None` if the family is disabled.
    pub(super) fn snapshot(&self, now: Instant) -> Option<FamilySnapshot> {
        let mut all = self.parts.iter().filter_map(|part| part.snapshot(now));
        let mut family = all.next()?;
        family.series.extend(all.flat_map(|other| other.series));
        family.series.sort_by(|a, b| a.labels.cmp(&b.labels));
        Some(FamilySnapshot {
            name: self.name.clone().into(),
            group: self.group().to_owned().into(),
            ..family
        })
    }
}

impl Found for Arc<DeclaredFamily> {
    fn about(&self) -> FoundAbout<'_> {
        FoundAbout {
            name: &self.name,
            max_series: self.descriptor().max_series,
            refused: self.parts.iter().map(|part| part.declared.refused()).sum(),
            overflowed: self.parts.iter().map(|part| part.declared.overflowed()).sum(),
            declared: Some(self.descriptor()),
        }
    }

    fn snapshot(&self) -> FamilySnapshot {
        let series = self.parts.iter().flat_map(|part| {
            let mut series = part.reader.found_alone().snapshot().series;
            series.iter_mut().for_each(|series| series.labels = part.with_constant_labels(&series.labels));
            series
        });
        let (descriptor, series) = (self.descriptor(), series.collect());
        FamilySnapshot {
            name: self.name.clone().into(),
            help: descriptor.help.into(),
            kind: descriptor.kind,
            unit: descriptor.unit.map(Into::into),
            group: self.group().to_owned().into(),
            series,
        }
    }

    fn is_on(&self) -> bool {
        DeclaredFamily::is_on(self)
    }

    fn switch(&self, on: bool) {
        self.parts.iter().for_each(|part| part.reader.found_alone().switch(on));
    }

    fn reset(&self, is_meant: &dyn Fn(&[LabelPair]) -> bool) -> usize {
        let reset = |part: &Arc<Part>| {
            part.reader.found_alone().reset(&|labels| is_meant(&part.with_constant_labels(labels)))
        };
        self.parts.iter().map(reset).sum()
    }

    fn remove(&self, is_meant: &dyn Fn(&[LabelPair]) -> bool) -> usize {
        let remove = |part: &Arc<Part>| {
            part.reader.found_alone().remove(&|labels| is_meant(&part.with_constant_labels(labels)))
        };
        self.parts.iter().map(remove).sum()
    }
}
