//! The registry: what all sites of a program declare, checked, in order, and ready to be read.
//!
//! `inventory` brings the sites together before `main`, in an order that a linker chooses. The registry puts them into
//! the order of their places in the source, in which an earlier declaration stands and a later one that clashes with
//! it is left out: an exposition that Prometheus would refuse is never served. Then it works out once, for each family,
//! the labels of each series and the sites that feed it, so that a gathering only reads numbers.

mod check;
mod switch;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, OnceLock};

use crate::clock;
use crate::created::created;
use crate::descriptor::{Descriptor, Kind, LabelPattern, Origin, Seed, Site};
use crate::family::{Family, Reading};
use crate::function::Function;
use crate::open::Combination;
use crate::own;
use crate::snapshot::{FamilySnapshot, Number, Series, Snapshot, Value};

pub use self::switch::Switch;

/// What a macro declares in one place, as `inventory` collects it.
#[derive(Debug)]
pub enum Registration {
    /// The families of a `defmetrics!` block.
    Families(&'static [&'static Family]),
    /// An instrumented function.
    Function(&'static Function),
    /// The crates that `expect_crates!` names, as they call themselves.
    Crates(&'static [&'static str]),
}

inventory::collect!(Registration);

/// How many slots the declarations may take: one for each family, and one more for a function that times a sample.
pub(crate) fn n_declared() -> usize {
    let slots = |registration: &Registration| registration.families().len() + 1;
    inventory::iter::<Registration>.into_iter().map(slots).sum()
}

impl Registration {
    fn families(&self) -> Vec<&'static Family> {
        match self {
            Registration::Families(families) => families.to_vec(),
            Registration::Function(function) => function.families().collect(),
            Registration::Crates(_) => Vec::new(),
        }
    }
}

/// All metrics of the program.
#[derive(Debug)]
pub struct Registry {
    families: Vec<Collected>,
    conflicts: Vec<Conflict>,
    /// Held by whoever switches metrics; recording and gathering do without.
    switching: Mutex<()>,
}

/// One family of Prometheus: the sites that declare it, and its series in label order.
#[derive(Debug)]
struct Collected {
    /// The first site's.
    descriptor: Descriptor,
    sites: Vec<&'static Family>,
    /// Whether it is exported. Written by switches, read by gatherings; relaxed, it stands for itself.
    on: AtomicBool,
    /// Those of sites whose labels are all typed.
    series: BTreeMap<Vec<LabelPattern>, Vec<Source>>,
}

/// What feeds a series.
#[derive(Debug)]
enum Source {
    /// A label set of one of the family's sites, by its index.
    Cells {
        site: usize,
        label_set: usize,
        seeded: bool,
    },
    Refused(&'static Family),
    Overflowed(&'static Family),
    Constant(u64),
}

/// A declaration that is left out, because it clashes with an earlier one.
#[derive(Clone, Debug)]
pub struct Conflict {
    name: &'static str,
    reason: Cow<'static, str>,
    left_out: Site,
    stands: Site,
}

impl Conflict {
    /// The name of the metric that is left out.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Where the declaration is that is left out.
    #[must_use]
    pub fn left_out(&self) -> Site {
        self.left_out
    }

    /// Where the declaration is that it clashes with, and that stands.
    #[must_use]
    pub fn stands(&self) -> Site {
        self.stands
    }
}

impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Conflict { name, reason, left_out, stands } = self;
        write!(f, "`{name}` at {left_out} clashes with {stands}: {reason}")
    }
}

impl Registry {
    /// The registry of the program, made on the first call.
    pub fn global() -> &'static Registry {
        static GLOBAL: OnceLock<Registry> = OnceLock::new();
        GLOBAL.get_or_init(|| {
            created();
            Registry::new(inventory::iter::<Registration>.into_iter().flat_map(Registration::families))
        })
    }

    fn new(sites: impl Iterator<Item = &'static Family>) -> Registry {
        let mut sites: Vec<_> = sites.collect();
        sites.sort_by_key(|family| (family.descriptor().site, family.descriptor().name));
        let mut draft = Draft::default();
        sites.into_iter().for_each(|family| draft.add(family));
        draft.finish()
    }

    /// The declarations that are exported, one for each family, in name order.
    pub fn descriptors(&self) -> impl Iterator<Item = &Descriptor> {
        self.families.iter().map(|family| &family.descriptor)
    }

    /// Reads every series, but those of metrics that are [switched off](Switch).
    #[must_use]
    pub fn gather(&self) -> Snapshot {
        Snapshot {
            families: self.families.iter().filter(|family| family.is_on()).map(Collected::gather).collect(),
        }
    }
}

