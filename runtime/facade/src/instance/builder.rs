//! The builder of an instance.

use std::fmt;
use std::sync::{Arc, Mutex};

use gapless_core::{Registry, Source};
use gapless_encode::{View, ViewBuilder};
use gapless_http::{Exporter, Server, ServerBuilder};
use gapless_plugins::{EventGroup, ManualGroup, Plugin, PollingGroup};
use tokio::runtime::Handle;

use super::enabled::{self, Enabled};
use super::error::{Error, ErrorKind};
use super::parts::Parts;
use super::{background, disabled_router, Instance, Measuring, Running};
use crate::config::{self, check, Config, ServerConfig};

/// Builds an [`Instance`].
///
/// The methods override the configuration, regardless of the order of the calls.
#[derive(Default)]
#[must_use = "call `start()` to run the instance"]
pub struct InstanceBuilder {
    config: Config,
    /// Mistakes that were found while the configuration was read.
    mistakes: Vec<config::Mistake>,
    said: Said,
    pub(super) given: Given,
}

/// Values that override the configuration.
#[derive(Default)]
struct Said {
    prefix: Option<String>,
    labels: Vec<(String, String)>,
    drop_groups: Vec<String>,
}

/// The parts that an instance runs.
#[derive(Default)]
pub(super) struct Given {
    pub(super) plugins: Vec<Box<dyn Plugin>>,
    pub(super) polls: Vec<PollingGroup>,
    pub(super) manuals: Vec<ManualGroup>,
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
    /// Sets the configuration.
    pub fn config(mut self, config: Config) -> Self {
        self.config = config;
        self
    }

    /// Sets the configuration of the environment. The start reports its mistakes together with all others.
    pub(super) fn config_of_env(mut self) -> Self {
        (self.config, self.mistakes) = Config::read_env();
        self
    }

    /// Adds a plugin.
    pub fn plugin(mut self, plugin: impl Plugin) -> Self {
        self.given.plugins.push(Box::new(plugin));
        self
    }

    /// Adds a polling group.
    pub fn polling_group(mut self, poll: PollingGroup) -> Self {
        self.given.polls.push(poll);
        self
    }

    /// Adds a manual group.
    pub fn manual_group(mut self, manual: ManualGroup) -> Self {
        self.given.manuals.push(manual);
        self
    }

    /// Adds a source, which is read at each scrape.
    pub fn source(mut self, source: impl Source) -> Self {
        self.given.sources.push(Arc::new(source));
        self
    }

    /// Neither measures nor exports these groups.
    ///
    /// Declared metrics of these groups still record, because another instance may export them. To stop recording,
    /// use [`Registry::switch_group`].
    pub fn drop_groups(mut self, groups: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.said.drop_groups.extend(groups.into_iter().map(Into::into));
        self
    }

    /// Sets a prefix of every exported name, joined by an underscore.
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.said.prefix = Some(prefix.into());
        self
    }

    /// Adds a label to every exported series.
    pub fn label(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.said.labels.push((name.into(), value.into()));
        self
    }

    /// Starts the instance on the current tokio runtime.
    ///
    /// # Errors
    ///
    /// Returns an error in these cases:
    ///
    /// - The configuration has mistakes: invalid values, plugins and groups that do not exist, labels that a metric
    ///   already has, or a server that cannot listen. The error lists every mistake with its place. With common
    ///   labels, the start reads the sources once to learn their labels.
    /// - [`Registry::check`] fails.
    /// - Two plugins, measurements or sources have the same name.
    /// - A plugin cannot start.
    /// - The call is outside a tokio runtime.
    pub async fn start(self) -> Result<Instance, Error> {
        let config = self.said.over(self.config);
        let mut mistakes = self.mistakes;
        mistakes.extend(config.mistakes());
        mistakes.extend(mistake_in_host(&config).await);
        if config.disabled {
            check(mistakes)?;
            return disabled(&config).await;
        }
        let parts = Parts::of(self.given, &config, &mut mistakes);
        if let Ok((parts, _)) = &parts {
            let labels = good_labels(&config, &mistakes);
            mistakes.extend(parts.mistakes_in_labels(&config, &labels).await);
        }
        check(mistakes)?;
        Registry::global().check().map_err(ErrorKind::Metrics)?;
        let (parts, schedule) = parts?;
        let view = view(&config).sources(parts.sources.clone()).build();
        let view = view.map_err(|cause| {
            config.places.mistake("labels", config::ErrorKind::Name { key: "labels".to_owned(), cause })
        })?;
        let exporter = Exporter::new(view);
        let server = serve(&config, |server, path| server.export(path, exporter.clone())).await?;
        let schedule = schedule.start().map_err(ErrorKind::Polls)?;
        let _attached = Mutex::new(parts.events.into_iter().map(EventGroup::attach).collect());
        let measuring = Some(Measuring { schedule, _attached, _enabled: Enabled::new() });
        let running = Running { measuring, server, runtime: Handle::current() };
        Ok(Instance {
            exporter,
            metrics: parts.metrics,
            sources: parts.sources,
            shutdown_timeout: config.shutdown_timeout,
            is_disabled: false,
            running: Some(running),
            _background: None,
        })
    }

    /// Starts the instance on its own thread, in a program without a runtime.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`start`](Self::start), and an error if the thread or the runtime cannot be created.
    ///
    /// ```
    /// use gapless::plugins::PollingGroup;
    ///
    /// let queue = PollingGroup::new("queue", || println!("measured"));
    /// let metrics = gapless::builder().polling_group(queue).start_blocking()?;
    /// metrics.shutdown_blocking();
    /// # Ok::<(), gapless::instance::Error>(())
    /// ```
    pub fn start_blocking(self) -> Result<Instance, Error> {
        background::start(self)
    }
}

