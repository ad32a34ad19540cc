//! The real Prometheus, scraping one target five times a second, and its query API.

use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::peer::peer;
use crate::process::Process;
use crate::relay::Relay;

pub(crate) struct Prometheus {
    pub(crate) relay: Relay,
    process: Process,
    url: String,
    _folder: TempDir,
}

/// A series and its value, as a query answers them.
pub(crate) type Sample = (Value, f64);

/// A feature that has to be asked for.
const CREATED: &str = "created-timestamp-zero-ingestion";

impl Prometheus {
    /// Starts it on a free port and waits for its first scrape.
    pub(crate) async fn scraping(target: &str) -> Self {
        // By this feature it asks for protocol buffers, and would keep no classic buckets where it finds native ones.
        Prometheus::scraping_with(target, ", always_scrape_classic_histograms: true", CREATED).await
    }

    /// The same, with other jobs beside, for which nobody waits.
    pub(crate) async fn scraping_beside(target: &str, jobs: &[String]) -> Self {
        Prometheus::start(target, "", jobs, CREATED).await
    }

    /// The same, with more settings of the job, each after a comma, and with features that have to be asked for.
    pub(crate) async fn scraping_with(target: &str, settings: &str, features: &str) -> Self {
        Prometheus::start(target, settings, &[], features).await
    }

    async fn start(target: &str, settings: &str, jobs: &[String], features: &str) -> Self {
        let mut relay = Relay::start(target).await;
        let folder = tempfile::tempdir().expect("there is a temporary folder");
        let job = format!(
            "{{job_name: grapevine, static_configs: [{{targets: ['{}']}}]{settings}}}",
            relay.address
        );
        let jobs = [&[job], jobs].concat().join(", ");
        let config =
            format!("global: {{scrape_interval: 200ms, scrape_timeout: 200ms}}\nscrape_configs: [{jobs}]\n");
        let config_file = folder.path().join("prometheus.yml");
        std::fs::write(&config_file, config).expect("the temporary folder can be written");
        let mut command = Command::new(peer("usr/bin/prometheus"));
        command.arg(format!("--config.file={}", config_file.display()));
        command.arg(format!("--storage.tsdb.path={}", folder.path().join("data").display()));
        command.args(["--web.listen-address=127.0.0.1:0", "--log.format=logfmt"]);
        command.arg(format!("--enable-feature={features}"));
        let (process, address) = Process::start(&mut command, "msg=\"Listening on\" component=web address=");
        relay.scraped().await;
        Prometheus { relay, process, url: format!("http://{address}"), _folder: folder }
    }

    /// The answer to a query, now.
    pub(crate) async fn query(&self, query: &str) -> Vec<Sample> {
        self.ask(&[("query", query)]).await
    }

    /// The answer to a query at a moment in seconds since the epoch.
    pub(crate) async fn query_at(&self, query: &str, time: f64) -> Vec<Sample> {
        self.ask(&[("query", query), ("time", &time.to_string())]).await
    }

    /// The value of the one series that a query answers with.
    pub(crate) async fn value(&self, query: &str) -> f64 {
        match &self.query(query).await[..] {
            [(_, value)] => *value,
            samples => panic!("`{query}` answers with {samples:?}\n{}", self.process.log()),
        }
    }

    /// Waits, scrape after scrape and at most fifty of them, until a query answers with a value.
    pub(crate) async fn until(&mut self, query: &str, expected: f64) {
        for _ in 0..50 {
            if self.value(query).await == expected {
                return;
            }
            self.relay.scraped().await;
        }
        panic!("`{query}` never was {expected}; it is {}", self.value(query).await);
    }

    /// How much a series rose, as its last sample saw it: a query at a later moment would extrapolate.
    pub(crate) async fn increase(&self, series: &str) -> f64 {
        let last_sample = self.value(&format!("timestamp({series})")).await;
        match &self.query_at(&format!("increase({series}[5m])"), last_sample).await[..] {
            [(_, increase)] => *increase,
            samples => panic!("the increase of {series} is {samples:?}"),
        }
    }

    async fn ask(&self, query: &[(&str, &str)]) -> Vec<Sample> {
        let request = reqwest::Client::new().get(format!("{}/api/v1/query", self.url)).query(query);
        let answer: Value =
            request.send().await.expect("Prometheus answers").json().await.expect("it answers in JSON");
        assert_eq!(answer["status"], "success", "{query:?}: {answer}");
        let samples = answer["data"]["result"].as_array().expect("an instant vector is a list");
        samples.iter().map(|sample| (sample["metric"].clone(), number(&sample["value"][1]))).collect()
    }
}

fn number(text: &Value) -> f64 {
    text.as_str().and_then(|text| text.parse().ok()).expect("a value is a number in a string")
}
