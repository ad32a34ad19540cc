//! The builder of an instance.

use std::fmt;
use std::sync::{Arc, Mutex};

use gapless_core::{Registry, Source};
use gapless_encode::{View, ViewBuilder};
use gapless_http::{is_path, Exporter, Server, ServerBuilder};
use gapless_plugins::{EventGroup, ManualGroup, Plugin, PollingGroup};
use tokio::runtime::Handle;

use super::enabled::{self, Enabled};
use super::error::{Error, ErrorKind};
#[cfg(feature = "grafana")]
use super::grafana;
use super::page::Page;
use super::parts::Parts;
use super::{background, disabled_router, Instance, Measuring, Running};
use crate::config::{self, check, Config, ServerConfig};

/// The group of the metrics about scrapes.
#[cfg(feature = "artifacts")]
pub(super) const SCRAPES: &str = "gapless_scrape";

/// Builds an [`Instance`].
///
/// # Precedence
///
/// The [view](Self::view) and the [configuration](Self::config) select and name the metrics that an instance exports:
///
/// | what | view | configuration |
/// |---|---|---|
/// | prefix | used, if it has one | used otherwise |
/// | labels | used | used, except labels whose names the view has |
/// | dropped groups | neither measured nor exported | neither measured nor exported |
/// | chosen groups and names, dropped names | not exported if they exclude a metric | has none |
///
/// The order in which the methods are called does not matter. The configuration itself has the order of its calls: in
/// `Config::new().prefix("shop").env()?`, the environment overrides the prefix in code.
#[derive(Default)]
#[must_use = "nothing runs before `start`"]
pub struct InstanceBuilder {
    config: Config,
    /// The mistakes found while the configuration was read.
    mistakes: Vec<config::Mistake>,
    view: ViewBuilder,
    members: Members,
    #[cfg(feature = "artifacts")]
    artifacts: Vec<super::artifacts::Change>,
    #[cfg(feature = "live")]
    live: Option<gapless_live::Live>,
    #[cfg(feature = "grafana")]
    grafana: OwnGrafana,
    #[cfg(feature = "reporters")]
    reporters: Vec<gapless_report::Planned>,
}

/// The plugins, groups and sources that an instance runs.
#[derive(Default)]
pub(super) struct Members {
    pub(super) plugins: Vec<Box<dyn Plugin>>,
    pub(super) polling_groups: Vec<PollingGroup>,
    pub(super) manual_groups: Vec<ManualGroup>,
    pub(super) sources: Vec<Arc<dyn Source>>,
}

/// The Grafana of the program.
#[cfg(feature = "grafana")]
type OwnGrafana = Option<gapless_report::grafana::Grafana>;

impl fmt::Debug for InstanceBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plugins: Vec<_> = self.members.plugins.iter().map(|plugin| plugin.name()).collect();
        let builder = &mut f.debug_struct("InstanceBuilder");
        builder.field("config", &self.config).field("view", &self.view);
        builder.field("plugins", &plugins).finish_non_exhaustive()
    }
}

impl InstanceBuilder {
    /// Sets the configuration, instead of the defaults.
    pub fn config(mut self, config: Config) -> Self {
        self.config = config;
        self
    }

    /// Reads the configuration from the environment. `start` reports its mistakes together with all others.
    pub(super) fn config_of_env(mut self) -> Self {
        (self.config, self.mistakes) = Config::read_env();
        self
    }

    /// Sets the view of the metrics that the instance exports: groups, names, a prefix and labels. By default, the
    /// instance exports everything.
    ///
    /// The view takes [precedence](Self#precedence) over the configuration. The instance adds its sources to the
    /// view, so use [`source`](Self::source) for sources. Dropped groups of declared metrics still record, because
    /// another instance may export them; [`Registry::switch_group`] switches them off.
    ///
    /// ```
    /// use gapless::encode::View;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), gapless::instance::Error> {
    /// let view = View::builder().prefix("shop").label("region", "eu").drop_groups(["gapless"]);
    /// let metrics = gapless::builder().view(view).start().await?;
    /// # metrics.shutdown().await;
    /// # Ok(())
    /// # }
    /// ```
    pub fn view(mut self, view: ViewBuilder) -> Self {
        self.view = view;
        self
    }

