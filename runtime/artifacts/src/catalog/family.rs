//! Families of a catalog, and their declarations.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::time::Duration;

use gapless_core::Kind;

use super::{Alert, Objective};

/// A family: all declarations of one name.
#[derive(Clone, Debug, PartialEq)]
pub struct Family {
    /// The full name; the name of a counter ends in `_total`.
    pub name: String,
    /// The type.
    pub kind: Kind,
    /// The help text.
    pub help: String,
    /// The base unit that the name ends in, such as `seconds`.
    pub unit: Option<String>,
    /// The group; may be empty.
    pub group: String,
    /// The declarations, which add up in this family, in the order of their source locations.
    pub declarations: Vec<Declaration>,
}

/// A declaration of a family.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Declaration {
    /// The full name in the declaration, if the family has another name: an instance can add prefixes to names.
    pub declared_name: Option<String>,
    /// The labels with one value each.
    pub constant_labels: Vec<(String, String)>,
    /// The labels, in declaration order.
    pub labels: Vec<Label>,
    /// The upper bounds of a histogram's buckets, in ascending order and without `+Inf`.
    pub buckets: Vec<f64>,
    /// The native buckets of a histogram.
    pub native: Option<Native>,
    /// The quantiles of a summary.
    pub quantiles: Vec<f64>,
    /// The minimum length of a summary's window.
    pub window: Option<Duration>,
    /// Whether records keep exemplars.
    pub exemplars: bool,
    /// The states of a state set.
    pub states: Vec<String>,
    /// The kind of the declaration.
    pub origin: Origin,
    /// The first part of the name; may be empty.
    pub namespace: String,
    /// The package of the declaration.
    pub package: String,
    /// The version of the package.
    pub version: String,
    /// The source file of the declaration.
    pub file: String,
    /// The line of the declaration, from 1.
    pub line: u32,
    /// The alerts of the declaration.
    pub alerts: Vec<Alert>,
    /// The objective of an annotated function.
    pub objective: Option<Objective>,
}

/// A label and its values.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Label {
    /// The name.
    pub name: String,
    /// The values; `None` if they are known only at run time.
    pub values: Option<Vec<String>>,
}

/// The native buckets of a histogram.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Native {
    /// The schema, from -4 to 8.
    pub schema: i32,
    /// The threshold below which observations count as zero.
    pub zero_threshold: f64,
    /// The maximum number of buckets.
    pub max_buckets: usize,
    /// The largest threshold to which a full histogram may raise its zero threshold.
    pub max_zero_threshold: f64,
}

/// The kind of a declaration: a macro, or a registry at run time.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Origin {
    /// `defmetrics!`.
    #[default]
    Declaration,
    /// `#[instrument_metric]` on a function.
    Function,
    /// `#[instrument_metric]` on a struct or an enum, with its name.
    Measured(String),
    /// `defmetrics!` with `#![into = ..]`, with the name of the struct.
    Struct(String),
    /// `defmetrics!` with `#![sampled]`: a source provides the samples.
    Sampled,
    /// A registry at run time.
    RunTime,
}

impl Family {
    /// Returns the order of families: that of their names, and then of their first declarations.
    pub(super) fn cmp_place(&self, other: &Family) -> Ordering {
        let places = self.declarations.first().zip(other.declarations.first());
        let by_place = || places.map_or(Ordering::Equal, |(first, others)| first.cmp_place(others));
        self.name.cmp(&other.name).then_with(by_place)
    }

    /// Takes the declarations of another family with this name, and returns whether it has this name.
    pub(super) fn absorb(&mut self, other: &mut Family) -> bool {
        let is_same = self.name == other.name;
        if is_same && self.kind == other.kind {
            self.declarations.append(&mut other.declarations);
            self.declarations.sort_by(Declaration::cmp_place);
        }
        is_same
    }

    /// Returns the names of the labels of all declarations, in name order.
    #[must_use]
    pub fn label_names(&self) -> Vec<&str> {
        let names: BTreeSet<_> = self.declarations.iter().flat_map(Declaration::label_names).collect();
        names.into_iter().collect()
    }

    /// Returns whether a declaration has a label.
    #[must_use]
    pub fn has_label(&self, label: &str) -> bool {
        self.declarations.iter().any(|of| of.label_names().any(|name| name == label))
    }

    /// Returns the values of a label in all declarations; `None` if some are known only at run time.
    #[must_use]
    pub fn label_values(&self, label: &str) -> Option<BTreeSet<&str>> {
        let mut all = BTreeSet::new();
        for declaration in &self.declarations {
            let constant = declaration.constant_labels.iter().filter(|(name, _)| name == label);
            all.extend(constant.map(|(_, value)| &**value));
            if let Some(label) = declaration.labels.iter().find(|of| of.name == label) {
                all.extend(label.values.as_ref()?.iter().map(String::as_str));
            }
        }
        Some(all)
    }

    /// Returns the upper bounds of the buckets, without `+Inf`.
    #[must_use]
    pub fn buckets(&self) -> &[f64] {
        let mut declared = self.declarations.iter().map(|of| &*of.buckets);
        declared.find(|buckets| !buckets.is_empty()).unwrap_or_default()
    }

    /// Returns the declarations that declare the metric under a name, which can differ from the name of the family.
    pub fn declared_as<'c>(&'c self, name: &'c str) -> impl Iterator<Item = &'c Declaration> + 'c {
        self.declarations.iter().filter(move |of| of.declared_name.as_deref().unwrap_or(&self.name) == name)
    }

    /// Returns whether a declaration has native buckets.
    #[must_use]
    pub fn has_native(&self) -> bool {
        self.declarations.iter().any(|of| of.native.is_some())
    }

    /// Returns the states of a state set.
    #[must_use]
    pub fn states(&self) -> BTreeSet<&str> {
        self.declarations.iter().flat_map(|of| &of.states).map(String::as_str).collect()
    }

    /// Returns the struct that `#![into = ..]` names, if all declarations have the same.
    #[must_use]
    pub fn of_struct(&self) -> Option<&str> {
        let (first, rest) = self.declarations.split_first()?;
        match &first.origin {
            Origin::Struct(name) if rest.iter().all(|of| of.origin == first.origin) => Some(name),
            _ => None,
        }
    }
}

impl Declaration {
    /// Returns the order of the declarations of a family: that of their source locations.
    pub(super) fn cmp_place(&self, other: &Declaration) -> Ordering {
        let place = |of: &Declaration| (of.package.clone(), of.file.clone(), of.line);
        let rest = |of: &Declaration| (of.constant_labels.clone(), of.labels.clone(), of.origin.clone());
        place(self).cmp(&place(other)).then_with(|| rest(self).cmp(&rest(other)))
    }

    /// Returns the names of all labels, constant labels first.
    pub fn label_names(&self) -> impl Iterator<Item = &str> {
        let constant = self.constant_labels.iter().map(|(name, _)| &**name);
        constant.chain(self.labels.iter().map(|label| &*label.name))
    }
}
