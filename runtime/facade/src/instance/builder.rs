//! An instance to be.

use std::fmt;
use std::sync::{Arc, Mutex};

use gapless_core::{Registry, Source};
use gapless_http::{Auth, Exporter, Server};
use gapless_plugins::{EventGroup, Manual, Plugin, Poll};
use tokio::runtime::Handle;

use super::background;
use super::error::{StartError, StartErrorKind};
use super::parts::Parts;
use super::{Instance, Running};
use crate::config::{ServerConfig, Strategy};
use crate::Config;

/// An [`Instance`] to be.
///
/// What its methods say goes over the configuration, in whatever order they are called.
#[derive(Default)]
#[must_use = "nothing runs before `start`"]
pub struct InstanceBuilder {
    config: Config,
    said: Said,
    pub(super) given: Given,
}

/// What goes over the configuration.
#[derive(Default)]
struct Said {
    prefix: Option<String>,
    labels: Vec<(String, String)>,
    drop_groups: Vec<String>,
}

/// What an instance is to run.
#[derive(Default)]
pub(super) struct Given {
    pub(super) plugins: Vec<Box<dyn Plugin>>,
    pub(super) polls: Vec<Poll>,
    pub(super) manuals: Vec<Manual>,
    pub(super) sources: Vec<Arc<dyn Source>>,
}

impl fmt::Debug for InstanceBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plugins: Vec<_> = self.given.plugins.iter().map(|plugin| plugin.name()).collect();
        let builder = &mut f.debug_struct("InstanceBuilder");
        builder.field("config", &self.config).field("plugins", &plugins).finish_non_exhaustive()
    }
}

impl InstanceBuilder {
    /// With a configuration, instead of the defaults.
    pub fn config(mut self, config: Config) -> Self {
        self.config = config;
        self
    }

    /// With a plugin.
    pub fn plugin(mut self, plugin: impl Plugin) -> Self {
        self.given.plugins.push(Box::new(plugin));
        self
    }

    /// With a poll.
    pub fn poll(mut self, poll: Poll) -> Self {
        self.given.polls.push(poll);
        self
    }

    /// With a manual measurement.
    pub fn manual(mut self, manual: Manual) -> Self {
        self.given.manuals.push(manual);
        self
    }

    /// With a source, which is asked when somebody asks for the metrics.
    pub fn source(mut self, source: impl Source) -> Self {
        self.given.sources.push(Arc::new(source));
        self
    }

    /// Neither measures nor exports these groups, whoever brings them. Those of declared metrics record nevertheless, as another
    /// instance may export them: [`Registry::switch_group`] is what keeps them from that.
    pub fn drop_groups(mut self, groups: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.said.drop_groups.extend(groups.into_iter().map(Into::into));
        self
    }

    /// This and an underscore before every name that it exports.
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.said.prefix = Some(prefix.into());
        self
    }

    /// This label on every series that it exports.
    pub fn label(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.said.labels.push((name.into(), value.into()));
        self
    }

    /// Starts all of it, on the tokio runtime that this is called in.
    ///
    /// # Errors
    ///
    /// If the metrics of the program are not whole, as [`Registry::check`] finds them; if the configuration cannot be; if
    /// something that is asked for is not there, or is there twice; if a plugin or the server cannot start; or without a
    /// runtime.
    pub async fn start(self) -> Result<Instance, StartError> {
        let config = self.said.over(self.config);
        config.check()?;
        Registry::global().check().map_err(StartErrorKind::Metrics)?;
        if config.disabled {
            return Ok(disabled(&config));
        }
        let (parts, schedule) = Parts::of(self.given, &config)?;
        let exporter = exporter(&config).sources(parts.sources.clone());
        let exporter = exporter.build().map_err(StartErrorKind::View)?;
        let server = match &config.server.addr {
            Some(addr) => Some(serve(addr, &config.server, &exporter).await?),
            None => None,
        };
        let schedule = schedule.start().map_err(StartErrorKind::Polls)?;
        let _attached = Mutex::new(parts.events.into_iter().map(EventGroup::attach).collect());
        let running = Running { schedule, server, _attached, runtime: Handle::current() };
        Ok(Instance {
            exporter,
            metrics: parts.metrics,
            sources: parts.sources,
            dashboards: parts.dashboards,
            shutdown_timeout: config.shutdown_timeout,
            running: Some(running),
            _background: None,
        })
    }

    /// Starts all of it on a thread of its own, for programs without a runtime.
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start), or if there is no thread or no runtime to be had.
    ///
    /// ```
    /// use gapless::plugins::Poll;
    ///
    /// let metrics = gapless::builder().poll(Poll::new("queue", || println!("looking"))).start_blocking()?;
    /// metrics.shutdown_blocking();
    /// # Ok::<(), gapless::StartError>(())
    /// ```
    pub fn start_blocking(self) -> Result<Instance, StartError> {
        background::start(self)
    }
}

impl Said {
    fn over(self, mut config: Config) -> Config {
        config.prefix = self.prefix.or(config.prefix);
        config.labels.retain(|(name, _)| self.labels.iter().all(|(said, _)| said != name));
        config.labels.extend(self.labels);
        config.drop_groups.extend(self.drop_groups);
        config
    }
}

/// One that runs nothing; and nothing in the program records, but for metrics that are made at run time.
fn disabled(config: &Config) -> Instance {
    Registry::global().switch_all().off();
    Instance {
        exporter: Exporter::default(),
        metrics: Default::default(),
        sources: Default::default(),
        dashboards: Vec::new(),
        shutdown_timeout: config.shutdown_timeout,
        running: None,
        _background: None,
    }
}

fn exporter(config: &Config) -> gapless_http::ExporterBuilder {
    let labels = config.labels.iter();
    let exporter = Exporter::builder().drop_groups(&config.drop_groups);
    let exporter = labels.fold(exporter, |exporter, (name, value)| exporter.label(name, value));
    match &config.prefix {
        Some(prefix) => exporter.prefix(prefix),
        None => exporter,
    }
}

async fn serve(addr: &str, config: &ServerConfig, exporter: &Exporter) -> Result<Server, StartError> {
    let mut server = Server::bind(addr).export(&config.path, exporter.clone());
    if let Some(auth) = auth(config).map_err(StartErrorKind::Server)? {
        server = server.auth(auth);
    }
    Ok(server.start().await.map_err(StartErrorKind::Server)?)
}

fn auth(config: &ServerConfig) -> Result<Option<Auth>, gapless_http::Error> {
    match (config.auth, &config.token, &config.user, &config.password) {
        (Strategy::Bearer, Some(token), ..) => Auth::bearer([&token.0]).map(Some),
        (Strategy::Basic, _, Some(user), Some(password)) => Auth::basic([(user, &password.0)]).map(Some),
        _ => Ok(None), // that nothing is missing was checked
    }
}
