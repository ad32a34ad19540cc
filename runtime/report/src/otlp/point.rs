//! Data points: the values of a series at one time.

use gapless_core::{Exemplar, HistogramValue, Kind, NativeBuckets, Number, Series, SummaryValue, Value};

use super::exponential::Dense;
use super::field::{exponential_point, histogram_point, number_point, point, quantile, summary_point};
use super::number::{self, nanoseconds};
use super::{attribute, exemplar};
use crate::protobuf::Message;

/// The bit of the flags of a data point that says that the series has ended.
const NO_RECORDED_VALUE: u64 = 1;

/// The time of data points, in nanoseconds since 1970.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    pub(super) time: u64,
    /// The start of series that do not know when they began.
    pub(super) start: u64,
    /// Whether the series have ended. Their data points have the last values, for receivers that do not know the flag.
    pub(super) is_stale: bool,
}

/// The type of a metric's data points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Gauge,
    Sum { is_monotonic: bool },
    Histogram,
    Exponential,
    Summary,
}

impl Shape {
    /// Returns the type for a value, or nothing for a newer kind of value.
    pub(super) fn of(kind: Kind, value: &Value, has_exponential: bool) -> Option<Self> {
        Some(match value {
            Value::Counter(_) => Shape::Sum { is_monotonic: true },
            Value::Gauge(_) if kind == Kind::UpDownCounter => Shape::Sum { is_monotonic: false },
            Value::Gauge(_) | Value::StateSet(_) => Shape::Gauge,
            Value::Histogram(histogram) if has_exponential && histogram.native.is_some() => {
                Shape::Exponential
            }
            Value::Histogram(_) => Shape::Histogram,
            Value::Summary(_) => Shape::Summary,
            _ => return None,
        })
    }
}

/// Writes the data points of series.
#[derive(Debug)]
pub(super) struct Writer<'a> {
    pub(super) name: &'a str,
    pub(super) shape: Shape,
    pub(super) moment: Moment,
}

impl Writer<'_> {
    /// Writes the data point of a series. A state set has a data point for each state, so the states are counted.
    pub(super) fn write(&self, series: &Series, state: usize, out: &mut Message) {
        match &series.value {
            Value::Counter(number) | Value::Gauge(number) => self.write_number(series, *number, out),
            Value::StateSet(set) => {
                attribute::write(number_point::ATTRIBUTES, self.name, set.states.get(state), out);
                self.write_number(series, Number::U64((state == set.current).into()), out);
            }
            Value::Histogram(HistogramValue { native: Some(native), sum, bounds, .. })
                if self.shape == Shape::Exponential =>
            {
                self.write_exponential(series, native, sum_of(bounds, *sum), out);
            }
            Value::Histogram(histogram) => self.write_histogram(series, histogram, out),
            Value::Summary(summary) => self.write_summary(series, summary, out),
            _ => {}
        }
    }

    fn write_number(&self, series: &Series, value: Number, out: &mut Message) {
        write_attributes(number_point::ATTRIBUTES, series, out);
        if self.shape != Shape::Gauge {
            out.fixed64(point::START_TIME, self.start_of(series));
        }
        out.fixed64(point::TIME, self.moment.time);
        match number::integer(value) {
            Some(integer) => out.sfixed64(number_point::AS_INT, integer),
            None => out.double(number_point::AS_DOUBLE, value.as_f64()),
        }
        self.write_exemplars(number_point::EXEMPLARS, series, out);
        self.write_flags(number_point::FLAGS, out);
    }

    fn write_histogram(&self, series: &Series, histogram: &HistogramValue, out: &mut Message) {
        write_attributes(histogram_point::ATTRIBUTES, series, out);
        self.write_totals(series, histogram.count(), sum_of(&histogram.bounds, histogram.sum), out);
        out.packed_fixed64(histogram_point::BUCKET_COUNTS, histogram.counts.iter().copied());
        out.packed_doubles(histogram_point::EXPLICIT_BOUNDS, histogram.bounds.iter().copied());
        self.write_exemplars(histogram_point::EXEMPLARS, series, out);
        self.write_flags(histogram_point::FLAGS, out);
    }

    fn write_exponential(
        &self,
        series: &Series,
        native: &NativeBuckets,
        sum: Option<Number>,
        out: &mut Message,
    ) {
        let dense = Dense::of(native);
        write_attributes(exponential_point::ATTRIBUTES, series, out);
        self.write_totals(series, native.count(), sum, out);
        out.zigzag(exponential_point::SCALE, dense.scale.into());
        out.fixed64(exponential_point::ZERO_COUNT, native.zero_count);
        out.message(exponential_point::POSITIVE, |out| dense.write(out));
        self.write_exemplars(exponential_point::EXEMPLARS, series, out);
        self.write_flags(exponential_point::FLAGS, out);
        out.double(exponential_point::ZERO_THRESHOLD, native.zero_threshold);
    }

    fn write_summary(&self, series: &Series, summary: &SummaryValue, out: &mut Message) {
        write_attributes(summary_point::ATTRIBUTES, series, out);
        self.write_totals(series, summary.count, Some(summary.sum), out);
        for &at in &*summary.quantiles {
            out.message(summary_point::QUANTILE_VALUES, |out| {
                out.double(quantile::QUANTILE, at);
                out.double(quantile::VALUE, summary.quantile(at));
            });
        }
        self.write_flags(summary_point::FLAGS, out);
    }

    /// Writes the fields that all but numbers have.
    fn write_totals(&self, series: &Series, count: u64, sum: Option<Number>, out: &mut Message) {
        out.fixed64(point::START_TIME, self.start_of(series));
        out.fixed64(point::TIME, self.moment.time);
        out.fixed64(point::COUNT, count);
        if let Some(sum) = sum {
            out.double(point::SUM, sum.as_f64());
        }
    }

    fn write_exemplars(&self, field: u32, series: &Series, out: &mut Message) {
        let exemplars = series.exemplars.iter().flatten().filter(|_| !self.moment.is_stale);
        exemplars.for_each(|of: &Exemplar<'_>| out.message(field, |out| exemplar::write(of, out)));
    }

    fn write_flags(&self, field: u32, out: &mut Message) {
        if self.moment.is_stale {
            out.varint(field, NO_RECORDED_VALUE);
        }
    }

    /// Returns the time at which a series began, which is never after its data point, although clocks can be set back.
    fn start_of(&self, series: &Series) -> u64 {
        series.created.map_or(self.moment.start, nanoseconds).min(self.moment.time)
    }
}

/// Returns the number of data points of a series.
pub(super) fn count(value: &Value) -> usize {
    match value {
        Value::StateSet(set) => set.states.len(),
        _ => 1,
    }
}

/// Returns the sum of a histogram. With negative observations, a sum can decrease, and OpenTelemetry leaves it out.
fn sum_of(bounds: &[f64], sum: Number) -> Option<Number> {
    bounds.iter().all(|bound| *bound >= 0.0).then_some(sum)
}

fn write_attributes(field: u32, series: &Series, out: &mut Message) {
    let has = |name: &str| series.labels.iter().any(|(other, _)| other == name);
    for (name, value) in series.labels.iter().filter(|(_, value)| !value.is_empty()) {
        match &**name {
            "job" | "instance" => attribute::write(field, &exported(name, has), value, out),
            name => attribute::write(field, name, value, out),
        }
    }
}

/// Returns the name that Prometheus gives a label in a scrape if the program has a label with this name.
fn exported(name: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let mut exported = format!("exported_{name}");
    while is_taken(&exported) {
        exported.insert_str(0, "exported_");
    }
    exported
}
