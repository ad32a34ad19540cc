//! Descriptors: the static description of a metric.
//!
//! The macros create descriptors in `const` code. Scrapes, registry checks and documentation derive from the same
//! descriptor, so none of them can name a metric, label or bucket that does not exist.
//!
//! Not here: the numbers (`family`, `cells`) and the rules that hold between descriptors (`registry`).

use std::time::Duration;

use crate::declared::alert::Alert;
use crate::declared::catalog::CatalogLine;
use crate::declared::kind::{Kind, ValueType};
use crate::declared::label::{Label, LabelList, LabelPattern, LabelValues, Listed};
use crate::declared::location::Location;
use crate::declared::native::Native;
use crate::declared::objective::Objective;

/// The series that are exported before anything is recorded into them.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Seed {
    /// All combinations of label values that are not skipped, at zero.
    All,
    /// No series: a series is exported once something is recorded into it.
    None,
    /// A gauge starts at the value that the function returns.
    With(fn() -> f64),
    /// A state set starts in the state whose index the function returns.
    In(fn() -> usize),
}

/// The origin of a descriptor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Origin {
    /// A declaration in `defmetrics!`, or Gapless itself.
    Declaration,
    /// A function with `#[instrument_metric]`.
    Function,
    /// A struct or an enum with `#[instrument_metric]`.
    Struct,
    /// A declaration in `defmetrics!` with `#![sampled]`: a source emits the samples.
    Sampled,
}

/// The storage of a metric's counts.
///
/// Gauges are always shared, because each has one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Storage {
    /// Cells of each thread: fastest to record, with memory for each recording thread.
    Slab,
    /// Cells that all threads share: one locked instruction for each record, and memory once.
    Shared,
}

/// The quantiles of a summary, and their window.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Quantiles {
    /// The quantiles, from 0 to 1 and in ascending order.
    pub at: &'static [f64],
    /// The minimum length of the window.
    pub window: Duration,
}

/// The static description of a metric.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Descriptor {
    /// The full name, including the namespace.
    pub name: &'static str,
    /// The help text.
    pub help: &'static str,
    /// The type.
    pub kind: Kind,
    /// The type of the recorded values.
    pub value_type: ValueType,
    /// The base unit that the name ends in, such as `seconds`.
    pub unit: Option<&'static str>,
    /// The labels with one value each, which come before all others.
    pub constant_labels: &'static [LabelPattern],
    /// The labels in declaration order.
    pub labels: &'static [Label],
    /// The maximum number of series, if the declaration sets one. Declarations with open labels always do.
    pub max_series: Option<usize>,
    /// The listed values of open labels, whose combinations are exported from the start.
    pub listed: &'static [LabelList],
    /// The time after which unused values of open labels are removed, except listed values; `None` if they are kept.
    pub expire_after: Option<Duration>,
    /// The upper bounds of a histogram's buckets, in ascending order and without `+Inf`.
    pub buckets: &'static [f64],
    /// The native buckets of a histogram, if it has them.
    pub native: Option<Native>,
    /// The quantiles of a summary.
    pub quantiles: Option<Quantiles>,
    /// Whether records keep exemplars.
    pub exemplars: bool,
    /// Whether the metric has feeds, whose values it may refuse.
    pub fed: bool,
    /// The states of a state set.
    pub states: Option<LabelValues>,
    /// The storage of the counts.
    pub storage: Storage,
    /// The series that are exported before anything is recorded.
    pub seed: Seed,
    /// The combinations of label values that are not seeded. A combination matches a series if all its pairs match.
    pub skipped: &'static [&'static [LabelPattern]],
    /// The group, by which views select metrics; may be empty.
    pub group: &'static str,
    /// The first part of the name; may be empty.
    pub namespace: &'static str,
    /// The alerts, in declaration order.
    pub alerts: &'static [Alert],
    /// The objective of the function that the metric counts or times.
    pub objective: Option<Objective>,
    /// The origin of the descriptor.
    pub origin: Origin,
    /// The measured struct or enum, or the struct that `#![into = ..]` names.
    pub owner: Option<&'static str>,
    /// Where it is declared.
    pub location: Location,
    /// Whether functions with equal labels add up on purpose: their attributes leave out the label `function`.
    pub(crate) adds_up: bool,
    /// The line that tools read in the program's file.
    pub(crate) catalog: CatalogLine,
}

