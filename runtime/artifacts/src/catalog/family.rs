//! Families of a catalog, and their declarations.

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
    /// What declares the metric.
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
#[derive(Clone, Debug, PartialEq, Eq)]
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

/// What declares a metric.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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
        let of_struct = |of: &'_ Declaration| match &of.origin {
            Origin::Struct(name) => Some(name.clone()),
            _ => None,
        };
        let first = of_struct(self.declarations.first()?)?;
        let all = self.declarations.iter().all(|of| of_struct(of).as_ref() == Some(&first));
        match &self.declarations[0].origin {
            Origin::Struct(name) if all => Some(name),
            _ => None,
        }
    }
}

impl Declaration {
    /// Returns the names of all labels, constant labels first.
    pub fn label_names(&self) -> impl Iterator<Item = &str> {
        let constant = self.constant_labels.iter().map(|(name, _)| &**name);
        constant.chain(self.labels.iter().map(|label| &*label.name))
    }
}
