//! Exported families: those of sources and run-time registries, and what a view changes in each family.

use std::borrow::Cow;
use std::collections::BTreeSet;

use gapless_core::dynamic::Described;
use gapless_core::{Descriptor, FamilySnapshot, Registry, Value};

use super::{Catalog, Declaration, Family, Label, Measure, Origin};

type LabelPair = (Cow<'static, str>, Cow<'static, str>);

/// For the crate `gapless`; it may change in any release.
#[doc(hidden)]
impl Catalog {
    /// Creates the catalog of an instance. Alerts that refer to another metric get its exported name.
    #[must_use]
    pub fn of_exports(families: impl IntoIterator<Item = Family>) -> Self {
        let mut catalog = Catalog::new(families);
        let names: Vec<_> = catalog.families.iter().map(|family| family.name.clone()).collect();
        let declared = catalog.clone();
        let alerts = catalog.families.iter_mut().flat_map(|family| &mut family.declarations);
        for alert in alerts.flat_map(|declaration| &mut declaration.alerts) {
            if let Measure::Ratio(of, _) = &mut alert.measure {
                if names.binary_search(of).is_err() {
                    let exported = declared.declared_as(of).next().map(|family| family.name.clone());
                    *of = exported.unwrap_or_else(|| of.clone());
                }
            }
        }
        catalog
    }
}

/// For the crate `gapless`; it may change in any release.
#[doc(hidden)]
impl Family {
    /// Creates the family of a source, with the declarations that a run-time registry has for it.
    #[must_use]
    pub fn of_snapshot(of: &FamilySnapshot, described: Vec<Described>) -> Self {
        let declarations = match described.is_empty() {
            true => vec![Declaration::of_samples(of)],
            false => {
                described.into_iter().map(|described| Declaration::of_described(described, of)).collect()
            }
        };
        Family {
            name: of.name.clone().into_owned(),
            kind: of.kind,
            help: of.help.clone().into_owned(),
            unit: of.unit.clone().map(Cow::into_owned),
            group: of.group.clone().into_owned(),
            declarations,
        }
    }

    /// Returns the family with another name and with more labels. A label that has the name of an added label is
    /// renamed if there is a prefix for it, and otherwise it keeps its value.
    #[must_use]
    pub fn exported_as(mut self, name: String, labels: &[LabelPair], renamed: Option<&str>) -> Self {
        for declaration in &mut self.declarations {
            declaration.set_name(&self.name, &name);
            declaration.rename_labels(labels, renamed);
            let is_new = |(label, _): &&LabelPair| declaration.label_names().all(|own| plain(own) != *label);
            let added: Vec<_> = labels.iter().filter(is_new).map(pair).collect();
            declaration.constant_labels.splice(0..0, added);
        }
        self.name = name;
        self
    }
}

fn pair((name, value): &LabelPair) -> (String, String) {
    (name.clone().into_owned(), value.clone().into_owned())
}

/// Returns the name of a label as a client without UTF-8 reads it.
fn plain(label: &str) -> String {
    label.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect()
}

impl Declaration {
    /// Keeps the name in the declaration, if the family has another one.
    fn set_name(&mut self, declared: &str, exported: &str) {
        if declared != exported {
            self.declared_name.get_or_insert_with(|| declared.to_owned());
        }
    }

    fn rename_labels(&mut self, taken: &[LabelPair], prefix: Option<&str>) {
        let Some(prefix) = prefix else { return };
        let constant = self.constant_labels.iter_mut().map(|(name, _)| name);
        for name in constant.chain(self.labels.iter_mut().map(|label| &mut label.name)) {
            if taken.iter().any(|(label, _)| label == name) {
                name.insert_str(0, prefix);
            }
        }
    }

    fn of_described(described: Described, of: &FamilySnapshot) -> Self {
        let (mut declaration, constant_labels) = match described {
            Described::OfStruct { constant_labels, descriptor } => {
                (Declaration::exported(&descriptor, of), constant_labels)
            }
            Described::Made { constant_labels, label_names, bounds } => {
                let labels = label_names.into_iter().map(|name| Label { name, values: None }).collect();
                let made = Declaration { labels, buckets: bounds, ..Declaration::of_run_time() };
                (made, constant_labels)
            }
        };
        declaration.constant_labels.splice(0..0, constant_labels.iter().map(pair));
        if declaration.origin == Origin::RunTime {
            declaration.learn(of);
        }
        declaration
    }

    /// Returns the declaration of a source's family. Labels that it does not declare come from the options of a plugin.
    fn of_samples(of: &FamilySnapshot) -> Self {
        match declared(of) {
            Some(descriptor) => {
                let mut declaration = Declaration::exported(descriptor, of);
                let added = constant_in(of, &declaration);
                declaration.constant_labels.splice(0..0, added);
                declaration.learn(of);
                declaration
            }
            None => {
                let mut declaration = Declaration::of_run_time();
                declaration.learn(of);
                declaration
            }
        }
    }

    fn exported(descriptor: &Descriptor, of: &FamilySnapshot) -> Self {
        let mut declaration = Declaration::of_descriptor(descriptor);
        declaration.set_name(descriptor.name, &of.name);
        declaration
    }

    fn of_run_time() -> Self {
        Declaration { origin: Origin::RunTime, ..Declaration::default() }
    }

    /// Adds the labels, the bounds and the states of the series that exist now, unless they are known.
    fn learn(&mut self, of: &FamilySnapshot) {
        for series in &of.series {
            for (name, _) in &series.labels {
                if self.label_names().all(|own| own != name) {
                    self.labels.push(Label { name: name.clone().into_owned(), values: None });
                }
            }
            match &series.value {
                Value::Histogram(value) if self.buckets.is_empty() => self.buckets = value.bounds.to_vec(),
                Value::Summary(value) if self.quantiles.is_empty() => {
                    self.quantiles = value.quantiles.to_vec();
                }
                Value::StateSet(value) if self.states.is_empty() => {
                    self.states = value.states.iter().map(str::to_owned).collect();
                }
                _ => {}
            }
        }
    }
}

/// Returns the declaration of a family that a source emits: its name can have the prefix of a plugin.
fn declared(of: &FamilySnapshot) -> Option<&'static Descriptor> {
    let is_it = |descriptor: &&Descriptor| {
        let before = of.name.strip_suffix(descriptor.name);
        before.is_some_and(|before| before.is_empty() || before.ends_with('_'))
            && descriptor.kind == of.kind
            && descriptor.help == of.help
    };
    let sampled = Registry::all_declared().filter(|of| of.origin == gapless_core::Origin::Sampled);
    sampled.chain(Registry::all_own()).filter(is_it).max_by_key(|descriptor| descriptor.name.len())
}

/// Returns the labels that a declaration does not have, and that have the same value in each series.
fn constant_in(of: &FamilySnapshot, declaration: &Declaration) -> Vec<(String, String)> {
    let all: BTreeSet<_> = of.series.iter().flat_map(|series| &series.labels).map(pair).collect();
    let is_in_all = |label: &(String, String)| {
        of.series.iter().all(|series| series.labels.iter().any(|own| pair(own) == *label))
    };
    let is_new = |(name, _): &(String, String)| declaration.label_names().all(|own| own != name);
    all.into_iter().filter(|label| is_new(label) && is_in_all(label)).collect()
}
