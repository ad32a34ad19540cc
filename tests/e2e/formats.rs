//! Each format that a version of Prometheus can request, compressed and uncompressed: scraped, and read back with
//! queries.
//!
//! One server scrapes the same target with several jobs, one for each format. A query counts the jobs with the recorded
//! values.

use std::collections::BTreeSet;
use std::time::Duration;

use gapless::{LabelValue, defmetrics};
use tokio::sync::OnceCell;

use crate::prometheus::{Job, Prometheus};
use crate::version::{V2_42, V2_53, V3_5, Version};

#[derive(Clone, Copy, Debug, LabelValue)]
enum Door {
    Front,
    Back,
}

#[derive(Clone, Copy, Debug, LabelValue)]
enum Light {
    Off,
    On,
}

defmetrics! {
    #![namespace = "formats"]

    /// Guests.
    #[exemplars]
    counter guests_total(door: Door);

    /// "Degrees", as they say \\ write.
    gauge temperature_celsius;

    /// Waits.
    #[native]
    #[exemplars]
    #[buckets(0.1, 0.25, 0.5, 1.0)]
    histogram wait_seconds(door: Door);

    /// How long a nap was.
    #[quantiles(0.5)]
    summary nap_ratio;

    /// Words of guests.
    #[max_series(8)]
    counter said_total(what: &str);

    /// The light.
    stateset light_state: Light;

    /// The house.
    info house_info(street = "Elm \"Street\"");

    /// Rooms.
    #[name("formats.rooms")]
    #[seed(7.0)]
    gauge rooms;

    /// Nothing was ever set here.
    gauge unset;
}

/// Strings that a parser could misread.
const SAID: &str = "a \"b\" \\ \\n \n{é=🦀},#";
const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

/// Records the values, and serves the metrics of this program on a free port.
pub(crate) async fn serve() -> String {
    static RECORDED: OnceCell<()> = OnceCell::const_new();
    RECORDED.get_or_init(async || record()).await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port can be bound");
    let address = listener.local_addr().expect("a bound listener has an address");
    tokio::spawn(async move { axum::serve(listener, gapless::router()).await });
    format!("http://{address}")
}

fn record() {
    guests_total(Door::Front).with_exemplar([("trace_id", TRACE)]).inc_by(1_234_567);
    temperature_celsius().set(-0.5);
    (1..1000).for_each(|n| wait_seconds(Door::Back).observe(Duration::from_millis(n)));
    wait_seconds(Door::Back).with_exemplar([("trace_id", TRACE)]).observe(Duration::from_secs(1));
    nap_ratio().observe(0.25);
    said_total(SAID).inc();
    light_state().set(Light::Off);
    light_state().set(Light::On);
}

/// The recorded values, as each job without native buckets has them. Jobs with native buckets lack these series.
const CLASSIC: [(&str, &str); 7] = [
    ("formats_wait_seconds_count{door=\"back\"}", "== 1000"),
    ("formats_wait_seconds_count{door=\"front\"}", "== 0"),
    ("formats_wait_seconds_sum{door=\"back\"}", "== 500.5"),
    ("formats_wait_seconds_bucket{door=\"back\",le=\"0.25\"}", "== 250"),
    ("formats_wait_seconds_bucket{door=\"back\",le=\"+Inf\"}", "== 1000"),
    ("count by (job) (formats_wait_seconds_bucket)", "== 10"),
    ("histogram_quantile(0.9, formats_wait_seconds_bucket{door=\"back\"})", "== 0.9"),
];

/// The values that each job has, whatever its format.
const ALWAYS: [(&str, &str); 10] = [
    ("formats_guests_total{door=\"front\"}", "== 1234567"),
    ("formats_guests_total{door=\"back\"}", "== 0"),
    ("formats_temperature_celsius", "== -0.5"),
    ("formats_light_state{formats_light_state=\"on\"}", "== 1"),
    ("formats_light_state{formats_light_state=\"off\"}", "== 0"),
    ("formats_house_info{street=\"Elm \\\"Street\\\"\"}", "== 1"),
    ("formats_nap_ratio_count", "== 1"),
    ("formats_nap_ratio_sum", "== 0.25"),
    ("abs(formats_nap_ratio{quantile=\"0.5\"} - 0.25)", "< 0.005"),
    ("count by (job) (formats_said_total)", "== 1"),
];

