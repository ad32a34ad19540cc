//! The start of an instance: all settings are checked before anything runs.

use std::sync::Mutex;

use gapless_core::Registry;
use gapless_encode::{View, ViewBuilder};
use gapless_http::{is_path, Exporter, Server, ServerBuilder};
use gapless_plugins::{EventGroup, ScheduleBuilder};
use tokio::runtime::Handle;

use super::builder::{InstanceBuilder, Members, Services};
use super::enabled::{self, Enabled};
use super::error::{Error, ErrorKind};
#[cfg(feature = "grafana")]
use super::grafana;
use super::page::Page;
use super::parts::Parts;
use super::{disabled_router, Instance, Measuring, Running};
use crate::config::{self, check, Config, ServerConfig};

/// Starts an instance on the current runtime.
pub(super) async fn start(builder: InstanceBuilder) -> Result<Instance, Error> {
    let (plan, mistakes) = Plan::of(builder).await;
    match plan.config.disabled {
        true => plan.disabled(mistakes).await,
        false => plan.checked(mistakes).await?.start().await,
    }
}

/// The settings of an instance, from the program and from the configuration.
struct Plan {
    config: Config,
    view: ViewBuilder,
    members: Members,
    #[cfg(feature = "artifacts")]
    artifacts: super::artifacts::Settings,
    services: Services,
}

/// An instance whose settings have no mistakes, before it runs.
struct Checked {
    config: Config,
    exporter: Exporter,
    parts: Parts,
    schedule: ScheduleBuilder,
    #[cfg(feature = "artifacts")]
    artifacts: super::artifacts::Settings,
    #[cfg_attr(
        not(any(feature = "grafana", feature = "live", feature = "reporters")),
        expect(dead_code, reason = "it is empty")
    )]
    services: Services,
}

impl Plan {
    /// Returns the settings, and the mistakes that they have by themselves.
    async fn of(builder: InstanceBuilder) -> (Self, Vec<config::Mistake>) {
        let InstanceBuilder { config, mut mistakes, view, members, services, .. } = builder;
        let config = overridden(config, &view);
        #[cfg(feature = "reporters")]
        let services = services.with_reporters(&config);
        #[cfg(feature = "grafana")]
        let config = grafana::named(config, services.grafana.as_ref());
        #[cfg(feature = "artifacts")]
        let artifacts = super::artifacts::Settings::new(&config, builder.artifacts);
        mistakes.extend(config.mistakes(&view.selection()));
        mistakes.extend(mistake_in_host(&config).await);
        #[cfg(feature = "grafana")]
        mistakes.extend(grafana::mistakes(services.grafana.as_ref(), &config));
        #[cfg(feature = "live")]
        mistakes.extend(services.live.is_none().then(|| config.mistake_without_live()).flatten());
        let plan = Plan {
            config,
            view,
            members,
            #[cfg(feature = "artifacts")]
            artifacts,
            services,
        };
        (plan, mistakes)
    }

    /// Puts the parts of the instance together, and returns an error with all mistakes.
    async fn checked(self, mut mistakes: Vec<config::Mistake>) -> Result<Checked, Error> {
        let Plan { config, view, members, services, .. } = self;
        let parts = Parts::of(members, &config, &mut mistakes);
        if let Ok((parts, _)) = &parts {
            let labels = good_labels(&config, &mistakes);
            mistakes.extend(parts.mistakes_in_labels(&config, &view, &labels).await);
        }
        check(mistakes)?;
        Registry::global().check().map_err(ErrorKind::Metrics)?;
        #[cfg(feature = "grafana")]
        let services = services.with_grafana(&config)?;
        let (parts, schedule) = parts?;
        let exporter = exporter(view, &config, &parts)?;
        #[cfg(feature = "artifacts")]
        {
            let has_sources = parts.sources.list().len() > 1; // the first source is the registry
            check(self.artifacts.mistakes(&exporter, &parts.metrics, has_sources).await)?;
        }
        Ok(Checked {
            config,
            exporter,
            parts,
            schedule,
            #[cfg(feature = "artifacts")]
            artifacts: self.artifacts,
            services,
        })
    }

