//! The keys of reporters: a table for each kind.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

#[cfg(any(feature = "otlp", feature = "push", feature = "remote-write"))]
use gapless_report::Endpoint;
#[cfg(feature = "otlp")]
use gapless_report::Otlp;
#[cfg(feature = "remote-write")]
use gapless_report::RemoteWrite;
use gapless_report::{
    Console, Context, Graphite, Interval, Log, Planned, Program, Reporting, StatsD, Subscription,
};
#[cfg(feature = "push")]
use gapless_report::{Pushgateway, TextPush};

use super::keys::{Refusal, KEYS};
use super::value::Raw;
use super::{Config, ErrorKind, Mistake, Secret};

/// The tables of reporters.
const TABLES: &[&str] = &[
    #[cfg(feature = "remote-write")]
    "remote_write",
    #[cfg(feature = "otlp")]
    "otlp",
    "statsd",
    "graphite",
    #[cfg(feature = "push")]
    "pushgateway",
    #[cfg(feature = "push")]
    "text_push",
    "console",
    "log",
];

/// A reporter that the configuration adds, if it has an address or is enabled.
///
/// Each table has some of these keys.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct ReporterConfig {
    /// The address (`addr`) or the URL (`url`) of the receiver; `None` does not add the reporter.
    pub receiver: Option<String>,
    /// Whether a reporter without a receiver is added.
    pub enabled: bool,
    /// The time between two reports.
    pub interval: Duration,
    /// The patterns of the metrics.
    pub metrics: Vec<String>,
    /// The bearer token.
    pub token: Option<Secret>,
    /// The user name, without a token.
    pub user: Option<String>,
    /// The password of the user.
    pub password: Option<Secret>,
    /// The file with certificates of authorities.
    pub ca_file: Option<String>,
    /// The file with the certificate of this program.
    pub cert_file: Option<String>,
    /// The file with the private key of this certificate.
    pub key_file: Option<String>,
    /// The URL of a proxy.
    pub proxy: Option<String>,
    /// The time limit of each request.
    pub timeout: Option<Duration>,
    /// The prefix of names and paths.
    pub prefix: Option<String>,
    /// Whether labels are tags of Graphite.
    pub tagged: bool,
    /// Whether StatsD is DogStatsD.
    pub dogstatsd: bool,
    /// Whether histograms are distributions.
    pub distributions: bool,
    /// The label `job`.
    pub job: Option<String>,
    /// Labels, or attributes of the resource.
    pub labels: Vec<(String, String)>,
    /// Whether requests are compressed with gzip.
    pub gzip: bool,
    /// Whether a shutdown deletes what was sent.
    pub delete_at_stop: bool,
    /// The folder of the queue.
    pub queue_folder: Option<String>,
    /// The longest outage that the queue survives.
    pub outage: Option<Duration>,
}

impl Default for ReporterConfig {
    fn default() -> Self {
        ReporterConfig {
            receiver: None,
            enabled: false,
            interval: Duration::from_secs(15),
            metrics: vec!["*".to_owned()],
            token: None,
            user: None,
            password: None,
            ca_file: None,
            cert_file: None,
            key_file: None,
            proxy: None,
            timeout: None,
            prefix: None,
            tagged: false,
            dogstatsd: false,
            distributions: false,
            job: None,
            labels: Vec::new(),
            gzip: false,
            delete_at_stop: false,
            queue_folder: None,
            outage: None,
        }
    }
}

/// A URL may contain secrets.
impl fmt::Debug for ReporterConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReporterConfig")
            .field("has_receiver", &self.receiver.is_some())
            .field("enabled", &self.enabled)
            .field("interval", &self.interval)
            .field("metrics", &self.metrics)
            .finish_non_exhaustive()
    }
}

/// The reporters that the configuration adds, by the names of their tables.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportersConfig(BTreeMap<&'static str, ReporterConfig>);

impl Default for ReportersConfig {
    fn default() -> Self {
        ReportersConfig(TABLES.iter().map(|table| (*table, ReporterConfig::default())).collect())
    }
}

impl ReportersConfig {
    /// Returns a table, such as `statsd`.
    #[must_use]
    pub fn get(&self, table: &str) -> Option<&ReporterConfig> {
        self.0.get(table)
    }

    /// Sets the value of a key.
    pub(super) fn set(&mut self, key: &str, raw: Raw) -> Result<(), Refusal> {
        let known = KEYS.contains(&key).then(|| key.split_once('.')).flatten();
        let (table, option) = known.ok_or(Refusal::UnknownKey)?;
        self.0.get_mut(table).ok_or(Refusal::UnknownKey)?.set(option, raw)
    }
}