fn gather_series(
    kind: Kind,
    labels: &[LabelPattern],
    sources: &[Source],
    readings: &[Reading<'_>],
) -> Option<Series> {
    let value = sources.iter().filter_map(|source| source.read(readings)).reduce(Value::plus)?;
    Some(Series {
        labels: labels.iter().map(|&(name, value)| (name.into(), value.into())).collect(),
        value,
        created: has_created(kind).then(created),
    })
}

fn has_created(kind: Kind) -> bool {
    matches!(kind, Kind::Counter | Kind::Histogram)
}

fn is_open(family: &Family) -> bool {
    family.descriptor().n_open_labels() > 0
}

impl Source {
    /// Whether there can be anything to read: what is left out of seeding is what cannot happen.
    fn is_possible(&self, sites: &[&Family]) -> bool {
        match *self {
            Source::Cells { site, seeded, .. } => {
                seeded || matches!(sites[site].descriptor().seed, Seed::None)
            }
            Source::Refused(_) | Source::Overflowed(_) | Source::Constant(_) => true,
        }
    }

    fn read(&self, readings: &[Reading<'_>]) -> Option<Value> {
        match *self {
            Source::Cells { site, label_set, seeded } => readings[site].value(label_set, seeded),
            Source::Refused(family) => Some(Value::Counter(Number::U64(family.refused()))),
            Source::Overflowed(family) => Some(Value::Counter(Number::U64(family.overflowed()))),
            Source::Constant(value) => Some(Value::Gauge(Number::U64(value))),
        }
    }
}

/// A registry that is being made, one site after the other.
#[derive(Default)]
struct Draft {
    families: BTreeMap<&'static str, Collected>,
    /// Which family has each name that a line of an exposition may start with.
    sample_names: BTreeMap<String, &'static str>,
    conflicts: Vec<Conflict>,
}

impl Draft {
    fn add(&mut self, family: &'static Family) {
        let clash = self.clash(family);
        match clash {
            Some((reason, stands)) => self.leave_out(family.descriptor(), reason, stands),
            None => self.accept(family),
        }
    }

    /// Why a site cannot stand beside those that are there.
    fn clash(&self, family: &'static Family) -> Option<(Cow<'static, str>, Site)> {
        let descriptor = family.descriptor();
        if let Some(own) = own_clash(descriptor) {
            return Some(own);
        }
        match self.families.get(descriptor.name) {
            Some(collected) => {
                let reason = family_clash(&collected.descriptor, descriptor)
                    .map(|reason| (reason, collected.descriptor.site));
                reason.or_else(|| collected.series_clash(family))
            }
            None => self.sample_name_clash(descriptor),
        }
    }

    fn sample_name_clash(&self, descriptor: &Descriptor) -> Option<(Cow<'static, str>, Site)> {
        sample_names(descriptor).into_iter().find_map(|sample| {
            let stands = &self.families[self.sample_names.get(&sample)?].descriptor;
            let reason = format!(
                "`{}` is a {} there, and both would write samples or types called `{sample}`",
                stands.name, stands.kind
            );
            Some((reason.into(), stands.site))
        })
    }

    fn leave_out(&mut self, descriptor: &Descriptor, reason: Cow<'static, str>, stands: Site) {
        self.conflicts.push(Conflict { name: descriptor.name, reason, left_out: descriptor.site, stands });
    }

    fn accept(&mut self, family: &'static Family) {
        let descriptor = family.descriptor();
        let names = sample_names(descriptor).into_iter().map(|sample| (sample, descriptor.name));
        self.sample_names.extend(names);
        let collected = self.families.entry(descriptor.name).or_insert_with(|| Collected::new(*descriptor));
        let typed = (!is_open(family)).then(|| label_sets(descriptor));
        for (label_set, labels) in typed.into_iter().flatten() {
            let seeded = descriptor.seeds(&labels);
            let cells = Source::Cells { site: collected.sites.len(), label_set, seeded };
            let labels = collected.in_own_order(labels);
            collected.series.entry(labels).or_default().push(cells);
        }
        collected.sites.push(family);
    }

    /// With the metrics of Gapless itself, which come last because they are about the others.
    fn finish(self) -> Registry {
        let families = self.families.into_values().collect();
        let mut registry = Registry { families, conflicts: self.conflicts, switching: Mutex::new(()) };
        let refused = registry.series_by_metric(Family::can_refuse, Source::Refused);
        let overflowed = registry.series_by_metric(is_open, Source::Overflowed);
        let info = vec![("clock", clock::name()), ("version", env!("CARGO_PKG_VERSION"))];
        registry.add_own(own::INFO, [(info, vec![Source::Constant(1)])]);
        registry.add_own(own::OVERFLOWED, overflowed);
        registry.add_own(own::REFUSED, refused);
        registry.add_own_number(own::CONFLICTS, registry.conflicts.len() as u64);
        registry.add_own_number(own::CORE_COPIES, gapless_link::versions().len() as u64);
        registry.add_own_number(own::SERIES, registry.n_series() + 1);
        registry.families.sort_by_key(|family| family.descriptor.name);
        registry
    }
}

impl Registry {
    fn add_own(
        &mut self,
        own: Descriptor,
        series: impl IntoIterator<Item = (Vec<LabelPattern>, Vec<Source>)>,
    ) {
        let mut collected = Collected::new(own);
        collected.series.extend(series);
        self.families.push(collected);
    }

    fn add_own_number(&mut self, own: Descriptor, number: u64) {
        self.add_own(own, [(Vec::new(), vec![Source::Constant(number)])]);
    }

    /// A series for each name of the sites to which something can happen that is counted by metric.
    fn series_by_metric(
        &self,
        can_happen: fn(&Family) -> bool,
        source: fn(&'static Family) -> Source,
    ) -> BTreeMap<Vec<LabelPattern>, Vec<Source>> {
        let mut series: BTreeMap<_, Vec<_>> = BTreeMap::new();
        let sites = self.families.iter().flat_map(|collected| &collected.sites);
        for family in sites.filter(|family| can_happen(family)) {
            let labels = vec![(own::METRIC, family.descriptor().name)];
            series.entry(labels).or_default().push(source(family));
        }
        series
    }

    /// The number of series that a server stores if all of them are there.
    fn n_series(&self) -> u64 {
        let lines = |family: &Collected| {
            let is_possible = |source: &Source| source.is_possible(&family.sites);
            let possible = family.series.values().filter(|sources| sources.iter().any(is_possible));
            let open = family.open_sites().map(|site| site.descriptor().n_series());
            possible.count() * family.descriptor.lines_per_label_set() + open.sum::<usize>()
        };
        self.families.iter().map(lines).sum::<usize>() as u64
    }
}

impl Collected {
    fn gather(&self) -> FamilySnapshot {
        let Descriptor { name, help, kind, unit, .. } = self.descriptor;
        let readings: Vec<_> = self.sites.iter().map(|family| family.reading()).collect();
        let typed = self.series.iter();
        let typed = typed.filter_map(|(labels, sources)| gather_series(kind, labels, sources, &readings));
        let series =
            if self.open_sites().next().is_none() { typed.collect() } else { self.gather_open(typed) };
        FamilySnapshot { name: name.into(), help: help.into(), kind, unit: unit.map(Cow::from), series }
    }

    /// Sites with labels whose values only the running program knows.
    fn open_sites(&self) -> impl Iterator<Item = &'static Family> + '_ {
        self.sites.iter().copied().filter(|family| is_open(family))
    }

    /// The series that open labels have by now, together with the others.
    fn gather_open(&self, typed: impl Iterator<Item = Series>) -> Vec<Series> {
        let mut all: BTreeMap<_, _> = typed.map(|series| (series.labels.clone(), series)).collect();
        for family in self.open_sites() {
            let reading = family.reading();
            family.for_each_seen(|first, combination| {
                for series in self.series_of(family, &reading, first, combination) {
                    let labels = series.labels.clone();
                    match all.remove(&labels) {
                        Some(other) => all.insert(labels, other.plus(series)),
                        None => all.insert(labels, series),
                    };
                }
            });
        }
        all.into_values().collect()
    }

    /// The series of one combination of open label values; they are there from the moment that it was seen.
    fn series_of(
        &self,
        family: &'static Family,
        reading: &Reading<'_>,
        first: usize,
        of: &Combination,
    ) -> Vec<Series> {
        let (descriptor, values) = (family.descriptor(), of.values());
        let series = (0..descriptor.n_typed_label_sets()).filter_map(|typed| {
            let labels = self.in_own_order(descriptor.label_set(typed, &values));
            let value = reading.value(first + typed, descriptor.seeds(&labels))?;
            let labels = labels.into_iter().map(|(name, value)| (name.into(), value.to_owned().into()));
            Some(Series {
                labels: labels.collect(),
                value,
                created: has_created(descriptor.kind).then_some(of.created),
            })
        });
        series.collect()
    }

    fn new(descriptor: Descriptor) -> Self {
        Collected { descriptor, sites: Vec::new(), on: AtomicBool::new(true), series: BTreeMap::new() }
    }

    /// Labels in the order of the first site, so that the same ones are the same series.
    fn in_own_order<'a>(&self, mut labels: Vec<(&'static str, &'a str)>) -> Vec<(&'static str, &'a str)> {
        let (constant, typed) = (self.descriptor.constant_labels, self.descriptor.labels);
        let names = || constant.iter().map(|&(name, _)| name).chain(typed.iter().map(|label| label.name));
        labels.sort_by_key(|&(name, _)| names().position(|own| own == name));
        labels
    }

    /// A site that feeds series with the same labels as a new one.
    fn shared_with(&self, family: &'static Family) -> Option<&'static Family> {
        if let Some(site) = self.sites.iter().find(|site| may_share(site, family)) {
            return Some(site);
        }
        let typed = (!is_open(family)).then(|| label_sets(family.descriptor()));
        let mut label_sets = typed.into_iter().flatten().map(|(_, labels)| self.in_own_order(labels));
        let shared = label_sets.find_map(|labels| self.series.get(&labels))?;
        shared.iter().find_map(|source| match source {
            Source::Cells { site, .. } => Some(self.sites[*site]),
            _ => None,
        })
    }

    /// Why a site cannot feed series that another one feeds.
    fn series_clash(&self, family: &'static Family) -> Option<(Cow<'static, str>, Site)> {
        let descriptor = family.descriptor();
        let stands = self.shared_with(family)?.descriptor().site;
        let reason = match (descriptor.origin, descriptor.kind) {
            (Origin::Function, _) if stands != descriptor.site => {
                "two functions have the same labels; annotate the `impl` block that a method is in, \
                 or tell them apart with `function = \"Type::method\"`"
            }
            (_, Kind::Gauge) => "a gauge has one place that sets it; declare it once and share the handle",
            _ => return None,
        };
        Some((reason.into(), stands))
    }
}

/// Whether two sites of a family may have a series with the same labels, of which at least one has open labels.
fn may_share(a: &Family, b: &Family) -> bool {
    let constant = |family: &Family| {
        let mut labels = family.descriptor().constant_labels.to_vec();
        labels.sort_unstable();
        labels
    };
    (is_open(a) || is_open(b)) && constant(a) == constant(b)
}

/// Whether a declaration takes a name of Gapless' own metrics.
fn own_clash(descriptor: &Descriptor) -> Option<(Cow<'static, str>, Site)> {
    let names = sample_names(descriptor);
    let own = own::ALL.iter().find(|own| sample_names(own).iter().any(|name| names.contains(name)))?;
    Some((format!("`{}` is a metric of Gapless itself; rename this one", own.name).into(), own.site))
}

/// Why two declarations of one name are not the same family.
fn family_clash(stands: &Descriptor, other: &Descriptor) -> Option<Cow<'static, str>> {
    let differ = |what: &str, here: &dyn fmt::Debug, there: &dyn fmt::Debug| {
        Some(format!("its {what} is {here:?} here and {there:?} there; make them equal or rename one").into())
    };
    if (stands.kind, stands.precision) != (other.kind, other.precision) {
        return differ("type", &(other.kind, other.precision), &(stands.kind, stands.precision));
    }
    if stands.help != other.help {
        return differ("help", &other.help, &stands.help);
    }
    if stands.unit != other.unit {
        return differ("unit", &other.unit, &stands.unit);
    }
    if stands.buckets != other.buckets {
        return differ("list of buckets", &other.buckets, &stands.buckets);
    }
    let (here, there) = (label_names(other), label_names(stands));
    (here != there).then(|| differ("set of labels", &here, &there)).flatten()
}

fn label_names(descriptor: &Descriptor) -> Vec<&'static str> {
    let constant = descriptor.constant_labels.iter().map(|&(name, _)| name);
    let mut names: Vec<_> = constant.chain(descriptor.labels.iter().map(|label| label.name)).collect();
    names.sort_unstable();
    names
}

/// Every name that a line of an exposition of this family may start with, in any format, for a reader that knows plain
/// names alone: two names that it cannot tell apart clash.
fn sample_names(descriptor: &Descriptor) -> Vec<String> {
    let name = &plain(descriptor.name);
    let suffixes: &[&str] = match descriptor.kind {
        Kind::Counter => &["_total", "_created", ""],
        Kind::Histogram => &["_bucket", "_sum", "_count", "_created", ""],
        Kind::Gauge | Kind::UpDownCounter => &[""],
    };
    let stem =
        if descriptor.kind == Kind::Counter { name.strip_suffix("_total").unwrap_or(name) } else { name };
    suffixes.iter().map(|suffix| format!("{stem}{suffix}")).collect()
}

/// A name with an underscore for each character that older readers do not know.
fn plain(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() || c == ':' { c } else { '_' }).collect()
}

fn label_sets(descriptor: &Descriptor) -> impl Iterator<Item = (usize, Vec<LabelPattern>)> + '_ {
    (0..descriptor.n_label_sets()).map(|index| (index, descriptor.label_set(index, &[])))
}
