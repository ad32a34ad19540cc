//! The families that a recorder has made, by the names that the facade has for them.

use std::collections::{HashMap, HashSet};

use gapless_core::dynamic::{Counter, Declaration, Family, Gauge, Histogram, Metric, Registry};
use gapless_core::{Kind, Pattern};

use super::{names, Options};

/// What is said of a metric that nobody has described.
const HELP: &str = "Recorded by the facade `metrics`; nothing describes it.";

/// What would be said if a family were not of the kind that it was made for.
const OTHER: &str = "it is of another kind";

/// All families.
#[derive(Debug)]
pub(super) struct Families {
    pub(super) registry: Registry,
    pub(super) options: Options,
    /// Each of them, or why it is refused.
    by_name: HashMap<(Kind, String), Result<Made, String>>,
    /// The names that the facade has, by those that are exported.
    named: HashMap<String, String>,
    /// The names of which it was said that something is refused.
    said: HashSet<String>,
}

/// A family that was made.
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
            said: HashSet::new(),
        }
    }
}

impl Families {
    /// The family of a counter, or why there cannot be one of this name.
    pub(super) fn counter(&mut self, name: &str) -> Result<Family<Counter>, String> {
        match self.family(Kind::Counter, name)? {
            Made::Counter(family) => Ok(family),
            _ => Err(OTHER.to_owned()),
        }
    }

    /// The same of a gauge.
    pub(super) fn gauge(&mut self, name: &str) -> Result<Family<Gauge>, String> {
        match self.family(Kind::Gauge, name)? {
            Made::Gauge(family) => Ok(family),
            _ => Err(OTHER.to_owned()),
        }
    }

    /// The same of a histogram.
    pub(super) fn histogram(&mut self, name: &str) -> Result<Family<Histogram>, String> {
        match self.family(Kind::Histogram, name)? {
            Made::Histogram(family) => Ok(family),
            _ => Err(OTHER.to_owned()),
        }
    }

    /// What the facade calls a metric that is exported.
    pub(super) fn original(&self, exported: &str) -> Option<&str> {
        self.named.get(exported).map(String::as_str)
    }

    /// Whether nobody was told yet that something of this name is refused.
    pub(super) fn is_news(&mut self, name: &str) -> bool {
        self.said.insert(name.to_owned())
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
            return Err(format!("it and `{other}` would both be `{exported}`; rename one"));
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
        // Other libraries choose the names.
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
