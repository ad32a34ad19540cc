//! Scrape configurations for Prometheus.

use std::time::Duration;

use serde_json::{json, Map, Value};

use crate::promql::Window;
use crate::yaml;

/// The configuration with which Prometheus scrapes a program.
///
/// ```
/// use std::time::Duration;
///
/// use gapless::artifacts::scrape_config::{NativeHistograms, ScrapeConfig};
///
/// let config = ScrapeConfig::new("shop", ["shop-1:9000", "shop-2:9000"])
///     .native_histograms(NativeHistograms::Setting)
///     .interval(Duration::from_secs(30))
///     .bearer_token_file("/etc/prometheus/shop.token")
///     .rule_file("shop.rules.yml");
/// let file = config.to_yaml();
/// assert!(file.contains("scrape_native_histograms: true"));
/// assert!(config.fragment().starts_with("# "));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct ScrapeConfig {
    pub(crate) job: String,
    pub(crate) targets: Vec<String>,
    paths: Vec<String>,
    pub(crate) native: NativeHistograms,
    pub(crate) interval: Option<Duration>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) https: bool,
    pub(crate) ca_file: Option<String>,
    pub(crate) server_name: Option<String>,
    pub(crate) auth: Option<Auth>,
    rule_files: Vec<String>,
    alertmanagers: Vec<String>,
}

/// The way in which a version of Prometheus is configured to store native histograms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum NativeHistograms {
    /// Prometheus stores classic buckets only.
    #[default]
    Off,
    /// The flag `--enable-feature=native-histograms`, for versions before 3.8. These versions reject the setting.
    Flag,
    /// The setting `scrape_native_histograms`, for version 3.8 and later. These versions ignore the flag.
    Setting,
}

/// Credentials. The file contains the paths of secrets, and never a secret.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Auth {
    Bearer { token_file: String },
    Basic { user: String, password_file: String },
}

impl ScrapeConfig {
    /// Scrapes targets such as `localhost:9000` under a job name, at the path `/metrics`.
    #[must_use]
    pub fn new<T: Into<String>>(job: impl Into<String>, targets: impl IntoIterator<Item = T>) -> Self {
        ScrapeConfig {
            job: job.into(),
            targets: targets.into_iter().map(Into::into).collect(),
            paths: Vec::new(),
            native: NativeHistograms::Off,
            interval: None,
            timeout: None,
            https: false,
            ca_file: None,
            server_name: None,
            auth: None,
            rule_files: Vec::new(),
            alertmanagers: Vec::new(),
        }
    }

    /// Adds a path, such as that of a view. The first path replaces `/metrics`; each further path is a job with the
    /// path in its name.
    #[must_use]
    pub fn path(mut self, path: impl Into<String>) -> Self {
        self.paths.push(path.into());
        self
    }

    /// Stores native histograms, with the setting or the flag of a version of Prometheus.
    #[must_use]
    pub fn native_histograms(mut self, native: NativeHistograms) -> Self {
        self.native = native;
        self
    }

    /// Sets the time between two scrapes.
    #[must_use]
    pub fn interval(mut self, interval: Duration) -> Self {
        self.interval = Some(interval);
        self
    }

    /// Sets the timeout of a scrape, which is at most the interval.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Scrapes over HTTPS.
    #[must_use]
    pub fn https(mut self) -> Self {
        self.https = true;
        self
    }

    /// Scrapes over HTTPS, and trusts the certificates in a file.
    #[must_use]
    pub fn ca_file(mut self, file: impl Into<String>) -> Self {
        self.ca_file = Some(file.into());
        self.https()
    }

    /// Scrapes over HTTPS, and expects a certificate for a name.
    #[must_use]
    pub fn server_name(mut self, name: impl Into<String>) -> Self {
        self.server_name = Some(name.into());
        self.https()
    }

    /// Sends the bearer token in a file.
    #[must_use]
    pub fn bearer_token_file(mut self, token_file: impl Into<String>) -> Self {
        self.auth = Some(Auth::Bearer { token_file: token_file.into() });
        self
    }

    /// Sends a user name, and the password in a file.
    #[must_use]
    pub fn basic_auth(mut self, user: impl Into<String>, password_file: impl Into<String>) -> Self {
        self.auth = Some(Auth::Basic { user: user.into(), password_file: password_file.into() });
        self
    }

    /// Adds a file of rules.
    #[must_use]
    pub fn rule_file(mut self, file: impl Into<String>) -> Self {
        self.rule_files.push(file.into());
        self
    }

    /// Sends alerts to an instance of Alertmanager, such as `localhost:9093`.
    #[must_use]
    pub fn alertmanager(mut self, address: impl Into<String>) -> Self {
        self.alertmanagers.push(address.into());
        self
    }

    /// Returns a whole configuration of Prometheus, `prometheus.yml`.
    #[must_use]
    pub fn to_yaml(&self) -> String {
        let mut file = Map::new();
        if !self.rule_files.is_empty() {
            file.insert("rule_files".to_owned(), json!(self.rule_files));
        }
        if !self.alertmanagers.is_empty() {
            let managers = json!([{ "static_configs": [{ "targets": self.alertmanagers }] }]);
            file.insert("alerting".to_owned(), json!({ "alertmanagers": managers }));
        }
        file.insert("scrape_configs".to_owned(), json!(self.jobs()));
        yaml::document(&self.comment("A configuration of Prometheus."), &Value::Object(file))
    }