/// Queries of native buckets, which are more exact than classic buckets.
const NATIVE: [(&str, &str); 7] = [
    ("histogram_count(formats_wait_seconds{door=\"back\"})", "== 1000"),
    ("histogram_count(formats_wait_seconds{door=\"front\"})", "== 0"),
    ("histogram_sum(formats_wait_seconds{door=\"back\"})", "== 500.5"),
    ("abs(histogram_quantile(0.1, formats_wait_seconds{door=\"back\"}) - 0.1)", "< 0.005"),
    ("abs(histogram_quantile(0.5, formats_wait_seconds{door=\"back\"}) - 0.5)", "< 0.025"),
    ("abs(histogram_quantile(0.99, formats_wait_seconds{door=\"back\"}) - 0.99)", "< 0.05"),
    ("abs(histogram_fraction(0, 0.25, formats_wait_seconds{door=\"back\"}) - 0.25)", "< 0.01"),
];

/// The formats by the first word of the job. A `native` job requests protocol buffers, and stores no classic buckets.
const CONTENT_TYPES: [(&str, &str); 6] = [
    ("native", "application/vnd.google.protobuf; "),
    ("PrometheusProto", "application/vnd.google.protobuf; "),
    ("OpenMetricsText1.0.0", "application/openmetrics-text; version=1.0.0; "),
    ("OpenMetricsText0.0.1", "text/plain; version=0.0.4; "), // which only Prometheus knows
    ("PrometheusText1.0.0", "text/plain; version=1.0.0; "),
    ("PrometheusText0.0.4", "text/plain; version=0.0.4; "),
];

/// Returns a job for each format, once compressed and once uncompressed.
async fn jobs_of(version: &Version, target: &str) -> Vec<Job> {
    let mut jobs = Vec::new();
    for protocol in version.protocols {
        let classic = version.keep_classic.expect("who can choose a format can choose this");
        let settings = format!(", scrape_protocols: [{protocol}], {classic}: true");
        jobs.push(Job::relayed(protocol, target, &settings).await);
        let settings = format!("{settings}, enable_compression: false");
        jobs.push(Job::relayed(&format!("{protocol}, plain"), target, &settings).await);
    }
    jobs.push(Job::relayed("native", target, ", scrape_protocols: [PrometheusProto]").await);
    jobs
}

/// Returns the job of a version that cannot choose a format, and a job without gzip.
async fn jobs_without_choice(format: &str, target: &str) -> Vec<Job> {
    let plain = format!("{format}, plain");
    let plain = Job::relayed_without(Some("accept-encoding"), &plain, target, "").await;
    vec![Job::relayed(format, target, "").await, plain]
}

/// A scraping server, and the names of its jobs.
struct Scraping {
    version: &'static Version,
    prometheus: Prometheus,
    names: Vec<String>,
}

impl Scraping {
    async fn start(version: &'static Version, features: &str, jobs: Vec<Job>) -> Self {
        let names = jobs.iter().map(|job| job.name.clone()).collect();
        Scraping { version, prometheus: Prometheus::start(version, features, jobs).await, names }
    }

    /// Returns the jobs whose format begins with one of these words.
    fn of(&self, formats: &[&str]) -> BTreeSet<&str> {
        let names = self.names.iter().map(String::as_str);
        names.filter(|name| formats.iter().any(|format| name.starts_with(format))).collect()
    }

    /// Asserts that a query is true for exactly these jobs.
    async fn check(&mut self, query: &str, formats: &[&str]) {
        let expected: BTreeSet<_> = self.of(formats).into_iter().map(str::to_owned).collect();
        self.prometheus.until_jobs(query, &expected.iter().map(String::as_str).collect()).await;
    }

    async fn check_all(&mut self, queries: &[(&str, &str)], formats: &[&str]) {
        for (query, relation) in queries {
            self.check(&format!("{query} {relation}"), formats).await;
        }
    }

    fn check_headers(&self) {
        for job in self.prometheus.jobs() {
            let got = job.relay.as_ref().expect("each has one").last();
            let (_, content_type) =
                CONTENT_TYPES.iter().find(|(format, _)| job.name.starts_with(format)).expect("it is known");
            assert!(got.content_type.starts_with(content_type), "{}: {got:?}", job.name);
            assert_eq!(
                got.content_encoding.is_empty(),
                job.name.ends_with(", plain"),
                "{}: {got:?}",
                job.name
            );
        }
    }