    /// Adds a plugin.
    pub fn plugin(mut self, plugin: impl Plugin) -> Self {
        self.members.plugins.push(Box::new(plugin));
        self
    }

    /// Adds a polling group.
    pub fn polling_group(mut self, group: PollingGroup) -> Self {
        self.members.polling_groups.push(group);
        self
    }

    /// Adds a manual group.
    pub fn manual_group(mut self, group: ManualGroup) -> Self {
        self.members.manual_groups.push(group);
        self
    }

    /// Adds a source, which is collected at each scrape.
    pub fn source(mut self, source: impl Source) -> Self {
        self.members.sources.push(Arc::new(source));
        self
    }

    /// Adds the live page to the instance.
    ///
    /// [`Instance::router`] serves the page at `/metrics/live`. The server of the configuration serves the page below
    /// the path of the metrics, at `server.path` followed by `/live`.
    ///
    /// The page shows the metrics that the instance exports. The keys `live.*` of the configuration override these
    /// settings, and `live.enabled = false` removes the page. The server of the configuration requires the same token
    /// or password for the page and for the metrics. If it requires a token, the page shows a login form.
    ///
    /// ```
    /// use gapless::live::Live;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), gapless::instance::Error> {
    /// let metrics = gapless::builder().live(Live::default()).start().await?;
    /// let app: axum::Router = axum::Router::new().merge(metrics.router());
    /// // .. serve `app`; the page is at `/metrics/live` ..
    /// metrics.shutdown().await;
    /// # Ok(())
    /// # }
    /// ```
    #[cfg(feature = "live")]
    pub fn live(mut self, live: gapless_live::Live) -> Self {
        self.live = Some(live);
        self
    }

    /// Changes the [artifacts](Instance::artifacts) of the instance: adds dashboards, and sets options of dashboards
    /// and rules. The configuration takes precedence.
    ///
    /// ```
    /// use gapless::artifacts::dashboard::DashboardSource;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let own = DashboardSource::json("front-door", r#"{"title": "Front door", "panels": []}"#);
    /// let builder = gapless::builder().artifacts(move |artifacts| artifacts.dashboard(own.clone()));
    /// let metrics = builder.start().await?;
    /// let files = metrics.artifacts().await.files()?;
    /// assert!(files.iter().any(|file| file.path == "grafana/dashboards/front-door.json"));
    /// # metrics.shutdown().await;
    /// # Ok(())
    /// # }
    /// ```
    #[cfg(feature = "artifacts")]
    pub fn artifacts(
        mut self,
        change: impl Fn(gapless_artifacts::Artifacts) -> gapless_artifacts::Artifacts + Send + Sync + 'static,
    ) -> Self {
        self.artifacts.push(Arc::new(change));
        self
    }

    /// Sends dashboards and annotations to a Grafana server. The keys `grafana.*` of the configuration override its
    /// settings.
    ///
    /// The uploads run in the background. If an upload fails, the error is logged, and the instance starts
    /// nevertheless.
    ///
    /// ```no_run
    /// use gapless::grafana::Grafana;
    ///
    /// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
    /// // The environment has the token in `GAPLESS_GRAFANA_TOKEN`.
    /// let config = gapless::config::Config::from_env()?;
    /// let grafana = Grafana::new("http://localhost:3000").folder("Shop").annotations(true);
    /// let metrics = gapless::builder().config(config).grafana(grafana).start().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[cfg(feature = "grafana")]
    pub fn grafana(mut self, grafana: gapless_report::grafana::Grafana) -> Self {
        self.grafana = Some(grafana);
        self
    }

