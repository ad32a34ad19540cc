//! The messages of `io.prometheus.client`, with the numbers and types of their fields.

/// A message.
#[derive(Debug)]
pub(super) struct Schema {
    pub(super) name: &'static str,
    pub(super) fields: &'static [Field],
}

#[derive(Debug)]
pub(super) struct Field {
    pub(super) number: u64,
    pub(super) name: &'static str,
    pub(super) of: Type,
    pub(super) is_repeated: bool,
}

#[derive(Debug)]
pub(super) enum Type {
    Integer,
    Double,
    Text,
    Message(&'static Schema),
}

use Type::{Double, Integer, Message, Text};

const fn one(number: u64, name: &'static str, of: Type) -> Field {
    Field { number, name, of, is_repeated: false }
}

const fn many(number: u64, name: &'static str, of: Type) -> Field {
    Field { number, name, of, is_repeated: true }
}

pub(super) static METRIC_FAMILY: Schema = Schema {
    name: "MetricFamily",
    fields: &[
        one(1, "name", Text),
        one(2, "help", Text),
        one(3, "type", Integer),
        many(4, "metric", Message(&METRIC)),
        one(5, "unit", Text),
    ],
};

static METRIC: Schema = Schema {
    name: "Metric",
    fields: &[
        many(1, "label", Message(&LABEL_PAIR)),
        one(2, "gauge", Message(&GAUGE)),
        one(3, "counter", Message(&COUNTER)),
        one(4, "summary", Message(&SUMMARY)),
        one(5, "untyped", Message(&UNTYPED)),
        one(6, "timestamp_ms", Integer),
        one(7, "histogram", Message(&HISTOGRAM)),
    ],
};

static LABEL_PAIR: Schema =
    Schema { name: "LabelPair", fields: &[one(1, "name", Text), one(2, "value", Text)] };

static GAUGE: Schema = Schema { name: "Gauge", fields: &[one(1, "value", Double)] };

static UNTYPED: Schema = Schema { name: "Untyped", fields: &[one(1, "value", Double)] };

static COUNTER: Schema = Schema {
    name: "Counter",
    fields: &[
        one(1, "value", Double),
        one(2, "exemplar", Message(&EXEMPLAR)),
        one(3, "created_timestamp", Message(&TIMESTAMP)),
    ],
};

static SUMMARY: Schema = Schema {
    name: "Summary",
    fields: &[
        one(1, "sample_count", Integer),
        one(2, "sample_sum", Double),
        many(3, "quantile", Message(&QUANTILE)),
        one(4, "created_timestamp", Message(&TIMESTAMP)),
    ],
};

static QUANTILE: Schema =
    Schema { name: "Quantile", fields: &[one(1, "quantile", Double), one(2, "value", Double)] };

static HISTOGRAM: Schema = Schema {
    name: "Histogram",
    fields: &[
        one(1, "sample_count", Integer),
        one(2, "sample_sum", Double),
        many(3, "bucket", Message(&BUCKET)),
        one(4, "sample_count_float", Double),
        one(5, "schema", Integer),
        one(6, "zero_threshold", Double),
        one(7, "zero_count", Integer),
        one(8, "zero_count_float", Double),
        many(9, "negative_span", Message(&BUCKET_SPAN)),
        many(10, "negative_delta", Integer),
        many(11, "negative_count", Double),
        many(12, "positive_span", Message(&BUCKET_SPAN)),
        many(13, "positive_delta", Integer),
        many(14, "positive_count", Double),
        one(15, "created_timestamp", Message(&TIMESTAMP)),
        many(16, "exemplars", Message(&EXEMPLAR)),
    ],
};

static BUCKET: Schema = Schema {
    name: "Bucket",
    fields: &[
        one(1, "cumulative_count", Integer),
        one(2, "upper_bound", Double),
        one(3, "exemplar", Message(&EXEMPLAR)),
        one(4, "cumulative_count_float", Double),
    ],
};

static BUCKET_SPAN: Schema =
    Schema { name: "BucketSpan", fields: &[one(1, "offset", Integer), one(2, "length", Integer)] };

static EXEMPLAR: Schema = Schema {
    name: "Exemplar",
    fields: &[
        many(1, "label", Message(&LABEL_PAIR)),
        one(2, "value", Double),
        one(3, "timestamp", Message(&TIMESTAMP)),
    ],
};

static TIMESTAMP: Schema =
    Schema { name: "Timestamp", fields: &[one(1, "seconds", Integer), one(2, "nanos", Integer)] };
