//! The real Prometheus, which scrapes several times a second, and its query API.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::peer::peer;
use crate::process::Process;
use crate::queries::{Queries, Sample};
use crate::relay::Relay;
use crate::version::{V3_5, Version};

pub(crate) struct Prometheus {
    jobs: Vec<Job>,
    process: Process,
    queries: Queries,
    _folder: TempDir,
}

/// A scrape job.
pub(crate) struct Job {
    pub(crate) name: String,
    address: String,
    /// Settings in YAML, each with a leading comma.
    settings: String,
    /// The relay of the scrapes, if there is one.
    pub(crate) relay: Option<Relay>,
}

impl Job {
    /// Scrapes a target through a relay.
    pub(crate) async fn relayed(name: &str, target: &str, settings: &str) -> Self {
        Job::relayed_without(None, name, target, settings).await
    }

    /// Scrapes a target through a relay that removes a header from each request.
    pub(crate) async fn relayed_without(
        withheld: Option<&'static str>,
        name: &str,
        target: &str,
        settings: &str,
    ) -> Self {
        let relay = Relay::start(target, withheld).await;
        let job = Job::direct(name, &relay.address, settings);
        Job { relay: Some(relay), ..job }
    }

    /// Scrapes an address without a relay, so tests cannot wait for it.
    pub(crate) fn direct(name: &str, address: &str, settings: &str) -> Self {
        Job { name: name.to_owned(), address: address.to_owned(), settings: settings.to_owned(), relay: None }
    }

    fn yaml(&self) -> String {
        let Job { name, address, settings, .. } = self;
        format!("{{job_name: '{name}', static_configs: [{{targets: ['{address}']}}]{settings}}}")
    }
}

/// A feature flag.
const CREATED: &str = "created-timestamp-zero-ingestion";

impl Prometheus {
    /// Starts the newest version on a free port, with one job, and waits for its first scrape.
    pub(crate) async fn scraping(target: &str) -> Self {
        // With this feature it requests protocol buffers, and drops classic buckets next to native ones by default.
        let job = Job::relayed("grapevine", target, ", always_scrape_classic_histograms: true").await;
        Prometheus::start(&V3_5, CREATED, vec![job]).await
    }

    /// Starts a version on a free port with feature flags, and waits for the first scrape of each job with a relay.
    pub(crate) async fn start(version: &Version, features: &str, jobs: Vec<Job>) -> Self {
        let folder = tempfile::tempdir().expect("there is a temporary folder");
        let settings = jobs.iter().map(Job::yaml).collect::<Vec<_>>().join(", ");
        let interval = if jobs.len() > 2 { 500 } else { 200 };
        let config = format!(
            "global: {{scrape_interval: {interval}ms, scrape_timeout: {interval}ms}}\nscrape_configs: [{settings}]\n"
        );
        let config_file = folder.path().join("prometheus.yml");
        std::fs::write(&config_file, config).expect("the temporary folder can be written");
        Prometheus::configured(version, features, &config_file, folder, jobs).await
    }

    /// Starts a version on a free port with a configuration file, and waits for the first scrape of each job with a
    /// relay.
    pub(crate) async fn configured(
        version: &Version,
        features: &str,
        config_file: &Path,
        folder: TempDir,
        jobs: Vec<Job>,
    ) -> Self {
        let mut command = Command::new(peer(version.program));
        command.arg(format!("--config.file={}", config_file.display()));
        command.arg(format!("--storage.tsdb.path={}", folder.path().join("data").display()));
        command.args(["--web.listen-address=127.0.0.1:0", "--log.format=logfmt"]);
        command.arg(format!("--enable-feature={features}"));
        let (process, address) = Process::start(&mut command, version.listening);
        let queries = Queries::new(&address);
        let mut prometheus = Prometheus { jobs, process, queries, _folder: folder };
        prometheus.scraped().await;
        prometheus
    }

    /// Waits until each job has stored a scrape that began after this call.
    pub(crate) async fn scraped(&mut self) {
        let relays = self.jobs.iter().filter_map(|job| job.relay.as_ref());
        let next: Vec<_> = relays.map(Relay::next_scrape).collect();
        for scrape in next {
            scrape.await;
        }
    }

    /// Returns the jobs.
    pub(crate) fn jobs(&self) -> &[Job] {
        &self.jobs
    }

    /// Returns its query API.
    pub(crate) fn queries(&self) -> &Queries {
        &self.queries
    }

    /// Returns the result of a query now.
    pub(crate) async fn query(&self, query: &str) -> Vec<Sample> {
        self.queries.ask(&[("query", query)]).await
    }

    /// Returns the result of a query at a time in seconds since the epoch.
    pub(crate) async fn query_at(&self, query: &str, time: f64) -> Vec<Sample> {
        self.queries.ask(&[("query", query), ("time", &time.to_string())]).await
    }

    /// Returns the value of the only series in the result of a query.
    pub(crate) async fn value(&self, query: &str) -> f64 {
        match &self.query(query).await[..] {
            [(_, value)] => *value,
            samples => panic!("`{query}` answers with {samples:?}\n{}", self.process.log()),
        }
    }

    /// Waits for at most fifty scrapes until a query returns a value.
    pub(crate) async fn until(&mut self, query: &str, expected: f64) {
        for _ in 0..50 {
            if self.value(query).await == expected {
                return;
            }
            self.scraped().await;
        }
        panic!("`{query}` never was {expected}; it is {}", self.value(query).await);
    }

    /// Returns the increase of a series at its last sample. A later query would extrapolate.
    pub(crate) async fn increase(&self, series: &str) -> f64 {
        let last_sample = self.value(&format!("timestamp({series})")).await;
        match &self.query_at(&format!("increase({series}[5m])"), last_sample).await[..] {
            [(_, increase)] => *increase,
            samples => panic!("the increase of {series} is {samples:?}"),
        }
    }

    /// Waits for at most fifty scrapes until a query returns exactly these jobs.
    pub(crate) async fn until_jobs(&mut self, query: &str, expected: &BTreeSet<&str>) {
        let mut found = BTreeSet::new();
        for _ in 0..50 {
            let samples = self.query(query).await.into_iter();
            found =
                samples.map(|(metric, _)| metric["job"].as_str().unwrap_or_default().to_owned()).collect();
            if found.iter().eq(expected) {
                return;
            }
            self.scraped().await;
        }
        panic!("`{query}` answers for {found:?}, not for {expected:?}\n{}", self.process.log());
    }

    /// Returns whether a query returns a series now, with a number or a native histogram.
    pub(crate) async fn has_data(&self, query: &str) -> bool {
        let data = self.queries.get("query", &[("query", query)]).await;
        !data["result"].as_array().expect("the result is a list").is_empty()
    }
}
