//! Declared metrics, as a pattern finds them.

use super::exported::Exported;
use super::{in_own_order, is_open, Registry};
use crate::cells::family::Family;
use crate::cells::open::Combination;
use crate::declared::descriptor::Descriptor;
use crate::declared::kind::Kind;
use crate::names::pattern::Pattern;
use crate::reading::selection::{Found, FoundAbout, Selection};
use crate::reading::snapshot::{FamilySnapshot, LabelPair};

/// A declared metric.
#[derive(Debug)]
struct Declared<'a> {
    registry: &'a Registry,
    number: usize,
}

impl Registry {
    /// The declared metrics whose names fit a pattern, in which `*` is any characters.
    ///
    /// ```
    /// use gapless_core::Registry;
    ///
    /// let found = Registry::global().find("gapless_con*");
    /// assert!(found.names().eq(["gapless_conflicts"]));
    /// assert_eq!(found.sum(), 0.0);
    /// ```
    pub fn find(&self, pattern: &str) -> Selection<'_> {
        let names = self.descriptors().enumerate();
        let found = names.filter(|(_, descriptor)| Pattern(pattern).fits(descriptor.name));
        Selection::new(
            found.map(|(number, _)| -> Box<dyn Found + '_> { Box::new(Declared { registry: self, number }) }),
        )
    }
}

impl Declared<'_> {
    fn exported(&self) -> &Exported {
        &self.registry.families[self.number]
    }
}

impl Found for Declared<'_> {
    fn about(&self) -> FoundAbout<'_> {
        let exported = self.exported();
        FoundAbout {
            name: exported.descriptor.name,
            max_series: exported.descriptor.max_series,
            refused: exported.sites().iter().map(|site| site.refused()).sum(),
            overflowed: exported.sites().iter().map(|site| site.overflowed()).sum(),
            declared: Some(exported.descriptor),
        }
    }

    fn snapshot(&self) -> FamilySnapshot {
        self.registry.gather_family(self.number)
    }

    fn is_on(&self) -> bool {
        self.exported().is_on()
    }

    fn switch(&self, on: bool) {
        let switch = self.registry.switch(self.exported().descriptor.name);
        let switch = switch.expect("a metric that was found is there");
        if on {
            switch.enable();
        } else {
            switch.disable();
        }
    }

    fn reset(&self, is_meant: &dyn Fn(&[LabelPair]) -> bool) -> usize {
        self.exported().sites().iter().map(|site| reset(self.exported().descriptor, site, is_meant)).sum()
    }

    fn remove(&self, is_meant: &dyn Fn(&[LabelPair]) -> bool) -> usize {
        let open = self.exported().sites().iter().filter(|site| is_open(site));
        open.map(|site| remove(self.exported().descriptor, site, is_meant)).sum()
    }
}

/// Sets those series of a gauge or a state set that are meant to unset; how many were set.
fn reset(of: &Descriptor, site: &'static Family, is_meant: &dyn Fn(&[LabelPair]) -> bool) -> usize {
    if !matches!(of.kind, Kind::Gauge | Kind::StateSet) {
        return 0;
    }
    let meant = label_sets(of, site).into_iter().filter(|(_, labels)| is_meant(labels));
    meant.filter(|(series, _)| site.unset_series(*series)).count()
}

/// Removes those combinations of open values of which every series is meant; how many series they had.
fn remove(of: &Descriptor, site: &'static Family, is_meant: &dyn Fn(&[LabelPair]) -> bool) -> usize {
    let (all, n_typed) = (label_sets(of, site), site.descriptor().n_typed_label_sets());
    let meant = all.chunks(n_typed).filter(|series| series.iter().all(|(_, labels)| is_meant(labels)));
    meant.filter(|series| site.remove(series[0].0)).count() * n_typed
}

/// The series of a site, as handles name them, with their labels.
fn label_sets(of: &Descriptor, site: &'static Family) -> Vec<(usize, Vec<LabelPair>)> {
    let n_typed = site.descriptor().n_typed_label_sets();
    let labels = |typed, open: &[&str]| {
        let labels = in_own_order(of, site.descriptor().label_set(typed, open));
        labels.into_iter().map(|(name, value)| (name.into(), value.to_owned().into())).collect()
    };
    if !is_open(site) {
        return (0..n_typed).map(|typed| (typed, labels(typed, &[]))).collect();
    }
    let held = site.hold();
    let of_combination = |combination: &Combination| {
        let (first, open) = (combination.ticket().series(), combination.values());
        (0..n_typed).map(|typed| (first + typed, labels(typed, &open))).collect::<Vec<_>>()
    };
    held.iter().flat_map(|combination| of_combination(combination)).collect()
}