    /// Checks the values and labels, which all formats share.
    async fn check_values(&mut self) {
        self.check_all(&ALWAYS, &[""]).await;
        self.check("formats_unset", &[]).await;
        self.check_all(&CLASSIC, &["P", "O"]).await;
        self.check_all(&NATIVE, &["PrometheusProto", "native"]).await;
        for (labels, _) in self.prometheus.query("formats_said_total").await {
            assert_eq!(labels["what"], SAID, "{labels}");
        }
    }

    /// Checks a UTF-8 name: jobs that request such names get it, others get the escaped name.
    async fn check_names(&mut self) {
        if self.version.utf8 {
            self.check("{\"formats.rooms\"} == 7", &["OpenMetricsText1.0.0", "PrometheusText1.0.0"]).await;
            let plain = ["PrometheusProto", "native", "OpenMetricsText0.0.1", "PrometheusText0.0.4"];
            self.check("formats_rooms == 7", &plain).await;
        } else {
            self.check("formats_rooms == 7", &[""]).await;
        }
    }

    /// Checks the start of a counter: a zero before the first scrape, or a `_created` series.
    async fn check_starts(&mut self, known: &[&str], of_their_own: &[&str]) {
        self.check("min_over_time(formats_guests_total{door=\"front\"}[1h]) == 0", known).await;
        self.check("formats_guests_created{door=\"front\"} > 1.7e9", of_their_own).await;
    }

    async fn check_exemplars(&self, query: &str, value: &str, formats: &[&str]) {
        let series = self.prometheus.queries().exemplars(query).await;
        let jobs: BTreeSet<_> =
            series.iter().map(|series| series["seriesLabels"]["job"].as_str().unwrap_or_default()).collect();
        assert_eq!(jobs, self.of(formats), "{query}");
        for exemplar in series.iter().flat_map(|series| series["exemplars"].as_array().into_iter().flatten())
        {
            assert_eq!(exemplar["labels"], serde_json::json!({ "trace_id": TRACE }), "{query}");
            assert_eq!(exemplar["value"], value, "{query}");
        }
    }
}

#[tokio::test]
async fn prometheus_3_5_reads_the_same_from_each_format_and_native_buckets_from_protobuf() {
    let features = "native-histograms,exemplar-storage,created-timestamp-zero-ingestion";
    let mut scraping = Scraping::start(&V3_5, features, jobs_of(&V3_5, &serve().await).await).await;
    scraping.check_values().await;
    scraping.check_names().await;
    scraping.check_headers();
    scraping.check_starts(&["PrometheusProto", "native", "OpenMetricsText1.0.0"], &[]).await;
    let formats = ["PrometheusProto", "native", "OpenMetricsText1.0.0"];
    scraping.check_exemplars("formats_guests_total", "1234567", &formats).await;
    let with_buckets = ["PrometheusProto", "OpenMetricsText1.0.0"];
    scraping.check_exemplars("formats_wait_seconds_bucket", "1", &with_buckets).await;
    scraping.check_exemplars("formats_wait_seconds", "1", &["PrometheusProto", "native"]).await;
}

#[tokio::test]
async fn prometheus_2_53_reads_the_same_from_each_format() {
    let features = "native-histograms,exemplar-storage,created-timestamp-zero-ingestion";
    let mut scraping = Scraping::start(&V2_53, features, jobs_of(&V2_53, &serve().await).await).await;
    scraping.check_values().await;
    scraping.check_names().await;
    scraping.check_headers();
    scraping.check_starts(&["PrometheusProto", "native"], &["OpenMetricsText1.0.0"]).await;
    let formats = ["PrometheusProto", "native", "OpenMetricsText1.0.0"];
    scraping.check_exemplars("formats_guests_total", "1234567", &formats).await;
}

#[tokio::test]
async fn prometheus_2_42_reads_the_same_from_its_two_formats() {
    let target = serve().await;
    for (features, format) in
        [("exemplar-storage", "OpenMetricsText1.0.0"), ("exemplar-storage,native-histograms", "native")]
    {
        let jobs = jobs_without_choice(format, &target).await;
        let mut scraping = Scraping::start(&V2_42, features, jobs).await;
        scraping.check_values().await;
        scraping.check_names().await;
        scraping.check_headers();
        scraping.check_starts(&[], &["OpenMetricsText1.0.0"]).await;
        scraping.check_exemplars("formats_guests_total", "1234567", &[""]).await;
    }
}
