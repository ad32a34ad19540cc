//! The checks that make emitted samples a valid exposition.

use std::borrow::Cow;

use crate::cells::native::NativeBuckets;
use crate::cells::value::{HistogramValue, SummaryValue, Value};
use crate::declared::kind::Kind;
use crate::declared::native::SCHEMAS;
use crate::declared::number::Number;
use crate::names::{check_label, check_metric, plain_label, Severity};
use crate::reading::snapshot::{FamilySnapshot, Series};

/// Checks a family whose series are in label order.
pub(super) fn check(of: &FamilySnapshot) -> Result<(), String> {
    check_metric(&of.name, of.kind, Severity::Must)?;
    for series in &of.series {
        check_labels(of, series)?;
        check_value(of.kind, &series.value)?;
    }
    let mut label_sets: Vec<_> = of.series.iter().map(label_set).collect();
    label_sets.sort_unstable();
    match label_sets.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(format!("the series {} occurs twice; emit it once", shown(&pair[0]))),
        None => Ok(()),
    }
}

fn check_labels(family: &FamilySnapshot, of: &Series) -> Result<(), String> {
    let mut names: Vec<Cow<'_, str>> = Vec::with_capacity(of.labels.len() + 1);
    names.extend((family.kind == Kind::StateSet).then(|| plain_label(&family.name))); // the name of the label of states
    for (name, _) in &of.labels {
        check_label(name, family.kind, Severity::Must)?;
        let plain = plain_label(name);
        if names.contains(&plain) {
            return Err(format!("the label `{plain}` occurs twice; remove one of them"));
        }
        names.push(plain);
    }
    Ok(())
}

fn check_value(kind: Kind, value: &Value) -> Result<(), String> {
    match (kind, value) {
        (Kind::Counter, Value::Counter(number)) => check_count(*number),
        (Kind::Gauge | Kind::UpDownCounter, Value::Gauge(_)) => Ok(()),
        (Kind::Info, Value::Gauge(number)) if number.as_f64().to_bits() == 1_f64.to_bits() => Ok(()),
        (Kind::Histogram, Value::Histogram(value)) => check_histogram(value),
        (Kind::Summary, Value::Summary(value)) => check_summary(value),
        (Kind::StateSet, Value::StateSet(value)) if value.current < value.states.len() => Ok(()),
        _ => Err(format!("{value:?} is not a value of a {kind}; emit a value of that type")),
    }
}

fn check_count(number: Number) -> Result<(), String> {
    match number.as_f64() >= 0.0 {
        true => Ok(()),
        false => Err(format!("a counter cannot be {}; emit a gauge", number.as_f64())),
    }
}

fn check_histogram(of: &HistogramValue) -> Result<(), String> {
    if !of.bounds.iter().all(|bound| bound.is_finite()) || !is_ascending(&of.bounds) {
        return Err(format!("the bounds {:?} are invalid; pass finite bounds in ascending order", of.bounds));
    }
    if of.counts.len() != of.bounds.len() + 1 {
        let (n_bounds, n_counts) = (of.bounds.len(), of.counts.len());
        return Err(format!(
            "{n_bounds} bounds have {n_counts} counts; pass the count of each bucket, not cumulative, and the count of `+Inf` last"
        ));
    }
    check_sum(of.sum, of.bounds.first().is_some_and(|bound| *bound < 0.0))?;
    of.native.as_ref().map_or(Ok(()), check_native)?;
    let mut counts = of.counts.iter();
    let count = counts.try_fold(0_u64, |sum, count| sum.checked_add(*count));
    match count.filter(|count| of.native.as_ref().is_none_or(|native| n_native(native) == Some(*count))) {
        Some(_) => Ok(()),
        None => {
            Err("the counts overflow, or differ from the native buckets; pass the count of each bucket, not cumulative"
                .to_owned())
        }
    }
}

/// Checks a sum. Only a histogram with a negative bound has negative values.
fn check_sum(sum: Number, can_be_negative: bool) -> Result<(), String> {
    let sum = sum.as_f64();
    match sum >= 0.0 || (can_be_negative && sum < 0.0) {
        true => Ok(()),
        false => Err(format!(
            "the sum cannot be {sum}; leave out NaN, and negative values unless a histogram has a negative bound"
        )),
    }
}

const NATIVE: &str =
    "the native buckets are invalid; pass a schema from -4 to 8, a finite threshold of at least zero, and ascending indices that \
     an `f64` can have";

/// Checks the limits of native histograms: the schemas of Prometheus, and the bucket indices that an `f64` can have.
fn check_native(of: &NativeBuckets) -> Result<(), String> {
    let has_schema = (SCHEMAS.0..=SCHEMAS.1).contains(&of.schema);
    let last = (1 << 11) << of.schema.clamp(0, SCHEMAS.1);
    let has_indices = of.buckets.iter().all(|(index, _)| (-last..=last).contains(index));
    let is_ascending = of.buckets.windows(2).all(|pair| pair[0].0 < pair[1].0);
    let has_zero = (0.0..f64::INFINITY).contains(&of.zero_threshold);
    match has_schema && has_indices && is_ascending && has_zero {
        true => Ok(()),
        false => Err(NATIVE.to_owned()),
    }
}

fn n_native(of: &NativeBuckets) -> Option<u64> {
    of.buckets.iter().try_fold(of.zero_count, |sum, (_, count)| sum.checked_add(*count))
}

fn check_summary(of: &SummaryValue) -> Result<(), String> {
    check_sum(of.sum, false)?;
    check_native(&of.recent)?;
    if n_native(&of.recent).is_none() {
        return Err("the recent counts overflow; pass smaller counts".to_owned());
    }
    let all_between = of.quantiles.iter().all(|at| (0.0..=1.0).contains(at));
    match all_between && is_ascending(&of.quantiles) {
        true => Ok(()),
        false => Err(format!(
            "the quantiles {:?} are invalid; pass them in ascending order, from 0 to 1",
            of.quantiles
        )),
    }
}

fn is_ascending(numbers: &[f64]) -> bool {
    numbers.windows(2).all(|pair| pair[0] < pair[1])
}

/// Returns the labels that identify a series, sorted and without empty ones.
fn label_set(of: &Series) -> Vec<(&str, &str)> {
    let labels = of.labels.iter().map(|(name, value)| (name.as_ref(), value.as_ref()));
    let mut labels: Vec<_> = labels.filter(|(_, value)| !value.is_empty()).collect();
    labels.sort_unstable();
    labels
}

/// Formats labels, for example as `{room="kitchen"}`.
fn shown(labels: &[(&str, &str)]) -> String {
    let pairs: Vec<_> = labels.iter().map(|(name, value)| format!("{name}={value:?}")).collect();
    format!("{{{}}}", pairs.join(","))
}
