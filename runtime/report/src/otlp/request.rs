//! Requests: the data points of several metrics, with the program that sends them.

use gapless_core::{FamilySnapshot, Series};

use super::field::{data, metric, request, resource_metrics, scope, scope_metrics};
use super::point::{self, Moment, Shape, Writer};
use super::unit;
use crate::protobuf::Message;

/// The value of the enum `AggregationTemporality` for values since the start.
const CUMULATIVE: u64 = 2;

/// The size at which a request is complete, before compression. Receivers accept 20 MB and more.
const MAX_BYTES: usize = 4 << 20;

/// A complete request.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) body: Vec<u8>,
    /// The number of data points.
    pub(super) points: u64,
}

/// Writes metrics into requests of a limited size.
#[derive(Debug)]
pub(super) struct Requests<'a> {
    /// The message `Resource`.
    resource: &'a [u8],
    max_points: usize,
    has_exponential: bool,
    done: Vec<Request>,
    /// The metrics of the current request, and the number of their data points.
    metrics: Message,
    points: usize,
    /// The data points of the current metric, and their type.
    data: Message,
    shape: Option<Shape>,
}

impl<'a> Requests<'a> {
    pub(super) fn new(resource: &'a [u8], max_points: usize, has_exponential: bool) -> Self {
        Requests {
            resource,
            max_points,
            has_exponential,
            done: Vec::new(),
            metrics: Message::default(),
            points: 0,
            data: Message::default(),
            shape: None,
        }
    }

    /// Adds series of a family.
    pub(super) fn add<'s>(
        &mut self,
        family: &FamilySnapshot,
        series: impl IntoIterator<Item = &'s Series>,
        moment: Moment,
    ) {
        for series in series {
            if let Some(shape) = Shape::of(family.kind, &series.value, self.has_exponential) {
                let writer = Writer { name: &family.name, shape, moment };
                (0..point::count(&series.value))
                    .for_each(|state| self.add_point(family, &writer, series, state));
            }
        }
        self.end_metric(family);
    }

    fn add_point(&mut self, family: &FamilySnapshot, writer: &Writer<'_>, series: &Series, state: usize) {
        if self.shape != Some(writer.shape) {
            self.end_metric(family);
            self.shape = Some(writer.shape);
        }
        self.data.message(data::DATA_POINTS, |out| writer.write(series, state, out));
        self.points += 1;
        if self.is_full() {
            self.end_metric(family);
            self.end_request();
        }
    }

    /// Returns the requests.
    pub(super) fn finish(mut self) -> Vec<Request> {
        self.end_request();
        self.done
    }

    fn is_full(&self) -> bool {
        self.points >= self.max_points || self.metrics.len() + self.data.len() >= MAX_BYTES
    }

    fn end_metric(&mut self, of: &FamilySnapshot) {
        let Some(shape) = self.shape.take() else { return };
        self.metrics.message(scope_metrics::METRICS, |out| {
            out.text(metric::NAME, &of.name);
            out.text(metric::DESCRIPTION, &of.help);
            if let Some(unit) = &of.unit {
                out.text(metric::UNIT, unit::code(unit));
            }
            out.message(field_of(shape), |out| {
                out.append(self.data.bytes());
                write_kind(shape, out);
            });
        });
        self.data.clear();
    }

    fn end_request(&mut self) {
        if self.points == 0 {
            return;
        }
        let mut out = Message::default();
        out.message(request::RESOURCE_METRICS, |out| {
            out.raw(resource_metrics::RESOURCE, self.resource);
            out.message(resource_metrics::SCOPE_METRICS, |out| {
                out.message(scope_metrics::SCOPE, |out| {
                    out.text(scope::NAME, "gapless");
                    out.text(scope::VERSION, env!("CARGO_PKG_VERSION"));
                });
                out.append(self.metrics.bytes());
            });
        });
        self.done.push(Request { body: out.into_bytes(), points: self.points as u64 });
        self.metrics.clear();
        self.points = 0;
    }
}

fn field_of(shape: Shape) -> u32 {
    match shape {
        Shape::Gauge => metric::GAUGE,
        Shape::Sum { .. } => metric::SUM,
        Shape::Histogram => metric::HISTOGRAM,
        Shape::Exponential => metric::EXPONENTIAL_HISTOGRAM,
        Shape::Summary => metric::SUMMARY,
    }
}

/// Writes the fields after the data points. Gauges and summaries do not have any.
fn write_kind(shape: Shape, out: &mut Message) {
    if matches!(shape, Shape::Gauge | Shape::Summary) {
        return;
    }
    out.varint(data::AGGREGATION_TEMPORALITY, CUMULATIVE);
    if let Shape::Sum { is_monotonic } = shape {
        out.varint(data::IS_MONOTONIC, is_monotonic.into());
    }
}
