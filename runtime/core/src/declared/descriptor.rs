//! Descriptors: everything that is known of a metric before the program runs.
//!
//! A descriptor is `'static` and made in `const` code by the macros, so that scrape, registry checks, dashboards and
//! documentation are all derived from the one declaration, and none of them can name what does not exist.
//!
//! Not here: the numbers (`family`, `cells`) and the rules that hold between descriptors (`registry`).

use std::time::Duration;

use crate::declared::catalog::CatalogLine;
use crate::declared::kind::{Kind, ValueType};
use crate::declared::label::{Label, LabelList, LabelPattern, LabelValues, Listed};
use crate::declared::location::Location;
use crate::declared::native::Native;

/// Which series are exported before anything was recorded into them.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Seed {
    /// All combinations of label values that can happen, at zero.
    All,
    /// None: a series shows up once something was recorded into it.
    None,
    /// A gauge starts at what the function returns.
    With(fn() -> f64),
    /// A state set starts in the state whose index the function returns.
    In(fn() -> usize),
}

/// What made a descriptor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Origin {
    /// A declaration in `defmetrics!`, or Gapless itself.
    Declaration,
    /// A function under `#[instrument_metric]`.
    Function,
}

/// Where counts are kept.
///
/// Gauges are always shared, as each has one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Storage {
    /// In cells of each thread's own: quickest to record, with memory for each thread that does.
    Slab,
    /// In cells that all threads share: a locked instruction for each record, and memory for one.
    Shared,
}

/// What a summary says of what was observed lately.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Quantiles {
    /// Which ones, from 0 to 1 and ascending.
    pub at: &'static [f64],
    /// How far they reach back, at least.
    pub window: Duration,
}

/// Everything that a declaration says of a metric.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Descriptor {
    /// The full name, namespace included.
    pub name: &'static str,
    /// What HELP says.
    pub help: &'static str,
    /// The type.
    pub kind: Kind,
    /// The type of the recorded values.
    pub value_type: ValueType,
    /// The base unit that the name ends in, such as `seconds`.
    pub unit: Option<&'static str>,
    /// Labels with one value each, before all others.
    pub constant_labels: &'static [LabelPattern],
    /// Labels in the order of their declaration.
    pub labels: &'static [Label],
    /// How many series there may be, if the declaration says; a declaration with open labels does.
    pub max_series: Option<usize>,
    /// Values of the open labels that are there from the start, in all combinations.
    pub listed: &'static [LabelList],
    /// How long values of the open labels last that nothing is recorded into, but for those that are listed; `None` for
    /// the life of the process.
    pub expire_after: Option<Duration>,
    /// Upper bounds of a histogram's buckets, ascending, without `+Inf`.
    pub buckets: &'static [f64],
    /// The native buckets of a histogram, if it has some beside those.
    pub native: Option<Native>,
    /// What a summary says of what was observed lately.
    pub quantiles: Option<Quantiles>,
    /// Whether its records keep exemplars.
    pub exemplars: bool,
    /// Whether there are feeds of it, whose values may be none that it takes.
    pub fed: bool,
    /// The states of a state set.
    pub states: Option<LabelValues>,
    /// Where counts are kept.
    pub storage: Storage,
    /// Which series are exported before anything is recorded.
    pub seed: Seed,
    /// Combinations of label values that cannot happen, so that they are not seeded; one of them matches a series when
    /// each of its pairs does.
    pub skipped: &'static [&'static [LabelPattern]],
    /// The group that views and dashboards name; may be empty.
    pub group: &'static str,
    /// The first part of the name; may be empty.
    pub namespace: &'static str,
    /// What made this descriptor.
    pub origin: Origin,
    /// Where it is declared.
    pub location: Location,
    /// Whether functions with equal labels add up on purpose: their attributes leave out the label `function`.
    pub(crate) adds_up: bool,
    /// What a tool reads of it in the program's file.
    pub(crate) catalog: CatalogLine,
}

/// For the macros, which build descriptors step by step in `const` code.
#[doc(hidden)]
impl Descriptor {
    /// A descriptor with a type, a name and a place. Gauges, state sets and infos are absent until set; everything else is seeded.
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
            origin: Origin::Declaration,
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

    /// With a base unit.
    #[must_use]
    pub const fn with_unit(mut self, unit: &'static str) -> Self {
        self.unit = Some(unit);
        self
    }

    /// With labels of one value each.
    #[must_use]
    pub const fn with_constant_labels(mut self, labels: &'static [LabelPattern]) -> Self {
        self.constant_labels = labels;
        self
    }

    /// With labels.
    #[must_use]
    pub const fn with_labels(mut self, labels: &'static [Label]) -> Self {
        self.labels = labels;
        self
    }

    /// With a bound on its series.
    #[must_use]
    pub const fn with_max_series(mut self, max_series: usize) -> Self {
        self.max_series = Some(max_series);
        self
    }

    /// With values of its open labels that are there from the start.
    #[must_use]
    pub const fn with_listed(mut self, listed: &'static [LabelList]) -> Self {
        self.listed = listed;
        self
    }

    /// With values of its open labels removed that nothing was recorded into for so long.
    #[must_use]
    pub const fn with_expire_after(mut self, after: Duration) -> Self {
        self.expire_after = Some(after);
        self
    }