    /// Starts an instance that measures and exports nothing, and whose server answers that the metrics are disabled.
    async fn disabled(self, mistakes: Vec<config::Mistake>) -> Result<Instance, Error> {
        check(mistakes)?;
        let Plan { config, services, .. } = self;
        let page = services.disabled_page(&config);
        let server = serve(&config, &page, |server, path| server.router(disabled_router(path))).await?;
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
            reporters: super::reporters::disabled(services.reporters)?,
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
}

impl Checked {
    /// Starts all parts.
    async fn start(self) -> Result<Instance, Error> {
        let Checked { config, exporter, parts, schedule, .. } = self;
        #[cfg(feature = "live")]
        let page = Page::open(self.services.live, &config, &exporter);
        #[cfg(not(feature = "live"))]
        let page = Page::Off;
        #[cfg(feature = "reporters")]
        let reporters = super::reporters::plan(
            self.services.reporters,
            &config,
            parts.application.clone(),
            exporter.view(),
        )
        .await?;
        let server = serve(&config, &page, |server, path| server.export(path, exporter.clone())).await?;
        let schedule = schedule.start().map_err(ErrorKind::Measurements)?;
        let _attached = Mutex::new(parts.events.into_iter().map(EventGroup::attach).collect());
        let measuring = Some(Measuring { schedule, _attached, _enabled: Enabled::new() });
        #[cfg(feature = "reporters")]
        let reporters = reporters.start().map_err(ErrorKind::Reporter)?;
        // After all other parts, whose panels the dashboards contain.
        #[cfg(feature = "grafana")]
        let grafana = {
            let (own, application) = (self.services.grafana, parts.application);
            grafana::start(own, application, &exporter, &parts.metrics, &self.artifacts).await?
        };
        Ok(Instance {
            exporter,
            metrics: parts.metrics,
            sources: parts.sources,
            shutdown_timeout: config.shutdown_timeout,
            is_disabled: false,
            page,
            #[cfg(feature = "artifacts")]
            artifacts: self.artifacts,
            #[cfg(feature = "reporters")]
            reporters: reporters.reporters().clone(),
            running: Some(Running {
                measuring,
                server,
                #[cfg(feature = "grafana")]
                grafana,
                #[cfg(feature = "reporters")]
                reporters: Some(reporters),
                runtime: Handle::current(),
            }),
            _background: None,
        })
    }
}

impl Services {
    /// Adds the reporters of the configuration.
    #[cfg(feature = "reporters")]
    fn with_reporters(mut self, config: &Config) -> Self {
        self.reporters.extend(config.reporters());
        self
    }

    /// Sets the values of the configuration for Grafana, and checks them.
    #[cfg(feature = "grafana")]
    fn with_grafana(mut self, config: &Config) -> Result<Self, Error> {
        self.grafana = grafana::settings(self.grafana, config)?;
        Ok(self)
    }

    /// Returns the page of a disabled instance.
    #[cfg(feature = "live")]
    fn disabled_page(&self, config: &Config) -> Page {
        Page::disabled(self.live.clone(), config)
    }

    /// Returns the page of a disabled instance.
    #[cfg(not(feature = "live"))]
    fn disabled_page(&self, _: &Config) -> Page {
        Page::Off
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

/// A view without metrics.
fn nothing() -> View {
    View::builder().drop_names(["*"]).build().unwrap_or_default() // the pattern fits the metrics of Gapless
}

/// Returns the exporter of an instance: the view of the program, with that of the configuration and the sources.
fn exporter(view: ViewBuilder, config: &Config, parts: &Parts) -> Result<Exporter, config::Mistake> {
    let view = view.or(described(config)).sources(parts.sources.clone()).build();
    view.map(Exporter::new).map_err(|cause| {
        config.origins.mistake("labels", config::ErrorKind::Name { key: "labels".to_owned(), cause })
    })
}

/// Returns the view that a configuration describes.
fn described(config: &Config) -> ViewBuilder {
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