    /// Adds a reporter, which sends metrics to another service.
    ///
    /// The second argument is a [`Subscription`](crate::report::Subscription), such as
    /// [`every(period)`](crate::report::every) for all metrics, or a [`Reporting`](crate::report::Reporting) with
    /// several subscriptions and limits.
    ///
    /// The reporter sends its first report when the instance starts, and its last report when the instance shuts down.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use gapless::report::{every, Batch, Failure, Reporter};
    ///
    /// struct Print;
    ///
    /// impl Reporter for Print {
    ///     async fn report(&mut self, batch: &Batch) -> Result<(), Failure> {
    ///         batch.points().for_each(|point| println!("{} {}", point.metric().name, point.value()));
    ///         Ok(())
    ///     }
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), gapless::instance::Error> {
    /// let metrics = gapless::builder().reporter(Print, every(Duration::from_secs(15))).start().await?;
    /// metrics.shutdown().await;
    /// # Ok(())
    /// # }
    /// ```
    #[cfg(feature = "reporters")]
    pub fn reporter(
        mut self,
        reporter: impl gapless_report::Reporter,
        reporting: impl Into<gapless_report::Reporting>,
    ) -> Self {
        self.reporters.push(gapless_report::Planned::new(reporter, reporting));
        self
    }

    /// Returns the artifacts of the instance, for a command that only writes files.
    ///
    /// The method starts the plugins and ends them again, because some of them create their metrics when they start. It
    /// does not start a server, and does not send anything. The artifacts are complete even if the configuration
    /// disables the instance.
    ///
    /// The artifacts contain the panels and alerts about scrapes, and about the live page, the reporters and the
    /// uploads to Grafana if the builder has them.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let artifacts = gapless::builder().into_artifacts().await?;
    /// assert!(artifacts.files()?.iter().any(|file| file.path == "prometheus/rules.yml"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns the errors of [`start`](Self::start), except those about a server, Grafana and reporters.
    #[cfg(feature = "artifacts")]
    pub async fn into_artifacts(mut self) -> Result<gapless_artifacts::Artifacts, Error> {
        let groups = self.own_groups();
        self.config.disabled = false;
        self.config.server = Config::default().server;
        #[cfg(feature = "live")]
        {
            self.config.live = Config::default().live;
            self.live = None;
        }
        #[cfg(feature = "grafana")]
        {
            self.config.grafana = Config::default().grafana;
            self.grafana = None;
        }
        #[cfg(feature = "reporters")]
        {
            self.config.reporters = Config::default().reporters;
            self.reporters.clear();
        }
        let instance = self.start().await?;
        groups.into_iter().for_each(|group| Registry::global().mark_used(group));
        let artifacts = instance.artifacts().await;
        instance.shutdown().await;
        Ok(artifacts)
    }

    /// Returns the groups of the metrics about scrapes and about the parts that the instance would run. Each part marks
    /// its group as used when it starts.
    #[cfg(feature = "artifacts")]
    fn own_groups(&self) -> Vec<&'static str> {
        let mut groups = vec![SCRAPES];
        #[cfg(feature = "live")]
        groups.extend(self.config.live.enabled.unwrap_or(self.live.is_some()).then_some("gapless_live"));
        #[cfg(feature = "grafana")]
        groups.extend(
            (self.grafana.is_some() || self.config.grafana.url.is_some()).then_some("gapless_grafana"),
        );
        #[cfg(feature = "reporters")]
        {
            let has_reporters = !self.reporters.is_empty() || !self.config.reporters().is_empty();
            groups.extend(has_reporters.then_some("gapless_reporter"));
        }
        groups
    }

    /// Starts the instance on the current tokio runtime.
    ///
    /// # Errors
    ///
    /// Returns an error that lists every mistake in the configuration and the view, each with the origin of the value.
    /// `start` finds invalid values, plugins and groups that do not exist, labels that a metric already has, alerts and
    /// metrics of objectives that do not exist, and a server that cannot listen. If the configuration has common
    /// labels, rules or objectives, `start` collects the sources once to learn their metrics and labels.
    ///
    /// Also returns an error if the declared metrics fail [`Registry::check`], if a name is not unique, if a plugin
    /// cannot start, if a setting of a reporter is invalid, or if the call is outside of a tokio runtime.
    pub async fn start(self) -> Result<Instance, Error> {
        let config = overridden(self.config, &self.view);
        #[cfg(feature = "reporters")]
        let planned: Vec<_> = self.reporters.into_iter().chain(config.reporters()).collect();
        #[cfg(feature = "grafana")]
        let config = grafana::named(config, self.grafana.as_ref());
        #[cfg(feature = "artifacts")]
        let artifacts = super::artifacts::Settings::new(&config, self.artifacts);
        let mut mistakes = self.mistakes;
        mistakes.extend(config.mistakes(&self.view.selection()));
        mistakes.extend(mistake_in_host(&config).await);
        #[cfg(feature = "grafana")]
        mistakes.extend(grafana::mistakes(self.grafana.as_ref(), &config));
        #[cfg(feature = "live")]
        mistakes.extend(self.live.is_none().then(|| config.mistake_without_live()).flatten());
        if config.disabled {
            check(mistakes)?;
            #[cfg(feature = "live")]
            let page = Page::disabled(self.live, &config);
            #[cfg(not(feature = "live"))]
            let page = Page::Off;
            let instance = disabled(&config, page).await?;
            #[cfg(feature = "reporters")]
            let instance = Instance { reporters: super::reporters::disabled(planned)?, ..instance };
            return Ok(instance);
        }
        let parts = Parts::of(self.members, &config, &mut mistakes);
        if let Ok((parts, _)) = &parts {
            let labels = good_labels(&config, &mistakes);
            mistakes.extend(parts.mistakes_in_labels(&config, &self.view, &labels).await);
        }
        check(mistakes)?;
        Registry::global().check().map_err(ErrorKind::Metrics)?;
        #[cfg(feature = "grafana")]
        let grafana = grafana::settings(self.grafana, &config)?;
        let (parts, schedule) = parts?;
        let view = self.view.or(view(&config)).sources(parts.sources.clone()).build();
        let view = view.map_err(|cause| {
            config.origins.mistake("labels", config::ErrorKind::Name { key: "labels".to_owned(), cause })
        })?;
        let exporter = Exporter::new(view);
        #[cfg(feature = "artifacts")]
        {
            let has_sources = parts.sources.list().len() > 1; // the first source is the registry
            check(artifacts.mistakes(&exporter, &parts.metrics, has_sources).await)?;
        }
        #[cfg(feature = "live")]
        let page = Page::open(self.live, &config, &exporter);
        #[cfg(not(feature = "live"))]
        let page = Page::Off;
        #[cfg(feature = "reporters")]
        let reporters = super::reporters::plan(planned, &config, parts.application, exporter.view()).await?;
        let server = serve(&config, &page, |server, path| server.export(path, exporter.clone())).await?;
        let schedule = schedule.start().map_err(ErrorKind::Measurements)?;
        let _attached = Mutex::new(parts.events.into_iter().map(EventGroup::attach).collect());
        let measuring = Some(Measuring { schedule, _attached, _enabled: Enabled::new() });
        #[cfg(feature = "reporters")]
        let reporters = reporters.start().map_err(ErrorKind::Reporter)?;
        #[cfg(feature = "reporters")]
        let handle = reporters.reporters().clone();
        #[cfg(feature = "grafana")]
        let grafana = grafana::start(grafana, &exporter, &parts.metrics, &artifacts)?; // after all other parts
        let running = Running {
            measuring,
            server,
            #[cfg(feature = "grafana")]
            grafana,
            #[cfg(feature = "reporters")]
            reporters: Some(reporters),
            runtime: Handle::current(),
        };
        Ok(Instance {
            exporter,
            metrics: parts.metrics,
            sources: parts.sources,
            shutdown_timeout: config.shutdown_timeout,
            is_disabled: false,
            page,
            #[cfg(feature = "artifacts")]
            artifacts,
            #[cfg(feature = "reporters")]
            reporters: handle,
            running: Some(running),
            _background: None,
        })
    }

    /// Starts the instance on its own thread, for programs without a runtime.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`start`](Self::start), or an error if the thread or its runtime cannot be created.
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