    /// Returns the jobs, to be added to the list `scrape_configs` of a configuration.
    #[must_use]
    pub fn fragment(&self) -> String {
        yaml::document(&self.comment("Jobs for the list scrape_configs of Prometheus."), &json!(self.jobs()))
    }

    pub(crate) fn has_native(&self) -> bool {
        self.native != NativeHistograms::Off
    }

    fn comment(&self, first: &str) -> String {
        let flag = "\nBefore version 3.8, start Prometheus with --enable-feature=native-histograms.";
        let flag = if self.native == NativeHistograms::Flag { flag } else { "" };
        format!("{first} Generated by Gapless.{flag}")
    }

    fn jobs(&self) -> Vec<Value> {
        self.scrapes().map(|(name, path)| self.job_of(&name, path)).collect()
    }

    /// Returns the name and the path of each job.
    pub(crate) fn scrapes(&self) -> impl Iterator<Item = (String, &str)> {
        let first = self.paths.first().map_or("/metrics", String::as_str);
        let others = self.paths.iter().skip(1).map(|path| (format!("{} {path}", self.job), &**path));
        std::iter::once((self.job.clone(), first)).chain(others)
    }

    fn job_of(&self, name: &str, path: &str) -> Value {
        let mut job = Map::new();
        let mut set = |key: &str, value: Value| job.insert(key.to_owned(), value);
        set("job_name", json!(name));
        if path != "/metrics" {
            set("metrics_path", json!(path));
        }
        if let Some(interval) = self.interval {
            set("scrape_interval", json!(duration(interval)));
        }
        if let Some(timeout) = self.timeout {
            set("scrape_timeout", json!(duration(timeout)));
        }
        if self.https {
            set("scheme", json!("https"));
        }
        if let Some(tls) = self.tls() {
            set("tls_config", tls);
        }
        match &self.auth {
            None => {}
            Some(Auth::Bearer { token_file }) => {
                set("authorization", json!({ "credentials_file": token_file }));
            }
            Some(Auth::Basic { user, password_file }) => {
                set("basic_auth", json!({ "username": user, "password_file": password_file }));
            }
        }
        if self.native == NativeHistograms::Setting {
            set("scrape_native_histograms", json!(true));
        }
        set("static_configs", json!([{ "targets": self.targets }]));
        Value::Object(job)
    }

    fn tls(&self) -> Option<Value> {
        let files = [("ca_file", &self.ca_file), ("server_name", &self.server_name)];
        let set: Map<_, _> = files
            .into_iter()
            .filter_map(|(key, value)| Some((key.to_owned(), json!(value.as_ref()?))))
            .collect();
        (!set.is_empty()).then_some(Value::Object(set))
    }
}

/// Returns a duration as Prometheus reads it, with milliseconds.
pub(crate) fn duration(duration: Duration) -> String {
    if duration.subsec_millis() > 0 {
        return format!("{}ms", duration.as_millis());
    }
    Window::Seconds(duration.as_secs()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_configuration_has_all_parts() {
        let config = ScrapeConfig::new("shop", ["a:1"])
            .path("/metrics")
            .path("/metrics/public")
            .interval(Duration::from_millis(1500))
            .timeout(Duration::from_secs(1))
            .ca_file("ca.pem")
            .basic_auth("prometheus", "password.txt")
            .rule_file("rules.yml")
            .alertmanager("alerts:9093");
        let job = |name: &str, path: &str| {
            format!(
                "  - job_name: {name}\n{path}    scrape_interval: 1500ms\n    scrape_timeout: 1s\n    scheme: https\n    \
                 tls_config:\n      ca_file: ca.pem\n    basic_auth:\n      username: prometheus\n      \
                 password_file: password.txt\n    static_configs:\n      - targets:\n          - a:1\n"
            )
        };
        let expected = format!(
            "# A configuration of Prometheus. Generated by Gapless.\nrule_files:\n  - rules.yml\nalerting:\n  \
             alertmanagers:\n    - static_configs:\n        - targets:\n            - alerts:9093\nscrape_configs:\n{}{}",
            job("shop", ""),
            job("shop /metrics/public", "    metrics_path: \"/metrics/public\"\n")
        );
        assert_eq!(config.to_yaml(), expected);
    }

    #[test]
    fn native_histograms_have_one_spelling() {
        let config = ScrapeConfig::new("shop", ["a:1"]);
        let flag = config.clone().native_histograms(NativeHistograms::Flag).to_yaml();
        assert!(
            flag.contains("--enable-feature=native-histograms") && !flag.contains("scrape_native_histograms")
        );
        let setting = config.clone().native_histograms(NativeHistograms::Setting).to_yaml();
        assert!(setting.contains("scrape_native_histograms: true") && !setting.contains("--enable-feature"));
        assert!(!config.to_yaml().contains("native"));
    }
}
