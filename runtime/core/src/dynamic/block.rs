//! Registering the metrics of a struct that `defmetrics!` writes with `#![into = ..]`.

use std::sync::{Arc, Mutex};
use std::vec;

use super::declaration::{check_bounds, Scope};
use super::declared_family::Part;
use super::family::check_labels;
use super::registry::Registry;
use crate::cells::declared::Declared;
use crate::declared::budget::DEFAULT_MAX_SERIES;
use crate::declared::defaults::DURATION_BUCKETS;
use crate::declared::descriptor::Descriptor;
use crate::declared::kind::{Kind, ValueType};
use crate::error::{Error, ErrorKind};
use crate::handles::metric_ref::Shared;
use crate::names::{self, plain_label, Severity};
use crate::unwind::lock;

/// The bounds of buckets that replace the bounds of declarations.
#[doc(hidden)]
#[derive(Clone, Debug, Default)]
pub struct BlockBuckets {
    all: Option<Vec<f64>>,
    /// The bounds of single histograms, by the names in their declarations.
    by_name: Vec<(&'static str, Vec<f64>)>,
}

impl BlockBuckets {
    /// Replaces the bounds of all histograms without bounds of their own here.
    #[must_use]
    pub fn all(mut self, bounds: impl IntoIterator<Item = f64>) -> Self {
        self.all = Some(bounds.into_iter().collect());
        self
    }

    /// Replaces the bounds of one histogram.
    #[must_use]
    pub fn of(mut self, name: &'static str, bounds: impl IntoIterator<Item = f64>) -> Self {
        self.by_name.retain(|(other, _)| *other != name);
        self.by_name.push((name, bounds.into_iter().collect()));
        self
    }

    /// Returns the bounds of a histogram in a scope, if they are not those of its declaration.
    fn bounds_of(&self, of: &Descriptor, scope: &Scope) -> Option<Vec<f64>> {
        let by_name =
            self.by_name.iter().find(|(name, _)| *name == of.name).map(|(_, bounds)| bounds.clone());
        let has_default = of.value_type == ValueType::Duration && of.buckets == DURATION_BUCKETS;
        by_name.or_else(|| self.all.clone()).or_else(|| scope.buckets.clone().filter(|_| has_default))
    }
}

/// The metrics of a struct, in the order of their declarations.
#[doc(hidden)]
#[derive(Debug)]
pub struct BlockMetrics(vec::IntoIter<Shared>);

impl BlockMetrics {
    /// Returns the next metric.
    ///
    /// # Panics
    ///
    /// Panics after the last metric. The macro takes as many metrics as it declares.
    pub fn take(&mut self) -> Shared {
        self.0.next().expect("the macro declares each metric that it takes")
    }
}

impl Registry {
    /// Creates and registers the metrics of a struct: all of them, or none if one of them cannot be registered.
    #[doc(hidden)]
    pub fn declare(
        &self,
        all: &[&'static Descriptor],
        buckets: &BlockBuckets,
    ) -> Result<BlockMetrics, Error> {
        let parts: Vec<_> = all.iter().map(|of| self.part(of, buckets)).collect::<Result<_, _>>()?;
        self.insert_parts(&parts)?;
        let shared: Vec<_> = parts.iter().map(|(_, part)| Shared::new(part.declared.clone())).collect();
        Ok(BlockMetrics(shared.into_iter()))
    }

    /// Removes the metrics of a struct from the registry, and returns whether the registry had one of them.
    #[doc(hidden)]
    pub fn withdraw(&self, all: &[&Shared]) -> bool {
        let all: Vec<_> = all.iter().map(|shared| shared.as_arc()).collect();
        self.remove_parts(&all)
    }

    /// Creates a metric, with its name in this registry.
    fn part(&self, of: &'static Descriptor, buckets: &BlockBuckets) -> Result<(String, Arc<Part>), Error> {
        let scope = self.scope();
        let name = format!("{}{}", scope.prefix, of.name);
        check_names(&name, of, scope)?;
        let mut own = *of;
        if of.kind == Kind::Histogram {
            if let Some(bounds) = buckets.bounds_of(of, scope) {
                own.buckets = kept_bounds(check_any_bounds(&name, bounds, of.value_type)?);
            }
        }
        check_budget(&name, &own)?;
        Ok((name, Arc::new(Part::new(Declared::reusable(own), &scope.group, &scope.labels))))
    }
}

/// Checks that there are bounds, as the compiler does, and that they ascend.
fn check_any_bounds(name: &str, bounds: Vec<f64>, value_type: ValueType) -> Result<Vec<f64>, ErrorKind> {
    match bounds.is_empty() {
        true => Err(ErrorKind::InvalidBuckets { name: name.to_owned(), bounds }),
        false => check_bounds(name, bounds, value_type),
    }
}

/// Checks the name with the prefix, and the constant labels beside those of the declaration.
fn check_names(name: &str, of: &Descriptor, scope: &Scope) -> Result<(), Error> {
    let is_conventional = names::check_metric(of.name, of.kind, Severity::Should).is_ok();
    let severity = if is_conventional { Severity::Should } else { Severity::Must };
    let invalid = |reason| ErrorKind::InvalidName { name: name.to_owned(), reason };
    names::check_metric(name, of.kind, severity).map_err(invalid)?;
    let mut taken: Vec<_> = of.label_names().map(plain_label).collect();
    taken.extend((of.kind == Kind::StateSet).then(|| plain_label(name))); // the label of the states
    let constant = scope.labels.iter().map(|(label, _)| &**label);
    check_labels(name, of.kind, taken, constant, Severity::Should)
}

/// Checks the number of series, which other buckets may raise.
fn check_budget(name: &str, of: &Descriptor) -> Result<(), ErrorKind> {
    let max_series = of.max_series.unwrap_or(DEFAULT_MAX_SERIES);
    let series = match of.n_open_labels() {
        0 => of.series_count(),
        _ => of.n_series_per_open_value(),
    };
    match of.kind {
        Kind::Histogram if series > max_series => {
            Err(ErrorKind::OverBudget { name: name.to_owned(), series, max_series })
        }
        _ => Ok(()),
    }
}

/// Returns bounds that descriptors can refer to. Equal lists share their memory, which is kept: a program uses few.
fn kept_bounds(bounds: Vec<f64>) -> &'static [f64] {
    static ALL: Mutex<Vec<&'static [f64]>> = Mutex::new(Vec::new());
    let mut all = lock(&ALL);
    if let Some(kept) = all.iter().find(|kept| ***kept == bounds) {
        return kept;
    }
    let kept: &'static [f64] = bounds.leak();
    all.push(kept);
    kept
}
