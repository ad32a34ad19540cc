//! The keys of the configuration, and what each of them sets.

use gapless_core::__private::nearest;
use gapless_plugins::PluginOptions;

use super::value::Raw;
use super::{Config, ErrorKind, Place};

/// All but those of plugins.
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
    "grafana",
];

/// What stands before the name of a plugin.
pub(super) const PLUGINS: &str = "plugins.";

/// The options of a plugin, `plugins.NAME.` before each.
pub(super) const OPTIONS: &[&str] = &["metric_prefix", "poll_rate", "buckets", "labels"];

/// What keys begin with before a dot.
const SECTIONS: &[&str] = &["server", "plugins"];

/// Whether keys begin with this and a dot.
#[cfg(feature = "config")]
pub(super) fn is_section(key: &str) -> bool {
    SECTIONS.contains(&key) || key.strip_prefix(PLUGINS).is_some_and(|name| !name.contains('.'))
}

/// Sets the value of a key, and its place.
pub(super) fn set(config: &mut Config, key: &str, raw: Raw, place: &Place) -> Result<(), ErrorKind> {
    config.places.put(key, place);
    set_value(config, key, raw)?;
    let Config { labels, drop_groups, places, .. } = config;
    match key {
        "labels" => {
            labels.iter().for_each(|(label, _)| places.put(&format!("labels.{label}"), place));
        }
        "drop_groups" => {
            drop_groups.iter().for_each(|group| places.put(&format!("drop_groups.{group}"), place));
        }
        _ => {}
    }
    Ok(())
}

fn set_value(config: &mut Config, key: &str, raw: Raw) -> Result<(), ErrorKind> {
    let shown = if is_secret(key) { "..".into() } else { raw.shown() };
    let set = match key.strip_prefix(PLUGINS).and_then(|rest| rest.split_once('.')) {
        Some((plugin, option)) => set_option(config, plugin, option, raw),
        None => set_own(config, key, raw),
    };
    set.unwrap_or(Err("")).map_err(|expected| match expected {
        "" => unknown(key),
        _ => ErrorKind::Value { key: key.to_owned(), value: shown, expected },
    })
}

/// `None` if there is no such key.
fn set_own(config: &mut Config, key: &str, raw: Raw) -> Option<Result<(), &'static str>> {
    let server = &mut config.server;
    Some(match key {
        "disabled" => put(&mut config.disabled, raw.flag()),
        "manual_delay" => put(&mut config.manual_delay, raw.optional_duration()),
        "drop_groups" => put(&mut config.drop_groups, raw.list()),
        "poll_rate" => put(&mut config.poll_rate, raw.duration()),
        "prefix" => put(&mut config.prefix, raw.optional_text()),
        "labels" => put(&mut config.labels, raw.pairs()),
        "shutdown_timeout" => put(&mut config.shutdown_timeout, raw.duration()),
        "source_timeout" => put(&mut config.source_timeout, raw.duration()),
        "server.addr" => put(&mut server.addr, raw.optional_text()),
        "server.path" => put(&mut server.path, raw.text()),
        "server.auth" => put(&mut server.auth, raw.strategy()),
        "server.token" => put(&mut server.token, raw.optional_secret()),
        "server.user" => put(&mut server.user, raw.optional_text()),
        "server.password" => put(&mut server.password, raw.optional_secret()),
        "grafana" => raw.off(),
        _ => return None,
    })
}

fn set_option(config: &mut Config, plugin: &str, option: &str, raw: Raw) -> Option<Result<(), &'static str>> {
    let options = match option {
        "metric_prefix" => raw.text().map(|prefix| PluginOptions::new().metric_prefix(prefix)),
        "poll_rate" => raw.duration().map(|period| PluginOptions::new().poll_rate(period)),
        "buckets" => raw.numbers().map(|bounds| PluginOptions::new().buckets(bounds)),
        "labels" => {
            let with = |options: PluginOptions, (name, value)| options.label(name, value);
            raw.pairs().map(|labels| labels.into_iter().fold(PluginOptions::new(), with))
        }
        _ => return None,
    };
    Some(options.map(|options| config.add_options(plugin.to_owned(), options)))
}

fn put<T>(to: &mut T, value: Result<T, &'static str>) -> Result<(), &'static str> {
    value.map(|value| *to = value)
}

fn is_secret(key: &str) -> bool {
    matches!(key, "server.token" | "server.password")
}

/// What is said of a key that there is not.
pub(super) fn unknown(key: &str) -> ErrorKind {
    let plugin = key.strip_prefix(PLUGINS).and_then(|rest| rest.split_once('.'));
    let nearest = match plugin {
        Some((plugin, option)) => {
            nearest(option, OPTIONS.iter().copied()).map(|option| format!("{PLUGINS}{plugin}.{option}"))
        }
        None => nearest(key, KEYS.iter().chain(SECTIONS).copied()).map(str::to_owned),
    };
    ErrorKind::UnknownKey { key: key.to_owned(), nearest }
}
