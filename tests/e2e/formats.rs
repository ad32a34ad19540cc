//! Each format that Prometheus can ask for, scraped by it and read back by query.

use std::time::Duration;

use gapless::{LabelValue, defmetrics};

use crate::prometheus::Prometheus;

#[derive(Clone, Copy, Debug, LabelValue)]
enum Door {
    Front,
    Back,
}

defmetrics! {
    #![namespace = "formats"]

    /// Guests.
    counter guests_total(door: Door);

    /// "Degrees", as they say \\ write.
    gauge temperature_celsius;

    /// Waits.
    #[native]
    #[buckets(0.1, 0.25, 0.5, 1.0)]
    histogram wait_seconds(door: Door);

    /// Nothing was ever set here.
    gauge unset;
}

const PROTOCOLS: [(&str, &str); 4] = [
    ("PrometheusProto", "application/vnd.google.protobuf"),
    ("OpenMetricsText1.0.0", "application/openmetrics-text; version=1.0.0"),
    ("PrometheusText1.0.0", "text/plain; version=1.0.0"),
    ("PrometheusText0.0.4", "text/plain; version=0.0.4"),
];

/// What this version has to be asked for.
const NATIVE: &str = "native-histograms";

/// This program's metrics, on a free port.
async fn serve() -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port can be bound");
    let address = listener.local_addr().expect("a bound listener has an address");
    tokio::spawn(async move { axum::serve(listener, gapless::router()).await });
    format!("http://{address}")
}

#[tokio::test]
async fn prometheus_reads_the_same_from_each_format_and_native_buckets_from_protobuf() {
    guests_total(Door::Front).inc_by(1_234_567);
    temperature_celsius().set(-0.5);
    (1..=1000).for_each(|n| wait_seconds(Door::Back).observe(Duration::from_millis(n)));
    let target = serve().await;
    for (protocol, content_type) in PROTOCOLS {
        let settings = format!(", scrape_protocols: [{protocol}], always_scrape_classic_histograms: true");
        let mut prometheus = Prometheus::scraping_with(&target, &settings, NATIVE).await;
        prometheus.relay.scraped().await;
        let answered = prometheus.relay.content_type();
        assert!(answered.starts_with(content_type), "{protocol} got {answered}");
        for (query, expected) in [
            ("formats_guests_total{door=\"front\"}", 1_234_567.0),
            ("formats_guests_total{door=\"back\"}", 0.0),
            ("formats_temperature_celsius", -0.5),
            ("formats_wait_seconds_count{door=\"back\"}", 1000.0),
            ("formats_wait_seconds_count{door=\"front\"}", 0.0),
            ("formats_wait_seconds_sum{door=\"back\"}", 500.5),
            ("formats_wait_seconds_bucket{door=\"back\",le=\"0.25\"}", 250.0),
            ("formats_wait_seconds_bucket{door=\"back\",le=\"+Inf\"}", 1000.0),
            ("count(formats_wait_seconds_bucket)", 10.0),
        ] {
            assert_eq!(prometheus.value(query).await, expected, "{query} by {protocol}");
        }
        assert_eq!(prometheus.query("formats_unset").await, [], "by {protocol}");
        let native = prometheus.query("histogram_count(formats_wait_seconds)").await.len();
        assert_eq!(native, if protocol == "PrometheusProto" { 2 } else { 0 }, "by {protocol}");
    }
    assert_native(&target).await;
}

/// The native buckets say what the classic ones do, and more exactly.
async fn assert_native(target: &str) {
    let mut prometheus =
        Prometheus::scraping_with(target, ", scrape_protocols: [PrometheusProto]", NATIVE).await;
    prometheus.relay.scraped().await;
    let back = "formats_wait_seconds{door=\"back\"}";
    assert_eq!(prometheus.value(&format!("histogram_count({back})")).await, 1000.0);
    assert_eq!(prometheus.value(&format!("histogram_sum({back})")).await, 500.5);
    for quantile in [0.1, 0.5, 0.9, 0.99] {
        let estimate = prometheus.value(&format!("histogram_quantile({quantile}, {back})")).await;
        assert!((estimate / quantile - 1.0).abs() < 0.05, "{quantile}: {estimate}");
    }
    let quarter = prometheus.value(&format!("histogram_fraction(0, 0.25, {back})")).await;
    assert!((quarter - 0.25).abs() < 0.01, "{quarter}");
    let empty = "formats_wait_seconds{door=\"front\"}";
    assert_eq!(prometheus.value(&format!("histogram_count({empty})")).await, 0.0);
}