/// The configuration with the values that the view overrides, which come from code.
fn overridden(mut config: Config, view: &ViewBuilder) -> Config {
    if let Some(prefix) = view.added_prefix() {
        config = config.prefix(prefix);
    }
    config.labels.retain(|(name, _)| view.added_labels().all(|(own, _)| own != name));
    config = view.added_labels().fold(config, |config, (name, value)| config.label(name, value));
    config.drop_groups(view.dropped_groups())
}

/// Starts an instance that measures and exports nothing, and whose server answers that the metrics are disabled.
async fn disabled(config: &Config, page: Page) -> Result<Instance, Error> {
    let server = serve(config, &page, |server, path| server.router(disabled_router(path))).await?;
    let runtime = Handle::try_current().ok();
    enabled::disable();
    Ok(Instance {
        exporter: Exporter::new(nothing()),
        metrics: Default::default(),
        sources: Default::default(),
        shutdown_timeout: config.shutdown_timeout,
        is_disabled: true,
        page,
        #[cfg(feature = "artifacts")]
        artifacts: super::artifacts::Settings::default(),
        #[cfg(feature = "reporters")]
        reporters: gapless_report::Reporters::disabled(),
        running: runtime.map(|runtime| Running {
            measuring: None,
            server,
            #[cfg(feature = "grafana")]
            grafana: None,
            #[cfg(feature = "reporters")]
            reporters: None,
            runtime,
        }),
        _background: None,
    })
}