impl Said {
    fn over(self, mut config: Config) -> Config {
        self.prefix.iter().for_each(|_| config.places.forget("prefix"));
        self.labels.iter().for_each(|(name, _)| config.places.forget(&format!("labels.{name}")));
        self.drop_groups.iter().for_each(|group| config.places.forget(&format!("drop_groups.{group}")));
        config.prefix = self.prefix.or(config.prefix);
        config.labels.retain(|(name, _)| self.labels.iter().all(|(said, _)| said != name));
        config.labels.extend(self.labels);
        config.drop_groups.extend(self.drop_groups);
        config
    }
}

/// Returns an instance that measures nothing, and whose server answers that the metrics are disabled.
async fn disabled(config: &Config) -> Result<Instance, Error> {
    let server = serve(config, |server, path| server.router(disabled_router(path))).await?;
    let runtime = Handle::try_current().ok();
    enabled::disable();
    Ok(Instance {
        exporter: Exporter::default(),
        metrics: Default::default(),
        sources: Default::default(),
        shutdown_timeout: config.shutdown_timeout,
        is_disabled: true,
        running: runtime.map(|runtime| Running { measuring: None, server, runtime }),
        _background: None,
    })
}

fn view(config: &Config) -> ViewBuilder {
    let labels = config.labels.iter();
    let view = View::builder().drop_groups(&config.drop_groups);
    let view = labels.fold(view, |view, (name, value)| view.label(name, value));
    match &config.prefix {
        Some(prefix) => view.prefix(prefix),
        None => view,
    }
}

/// Starts the server of the configuration with these routes, if an address is configured.
async fn serve(
    config: &Config,
    routes: impl FnOnce(ServerBuilder, &str) -> ServerBuilder,
) -> Result<Option<Server>, Error> {
    let ServerConfig { addr: Some(addr), path, .. } = &config.server else { return Ok(None) };
    let mut server = routes(Server::bind(addr), path);
    if let Some(auth) = config.auth()? {
        server = server.auth(auth);
    }
    match server.start().await {
        Ok(server) => Ok(Some(server)),
        Err(cause) => Err(server_error(config, cause)),
    }
}

/// Returns the error of a server. An address or a path that does not work is a mistake in the configuration.
fn server_error(config: &Config, cause: gapless_http::Error) -> Error {
    let key = match cause.kind() {
        gapless_http::ErrorKind::Listen { .. } | gapless_http::ErrorKind::Resolve { .. } => "server.addr",
        gapless_http::ErrorKind::Path(_) => "server.path",
        _ => return ErrorKind::Server(cause).into(),
    };
    config.places.mistake(key, config::ErrorKind::Server { key, cause }).into()
}

/// The common labels in which nothing is wrong by now.
fn good_labels<'a>(config: &'a Config, mistakes: &[config::Mistake]) -> Vec<&'a str> {
    let is_wrong = |label: &str| {
        let key = format!("labels.{label}");
        mistakes.iter().any(
            |mistake| matches!(mistake.kind(), config::ErrorKind::Name { key: wrong, .. } if *wrong == key),
        )
    };
    config.labels.iter().map(|(label, _)| &**label).filter(|label| !is_wrong(label)).collect()
}

/// A mistake in the host of the server's address, if that has one to ask for.
async fn mistake_in_host(config: &Config) -> Option<config::Mistake> {
    let addr = config.server.addr.as_ref().filter(|_| config.server.mistake_in_addr().is_none())?;
    Handle::try_current().ok()?; // the start fails without a runtime, and says so
    let (key, cause) = ("server.addr", Server::bind(addr).resolve().await.err()?);
    Some(config.places.mistake(key, config::ErrorKind::Server { key, cause }))
}