impl ReporterConfig {
    fn set(&mut self, option: &str, raw: Raw) -> Result<(), Refusal> {
        match option {
            "addr" | "url" => self.receiver = raw.optional_text()?,
            "enabled" => self.enabled = raw.flag()?,
            "interval" => self.interval = raw.duration()?,
            "metrics" => self.metrics = raw.list()?,
            "token" => self.token = raw.optional_secret()?,
            "user" => self.user = raw.optional_text()?,
            "password" => self.password = raw.optional_secret()?,
            "ca_file" => self.ca_file = raw.optional_text()?,
            "cert_file" => self.cert_file = raw.optional_text()?,
            "key_file" => self.key_file = raw.optional_text()?,
            "proxy" => self.proxy = raw.optional_text()?,
            "timeout" => self.timeout = raw.optional_duration()?,
            "prefix" => self.prefix = raw.optional_text()?,
            "tagged" => self.tagged = raw.flag()?,
            "dogstatsd" => self.dogstatsd = raw.flag()?,
            "distributions" => self.distributions = raw.flag()?,
            "job" => self.job = raw.optional_text()?,
            "labels" | "attributes" => self.labels = raw.pairs()?,
            "gzip" => self.gzip = raw.flag()?,
            "delete_at_stop" => self.delete_at_stop = raw.flag()?,
            "queue_folder" => self.queue_folder = raw.optional_text()?,
            "outage" => self.outage = raw.optional_duration()?,
            _ => return Err(Refusal::UnknownKey),
        }
        Ok(())
    }

    /// Returns this table with the default of an option, if it has another value.
    fn without(&self, option: &str) -> Option<Self> {
        let default = match option {
            "interval" => "15s",
            "metrics" => "*",
            "labels" | "attributes" => "",
            _ => "none",
        };
        let mut without = self.clone();
        if without.set(option, Raw::Text(default.to_owned())).is_err() {
            let _ = without.set(option, Raw::Flag(false));
        }
        (without != *self).then_some(without)
    }

    fn reporting(&self) -> Reporting {
        let every =
            |metrics: &String| Subscription::new(metrics.clone()).interval(Interval::every(self.interval));
        self.metrics.iter().map(every).fold(Reporting::new(), Reporting::subscribe)
    }

    #[cfg(any(feature = "otlp", feature = "push", feature = "remote-write"))]
    fn endpoint(&self, url: &str) -> Endpoint {
        let mut endpoint = Endpoint::new(url);
        match (&self.token, &self.user, &self.password) {
            (Some(token), ..) => endpoint = endpoint.bearer(&token.0),
            (None, Some(user), Some(password)) => endpoint = endpoint.basic(user, &password.0),
            _ => {}
        }
        endpoint = self.ca_file.iter().fold(endpoint, Endpoint::ca_file);
        if let (Some(cert_file), Some(key_file)) = (&self.cert_file, &self.key_file) {
            endpoint = endpoint.client_certificate(cert_file, key_file);
        }
        endpoint = match self.proxy.as_deref() {
            Some("environment") => endpoint.proxy_from_environment(),
            Some(proxy) => endpoint.proxy(proxy),
            None => endpoint,
        };
        self.timeout.into_iter().fold(endpoint, Endpoint::timeout)
    }
}

/// Creates the reporter of a table, if the configuration adds it.
fn planned(table: &str, config: &ReporterConfig) -> Option<Planned> {
    let reporting = config.reporting();
    let receiver = config.receiver.as_deref();
    let prefix = config.prefix.as_deref().unwrap_or_default();
    Some(match table {
        "statsd" => {
            let statsd = StatsD::new(receiver?).prefix(prefix).dogstatsd(config.dogstatsd);
            Planned::new(statsd.distributions(config.distributions), reporting)
        }
        "graphite" => {
            let graphite = Graphite::new(receiver?).prefix(prefix).tagged(config.tagged);
            Planned::new(config.timeout.into_iter().fold(graphite, Graphite::timeout), reporting)
        }
        "console" => Planned::new(config.enabled.then(Console::new)?, reporting),
        "log" => Planned::new(config.enabled.then(Log::new)?, reporting),
        #[cfg(feature = "otlp")]
        "otlp" => {
            let otlp = Otlp::new(config.endpoint(receiver?)).gzip(config.gzip);
            let attributes = config.labels.iter();
            Planned::new(attributes.fold(otlp, |otlp, (name, value)| otlp.attribute(name, value)), reporting)
        }
        #[cfg(feature = "remote-write")]
        "remote_write" => {
            let write = RemoteWrite::new(config.endpoint(receiver?));
            let write = config.job.iter().fold(write, RemoteWrite::job);
            let write = config.queue_folder.iter().fold(write, RemoteWrite::queue_folder);
            let write = config.outage.into_iter().fold(write, RemoteWrite::outage);
            let labels = config.labels.iter();
            Planned::new(labels.fold(write, |write, (name, value)| write.label(name, value)), reporting)
        }
        #[cfg(feature = "push")]
        "pushgateway" => {
            let push = Pushgateway::new(config.endpoint(receiver?)).gzip(config.gzip);
            let push = config.job.iter().fold(push, Pushgateway::job);
            let labels = config.labels.iter();
            let push = labels.fold(push, |push, (name, value)| push.label(name, value));
            Planned::new(push.delete_at_stop(config.delete_at_stop), reporting)
        }
        #[cfg(feature = "push")]
        "text_push" => {
            let push = TextPush::new(config.endpoint(receiver?)).gzip(config.gzip);
            let labels = config.labels.iter();
            Planned::new(labels.fold(push, |push, (name, value)| push.label(name, value)), reporting)
        }
        _ => return None,
    })
}

