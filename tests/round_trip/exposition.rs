//! The families that a reader finds in an exposition, and the expected families of a snapshot.
//!
//! Numbers are compared as strings in a common spelling: all digits of an integer, and Rust's digits otherwise. Names
//! are escaped with `Escaping`, which has its own tests.

use std::collections::BTreeMap;
use std::time::SystemTime;

use gapless::descriptor::Kind;
use gapless::encode::{Escaping, Format};
use gapless::snapshot::{
    FamilySnapshot, HistogramValue, Number, Series, Snapshot, StateSetValue, SummaryValue, Value,
};

/// A family with its samples, in the order of the exposition.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Family {
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) unit: String,
    pub(crate) help: String,
    pub(crate) samples: Vec<Sample>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Sample {
    name: String,
    labels: BTreeMap<String, String>,
    value: String,
}

impl Sample {
    /// Creates a sample that was read. `le` and `quantile` get the common spelling.
    pub(crate) fn read(name: &str, mut labels: BTreeMap<String, String>, value: String) -> Self {
        for (_, bound) in labels.iter_mut().filter(|(name, _)| matches!(&***name, "le" | "quantile")) {
            *bound = shared(bound.parse().expect("the string is a number"));
        }
        Sample { name: name.to_owned(), labels, value }
    }
}

/// Returns the common spelling of a double; -0 is 0.
pub(crate) fn shared(value: f64) -> String {
    if value.fract() == 0.0 { format!("{:.0}", value + 0.0) } else { format!("{value:e}") }
}

/// Returns the families that a strict reader finds in the exposition of a snapshot.
pub(crate) fn expected(snapshot: &Snapshot, format: Format) -> Vec<Family> {
    let openmetrics = matches!(format, Format::OpenMetrics { .. });
    let escaping = match format {
        Format::Text1 { escaping } | Format::OpenMetrics { escaping } => escaping,
        Format::Protobuf { escaping } => Some(escaping),
        _ => None,
    };
    let escaping = escaping.unwrap_or(Escaping::Underscores);
    let family = |family| Expected { family, openmetrics, escaping }.family();
    snapshot.families.iter().map(family).collect()
}

/// A family in one of the formats.
#[derive(Clone, Copy)]
struct Expected<'a> {
    family: &'a FamilySnapshot,
    openmetrics: bool,
    escaping: Escaping,
}

