//! Reads requests with messages that are written by hand after the specification, not with the encoder of Gapless.

use std::fmt::Write as _;

use prost::Message;

use crate::receiver::Received;

mod v2 {
    #[derive(Clone, PartialEq, prost::Message)]
    pub(super) struct Request {
        #[prost(string, repeated, tag = "4")]
        pub(super) symbols: Vec<String>,
        #[prost(message, repeated, tag = "5")]
        pub(super) timeseries: Vec<TimeSeries>,
    }

    #[derive(Clone, PartialEq, prost::Message)]
    pub(super) struct TimeSeries {
        #[prost(uint32, repeated, tag = "1")]
        pub(super) labels_refs: Vec<u32>,
        #[prost(message, repeated, tag = "2")]
        pub(super) samples: Vec<super::Sample>,
        #[prost(message, repeated, tag = "3")]
        pub(super) histograms: Vec<super::Histogram>,
        #[prost(message, repeated, tag = "4")]
        pub(super) exemplars: Vec<Exemplar>,
        #[prost(message, optional, tag = "5")]
        pub(super) metadata: Option<Metadata>,
    }

    #[derive(Clone, PartialEq, prost::Message)]
    pub(super) struct Exemplar {
        #[prost(uint32, repeated, tag = "1")]
        pub(super) labels_refs: Vec<u32>,
        #[prost(double, tag = "2")]
        pub(super) value: f64,
        #[prost(int64, tag = "3")]
        pub(super) timestamp: i64,
    }

    #[derive(Clone, PartialEq, prost::Message)]
    pub(super) struct Metadata {
        #[prost(uint32, tag = "1")]
        pub(super) kind: u32,
        #[prost(uint32, tag = "3")]
        pub(super) help_ref: u32,
        #[prost(uint32, tag = "4")]
        pub(super) unit_ref: u32,
    }
}

mod v1 {
    #[derive(Clone, PartialEq, prost::Message)]
    pub(super) struct WriteRequest {
        #[prost(message, repeated, tag = "1")]
        pub(super) timeseries: Vec<TimeSeries>,
        #[prost(message, repeated, tag = "3")]
        pub(super) metadata: Vec<Metadata>,
    }

    #[derive(Clone, PartialEq, prost::Message)]
    pub(super) struct TimeSeries {
        #[prost(message, repeated, tag = "1")]
        pub(super) labels: Vec<Label>,
        #[prost(message, repeated, tag = "2")]
        pub(super) samples: Vec<super::Sample>,
        #[prost(message, repeated, tag = "3")]
        pub(super) exemplars: Vec<Exemplar>,
        #[prost(message, repeated, tag = "4")]
        pub(super) histograms: Vec<super::Histogram>,
    }

    #[derive(Clone, PartialEq, prost::Message)]
    pub(super) struct Label {
        #[prost(string, tag = "1")]
        pub(super) name: String,
        #[prost(string, tag = "2")]
        pub(super) value: String,
    }

    #[derive(Clone, PartialEq, prost::Message)]
    pub(super) struct Exemplar {
        #[prost(message, repeated, tag = "1")]
        pub(super) labels: Vec<Label>,
        #[prost(double, tag = "2")]
        pub(super) value: f64,
        #[prost(int64, tag = "3")]
        pub(super) timestamp: i64,
    }

    #[derive(Clone, PartialEq, prost::Message)]
    pub(super) struct Metadata {
        #[prost(uint32, tag = "1")]
        pub(super) kind: u32,
        #[prost(string, tag = "2")]
        pub(super) metric_family_name: String,
        #[prost(string, tag = "4")]
        pub(super) help: String,
        #[prost(string, tag = "5")]
        pub(super) unit: String,
    }
}

/// A sample of both versions; version 1 does not have the start.
#[derive(Clone, Copy, PartialEq, prost::Message)]
pub(crate) struct Sample {
    #[prost(double, tag = "1")]
    pub(crate) value: f64,
    #[prost(int64, tag = "2")]
    pub(crate) timestamp: i64,
    #[prost(int64, tag = "3")]
    pub(crate) start_timestamp: i64,
}

/// A native histogram of both versions.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct Histogram {
    #[prost(uint64, optional, tag = "1")]
    pub(crate) count_int: Option<u64>,
    #[prost(double, tag = "3")]
    pub(crate) sum: f64,
    #[prost(sint32, tag = "4")]
    pub(crate) schema: i32,
    #[prost(double, tag = "5")]
    pub(crate) zero_threshold: f64,
    #[prost(uint64, tag = "6")]
    pub(crate) zero_count_int: u64,
    #[prost(message, repeated, tag = "11")]
    pub(crate) positive_spans: Vec<BucketSpan>,
    #[prost(sint64, repeated, tag = "12")]
    pub(crate) positive_deltas: Vec<i64>,
    #[prost(int64, tag = "15")]
    pub(crate) timestamp: i64,
    #[prost(int64, tag = "17")]
    pub(crate) start_timestamp: i64,
}

#[derive(Clone, Copy, PartialEq, prost::Message)]
pub(crate) struct BucketSpan {
    #[prost(sint32, tag = "1")]
    pub(crate) offset: i32,
    #[prost(uint32, tag = "2")]
    pub(crate) length: u32,
}