/// For the macros, which build descriptors step by step in `const` code.
#[doc(hidden)]
impl Descriptor {
    /// Creates a descriptor. Gauges, state sets and infos are absent until they are set; all other types are seeded.
    pub const fn new(kind: Kind, name: &'static str, help: &'static str, location: Location) -> Self {
        let (value_type, seed) = match kind {
            Kind::Gauge => (ValueType::Float, Seed::None),
            Kind::StateSet | Kind::Info => (ValueType::Integer, Seed::None),
            Kind::Histogram | Kind::Summary => (ValueType::Float, Seed::All),
            Kind::Counter | Kind::UpDownCounter => (ValueType::Integer, Seed::All),
        };
        Descriptor {
            name,
            help,
            kind,
            value_type,
            unit: None,
            constant_labels: &[],
            labels: &[],
            max_series: None,
            listed: &[],
            expire_after: None,
            buckets: &[],
            native: match kind {
                Kind::Summary => Some(Native::OF_SUMMARIES),
                _ => None,
            },
            quantiles: None,
            exemplars: false,
            fed: false,
            states: None,
            storage: Storage::Slab,
            seed,
            skipped: &[],
            group: "",
            namespace: "",
            alerts: &[],
            objective: None,
            origin: Origin::Declaration,
            owner: None,
            location,
            adds_up: false,
            catalog: CatalogLine::NONE,
        }
    }

    /// Sets the type of the recorded values.
    #[must_use]
    pub const fn with_value_type(mut self, value_type: ValueType) -> Self {
        self.value_type = value_type;
        self
    }

    /// Sets the base unit.
    #[must_use]
    pub const fn with_unit(mut self, unit: &'static str) -> Self {
        self.unit = Some(unit);
        self
    }

    /// Sets the labels with one value each.
    #[must_use]
    pub const fn with_constant_labels(mut self, labels: &'static [LabelPattern]) -> Self {
        self.constant_labels = labels;
        self
    }

    /// Sets the labels.
    #[must_use]
    pub const fn with_labels(mut self, labels: &'static [Label]) -> Self {
        self.labels = labels;
        self
    }

    /// Sets the maximum number of series.
    #[must_use]
    pub const fn with_max_series(mut self, max_series: usize) -> Self {
        self.max_series = Some(max_series);
        self
    }

    /// Sets the listed values of open labels.
    #[must_use]
    pub const fn with_listed(mut self, listed: &'static [LabelList]) -> Self {
        self.listed = listed;
        self
    }

    /// Sets the time after which unused values of open labels are removed.
    #[must_use]
    pub const fn with_expire_after(mut self, after: Duration) -> Self {
        self.expire_after = Some(after);
        self
    }

    /// Sets the upper bounds of the buckets.
    #[must_use]
    pub const fn with_buckets(mut self, buckets: &'static [f64]) -> Self {
        self.buckets = buckets;
        self
    }

    /// Adds native buckets.
    #[must_use]
    pub const fn with_native(mut self, native: Native) -> Self {
        self.native = Some(native);
        self
    }

    /// Sets the quantiles and their window.
    #[must_use]
    pub const fn with_quantiles(mut self, at: &'static [f64], window: Duration) -> Self {
        self.quantiles = Some(Quantiles { at, window });
        self
    }

    /// Lets records keep exemplars.
    #[must_use]
    pub const fn with_exemplars(mut self) -> Self {
        self.exemplars = true;
        self
    }

    /// Declares that the metric has feeds, whose values it may refuse.
    #[must_use]
    pub const fn with_feeds(mut self) -> Self {
        self.fed = true;
        self
    }

    /// Sets the states.
    #[must_use]
    pub const fn with_states(mut self, states: LabelValues) -> Self {
        self.states = Some(states);
        self
    }

    /// Sets the storage of the counts.
    #[must_use]
    pub const fn with_storage(mut self, storage: Storage) -> Self {
        self.storage = storage;
        self
    }

    /// Sets the series that are exported from the start.
    #[must_use]
    pub const fn with_seed(mut self, seed: Seed) -> Self {
        self.seed = seed;
        self
    }

