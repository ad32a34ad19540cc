//! The configuration of an instance: from code, from a file of TOML, from the environment.
//!
//! Each of the three says a part of it by the same keys, and what is said later stands. So `Config::from_file(..)?.env()?`, and
//! then what the code says, is the order that programs mostly want: code before environment before file before default.

mod duration;
mod environment;
mod error;
mod keys;
#[cfg(feature = "config")]
mod toml;
mod value;

use std::fmt;
use std::time::Duration;

use gapless_plugins::Options;

pub use self::error::{ConfigError, ConfigErrorKind, Place};

#[doc = include_str!("config/keys.md")]
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Config {
    /// Nothing is run, nothing is recorded, and a scrape is answered by 503.
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
    pub plugins: Vec<(String, Options)>,
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

    /// Runs nothing, records nothing, and answers scrapes by 503.
    #[must_use]
    pub fn disabled(mut self, disabled: bool) -> Self {
        self.disabled = disabled;
        self
    }

    /// Runs manual measurements so long after the start for the first time.
    #[must_use]
    pub fn manual_delay(mut self, delay: Duration) -> Self {
        self.manual_delay = Some(delay);
        self
    }

    /// Neither measures nor exports these groups, beside those that are said already.
    #[must_use]
    pub fn drop_groups(mut self, groups: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.drop_groups.extend(groups.into_iter().map(Into::into));
        self
    }

    /// The period of those polls that have none of their own.
    #[must_use]
    pub fn poll_rate(mut self, period: Duration) -> Self {
        self.poll_rate = period;
        self
    }

    /// This and an underscore before every name.
    #[must_use]
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = Some(prefix.into());
        self
    }

    /// This label on every series, beside those that are said already.
    #[must_use]
    pub fn label(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.labels.push((name.into(), value.into()));
        self
    }

    /// A shutdown takes so long at most.
    #[must_use]
    pub fn shutdown_timeout(mut self, timeout: Duration) -> Self {
        self.shutdown_timeout = timeout;
        self
    }

    /// A scrape waits so long for its sources.
    #[must_use]
    pub fn source_timeout(mut self, timeout: Duration) -> Self {
        self.source_timeout = timeout;
        self
    }

    /// A server of the metrics' own, at an address and port.
    #[must_use]
    pub fn server(mut self, addr: impl Into<String>) -> Self {
        self.server.addr = Some(addr.into());
        self
    }

    /// Where that server has the metrics.
    #[must_use]
    pub fn server_path(mut self, path: impl Into<String>) -> Self {
        self.server.path = path.into();
        self
    }

    /// That server lets in who has this token.
    #[must_use]
    pub fn server_bearer(mut self, token: impl Into<String>) -> Self {
        (self.server.auth, self.server.token) = (Strategy::Bearer, Some(Secret(token.into())));
        self
    }

    /// That server lets in this user.
    #[must_use]
    pub fn server_basic(mut self, user: impl Into<String>, password: impl Into<String>) -> Self {
        self.server.auth = Strategy::Basic;
        (self.server.user, self.server.password) = (Some(user.into()), Some(Secret(password.into())));
        self
    }

    /// The options of the plugin with a name; what they do not say is as it was said before.
    #[must_use]
    pub fn plugin(mut self, name: impl Into<String>, options: Options) -> Self {
        let name = name.into();
        match self.plugins.iter_mut().find(|(there, _)| *there == name) {
            Some((_, there)) => *there = options.or(std::mem::take(there)),
            None => self.plugins.push((name, options)),
        }
        self.plugins.sort_by(|(a, _), (b, _)| a.cmp(b)); // so that it does not matter what was said first
        self
    }

    /// Whether it makes sense as a whole.
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        self.check_durations()?;
        self.server.check()
    }

    fn check_durations(&self) -> Result<(), ConfigError> {
        let rates = self.plugins.iter().map(|(name, options)| (format!("plugins.{name}.poll_rate"), options));
        let mut rates = rates.filter_map(|(key, options)| Some((key, options.poll_rate?)));
        let own = [
            ("manual_delay", self.manual_delay.unwrap_or(Duration::MAX)),
            ("poll_rate", self.poll_rate),
            ("source_timeout", self.source_timeout),
        ];
        let own = own.into_iter().map(|(key, duration)| (key.to_owned(), duration));
        match own.chain(rates.by_ref()).find(|(_, duration)| duration.is_zero()) {
            Some((key, _)) => Err(ConfigErrorKind::Zero { key }.into()),
            None => Ok(()),
        }
    }
}

impl ServerConfig {
    fn check(&self) -> Result<(), ConfigError> {
        let missing = |key, by| Err(ConfigErrorKind::Missing { key, by }.into());
        match (&self.addr, self.auth) {
            (None, Strategy::Bearer | Strategy::Basic) => missing("server.addr", "server.auth"),
            (None, _) if self.path != "/metrics" => missing("server.addr", "server.path"),
            (_, Strategy::Bearer) if self.token.is_none() => missing("server.token", "server.auth"),
            (_, Strategy::Basic) if self.user.is_none() => missing("server.user", "server.auth"),
            (_, Strategy::Basic) if self.password.is_none() => missing("server.password", "server.auth"),
            (_, Strategy::None | Strategy::Basic) if self.token.is_some() => {
                missing("server.auth = \"bearer\"", "server.token")
            }
            (_, Strategy::None | Strategy::Bearer) if self.password.is_some() => {
                missing("server.auth = \"basic\"", "server.password")
            }
            (_, Strategy::None | Strategy::Bearer) if self.user.is_some() => {
                missing("server.auth = \"basic\"", "server.user")
            }
            (Some(addr), _) if !is_addr(addr) => Err(ConfigErrorKind::Value {
                key: "server.addr".into(),
                value: addr.clone(),
                expected: value::ADDR,
            }
            .into()),
            _ => Ok(()),
        }
    }
}

/// Whether it has a host and a port.
fn is_addr(addr: &str) -> bool {
    addr.rsplit_once(':').is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok())
}