/// A view without metrics.
fn nothing() -> View {
    View::builder().drop_names(["*"]).build().unwrap_or_default() // the pattern fits the metrics of Gapless
}

/// The view that a configuration describes.
fn view(config: &Config) -> ViewBuilder {
    let labels = config.labels.iter();
    let view = View::builder().drop_groups(&config.drop_groups);
    let view = labels.fold(view, |view, (name, value)| view.label(name, value));
    match &config.prefix {
        Some(prefix) => view.prefix(prefix),
        None => view,
    }
}

/// Starts the server of the configuration, if it has an address, with some routes and with the page.
async fn serve(
    config: &Config,
    page: &Page,
    routes: impl FnOnce(ServerBuilder, &str) -> ServerBuilder,
) -> Result<Option<Server>, Error> {
    let ServerConfig { addr: Some(addr), path, .. } = &config.server else { return Ok(None) };
    let auth = config.auth()?;
    let mut server = routes(Server::bind(addr), path);
    if is_path(path) {
        server = server.beside(page.router_below(path, auth.as_ref()));
    }
    if let Some(auth) = auth {
        server = server.auth(auth);
    }
    match server.start().await {
        Ok(server) => Ok(Some(server)),
        Err(cause) => Err(server_error(config, cause)),
    }
}

/// The error of a server; an error about its address or path is a mistake of the configuration.
fn server_error(config: &Config, cause: gapless_http::Error) -> Error {
    let key = match cause.kind() {
        gapless_http::ErrorKind::Listen { .. } | gapless_http::ErrorKind::Resolve { .. } => "server.addr",
        gapless_http::ErrorKind::Path(_) => "server.path",
        _ => return ErrorKind::Server(cause).into(),
    };
    config.origins.mistake(key, config::ErrorKind::Server { key, cause }).into()
}

/// The common labels without a known mistake.
fn good_labels<'a>(config: &'a Config, mistakes: &[config::Mistake]) -> Vec<&'a str> {
    let is_wrong = |label: &str| {
        let key = format!("labels.{label}");
        mistakes.iter().any(
            |mistake| matches!(mistake.kind(), config::ErrorKind::Name { key: wrong, .. } if *wrong == key),
        )
    };
    config.labels.iter().map(|(label, _)| &**label).filter(|label| !is_wrong(label)).collect()
}

/// Resolves the host of the server's address, and returns the mistake if it does not exist.
async fn mistake_in_host(config: &Config) -> Option<config::Mistake> {
    let addr = config.server.addr.as_ref().filter(|_| config.server.mistake_in_addr().is_none())?;
    Handle::try_current().ok()?; // without a runtime, the start fails with another error
    let (key, cause) = ("server.addr", Server::bind(addr).resolve().await.err()?);
    Some(config.origins.mistake(key, config::ErrorKind::Server { key, cause }))
}