    /// Sets the combinations of label values that are not seeded.
    #[must_use]
    pub const fn with_skipped(mut self, skipped: &'static [&'static [LabelPattern]]) -> Self {
        self.skipped = skipped;
        self
    }

    /// Sets the group.
    #[must_use]
    pub const fn with_group(mut self, group: &'static str) -> Self {
        self.group = group;
        self
    }

    /// Sets the namespace, which is the first part of the name.
    #[must_use]
    pub const fn with_namespace(mut self, namespace: &'static str) -> Self {
        self.namespace = namespace;
        self
    }

    /// Sets the alerts.
    #[must_use]
    pub const fn with_alerts(mut self, alerts: &'static [Alert]) -> Self {
        self.alerts = alerts;
        self
    }

    /// Sets the objective of the function that the metric counts or times.
    #[must_use]
    pub const fn with_objective(mut self, objective: Option<Objective>) -> Self {
        self.objective = objective;
        self
    }

    /// Sets the catalog line.
    #[must_use]
    pub const fn with_catalog(mut self, line: CatalogLine) -> Self {
        self.catalog = line;
        self
    }

    pub(crate) const fn with_adding_up(mut self, adds_up: bool) -> Self {
        self.adds_up = adds_up;
        self
    }

    /// Sets the maximum number of combinations of open label values.
    #[must_use]
    pub const fn with_max_open_values(mut self, n: usize) -> Self {
        self.max_series = Some(n * self.n_series_per_open_value());
        self
    }

    /// Declares that the metric belongs to a measured struct or enum.
    #[must_use]
    pub const fn of_struct(mut self, name: &'static str) -> Self {
        self.origin = Origin::Struct;
        self.owner = Some(name);
        self
    }

    /// Declares that the metric belongs to the struct of a block.
    #[must_use]
    pub const fn into_struct(mut self, name: &'static str) -> Self {
        self.owner = Some(name);
        self
    }

    pub(crate) const fn with_origin(mut self, origin: Origin) -> Self {
        self.origin = origin;
        self
    }
}

