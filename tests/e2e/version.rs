//! The versions of Prometheus in these tests, and their differences.

/// A version of Prometheus in the folder of real programs.
#[derive(Debug)]
pub(crate) struct Version {
    pub(crate) name: &'static str,
    pub(crate) program: &'static str,
    /// The text in its log before its address.
    pub(crate) listening: &'static str,
    /// The formats that a job can select; empty if it cannot choose.
    pub(crate) protocols: &'static [&'static str],
    /// The setting that keeps classic buckets next to native ones.
    pub(crate) keep_classic: Option<&'static str>,
    /// Whether it supports UTF-8 names.
    pub(crate) utf8: bool,
    /// Whether it can receive OTLP.
    pub(crate) otlp: bool,
}

pub(crate) const V3_5: Version = Version {
    name: "3.5",
    program: "usr/bin/prometheus",
    listening: "msg=\"Listening on\" component=web address=",
    protocols: &[
        "PrometheusProto",
        "OpenMetricsText1.0.0",
        "OpenMetricsText0.0.1",
        "PrometheusText1.0.0",
        "PrometheusText0.0.4",
    ],
    keep_classic: Some("always_scrape_classic_histograms"),
    utf8: true,
    otlp: false,
};

/// A build with the OTLP receiver, which Debian's package does not have.
pub(crate) const V3_5_WITH_OTLP: Version =
    Version { name: "3.5 with OTLP", program: "otlp/usr/bin/prometheus", otlp: true, ..V3_5 };

pub(crate) const V2_53: Version = Version {
    name: "2.53",
    program: "2.53/usr/bin/prometheus",
    listening: "msg=\"Listening on\" address=",
    protocols: &["PrometheusProto", "OpenMetricsText1.0.0", "OpenMetricsText0.0.1", "PrometheusText0.0.4"],
    keep_classic: Some("scrape_classic_histograms"),
    utf8: false,
    otlp: false,
};

pub(crate) const V2_42: Version = Version {
    name: "2.42",
    program: "2.42/usr/bin/prometheus",
    listening: "msg=\"Listening on\" address=",
    protocols: &[],
    keep_classic: None,
    utf8: false,
    otlp: false,
};

/// All released versions, newest first.
pub(crate) const VERSIONS: [&Version; 3] = [&V3_5, &V2_53, &V2_42];
