//! Writes the series and the datapoints of a batch.

use gapless_core::{Datapoint, FamilySnapshot, Heat, Kind, Number, Series, StateSetValue, Value};

use super::distribution;
use super::ledger::Ledgers;
use super::lines::Lines;
use super::name::{Name, Style};
use crate::reporters::{Batch, Point, Window};

/// The settings of the lines.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) style: Style,
    pub(super) prefix: String,
    pub(super) distributions: bool,
}

impl Layout {
    /// Writes the lines of a batch. Returns how many counts are lost, because their series were removed.
    pub(super) fn write(&self, batch: &Batch, ledgers: &mut Ledgers, lines: &mut Lines) -> u64 {
        ledgers.begin();
        lines.clear();
        for metric in batch.families() {
            for series in &metric.series {
                self.write_series(metric, series, ledgers, lines);
            }
        }
        for point in batch.points().filter(|point| self.is_gauge(point)) {
            let name = self.name(point.metric(), point.series());
            write_gauge(name, &point.datapoint().to_string(), Number::F64(point.value()), lines);
        }
        ledgers.forget_removed(batch.families())
    }

    fn name<'a>(&'a self, metric: &'a FamilySnapshot, series: &'a Series) -> Name<'a> {
        let Layout { style, prefix, .. } = self;
        Name { style: *style, prefix, metric: &metric.name, labels: &series.labels, state: None }
    }

    fn write_series(
        &self,
        metric: &FamilySnapshot,
        series: &Series,
        ledgers: &mut Ledgers,
        lines: &mut Lines,
    ) {
        let name = self.name(metric, series);
        let mut counters = |suffixes: &[&str], now: &[Number]| {
            let ledger = ledgers.ledger(metric, series, now);
            for (slot, (suffix, now)) in suffixes.iter().zip(now).enumerate() {
                if let Some((increase, delta)) = ledgers.increase(ledger, slot, *now) {
                    lines.push(Some(delta), |out| name.write_line(suffix, &format!("{increase}|c"), out));
                }
            }
        };
        match &series.value {
            Value::Counter(now) => counters(&[""], &[*now]),
            Value::Summary(now) => counters(&["count", "sum"], &[Number::U64(now.count), now.sum]),
            Value::Histogram(now) => match distribution::of_series(series).filter(|_| self.distributions) {
                Some(heat) => self.write_distribution(metric, series, &heat, ledgers, lines),
                None => counters(&["count", "sum"], &[Number::U64(now.count()), now.sum]),
            },
            Value::Gauge(now) => write_gauge(name, "", *now, lines),
            Value::StateSet(now) => write_states(name, *now, lines),
            _ => (),
        }
    }

    fn write_distribution(
        &self,
        metric: &FamilySnapshot,
        series: &Series,
        heat: &Heat,
        ledgers: &mut Ledgers,
        lines: &mut Lines,
    ) {
        let name = self.name(metric, series);
        for observed in distribution::unsent(ledgers, metric, series, heat) {
            let value = match observed.count {
                1 => format!("{}|d", observed.value),
                count => format!("{}|d|@{}", observed.value, distribution::sample_rate(count)),
            };
            lines.push(Some(observed.delta), |out| name.write_line("", &value, out));
        }
    }

    /// Returns whether a datapoint is sent as a gauge. A server knows counts, and computes the rest from distributions.
    fn is_gauge(&self, point: &Point<'_>) -> bool {
        use Datapoint::{Count, Delta, Rate, Sum, Value};
        let of = point.datapoint();
        let is_of_interval = of.window == Window::Interval;
        let is_known = matches!(of.datapoint, Value | Delta | Count | Sum | Rate);
        let is_distribution = self.distributions && point.metric().kind == Kind::Histogram;
        !(is_of_interval && (is_known || is_distribution))
    }
}

fn write_states(name: Name<'_>, now: StateSetValue, lines: &mut Lines) {
    for (index, state) in now.states.iter().enumerate() {
        let is_current = u64::from(index == now.current);
        write_gauge(Name { state: Some(state), ..name }, "", Number::U64(is_current), lines);
    }
}

/// Writes a gauge. Plain StatsD adds a number with a sign to the gauge, so a negative one follows a zero.
fn write_gauge(name: Name<'_>, suffix: &str, value: Number, lines: &mut Lines) {
    let number = match value {
        Number::U64(value) => value.to_string(),
        Number::I64(value) => value.to_string(),
        Number::U128(value) => value.to_string(),
        value if !value.as_f64().is_finite() => return,
        value => (value.as_f64() + 0.0).to_string(),
    };
    lines.push(None, |out| {
        if number.starts_with('-') && matches!(name.style, Style::Plain) {
            name.write_line(suffix, "0|g", out);
            out.push(b'\n');
        }
        name.write_line(suffix, &format!("{number}|g"), out);
    });
}