impl Descriptor {
    /// Returns the names of all labels, constant labels first.
    ///
    /// ```
    /// use gapless::Registry;
    ///
    /// let of = Registry::global().descriptors().find(|of| of.name == "gapless_info");
    /// assert_eq!(of.expect("it is there").label_names().collect::<Vec<_>>(), ["clock", "version"]);
    /// ```
    pub fn label_names(&self) -> impl Iterator<Item = &'static str> {
        let constant = self.constant_labels.iter().map(|&(name, _)| name);
        constant.chain(self.labels.iter().map(|label| label.name))
    }

    /// Returns the number of label sets: the product of the numbers of values of all labels.
    ///
    /// Open labels count as the maximum number of their combinations, including `_other`.
    ///
    /// ```
    /// use gapless::Registry;
    ///
    /// gapless::defmetrics! {
    ///     /// Reads from the disk.
    ///     counter reads_total(cached: bool, retried: bool);
    /// }
    ///
    /// let reads = Registry::global().descriptors().find(|of| of.name == "reads_total");
    /// assert_eq!(reads.expect("it is declared").label_set_count(), 4);
    /// ```
    #[must_use]
    pub const fn label_set_count(&self) -> usize {
        if self.n_open_labels() == 0 {
            self.n_typed_label_sets()
        } else {
            self.n_typed_label_sets() * (self.max_open_values() + 1)
        }
    }

    /// Returns the number of label sets for one combination of open label values.
    pub(crate) const fn n_typed_label_sets(&self) -> usize {
        let (mut product, mut i) = (1, 0);
        while i < self.labels.len() {
            product *= self.labels[i].cardinality();
            i += 1;
        }
        product
    }

    pub(crate) const fn n_open_labels(&self) -> usize {
        let (mut n, mut i) = (0, 0);
        while i < self.labels.len() {
            n += self.labels[i].values.is_none() as usize;
            i += 1;
        }
        n
    }

    /// Returns the number of listed combinations of open label values.
    pub(crate) const fn n_listed(&self) -> usize {
        let (mut product, mut i) = (!self.listed.is_empty() as usize, 0);
        while i < self.listed.len() {
            product *= self.listed[i].1.len();
            i += 1;
        }
        product
    }

    /// Returns the listed values, in label order.
    pub(crate) fn listed_values(&self) -> Vec<&'static [&'static str]> {
        let of = |name| self.listed.iter().find(|(listed, _)| *listed == name).map(|(_, values)| *values);
        self.labels.iter().filter_map(|label| of(label.name)).collect()
    }

    /// Returns the maximum number of combinations of open label values, without `_other`.
    pub(crate) const fn max_open_values(&self) -> usize {
        match self.max_series {
            Some(max_series) => max_series / self.n_series_per_open_value(),
            None => 0,
        }
    }

    pub(crate) const fn n_series_per_open_value(&self) -> usize {
        self.n_typed_label_sets() * self.lines_per_label_set()
    }

    /// Returns the number of series that a server stores.
    ///
    /// Each label set of a histogram counts as its buckets, including `+Inf`, its sum and its count. Each label set of
    /// a summary counts as its quantiles, its sum and its count, and each label set of a state set as its states. An
    /// info counts as one series. Native buckets are not counted: a server that stores them needs one more series for
    /// each label set.
    #[must_use]
    pub const fn series_count(&self) -> usize {
        match self.kind {
            Kind::Info => 1,
            _ => self.label_set_count() * self.lines_per_label_set(),
        }
    }

    /// Returns the quantiles that a summary exports.
    pub(crate) const fn quantiles_at(&self) -> &'static [f64] {
        match self.quantiles {
            Some(Quantiles { at, .. }) => at,
            None => &[],
        }
    }

    pub(crate) const fn lines_per_label_set(&self) -> usize {
        match (self.kind, self.states) {
            (Kind::Histogram, _) => self.buckets.len() + 3,
            (Kind::Summary, _) => self.quantiles_at().len() + 2,
            (_, Some(states)) => states.len(),
            _ => 1,
        }
    }

    /// Returns whether a series with these labels is exported before anything is recorded into it.
    pub(crate) fn seeds(&self, labels: &[(&str, &str)]) -> bool {
        let skips = |pattern: &[LabelPattern]| pattern.iter().all(|pair| labels.contains(pair));
        !matches!(self.seed, Seed::None) && !self.skipped.iter().any(|pattern| skips(pattern))
    }

    /// Returns whether a label set with typed labels only is exported before anything is recorded into it.
    pub(crate) fn seeds_label_set(&self, index: usize) -> bool {
        match self.skipped {
            [] => self.seeds(&[]),
            _ => self.seeds(&self.label_set(index, &[])),
        }
    }

    /// Returns the indices of all label sets in label order.
    ///
    /// Returns `None` if a label is open, or if a type has a value twice, so that two indices are the same series.
    pub(crate) fn in_label_order(&self) -> Option<Vec<usize>> {
        let mut all = vec![0];
        for (at, label) in self.labels.iter().enumerate() {
            let values = label.values?;
            let order = match label.listed {
                None => in_order(values.len(), |index| values.get(index))?,
                Some(Listed { is_first: true, indices }) => {
                    let others =
                        self.labels[at + 1..].iter().take_while(|label| label.is_of_the_set_before());
                    let set = &self.labels[at..=at + others.count()];
                    let key = |index| set.iter().map(|label| label.value(index)).collect::<Vec<_>>();
                    in_order(indices.len(), key)?
                }
                Some(_) => continue, // in the order of the first label of its set
            };
            let order = &order;
            let with = |before: usize| order.iter().map(move |index| before * order.len() + index);
            all = all.into_iter().flat_map(with).collect();
        }
        Some(all)
    }

    /// Returns the labels of a label set, constant labels first.
    ///
    /// `typed` is the index of the typed labels, in which the last label varies fastest. `open` has the values of open
    /// labels.
    pub(crate) fn label_set<'a>(&self, typed: usize, open: &[&'a str]) -> Vec<(&'static str, &'a str)> {
        let (mut rest, mut open) = (typed, open.iter().rev());
        let own = self.labels.iter().rev().map(|label| match label.values {
            Some(values) => {
                let n = label.listed.map_or(values.len(), |listed| listed.indices.len());
                let value = label.value(rest % n);
                rest /= label.cardinality();
                (label.name, value)
            }
            None => (label.name, open.next().copied().unwrap_or("")),
        });
        let mut labels: Vec<(_, &'a str)> = own.collect();
        labels.extend(self.constant_labels.iter().rev().copied());
        labels.reverse();
        labels
    }
}

/// Returns the indices below `n` in the order of their keys, or `None` if two keys are equal.
fn in_order<K: Ord>(n: usize, key: impl Fn(usize) -> K) -> Option<Vec<usize>> {
    let mut order: Vec<_> = (0..n).collect();
    order.sort_by_key(|index| key(*index));
    let is_twice = order.windows(2).any(|pair| key(pair[0]) == key(pair[1]));
    (!is_twice).then_some(order)
}
