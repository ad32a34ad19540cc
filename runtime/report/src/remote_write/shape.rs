//! The samples of a value: the names, labels and numbers that a scrape of the text format stores.

use std::borrow::Cow;

use gapless_core::{LabelValues, Value};

/// The kind of a value, with all that determines the names and labels of its samples.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shape {
    Number,
    /// The upper bounds without `+Inf`.
    Histogram(Cow<'static, [f64]>),
    /// The quantiles.
    Summary(Cow<'static, [f64]>),
    States(LabelValues),
}

/// A sample of a value: the suffix of its name, and the label after those of the series.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Part {
    pub(super) suffix: &'static str,
    pub(super) label: Option<(Cow<'static, str>, Cow<'static, str>)>,
}

impl Part {
    /// The series with the name of the family: of a number, and of native buckets.
    pub(super) const NUMBER: Part = Part { suffix: "", label: None };
    const SUM: Part = Part { suffix: "_sum", label: None };
    const COUNT: Part = Part { suffix: "_count", label: None };

    fn bound(suffix: &'static str, label: &'static str, bound: f64) -> Self {
        Part { suffix, label: Some((label.into(), gapless_encode::canonical(bound).into())) }
    }
}

impl Shape {
    /// Returns the shape of a value; `None` for a newer type that the reporter does not know.
    pub(super) fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Counter(_) | Value::Gauge(_) => Some(Shape::Number),
            Value::Histogram(histogram) => Some(Shape::Histogram(histogram.bounds.clone())),
            Value::Summary(summary) => Some(Shape::Summary(summary.quantiles.clone())),
            Value::StateSet(state) => Some(Shape::States(state.states)),
            _ => None,
        }
    }

    /// Returns whether a value has this shape.
    pub(super) fn fits(&self, value: &Value) -> bool {
        match (self, value) {
            (Shape::Number, Value::Counter(_) | Value::Gauge(_)) => true,
            (Shape::Histogram(bounds), Value::Histogram(histogram)) => *bounds == histogram.bounds,
            (Shape::Summary(quantiles), Value::Summary(summary)) => *quantiles == summary.quantiles,
            (Shape::States(states), Value::StateSet(state)) => *states == state.states,
            _ => false,
        }
    }

    /// Returns the samples of a family with a name, in the order of their [`numbers`].
    pub(super) fn parts(&self, name: &str) -> Vec<Part> {
        match self {
            Shape::Number => vec![Part::NUMBER],
            Shape::Histogram(bounds) => {
                let bounds = bounds.iter().chain(&[f64::INFINITY]);
                let buckets = bounds.map(|bound| Part::bound("_bucket", "le", *bound));
                buckets.chain([Part::SUM, Part::COUNT]).collect()
            }
            Shape::Summary(quantiles) => {
                let quantiles = quantiles.iter().map(|at| Part::bound("", "quantile", *at));
                quantiles.chain([Part::SUM, Part::COUNT]).collect()
            }
            Shape::States(states) => {
                let label = |state: &'static str| (name.to_owned().into(), state.into());
                states.iter().map(|state| Part { suffix: "", label: Some(label(state)) }).collect()
            }
        }
    }
}

/// Appends the numbers of a value.
#[expect(clippy::cast_precision_loss, reason = "the protocol has doubles only")]
pub(super) fn numbers(value: &Value, out: &mut Vec<f64>) {
    match value {
        Value::Counter(number) | Value::Gauge(number) => out.push(number.as_f64()),
        Value::Histogram(histogram) => {
            let mut cumulative = 0;
            for count in &histogram.counts {
                cumulative += count;
                out.push(cumulative as f64);
            }
            out.extend([histogram.sum.as_f64(), cumulative as f64]);
        }
        Value::Summary(summary) => {
            out.extend(summary.quantiles.iter().map(|at| summary.quantile(*at)));
            out.extend([summary.sum.as_f64(), summary.count as f64]);
        }
        Value::StateSet(state) => {
            let current = |index| f64::from(u8::from(index == state.current));
            out.extend((0..state.states.iter().count()).map(current));
        }
        _ => {}
    }
}