    /// With upper bounds of buckets.
    #[must_use]
    pub const fn with_buckets(mut self, buckets: &'static [f64]) -> Self {
        self.buckets = buckets;
        self
    }

    /// With native buckets too.
    #[must_use]
    pub const fn with_native(mut self, native: Native) -> Self {
        self.native = Some(native);
        self
    }

    /// With quantiles, of what was observed in a window.
    #[must_use]
    pub const fn with_quantiles(mut self, at: &'static [f64], window: Duration) -> Self {
        self.quantiles = Some(Quantiles { at, window });
        self
    }

    /// With exemplars of its records.
    #[must_use]
    pub const fn with_exemplars(mut self) -> Self {
        self.exemplars = true;
        self
    }

    /// Declares that the metric records values from elsewhere, which it may have to refuse.
    #[must_use]
    pub const fn with_feeds(mut self) -> Self {
        self.fed = true;
        self
    }

    /// With states.
    #[must_use]
    pub const fn with_states(mut self, states: LabelValues) -> Self {
        self.states = Some(states);
        self
    }

    /// With its counts kept elsewhere.
    #[must_use]
    pub const fn with_storage(mut self, storage: Storage) -> Self {
        self.storage = storage;
        self
    }

    /// With other series exported from the start.
    #[must_use]
    pub const fn with_seed(mut self, seed: Seed) -> Self {
        self.seed = seed;
        self
    }

    /// With combinations of label values that cannot happen.
    #[must_use]
    pub const fn with_skipped(mut self, skipped: &'static [&'static [LabelPattern]]) -> Self {
        self.skipped = skipped;
        self
    }

    /// In a group.
    #[must_use]
    pub const fn with_group(mut self, group: &'static str) -> Self {
        self.group = group;
        self
    }

    /// With the part of its name that is its namespace.
    #[must_use]
    pub const fn with_namespace(mut self, namespace: &'static str) -> Self {
        self.namespace = namespace;
        self
    }

    /// With its line in the catalog.
    #[must_use]
    pub const fn with_catalog(mut self, line: CatalogLine) -> Self {
        self.catalog = line;
        self
    }

    pub(crate) const fn with_adding_up(mut self, adds_up: bool) -> Self {
        self.adds_up = adds_up;
        self
    }

    pub(crate) const fn with_origin(mut self, origin: Origin) -> Self {
        self.origin = origin;
        self
    }
}

impl Descriptor {
    /// The names of all labels, those of constant ones first.
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

    /// The number of label sets: the product of the labels' cardinalities, for each combination of values that the
    /// open labels may have, `_other` among them.
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

    /// The number of label sets for one combination of values of the open labels.
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

    /// How many combinations of open label values are listed.
    pub(crate) const fn n_listed(&self) -> usize {
        let (mut product, mut i) = (!self.listed.is_empty() as usize, 0);
        while i < self.listed.len() {
            product *= self.listed[i].1.len();
            i += 1;
        }
        product
    }

    /// The listed values, in the order of the labels.
    pub(crate) fn listed_values(&self) -> Vec<&'static [&'static str]> {
        let of = |name| self.listed.iter().find(|(listed, _)| *listed == name).map(|(_, values)| *values);
        self.labels.iter().filter_map(|label| of(label.name)).collect()
    }

    /// How many combinations of values the open labels may have; one more is `_other`.
    pub(crate) const fn max_open_values(&self) -> usize {
        match self.max_series {
            Some(max_series) => max_series / self.n_series_per_open_value(),
            None => 0,
        }
    }

    pub(crate) const fn n_series_per_open_value(&self) -> usize {
        self.n_typed_label_sets() * self.lines_per_label_set()
    }

    /// The number of series that a server stores: of a histogram's label set these are its buckets, `+Inf` among
    /// them, its sum and its count, of a summary's one for each quantile, its sum and its count, of a state set's one for each state. An info has one label set at a time. Native buckets, which are one series more for a
    /// server that takes them, are not counted.
    #[must_use]
    pub const fn series_count(&self) -> usize {
        match self.kind {
            Kind::Info => 1,
            _ => self.label_set_count() * self.lines_per_label_set(),
        }
    }

    /// Which quantiles a summary exports.
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

    /// Whether a series with these labels is exported before anything was recorded into it.
    pub(crate) fn seeds(&self, labels: &[(&str, &str)]) -> bool {
        let skips = |pattern: &[LabelPattern]| pattern.iter().all(|pair| labels.contains(pair));
        !matches!(self.seed, Seed::None) && !self.skipped.iter().any(|pattern| skips(pattern))
    }

    /// The same of a label set whose labels are all typed.
    pub(crate) fn seeds_label_set(&self, index: usize) -> bool {
        match self.skipped {
            [] => self.seeds(&[]),
            _ => self.seeds(&self.label_set(index, &[])),
        }
    }

    /// The indices of all label sets in label order; `None` if the labels are not all typed, or if a type has a value
    /// twice, so that two indices are one series.
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

    /// The labels of one label set, constant ones first: those of `typed` counting the last label fastest, and `open`
    /// values for the others.
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