/// A series of a request.
#[derive(Clone, Debug)]
pub(crate) struct Series {
    pub(crate) labels: Vec<(String, String)>,
    pub(crate) sample: Option<Sample>,
    pub(crate) histogram: Option<Histogram>,
    /// Each exemplar as `labels value@timestamp`.
    pub(crate) exemplars: Vec<String>,
    /// The type, the help and the unit, in version 2.
    pub(crate) metadata: Option<(u32, String, String)>,
}

impl Series {
    /// Returns the series as in a line of text.
    pub(crate) fn name(&self) -> String {
        let labels = self.labels.iter().filter(|(name, _)| name != "__name__");
        let labels: Vec<_> = labels.map(|(name, value)| format!("{name}=\"{value}\"")).collect();
        let name = self.labels.iter().find(|(name, _)| name == "__name__").expect("each series has a name");
        format!("{}{{{}}}", name.1, labels.join(","))
    }

    pub(crate) fn time(&self) -> i64 {
        self.sample.map_or_else(
            || self.histogram.as_ref().expect("it has one of the two").timestamp,
            |of| of.timestamp,
        )
    }

    /// Returns whether this is the end of the series.
    pub(crate) fn is_stale(&self) -> bool {
        let value =
            self.sample.map_or_else(|| self.histogram.as_ref().expect("it has one").sum, |of| of.value);
        value.to_bits() == 0x7ff0_0000_0000_0002
    }
}

/// A request.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) is_second_version: bool,
    pub(crate) series: Vec<Series>,
    /// The metadata of version 1, each as `type name help unit`.
    pub(crate) metadata: Vec<String>,
}

/// Returns the request in an HTTP request, and checks the rules of the protocol.
pub(crate) fn decode(received: &Received) -> Request {
    assert_eq!(received.method, "POST");
    assert_eq!(received.header("content-encoding"), Some("snappy"));
    assert_eq!(received.header("user-agent"), Some(concat!("gapless/", env!("CARGO_PKG_VERSION"))));
    let body = snap::raw::Decoder::new().decompress_vec(&received.body).expect("the body is a snappy block");
    let versions = (received.header("content-type"), received.header("x-prometheus-remote-write-version"));
    let request = match versions {
        (Some("application/x-protobuf;proto=io.prometheus.write.v2.Request"), Some("2.0.0")) => second(&body),
        (Some("application/x-protobuf"), Some("0.1.0")) => first(&body),
        other => panic!("{other:?}"),
    };
    for series in &request.series {
        assert!(series.labels.windows(2).all(|pair| pair[0].0 < pair[1].0), "{:?}", series.labels);
        assert!(series.labels.iter().all(|(name, value)| !name.is_empty() && !value.is_empty()));
        assert!(series.sample.is_some() != series.histogram.is_some(), "{series:?}");
    }
    let mut names: Vec<_> = request.series.iter().map(Series::name).collect();
    names.sort();
    assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{names:?}");
    request
}

fn second(body: &[u8]) -> Request {
    let v2::Request { symbols, timeseries } =
        v2::Request::decode(body).expect("it is a request of version 2");
    assert_eq!(symbols[0], "");
    let mut sorted = symbols.clone();
    sorted.sort();
    assert!(sorted.windows(2).all(|pair| pair[0] != pair[1]), "{symbols:?}");
    let text = |symbol: u32| symbols[symbol as usize].clone();
    let pairs = |refs: &[u32]| refs.chunks(2).map(|pair| (text(pair[0]), text(pair[1]))).collect::<Vec<_>>();
    let exemplar = |of: &v2::Exemplar| line(&pairs(&of.labels_refs), of.value, of.timestamp);
    let series = timeseries.iter().map(|of| Series {
        labels: pairs(&of.labels_refs),
        sample: one(&of.samples),
        histogram: one(&of.histograms),
        exemplars: of.exemplars.iter().map(exemplar).collect(),
        metadata: of.metadata.as_ref().map(|of| (of.kind, text(of.help_ref), text(of.unit_ref))),
    });
    Request { is_second_version: true, series: series.collect(), metadata: Vec::new() }
}

fn first(body: &[u8]) -> Request {
    let v1::WriteRequest { timeseries, metadata } =
        v1::WriteRequest::decode(body).expect("it is of version 1");
    let pairs = |labels: &[v1::Label]| {
        labels.iter().map(|of| (of.name.clone(), of.value.clone())).collect::<Vec<_>>()
    };
    let exemplar = |of: &v1::Exemplar| line(&pairs(&of.labels), of.value, of.timestamp);
    let series = timeseries.iter().map(|of| Series {
        labels: pairs(&of.labels),
        sample: one(&of.samples),
        histogram: one(&of.histograms),
        exemplars: of.exemplars.iter().map(exemplar).collect(),
        metadata: None,
    });
    let metadata = metadata.iter();
    let metadata =
        metadata.map(|of| format!("{} {} {} {}", of.kind, of.metric_family_name, of.help, of.unit));
    Request { is_second_version: false, series: series.collect(), metadata: metadata.collect() }
}

fn one<T: Clone>(all: &[T]) -> Option<T> {
    assert!(all.len() <= 1);
    all.first().cloned()
}

fn line(labels: &[(String, String)], value: f64, timestamp: i64) -> String {
    let mut line = String::new();
    labels.iter().for_each(|(name, value)| write!(line, "{name}={value} ").expect("a string grows"));
    format!("{line}{value}@{timestamp}")
}
