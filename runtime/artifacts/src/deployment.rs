//! The configurations of the servers around a program.

use std::time::Duration;

use crate::file::File;
use crate::provisioning;
use crate::scrape_config::{NativeHistograms, ScrapeConfig};

/// The servers that read the files of a program, and their addresses.
///
/// ```
/// use gapless::artifacts::scrape_config::ScrapeConfig;
/// use gapless::artifacts::{Artifacts, Catalog, Deployment};
///
/// let scrape = ScrapeConfig::new("shop", ["shop:9000"]).alertmanager("alertmanager:9093");
/// let deployment = Deployment::new(scrape).webhook("http://pager:8080/alerts").prometheus("http://prometheus:9090");
/// let files = Artifacts::new(Catalog::declared(), "shop").deployment(deployment).files()?;
/// assert!(files.iter().any(|file| file.path == "prometheus/prometheus.yml"));
/// assert!(files.iter().any(|file| file.path == "alertmanager/alertmanager.yml"));
/// # Ok::<(), gapless::artifacts::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Deployment {
    scrape: ScrapeConfig,
    webhook: Option<String>,
    prometheus: Option<String>,
    remote_write: Option<String>,
}

impl Deployment {
    /// Creates a deployment with a configuration of Prometheus, which reads the rules beside it.
    ///
    /// With native histograms, there are two files: `prometheus.yml` for version 3.8 and later, and
    /// `prometheus-3.5.yml` for earlier versions, which need a flag instead.
    #[must_use]
    pub fn new(scrape: ScrapeConfig) -> Self {
        Deployment { scrape, webhook: None, prometheus: None, remote_write: None }
    }

    /// Adds a configuration of Alertmanager, which sends each alert to a URL.
    #[must_use]
    pub fn webhook(mut self, url: impl Into<String>) -> Self {
        self.webhook = Some(url.into());
        self
    }

    /// Adds files with which Grafana starts: the dashboards, and a Prometheus server at a URL.
    #[must_use]
    pub fn prometheus(mut self, url: impl Into<String>) -> Self {
        self.prometheus = Some(url.into());
        self
    }

    /// Adds a configuration of Grafana Alloy, which sends the samples to a remote-write URL.
    #[must_use]
    pub fn remote_write(mut self, url: impl Into<String>) -> Self {
        self.remote_write = Some(url.into());
        self
    }

    /// Returns the time between two scrapes, if the configuration sets it.
    pub(crate) fn scrape_interval(&self) -> Option<Duration> {
        self.scrape.interval
    }

    /// Returns the files of a program, whose rules are in some files beside the configuration.
    pub(crate) fn files(&self, program: &str, rule_files: &[&str]) -> Vec<File> {
        let scrape = rule_files.iter().fold(self.scrape.clone(), |scrape, file| scrape.rule_file(*file));
        let mut files = Deployment::of_prometheus(&scrape);
        let mut add = |path: &str, content: String| files.push(File::new(path, content));
        if let Some(webhook) = &self.webhook {
            add("alertmanager/alertmanager.yml", provisioning::alertmanager(webhook));
        }
        if let Some(url) = &self.remote_write {
            add("alloy/config.alloy", self.scrape.to_alloy(url));
        }
        if let Some(url) = &self.prometheus {
            let folder = format!("/var/lib/grafana/dashboards/{program}");
            add("grafana/provisioning/datasources/prometheus.yml", provisioning::data_source(url));
            add("grafana/provisioning/dashboards/gapless.yml", provisioning::dashboards(program, &folder));
        }
        files
    }

    fn of_prometheus(scrape: &ScrapeConfig) -> Vec<File> {
        let file = |name: &str, content| File::new(&format!("prometheus/{name}"), content);
        if !scrape.has_native() {
            return vec![file("prometheus.yml", scrape.to_yaml())];
        }
        let [newer, older] = [NativeHistograms::Setting, NativeHistograms::Flag]
            .map(|native| scrape.clone().native_histograms(native).to_yaml());
        vec![file("prometheus.yml", newer), file("prometheus-3.5.yml", older)]
    }
}
