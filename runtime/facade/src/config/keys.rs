//! The keys of the configuration, and the values that they set.

use gapless_core::__private::nearest;
use gapless_plugins::PluginOptions;

use super::value::Raw;
use super::{Config, ErrorKind, Origin};

/// Lists the keys from the tables that need a feature, each with its feature and its options.
macro_rules! keys {
    ($($table:tt ($feature:tt) [$($option:tt)*])*) => {
        /// All keys, except those of plugins.
        pub(super) const KEYS: &[&str] = &[
            "disabled",
            "manual_delay",
            "drop_groups",
            "poll_rate",
            "prefix",
            "labels",
            "shutdown_timeout",
            "source_timeout",
            "server.addr",
            "server.path",
            "server.auth",
            "server.token",
            "server.user",
            "server.password",
            #[cfg(any(feature = "artifacts", feature = "reporters"))]
            "program",
            #[cfg(feature = "reporters")]
            "instance",
            $($(#[cfg(feature = $feature)] concat!($table, ".", $option),)*)*
            #[cfg(feature = "artifacts")]
            OBJECTIVE,
        ];

        /// The tables in which keys stand.
        const SECTIONS: &[&str] = &["server", "plugins", $(#[cfg(feature = $feature)] $table,)*];

        /// The first segments of keys that need a feature that is not enabled, and the feature.
        const MISSING: &[(&str, &str)] = &[
            #[cfg(not(any(feature = "artifacts", feature = "reporters")))]
            ("program", "artifacts"),
            #[cfg(not(feature = "reporters"))]
            ("instance", "reporters"),
            $(#[cfg(not(feature = $feature))] ($table, $feature),)*
            #[cfg(not(feature = "artifacts"))]
            ("objective", "artifacts"),
        ];
    };
}

keys! {
    "live" ("live") ["enabled" "interval" "history"]
    "grafana" ("grafana") ["url" "token" "user" "password" "folder" "upload" "annotations" "timeout"]
    "remote_write" ("remote-write") ["url" "interval" "metrics" "token" "user" "password" "ca_file" "cert_file"
        "key_file" "proxy" "timeout" "job" "labels" "queue_folder" "outage"]
    "otlp" ("otlp") ["url" "interval" "metrics" "token" "user" "password" "ca_file" "cert_file" "key_file" "proxy"
        "timeout" "attributes" "gzip"]
    "statsd" ("reporters") ["addr" "interval" "metrics" "prefix" "dogstatsd" "distributions"]
    "graphite" ("reporters") ["addr" "interval" "metrics" "prefix" "tagged" "timeout"]
    "pushgateway" ("push") ["url" "interval" "metrics" "token" "user" "password" "ca_file" "cert_file"
        "key_file" "proxy" "timeout" "job" "labels" "gzip" "delete_at_stop"]
    "text_push" ("push") ["url" "interval" "metrics" "token" "user" "password" "ca_file" "cert_file" "key_file" "proxy"
        "timeout" "labels" "gzip"]
    "console" ("reporters") ["enabled" "interval" "metrics"]
    "log" ("reporters") ["enabled" "interval" "metrics"]
    "dashboards" ("artifacts") ["instance" "model" "title" "datasource" "refresh" "from" "timezone" "tags"]
    "rules" ("artifacts") ["job" "scrape_interval" "runbooks" "classic_histograms" "labels" "thresholds" "for"
        "severities" "off"]
}

/// The key of the list of objectives.
#[cfg(feature = "artifacts")]
pub(super) const OBJECTIVE: &str = "objective";

/// The start of the keys of plugins, before the name of a plugin.
pub(super) const PLUGINS: &str = "plugins.";

/// The options of a plugin, which follow `plugins.NAME.`.
pub(super) const OPTIONS: &[&str] = &["metric_prefix", "poll_rate", "buckets", "labels"];

/// Why a value is not set.
pub(super) enum Refusal {
    /// The key does not exist.
    UnknownKey,
    /// The key cannot have the value; this is what it can have.
    Value(&'static str),
    /// An objective is invalid.
    #[cfg(feature = "artifacts")]
    Objective(serde_json::Error),
}

impl From<&'static str> for Refusal {
    fn from(expected: &'static str) -> Self {
        Refusal::Value(expected)
    }
}

/// Whether a name is that of a table in which keys stand.
#[cfg(feature = "config")]
pub(super) fn is_section(key: &str) -> bool {
    SECTIONS.contains(&key) || key.strip_prefix(PLUGINS).is_some_and(|name| !name.contains('.'))
}

/// Sets the value of a key, and its origin.
pub(super) fn set(config: &mut Config, key: &str, raw: Raw, origin: &Origin) -> Result<(), ErrorKind> {
    config.origins.put(key, origin);
    set_value(config, key, raw)?;
    let Config { labels, drop_groups, origins, .. } = config;
    match key {
        "labels" => {
            labels.iter().for_each(|(label, _)| origins.put(&format!("labels.{label}"), origin));
        }
        "drop_groups" => {
            drop_groups.iter().for_each(|group| origins.put(&format!("drop_groups.{group}"), origin));
        }
        _ => {}
    }
    Ok(())
}

/// Sets the value of a key whose origin is not known.
pub(super) fn set_value(config: &mut Config, key: &str, raw: Raw) -> Result<(), ErrorKind> {
    let shown = if is_secret(key) { "..".into() } else { raw.shown() };
    let set = match key.strip_prefix(PLUGINS).and_then(|rest| rest.split_once('.')) {
        Some((plugin, option)) => set_option(config, plugin, option, raw),
        None => set_own(config, key, raw),
    };
    set.map_err(|refusal| match refusal {
        Refusal::UnknownKey => unknown(key),
        #[cfg(feature = "artifacts")]
        Refusal::Objective(cause) => ErrorKind::Objective { message: cause.to_string() },
        Refusal::Value(expected) => ErrorKind::Value { key: key.to_owned(), value: shown, expected },
    })
}

fn set_own(config: &mut Config, key: &str, raw: Raw) -> Result<(), Refusal> {
    let server = &mut config.server;
    match key {
        "disabled" => config.disabled = raw.flag()?,
        "manual_delay" => config.manual_delay = raw.optional_duration()?,
        "drop_groups" => config.drop_groups = raw.list()?,
        "poll_rate" => config.poll_rate = raw.duration()?,
        "prefix" => config.prefix = raw.optional_text()?,
        "labels" => config.labels = raw.pairs()?,
        "shutdown_timeout" => config.shutdown_timeout = raw.duration()?,
        "source_timeout" => config.source_timeout = raw.duration()?,
        "server.addr" => server.addr = raw.optional_text()?,
        "server.path" => server.path = raw.text()?,
        "server.auth" => server.auth = raw.strategy()?,
        "server.token" => server.token = raw.optional_secret()?,
        "server.user" => server.user = raw.optional_text()?,
        "server.password" => server.password = raw.optional_secret()?,
        #[cfg(any(feature = "artifacts", feature = "reporters"))]
        "program" => config.program = raw.optional_text()?,
        #[cfg(feature = "reporters")]
        "instance" => config.instance = raw.optional_text()?,
        #[cfg(feature = "artifacts")]
        OBJECTIVE => config.objectives = super::artifacts::read_objectives(raw)?,
        #[cfg(feature = "artifacts")]
        key if key.starts_with("dashboards.") => config.dashboards.set(key, raw)?,
        #[cfg(feature = "artifacts")]
        key if key.starts_with("rules.") => {
            config.rules = super::artifacts::set_rules(std::mem::take(&mut config.rules), key, raw)?;
        }
        #[cfg(feature = "live")]
        key if key.starts_with("live.") => config.live.set(key, raw)?,
        #[cfg(feature = "grafana")]
        key if key.starts_with("grafana.") => config.grafana.set(key, raw)?,
        #[cfg(feature = "reporters")]
        key => config.reporters.set(key, raw)?,
        #[cfg(not(feature = "reporters"))]
        _ => return Err(Refusal::UnknownKey),
    }
    Ok(())
}

fn set_option(config: &mut Config, plugin: &str, option: &str, raw: Raw) -> Result<(), Refusal> {
    let options = PluginOptions::new();
    let options = match option {
        "metric_prefix" => options.metric_prefix(raw.text()?),
        "poll_rate" => options.poll_rate(raw.duration()?),
        "buckets" => options.buckets(raw.numbers()?),
        "labels" => {
            raw.pairs()?.into_iter().fold(options, |options, (name, value)| options.label(name, value))
        }
        _ => return Err(Refusal::UnknownKey),
    };
    config.add_options(plugin.to_owned(), options);
    Ok(())
}

/// Returns the feature that a key needs and that is not enabled.
pub(super) fn missing_feature(key: &str) -> Option<&'static str> {
    let is_of =
        |section: &str| key == section || key.strip_prefix(section).is_some_and(|rest| rest.starts_with('.'));
    MISSING.iter().find(|(section, _)| is_of(section)).map(|(_, feature)| *feature)
}

/// Returns the feature that a variable without its prefix needs and that is not enabled.
pub(super) fn missing_feature_of_variable(name: &str) -> Option<&'static str> {
    let is_of = |section: &str| {
        name == section.to_uppercase() || name.starts_with(&format!("{}_", section.to_uppercase()))
    };
    MISSING.iter().find(|(section, _)| is_of(section)).map(|(_, feature)| *feature)
}

fn is_secret(key: &str) -> bool {
    key.ends_with(".token") || key.ends_with(".password")
}

/// The mistake of a key that does not exist, with the nearest key.
pub(super) fn unknown(key: &str) -> ErrorKind {
    if let Some(feature) = missing_feature(key) {
        return ErrorKind::MissingFeature { key: key.to_owned(), feature };
    }
    let plugin = key.strip_prefix(PLUGINS).and_then(|rest| rest.split_once('.'));
    let nearest = match plugin {
        Some((plugin, option)) => {
            nearest(option, OPTIONS.iter().copied()).map(|option| format!("{PLUGINS}{plugin}.{option}"))
        }
        None => nearest(key, KEYS.iter().chain(SECTIONS).copied()).map(str::to_owned),
    };
    ErrorKind::UnknownKey { key: key.to_owned(), nearest }
}
