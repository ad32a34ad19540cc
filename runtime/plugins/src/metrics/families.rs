//! The families of a recorder, by their names in the crate `metrics`.

use std::collections::{HashMap, HashSet};

use gapless_core::dynamic::{Counter, Declaration, Family, Gauge, Histogram, Metric, Registry};
use gapless_core::{Kind, Pattern};

use super::names;
use super::options::Options;

/// The help text of a metric without a description.
const HELP: &str = "Recorded through the crate `metrics`, without a description.";

/// The error for a family that is not of the kind of its key; it does not occur.
const OTHER: &str = "the family is of another kind";

/// All families of a recorder.
#[derive(Debug)]
pub(super) struct Families {
    pub(super) registry: Registry,
    pub(super) options: Options,
    /// Each family, or why it is refused.
    by_name: HashMap<(Kind, String), Result<Made, String>>,
    /// The names in the crate `metrics`, by exported names.
    named: HashMap<String, String>,
    /// The names whose refusal was logged.
    logged: HashSet<String>,
}

/// A family that is not refused.
#[derive(Clone, Debug)]
enum Made {
    Counter(Family<Counter>),
    Gauge(Family<Gauge>),
    Histogram(Family<Histogram>),
}

impl Default for Families {
    fn default() -> Self {
        Families {
            registry: Registry::new().group("metrics"),
            options: Options::default(),
            by_name: HashMap::new(),
            named: HashMap::new(),
            logged: HashSet::new(),
        }
    }
}

impl Families {
    /// Returns the counter with a name, or why it is refused.
    pub(super) fn counter(&mut self, name: &str) -> Result<Family<Counter>, String> {
        match self.family(Kind::Counter, name)? {
            Made::Counter(family) => Ok(family),
            _ => Err(OTHER.to_owned()),
        }
    }

    /// Returns the gauge with a name, or why it is refused.
    pub(super) fn gauge(&mut self, name: &str) -> Result<Family<Gauge>, String> {
        match self.family(Kind::Gauge, name)? {
            Made::Gauge(family) => Ok(family),
            _ => Err(OTHER.to_owned()),
        }
    }

    /// Returns the histogram with a name, or why it is refused.
    pub(super) fn histogram(&mut self, name: &str) -> Result<Family<Histogram>, String> {
        match self.family(Kind::Histogram, name)? {
            Made::Histogram(family) => Ok(family),
            _ => Err(OTHER.to_owned()),
        }
    }

    /// Returns the name in the crate `metrics` of an exported metric.
    pub(super) fn original(&self, exported: &str) -> Option<&str> {
        self.named.get(exported).map(String::as_str)
    }

    /// Whether the refusal of this name was not logged before.
    pub(super) fn is_first_refusal(&mut self, name: &str) -> bool {
        self.logged.insert(name.to_owned())
    }

    fn family(&mut self, kind: Kind, name: &str) -> Result<Made, String> {
        if let Some(known) = self.by_name.get(&(kind, name.to_owned())) {
            return known.clone();
        }
        let made = self.make(kind, name);
        self.by_name.insert((kind, name.to_owned()), made.clone());
        made
    }

    fn make(&mut self, kind: Kind, name: &str) -> Result<Made, String> {
        let exported = match kind {
            Kind::Counter => names::counter(name),
            _ => names::metric(name),
        };
        if let Some(other) = self.named.get(&*exported).filter(|other| *other != name) {
            return Err(format!(
                "it and `{other}` would both be exported as `{exported}`; rename one of them"
            ));
        }
        let made = self.register(kind, &exported).map_err(|error| error.to_string())?;
        self.named.insert(exported.into_owned(), name.to_owned());
        Ok(made)
    }

    fn register(&self, kind: Kind, name: &str) -> Result<Made, gapless_core::Error> {
        Ok(match kind {
            Kind::Counter => Made::Counter(self.bound(self.registry.counter(name, HELP)).register()?),
            Kind::Histogram => {
                let mut histogram = self.bound(self.registry.histogram(name, HELP));
                if let Some(bounds) = self.bounds(name) {
                    histogram = histogram.buckets(bounds.iter().copied());
                }
                Made::Histogram(histogram.register()?)
            }
            _ => Made::Gauge(self.bound(self.registry.gauge(name, HELP)).register()?),
        })
    }

    fn bound<M: Metric>(&self, declaration: Declaration<M>) -> Declaration<M, Family<M>> {
        // Other libraries choose the names, so these need not follow the conventions.
        let declaration = declaration.any_labels().max_series(self.options.max_series).unconventional_name();
        match self.options.idle_timeout {
            Some(unused) => declaration.expire_after(unused),
            None => declaration,
        }
    }

    fn bounds(&self, name: &str) -> Option<&[f64]> {
        let fitting = self.options.buckets.iter().find(|(pattern, _)| Pattern(pattern).fits(name));
        fitting.map(|(_, bounds)| &**bounds)
    }
}
