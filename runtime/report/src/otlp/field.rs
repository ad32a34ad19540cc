//! The field numbers of the messages of OpenTelemetry, in a module for each message.

pub(super) mod request {
    pub(crate) const RESOURCE_METRICS: u32 = 1;
}
pub(super) mod resource_metrics {
    pub(crate) const RESOURCE: u32 = 1;
    pub(crate) const SCOPE_METRICS: u32 = 2;
}
pub(super) mod resource {
    pub(crate) const ATTRIBUTES: u32 = 1;
}
pub(super) mod scope_metrics {
    pub(crate) const SCOPE: u32 = 1;
    pub(crate) const METRICS: u32 = 2;
}
pub(super) mod scope {
    pub(crate) const NAME: u32 = 1;
    pub(crate) const VERSION: u32 = 2;
}
pub(super) mod attribute {
    pub(crate) const KEY: u32 = 1;
    pub(crate) const VALUE: u32 = 2;
}
pub(super) mod any_value {
    pub(crate) const STRING: u32 = 1;
}
pub(super) mod metric {
    pub(crate) const NAME: u32 = 1;
    pub(crate) const DESCRIPTION: u32 = 2;
    pub(crate) const UNIT: u32 = 3;
    pub(crate) const GAUGE: u32 = 5;
    pub(crate) const SUM: u32 = 7;
    pub(crate) const HISTOGRAM: u32 = 9;
    pub(crate) const EXPONENTIAL_HISTOGRAM: u32 = 10;
    pub(crate) const SUMMARY: u32 = 11;
}
/// The messages `Gauge`, `Sum`, `Histogram`, `ExponentialHistogram` and `Summary`, which share their numbers.
pub(super) mod data {
    pub(crate) const DATA_POINTS: u32 = 1;
    pub(crate) const AGGREGATION_TEMPORALITY: u32 = 2;
    pub(crate) const IS_MONOTONIC: u32 = 3;
}
/// The fields that have one number in all data points.
pub(super) mod point {
    pub(crate) const START_TIME: u32 = 2;
    pub(crate) const TIME: u32 = 3;
    pub(crate) const COUNT: u32 = 4;
    pub(crate) const SUM: u32 = 5;
}
pub(super) mod number_point {
    pub(crate) const AS_DOUBLE: u32 = 4;
    pub(crate) const EXEMPLARS: u32 = 5;
    pub(crate) const AS_INT: u32 = 6;
    pub(crate) const ATTRIBUTES: u32 = 7;
    pub(crate) const FLAGS: u32 = 8;
}
pub(super) mod histogram_point {
    pub(crate) const BUCKET_COUNTS: u32 = 6;
    pub(crate) const EXPLICIT_BOUNDS: u32 = 7;
    pub(crate) const EXEMPLARS: u32 = 8;
    pub(crate) const ATTRIBUTES: u32 = 9;
    pub(crate) const FLAGS: u32 = 10;
}
pub(super) mod exponential_point {
    pub(crate) const ATTRIBUTES: u32 = 1;
    pub(crate) const SCALE: u32 = 6;
    pub(crate) const ZERO_COUNT: u32 = 7;
    pub(crate) const POSITIVE: u32 = 8;
    pub(crate) const FLAGS: u32 = 10;
    pub(crate) const EXEMPLARS: u32 = 11;
    pub(crate) const ZERO_THRESHOLD: u32 = 14;
}
pub(super) mod buckets {
    pub(crate) const OFFSET: u32 = 1;
    pub(crate) const BUCKET_COUNTS: u32 = 2;
}
pub(super) mod summary_point {
    pub(crate) const QUANTILE_VALUES: u32 = 6;
    pub(crate) const ATTRIBUTES: u32 = 7;
    pub(crate) const FLAGS: u32 = 8;
}
pub(super) mod quantile {
    pub(crate) const QUANTILE: u32 = 1;
    pub(crate) const VALUE: u32 = 2;
}
pub(super) mod exemplar {
    pub(crate) const TIME: u32 = 2;
    pub(crate) const AS_DOUBLE: u32 = 3;
    pub(crate) const SPAN_ID: u32 = 4;
    pub(crate) const TRACE_ID: u32 = 5;
    pub(crate) const AS_INT: u32 = 6;
    pub(crate) const FILTERED_ATTRIBUTES: u32 = 7;
}
/// The messages `ExportMetricsServiceResponse` and `ExportMetricsPartialSuccess`.
pub(super) mod response {
    pub(crate) const PARTIAL_SUCCESS: u32 = 1;
    pub(crate) const REJECTED_DATA_POINTS: u32 = 1;
    pub(crate) const ERROR_MESSAGE: u32 = 2;
}
