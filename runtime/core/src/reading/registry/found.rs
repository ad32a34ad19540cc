//! Finds declared metrics by a pattern.

use super::family::Family;
use super::{in_own_order, is_open, Registry};
use crate::cells::declared::Declared;
use crate::cells::open::Combination;
use crate::cells::series::SeriesRef;
use crate::declared::descriptor::Descriptor;
use crate::declared::kind::Kind;
use crate::names::pattern::Pattern;
use crate::reading::selection::{Found, FoundAbout, Selection};
use crate::reading::snapshot::{FamilySnapshot, LabelPair};

/// A declared metric.
#[derive(Debug)]
struct FoundFamily<'a> {
    registry: &'a Registry,
    number: usize,
}

impl Registry {
    /// Selects the declared metrics whose names match a pattern, in which `*` matches any characters.
    ///
    /// ```
    /// use gapless::Registry;
    ///
    /// let found = Registry::global().find("gapless_con*");
    /// assert!(found.names().eq(["gapless_conflicts"]));
    /// assert_eq!(found.sum(), 0.0);
    /// ```
    pub fn find(&self, pattern: &str) -> Selection<'_> {
        let names = self.descriptors().enumerate();
        let found = names.filter(|(_, descriptor)| Pattern(pattern).fits(descriptor.name));
        Selection::new(
            found.map(|(number, _)| -> Box<dyn Found + '_> {
                Box::new(FoundFamily { registry: self, number })
            }),
        )
    }
}

impl Registry {
    /// Returns the only metric of a registry of one declaration.
    pub(crate) fn found_alone(&self) -> impl Found + '_ {
        FoundFamily { registry: self, number: 0 }
    }
}

impl FoundFamily<'_> {
    fn family(&self) -> &Family {
        &self.registry.families[self.number]
    }
}

impl Found for FoundFamily<'_> {
    fn about(&self) -> FoundAbout<'_> {
        let family = self.family();
        FoundAbout {
            name: family.descriptor().name,
            max_series: family.descriptor().max_series,
            refused: family.declarations().iter().map(|declaration| declaration.refused()).sum(),
            overflowed: family.declarations().iter().map(|declaration| declaration.overflowed()).sum(),
            declared: Some(family.descriptor()),
        }
    }

    fn snapshot(&self) -> FamilySnapshot {
        self.registry.gather_family(self.number)
    }

    fn is_on(&self) -> bool {
        self.family().is_on()
    }

    fn switch(&self, on: bool) {
        let switch = self.registry.switch(self.family().descriptor().name);
        let switch = switch.expect("a selected metric exists");
        if on {
            switch.enable();
        } else {
            switch.disable();
        }
    }

    fn reset(&self, is_meant: &dyn Fn(&[LabelPair]) -> bool) -> usize {
        self.family()
            .declarations()
            .iter()
            .map(|declaration| reset(self.family().descriptor(), declaration, is_meant))
            .sum()
    }

    fn remove(&self, is_meant: &dyn Fn(&[LabelPair]) -> bool) -> usize {
        let open = self.family().declarations().iter();
        let open = open.filter(|declaration| is_open(declaration) && declaration.living().is_none());
        open.map(|declaration| remove(self.family().descriptor(), declaration, is_meant)).sum()
    }
}

/// Unsets the selected series of a gauge or a state set, and returns the number of series that were set.
fn reset(of: &Descriptor, declaration: &Declared, is_meant: &dyn Fn(&[LabelPair]) -> bool) -> usize {
    if !matches!(of.kind, Kind::Gauge | Kind::StateSet) || declaration.living().is_some() {
        return 0;
    }
    let meant = label_sets(of, declaration).into_iter().filter(|(_, labels)| is_meant(labels));
    meant.filter(|(series, _)| declaration.unset_series(*series)).count()
}

/// Removes the combinations of open values whose series are all selected, and returns their number of series.
fn remove(of: &Descriptor, declaration: &Declared, is_meant: &dyn Fn(&[LabelPair]) -> bool) -> usize {
    let (all, n_typed) = (label_sets(of, declaration), declaration.descriptor().n_typed_label_sets());
    let meant = all.chunks(n_typed).filter(|series| series.iter().all(|(_, labels)| is_meant(labels)));
    meant.filter(|series| declaration.remove(series[0].0)).count() * n_typed
}

/// Returns the series of a declaration, as handles refer to them, with their labels.
fn label_sets(of: &Descriptor, declaration: &Declared) -> Vec<(SeriesRef, Vec<LabelPair>)> {
    let n_typed = declaration.descriptor().n_typed_label_sets();
    let labels = |typed, open: &[&str]| {
        let labels = in_own_order(of, declaration.descriptor().label_set(typed, open));
        labels.into_iter().map(|(name, value)| (name.into(), value.to_owned().into())).collect()
    };
    if !is_open(declaration) {
        return (0..n_typed).map(|typed| (SeriesRef::typed(typed), labels(typed, &[]))).collect();
    }
    let held = declaration.hold();
    let of_combination = |combination: &Combination| {
        let (first, open) = (combination.ticket().series(), combination.values());
        (0..n_typed).map(|typed| (first.plus(typed), labels(typed, &open))).collect::<Vec<_>>()
    };
    held.iter().flat_map(|combination| of_combination(combination)).collect()
}
