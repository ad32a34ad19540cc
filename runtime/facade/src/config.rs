//! The configuration of an instance: from code, from a file of TOML, from the environment.
//!
//! Each of the three says a part of it by the same keys, and what is said later stands. So `Config::from_file(..)?.env()?`, and
//! then what the code says, is the order that programs mostly want: code before environment before file before default.

mod duration;
mod environment;
mod error;
mod keys;
mod places;
mod rules;
#[cfg(feature = "config")]
mod toml;
mod value;

use std::fmt;
use std::time::Duration;

use gapless_plugins::PluginOptions;

pub(crate) use self::error::check;
pub use self::error::{Error, ErrorKind, Mistake, Place};
use self::places::Places;

#[doc = include_str!("config/keys.md")]
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Config {
    /// Whether the instance runs nothing and answers scrapes by 503. Nothing is recorded either, unless another instance exports it.
    pub disabled: bool,
    /// How long after the start manual measurements run for the first time; at once if it is not given.
    pub manual_delay: Option<Duration>,
    /// Groups that are neither measured nor exported.
    pub drop_groups: Vec<String>,
    /// The period of those polls that have none of their own.
    pub poll_rate: Duration,
    /// What stands before every name, joined by an underscore.
    pub prefix: Option<String>,
    /// Labels of every series.
    pub labels: Vec<(String, String)>,
    /// How long a shutdown takes at most.
    pub shutdown_timeout: Duration,
    /// How long a scrape waits for its sources.
    pub source_timeout: Duration,
    /// A server of the metrics' own.
    pub server: ServerConfig,
    /// The options of plugins, by their names.
    pub plugins: Vec<(String, PluginOptions)>,
    /// Where these values come from.
    pub(crate) places: Places,
}

/// A server of the metrics' own, if it has an address.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ServerConfig {
    /// Where it listens, as `127.0.0.1:9464`; there is no server without one.
    pub addr: Option<String>,
    /// Where the metrics are.
    pub path: String,
    /// By what clients are let in.
    pub auth: Strategy,
    /// The token of [`Strategy::Bearer`].
    pub token: Option<Secret>,
    /// The name of [`Strategy::Basic`].
    pub user: Option<String>,
    /// The password of [`Strategy::Basic`].
    pub password: Option<Secret>,
}

/// By what the clients of a server are let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Strategy {
    /// All of them are.
    None,
    /// Those who have the token.
    Bearer,
    /// Those who have the user's password.
    Basic,
}

/// A text that `Debug` does not show.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub(crate) String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl Default for Config {
    fn default() -> Self {
        Config {
            disabled: false,
            manual_delay: None,
            drop_groups: Vec::new(),
            poll_rate: Duration::from_secs(5),
            prefix: None,
            labels: Vec::new(),
            shutdown_timeout: Duration::from_secs(5),
            source_timeout: Duration::from_secs(1),
            server: ServerConfig {
                addr: None,
                path: "/metrics".into(),
                auth: Strategy::None,
                token: None,
                user: None,
                password: None,
            },
            plugins: Vec::new(),
            places: Places::default(),
        }
    }
}

impl Config {
    /// The defaults.
    #[must_use]
    pub fn new() -> Self {
        Config::default()
    }

    /// All keys, but those of plugins' options.
    pub fn keys() -> impl Iterator<Item = &'static str> {
        keys::KEYS.iter().copied()
    }

    /// Lets the instance run nothing, and answer scrapes by 503. Nothing is recorded either, unless another instance exports it.
    #[must_use]
    pub fn disabled(mut self, disabled: bool) -> Self {
        self.places.forget("disabled");
        self.disabled = disabled;
        self
    }

    /// Runs manual measurements so long after the start for the first time.
    #[must_use]
    pub fn manual_delay(mut self, delay: Duration) -> Self {
        self.places.forget("manual_delay");
        self.manual_delay = Some(delay);
        self
    }

    /// Neither measures nor exports these groups, beside those that are said already.
    #[must_use]
    pub fn drop_groups(mut self, groups: impl IntoIterator<Item = impl Into<String>>) -> Self {
        for group in groups.into_iter().map(Into::into) {
            self.places.forget(&format!("drop_groups.{group}"));
            self.drop_groups.push(group);
        }
        self
    }

    /// The period of those polls that have none of their own.
    #[must_use]
    pub fn poll_rate(mut self, period: Duration) -> Self {
        self.places.forget("poll_rate");
        self.poll_rate = period;
        self
    }

    /// This and an underscore before every name.
    #[must_use]
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.places.forget("prefix");
        self.prefix = Some(prefix.into());
        self
    }

    /// This label on every series, beside those that are said already.
    #[must_use]
    pub fn label(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let name = name.into();
        self.places.forget(&format!("labels.{name}"));
        self.labels.push((name, value.into()));
        self
    }

    /// A shutdown takes so long at most.
    #[must_use]
    pub fn shutdown_timeout(mut self, timeout: Duration) -> Self {
        self.places.forget("shutdown_timeout");
        self.shutdown_timeout = timeout;
        self
    }

    /// A scrape waits so long for its sources.
    #[must_use]
    pub fn source_timeout(mut self, timeout: Duration) -> Self {
        self.places.forget("source_timeout");
        self.source_timeout = timeout;
        self
    }

    /// A server of the metrics' own, at an address and port.
    #[must_use]
    pub fn server(mut self, addr: impl Into<String>) -> Self {
        self.places.forget("server.addr");
        self.server.addr = Some(addr.into());
        self
    }

    /// Where that server has the metrics.
    #[must_use]
    pub fn server_path(mut self, path: impl Into<String>) -> Self {
        self.places.forget("server.path");
        self.server.path = path.into();
        self
    }

    /// That server lets in who has this token.
    #[must_use]
    pub fn server_bearer(mut self, token: impl Into<String>) -> Self {
        ["server.auth", "server.token"].iter().for_each(|key| self.places.forget(key));
        (self.server.auth, self.server.token) = (Strategy::Bearer, Some(Secret(token.into())));
        self
    }

    /// That server lets in this user.
    #[must_use]
    pub fn server_basic(mut self, user: impl Into<String>, password: impl Into<String>) -> Self {
        ["server.auth", "server.user", "server.password"].iter().for_each(|key| self.places.forget(key));
        self.server.auth = Strategy::Basic;
        (self.server.user, self.server.password) = (Some(user.into()), Some(Secret(password.into())));
        self
    }

    /// The options of the plugin with a name; what they do not say is as it was said before.
    #[must_use]
    pub fn plugin(mut self, name: impl Into<String>, options: PluginOptions) -> Self {
        let name = name.into();
        for option in options.names() {
            self.places.forget(&format!("plugins.{name}.{option}"));
        }
        self.add_options(name, options);
        self
    }

    fn add_options(&mut self, name: String, options: PluginOptions) {
        match self.plugins.iter_mut().find(|(there, _)| *there == name) {
            Some((_, there)) => *there = options.or(std::mem::take(there)),
            None => self.plugins.push((name, options)),
        }
        self.plugins.sort_by(|(a, _), (b, _)| a.cmp(b)); // so that it does not matter what was said first
    }
}
