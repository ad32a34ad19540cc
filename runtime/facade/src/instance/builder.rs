//! The builder of an instance.

use std::fmt;
use std::sync::Arc;

#[cfg(feature = "artifacts")]
use gapless_core::Registry;
use gapless_core::Source;
use gapless_encode::ViewBuilder;
use gapless_plugins::{ManualGroup, Plugin, PollingGroup};

use super::error::Error;
use super::{background, start, Instance};
use crate::config::{self, Config};

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
    pub(super) config: Config,
    /// The mistakes found while the configuration was read.
    pub(super) mistakes: Vec<config::Mistake>,
    pub(super) view: ViewBuilder,
    pub(super) members: Members,
    #[cfg(feature = "artifacts")]
    pub(super) artifacts: Vec<super::artifacts::Change>,
    pub(super) services: Services,
}

/// The plugins, groups and sources that an instance runs.
#[derive(Default)]
pub(super) struct Members {
    pub(super) plugins: Vec<Box<dyn Plugin>>,
    pub(super) polling_groups: Vec<PollingGroup>,
    pub(super) manual_groups: Vec<ManualGroup>,
    pub(super) sources: Vec<Arc<dyn Source>>,
}

/// The services of the program beside its measurements and its server.
#[derive(Default)]
pub(super) struct Services {
    #[cfg(feature = "live")]
    pub(super) live: Option<gapless_live::Live>,
    #[cfg(feature = "grafana")]
    pub(super) grafana: Option<gapless_report::grafana::Grafana>,
    #[cfg(feature = "reporters")]
    pub(super) reporters: Vec<gapless_report::Planned>,
}

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
    ///
    /// [`Registry::switch_group`]: crate::Registry::switch_group
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
        self.services.live = Some(live);
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
        self.services.grafana = Some(grafana);
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
        self.services.reporters.push(gapless_report::Planned::new(reporter, reporting));
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
        }
        #[cfg(feature = "grafana")]
        {
            self.config = super::grafana::named(self.config, self.services.grafana.as_ref());
            self.config.grafana = Config::default().grafana;
        }
        #[cfg(feature = "reporters")]
        {
            self.config.reporters = Config::default().reporters;
        }
        self.services = Services::default();
        let instance = self.start().await?;
        groups.into_iter().for_each(|group| Registry::global().mark_used(group));
        let artifacts = instance.artifacts().await;
        instance.shutdown().await;
        Ok(artifacts)
    }

    /// Returns the groups of the metrics about the parts that the instance would run. Each part marks its group as used
    /// when it starts.
    #[cfg(feature = "artifacts")]
    fn own_groups(&self) -> Vec<&'static str> {
        let groups = [
            #[cfg(feature = "live")]
            self.config.live.enabled.unwrap_or(self.services.live.is_some()).then_some("gapless_live"),
            #[cfg(feature = "grafana")]
            (self.services.grafana.is_some() || self.config.grafana.url.is_some())
                .then_some("gapless_grafana"),
            #[cfg(feature = "reporters")]
            (!self.services.reporters.is_empty() || !self.config.reporters().is_empty())
                .then_some("gapless_reporter"),
        ];
        groups.into_iter().flatten().collect()
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
    ///
    /// [`Registry::check`]: crate::Registry::check
    pub async fn start(self) -> Result<Instance, Error> {
        start::start(self).await
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
