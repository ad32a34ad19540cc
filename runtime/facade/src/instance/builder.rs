//! An instance to be.

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

/// An [`Instance`] to be.
///
/// What its methods say goes over the configuration, in whatever order they are called.
#[derive(Default)]
#[must_use = "nothing runs before `start`"]
pub struct InstanceBuilder {
    config: Config,
    /// Mistakes that were found while the configuration was read.
    mistakes: Vec<config::Mistake>,
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
    /// With a configuration, instead of the defaults.
    pub fn config(mut self, config: Config) -> Self {
        self.config = config;
        self
    }

    /// Takes the configuration of the environment, whose mistakes the start reports among all others.
    pub(super) fn config_of_env(mut self) -> Self {
        (self.config, self.mistakes) = Config::read_env();
        self
    }

    /// With a plugin.
    pub fn plugin(mut self, plugin: impl Plugin) -> Self {
        self.given.plugins.push(Box::new(plugin));
        self
    }

    /// With a poll.
    pub fn polling_group(mut self, poll: PollingGroup) -> Self {
        self.given.polls.push(poll);
        self
    }

    /// With a manual measurement.
    pub fn manual_group(mut self, manual: ManualGroup) -> Self {
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
    /// Returns an error that lists all mistakes in the configuration, each with the place of the value: values that cannot be, plugins
    /// and groups that do not exist, labels that a metric has already, and a server that cannot listen. With common labels, the
    /// start asks the sources once, to find out which labels they have. Returns an error also if the metrics of the program are
    /// not whole, as [`Registry::check`] finds them, if something is there twice, if a plugin cannot start, or without a runtime.
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

    /// Starts all of it on a thread of its own, for programs without a runtime.
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start), or if there is no thread or no runtime to be had.
    ///
    /// ```
    /// use gapless::plugins::PollingGroup;
    ///
    /// let metrics = gapless::builder().polling_group(PollingGroup::new("queue", || println!("looking"))).start_blocking()?;
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

/// An instance that measures nothing, and whose server answers that the metrics are disabled.
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

/// Starts the server of the configuration, if it has one, with these routes.
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

/// The error of a server, which is a mistake of the configuration if that says where it listens.
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