impl Expected<'_> {
    fn family(self) -> Family {
        Family {
            name: if self.openmetrics { self.base() } else { self.name() },
            kind: self.kind().to_owned(),
            unit: self.unit().unwrap_or_default(),
            help: self.family.help.to_string(),
            samples: self.family.series.iter().flat_map(|series| self.samples(series)).collect(),
        }
    }

    fn name(self) -> String {
        self.escaping.escape(&self.family.name).into_owned()
    }

    /// Returns the name without the suffix of a counter or an info.
    fn base(self) -> String {
        let name = self.name();
        let base = match self.family.kind {
            Kind::Counter => name.strip_suffix("_total"),
            Kind::Info => name.strip_suffix("_info"),
            _ => None,
        };
        base.map_or(name.clone(), str::to_owned)
    }

    fn kind(self) -> &'static str {
        match self.family.kind {
            Kind::Counter => "counter",
            Kind::Histogram => "histogram",
            Kind::Summary => "summary",
            Kind::StateSet if self.openmetrics => "stateset",
            Kind::Info if self.openmetrics => "info",
            _ => "gauge",
        }
    }

    fn unit(self) -> Option<String> {
        let has_unit = self.openmetrics && !matches!(self.family.kind, Kind::StateSet | Kind::Info);
        let unit = self.family.unit.as_ref().filter(|_| has_unit)?;
        self.base().ends_with(&format!("_{unit}")).then(|| unit.to_string())
    }

    fn samples(self, series: &Series) -> Vec<Sample> {
        let mut samples = match &series.value {
            Value::Counter(value) | Value::Gauge(value) => {
                vec![self.sample(&self.name(), series, None, *value)]
            }
            Value::Histogram(value) => self.histogram(series, value),
            Value::Summary(value) => self.summary(series, value),
            Value::StateSet(value) => self.states(series, value),
            value => panic!("{value:?} has no reader yet"),
        };
        let created = series.created.filter(|_| self.openmetrics);
        if let Some(Ok(time)) = created.map(|created| created.duration_since(SystemTime::UNIX_EPOCH)) {
            let time = Number::Nanoseconds(time.as_nanos());
            samples.push(self.sample(&format!("{}_created", self.base()), series, None, time));
        }
        samples
    }

    fn histogram(self, series: &Series, value: &HistogramValue) -> Vec<Sample> {
        let name = |suffix| format!("{}{suffix}", self.name());
        let bounds = value.bounds.iter().copied().chain([f64::INFINITY]);
        let mut buckets = Vec::new();
        let mut count = 0;
        for (bound, in_bucket) in bounds.zip(&value.counts) {
            count += in_bucket;
            buckets.push(self.sample(&name("_bucket"), series, Some(bound), Number::U64(count)));
        }
        if !self.openmetrics || value.bounds.iter().all(|&bound| bound >= 0.0) {
            buckets.push(self.sample(&name("_sum"), series, None, value.sum));
            buckets.push(self.sample(&name("_count"), series, None, Number::U64(count)));
        }
        buckets
    }

    fn summary(self, series: &Series, value: &SummaryValue) -> Vec<Sample> {
        let quantile = |at: &f64| {
            let mut sample = self.sample(&self.name(), series, None, Number::F64(value.quantile(*at)));
            sample.labels.insert("quantile".to_owned(), shared(*at));
            sample
        };
        let mut samples: Vec<_> = value.quantiles.iter().map(quantile).collect();
        samples.push(self.sample(&format!("{}_sum", self.name()), series, None, value.sum));
        samples.push(self.sample(&format!("{}_count", self.name()), series, None, Number::U64(value.count)));
        samples
    }

    fn states(self, series: &Series, value: &StateSetValue) -> Vec<Sample> {
        let label = self.escaping.escape_label(&self.family.name);
        let sample = |(index, state): (usize, &str)| {
            let mut sample =
                self.sample(&self.name(), series, None, Number::U64(u64::from(index == value.current)));
            sample.labels.insert(label.to_string(), state.to_owned());
            sample
        };
        value.states.iter().enumerate().map(sample).collect()
    }

    fn sample(self, name: &str, series: &Series, le: Option<f64>, value: Number) -> Sample {
        let labels = series.labels.iter();
        let labels =
            labels.map(|(name, value)| (self.escaping.escape_label(name).into_owned(), value.to_string()));
        let labels = labels.chain(le.map(|le| ("le".to_owned(), shared(le))));
        let labels = labels.filter(|(_, value)| !value.is_empty()).collect();
        // Prometheus, and the reader of its text format, only have doubles.
        let value = if self.openmetrics { exact(value) } else { shared(nearest(value)) };
        Sample { name: name.to_owned(), labels, value }
    }
}

/// Returns a number with all digits of an integer.
fn exact(number: Number) -> String {
    match number {
        Number::U64(value) => value.to_string(),
        Number::I64(value) => value.to_string(),
        Number::U128(value) => value.to_string(),
        Number::Nanoseconds(value) if value % 1_000_000_000 == 0 => (value / 1_000_000_000).to_string(),
        number => shared(nearest(number)),
    }
}

/// Returns the double nearest to a number. It is rounded once, unlike a quotient of doubles.
fn nearest(number: Number) -> f64 {
    let Number::Nanoseconds(value) = number else { return number.as_f64() };
    let seconds = format!("{}.{:09}", value / 1_000_000_000, value % 1_000_000_000);
    seconds.parse().expect("digits and a point are a number")
}
