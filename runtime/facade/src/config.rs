//! The configuration of an instance: from code, from a TOML file, from the environment.
//!
//! Code, files and variables set the same keys, and a later value overrides an earlier one. The usual order is
//! `Config::from_file(..)?.env()?`, followed by code: code over environment over file over default.

#[cfg(feature = "artifacts")]
mod artifacts;
mod duration;
mod environment;
mod error;
#[cfg(feature = "grafana")]
mod grafana;
mod keys;
#[cfg(feature = "live")]
mod live;
mod origins;
#[cfg(feature = "reporters")]
mod reporters;
mod rules;
#[cfg(feature = "config")]
mod toml;
#[cfg(feature = "config")]
mod tree;
mod value;

use std::fmt;
use std::time::Duration;

use gapless_plugins::PluginOptions;

#[cfg(feature = "artifacts")]
pub use self::artifacts::DashboardsConfig;
pub(crate) use self::error::check;
pub use self::error::{Error, ErrorKind, Mistake, Origin};
#[cfg(feature = "grafana")]
pub use self::grafana::GrafanaConfig;
#[cfg(feature = "live")]
pub use self::live::LiveConfig;
use self::origins::Origins;
#[cfg(feature = "reporters")]
pub use self::reporters::{ReporterConfig, ReportersConfig};

#[doc = include_str!("config/keys.md")]
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Config {
    /// Whether the instance is disabled: it runs nothing and responds to scrapes with 503. A metric is not recorded
    /// unless another instance exports it.
    pub disabled: bool,
    /// How long the first run of manual groups waits after the start; `None` does not wait.
    pub manual_delay: Option<Duration>,
    /// The groups that are neither measured nor exported.
    pub drop_groups: Vec<String>,
    /// The period of polling groups that do not set a period.
    pub poll_rate: Duration,
    /// A prefix of every name, joined by an underscore.
    pub prefix: Option<String>,
    /// The labels of every series.
    pub labels: Vec<(String, String)>,
    /// How long a shutdown may take.
    pub shutdown_timeout: Duration,
    /// How long a scrape waits for its sources.
    pub source_timeout: Duration,
    /// The settings of a separate server for the metrics.
    pub server: ServerConfig,
    /// The settings of the live page.
    #[cfg(feature = "live")]
    pub live: LiveConfig,
    /// The name of the program in dashboards and rules, and for receivers of its metrics; `None` uses the name that the
    /// plugin `Application` exports.
    #[cfg(any(feature = "artifacts", feature = "reporters"))]
    pub program: Option<String>,
    /// The name of this instance of the program, for receivers of its metrics; `None` uses the name of the machine,
    /// with the port of the server.
    #[cfg(feature = "reporters")]
    pub instance: Option<String>,
    /// The settings of the dashboards.
    #[cfg(feature = "artifacts")]
    pub dashboards: DashboardsConfig,
    /// The options of the rules.
    #[cfg(feature = "artifacts")]
    pub rules: gapless_artifacts::rules::RuleOptions,
    /// A Grafana server for dashboards and annotations.
    #[cfg(feature = "grafana")]
    pub grafana: GrafanaConfig,
    /// The reporters that the configuration adds.
    #[cfg(feature = "reporters")]
    pub reporters: ReportersConfig,
    /// The objectives in addition to those of functions.
    #[cfg(feature = "artifacts")]
    pub objectives: Vec<gapless_artifacts::objectives::Slo>,
    /// The options of plugins, by name.
    pub plugins: Vec<(String, PluginOptions)>,
    /// The origins of these values.
    pub(crate) origins: Origins,
}

/// A separate server for the metrics, if it has an address.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ServerConfig {
    /// The address, for example `127.0.0.1:9464`; `None` starts no server.
    pub addr: Option<String>,
    /// The path of the metrics.
    pub path: String,
    /// How clients authenticate.
    pub auth: Strategy,
    /// The token for [`Strategy::Bearer`].
    pub token: Option<Secret>,
    /// The user name for [`Strategy::Basic`].
    pub user: Option<String>,
    /// The password for [`Strategy::Basic`].
    pub password: Option<Secret>,
}

/// How the clients of a server authenticate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Strategy {
    /// Clients do not authenticate.
    None,
    /// Clients send a bearer token.
    Bearer,
    /// Clients send a user name and a password.
    Basic,
}

/// A string that `Debug` does not show.
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
            #[cfg(feature = "live")]
            live: LiveConfig::default(),
            #[cfg(any(feature = "artifacts", feature = "reporters"))]
            program: None,
            #[cfg(feature = "reporters")]
            instance: None,
            #[cfg(feature = "artifacts")]
            dashboards: DashboardsConfig::default(),
            #[cfg(feature = "artifacts")]
            rules: gapless_artifacts::rules::RuleOptions::default(),
            #[cfg(feature = "grafana")]
            grafana: GrafanaConfig::default(),
            #[cfg(feature = "reporters")]
            reporters: ReportersConfig::default(),
            #[cfg(feature = "artifacts")]
            objectives: Vec::new(),
            plugins: Vec::new(),
            origins: Origins::default(),
        }
    }
}

impl Config {
    /// Returns the default configuration.
    #[must_use]
    pub fn new() -> Self {
        Config::default()
    }