impl Config {
    /// Returns the reporters that the configuration adds.
    pub(crate) fn reporters(&self) -> Vec<Planned> {
        let tables = self.reporters.0.iter();
        tables.filter_map(|(table, config)| planned(table, config)).collect()
    }

    /// Returns every mistake in the tables of reporters.
    pub(super) fn mistakes_in_reporters(&self) -> Vec<Mistake> {
        let mut mistakes = Vec::new();
        for (table, config) in &self.reporters.0 {
            mistakes.extend(self.contradictions(table, config));
            if config.interval.is_zero() {
                mistakes.push(self.zero(format!("{table}.interval")));
            } else {
                mistakes.extend(self.mistake_in_reporter(table, config));
            }
        }
        mistakes
    }

    /// Returns the keys that need another key, and those that exclude each other.
    fn contradictions(&self, table: &str, config: &ReporterConfig) -> Vec<Mistake> {
        let [user, password, cert_file, key_file] =
            ["user", "password", "cert_file", "key_file"].map(|option| key_of(table, option));
        let missing = |key, by| {
            (!self.origins.have(key)).then(|| self.origins.mistake(by, ErrorKind::Missing { key, by }))
        };
        let mut mistakes = Vec::new();
        let (has_user, has_password) = (config.user.is_some(), config.password.is_some());
        mistakes.extend((has_user && !has_password).then(|| missing(password, user)).flatten());
        mistakes.extend((has_password && !has_user).then(|| missing(user, password)).flatten());
        let (has_cert, has_key) = (config.cert_file.is_some(), config.key_file.is_some());
        mistakes.extend((has_cert && !has_key).then(|| missing(key_file, cert_file)).flatten());
        mistakes.extend((has_key && !has_cert).then(|| missing(cert_file, key_file)).flatten());
        if config.token.is_some() && has_user {
            let (key, other) = (key_of(table, "token"), user);
            mistakes.push(self.origins.mistake(other, ErrorKind::Both { key, other }));
        }
        if config.receiver.is_none() && !config.enabled {
            mistakes.extend(first_key(table, config).and_then(|by| missing(receiver_of(table), by)));
        }
        mistakes
    }

    fn mistake_in_reporter(&self, table: &'static str, config: &ReporterConfig) -> Option<Mistake> {
        let name = self.program.as_deref().unwrap_or("program");
        let context = Context::new(table, Program::new(name, "instance")).with_labels(self.labels.clone());
        let check = |config: &ReporterConfig| planned(table, config)?.check(&context).err();
        let message = check(config)?.to_string();
        // The mistake is in the first key without which it disappears.
        let mut options = keys_of(table).skip(1);
        let culprit =
            options.find(|key| config.without(option(key)).is_some_and(|without| check(&without).is_none()));
        let key = culprit.unwrap_or(receiver_of(table));
        Some(self.origins.mistake(key, ErrorKind::Reporter { key, message }))
    }
}

/// Returns the keys of a table.
fn keys_of(table: &str) -> impl Iterator<Item = &'static str> + '_ {
    let is_in = move |key: &&str| key.split_once('.').is_some_and(|(of, _)| of == table);
    KEYS.iter().copied().filter(is_in)
}

/// Returns a key of a table, or the key of the receiver.
fn key_of(table: &str, option: &str) -> &'static str {
    let is_option = |key: &&str| key.split_once('.').is_some_and(|(_, of)| of == option);
    keys_of(table).find(is_option).unwrap_or(receiver_of(table))
}

/// Returns the key that adds a reporter, which is the first one of its table.
fn receiver_of(table: &str) -> &'static str {
    keys_of(table).next().unwrap_or_default()
}

/// Returns the first key with another value than its default.
fn first_key(table: &str, config: &ReporterConfig) -> Option<&'static str> {
    keys_of(table).find(|key| config.without(option(key)).is_some())
}

/// Returns the part of a key after its table.
fn option(key: &str) -> &str {
    key.split_once('.').map_or(key, |(_, option)| option)
}