    /// Returns all keys, except those of plugins' options.
    pub fn keys() -> impl Iterator<Item = &'static str> {
        keys::KEYS.iter().copied()
    }

    /// Sets whether the instance is disabled: it runs nothing and responds to scrapes with 503.
    ///
    /// A metric is not recorded unless another instance exports it. A [`router`](crate::router) without an instance
    /// does not count as an instance.
    #[must_use]
    pub fn disabled(mut self, disabled: bool) -> Self {
        self.origins.forget("disabled");
        self.disabled = disabled;
        self
    }

    /// Sets how long the first run of manual groups waits after the start.
    #[must_use]
    pub fn manual_delay(mut self, delay: Duration) -> Self {
        self.origins.forget("manual_delay");
        self.manual_delay = Some(delay);
        self
    }

    /// Adds groups that are neither measured nor exported.
    #[must_use]
    pub fn drop_groups(mut self, groups: impl IntoIterator<Item = impl Into<String>>) -> Self {
        for group in groups.into_iter().map(Into::into) {
            self.origins.forget(&format!("drop_groups.{group}"));
            self.drop_groups.push(group);
        }
        self
    }

    /// Sets the period of polling groups that do not set a period.
    #[must_use]
    pub fn poll_rate(mut self, period: Duration) -> Self {
        self.origins.forget("poll_rate");
        self.poll_rate = period;
        self
    }

    /// Sets a prefix of every name, joined by an underscore.
    #[must_use]
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.origins.forget("prefix");
        self.prefix = Some(prefix.into());
        self
    }

    /// Adds a label to every series.
    #[must_use]
    pub fn label(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let name = name.into();
        self.origins.forget(&format!("labels.{name}"));
        self.labels.push((name, value.into()));
        self
    }

    /// Sets how long a shutdown may take.
    #[must_use]
    pub fn shutdown_timeout(mut self, timeout: Duration) -> Self {
        self.origins.forget("shutdown_timeout");
        self.shutdown_timeout = timeout;
        self
    }

    /// Sets how long a scrape waits for its sources.
    #[must_use]
    pub fn source_timeout(mut self, timeout: Duration) -> Self {
        self.origins.forget("source_timeout");
        self.source_timeout = timeout;
        self
    }

    /// Sets the name of the program in dashboards, as the job of rules, and for receivers of its metrics.
    ///
    /// ```
    /// use gapless::config::Config;
    ///
    /// assert_eq!(Config::new().program("shop").program.as_deref(), Some("shop"));
    /// ```
    #[cfg(any(feature = "artifacts", feature = "reporters"))]
    #[must_use]
    pub fn program(mut self, name: impl Into<String>) -> Self {
        self.origins.forget("program");
        self.program = Some(name.into());
        self
    }

    /// Sets the name of this instance of the program, for receivers of its metrics.
    ///
    /// ```
    /// use gapless::config::Config;
    ///
    /// assert_eq!(Config::new().instance("web-1").instance.as_deref(), Some("web-1"));
    /// ```
    #[cfg(feature = "reporters")]
    #[must_use]
    pub fn instance(mut self, name: impl Into<String>) -> Self {
        self.origins.forget("instance");
        self.instance = Some(name.into());
        self
    }

    /// Sets the address of a separate server for the metrics.
    #[must_use]
    pub fn server(mut self, addr: impl Into<String>) -> Self {
        self.origins.forget("server.addr");
        self.server.addr = Some(addr.into());
        self
    }

    /// Sets the path of the metrics on that server.
    #[must_use]
    pub fn server_path(mut self, path: impl Into<String>) -> Self {
        self.origins.forget("server.path");
        self.server.path = path.into();
        self
    }

    /// Requires a bearer token from clients of that server.
    #[must_use]
    pub fn server_bearer(mut self, token: impl Into<String>) -> Self {
        ["server.auth", "server.token"].iter().for_each(|key| self.origins.forget(key));
        (self.server.auth, self.server.token) = (Strategy::Bearer, Some(Secret(token.into())));
        self
    }

    /// Requires a user name and a password from clients of that server.
    #[must_use]
    pub fn server_basic(mut self, user: impl Into<String>, password: impl Into<String>) -> Self {
        ["server.auth", "server.user", "server.password"].iter().for_each(|key| self.origins.forget(key));
        self.server.auth = Strategy::Basic;
        (self.server.user, self.server.password) = (Some(user.into()), Some(Secret(password.into())));
        self
    }

    /// Sets options of a plugin. Options without a value keep the value that they have.
    #[must_use]
    pub fn plugin(mut self, name: impl Into<String>, options: PluginOptions) -> Self {
        let name = name.into();
        for option in options.names() {
            self.origins.forget(&format!("plugins.{name}.{option}"));
        }
        self.add_options(name, options);
        self
    }

    fn add_options(&mut self, name: String, options: PluginOptions) {
        match self.plugins.iter_mut().find(|(there, _)| *there == name) {
            Some((_, there)) => *there = options.or(std::mem::take(there)),
            None => self.plugins.push((name, options)),
        }
        self.plugins.sort_by(|(a, _), (b, _)| a.cmp(b)); // so that the order of the calls does not matter
    }
}
