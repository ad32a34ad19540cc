//! The dashboards, rules and configurations of an instance.

use std::sync::Arc;

use gapless_artifacts::{Artifacts, Catalog, ErrorKind};
use gapless_core::{dynamic, Registry};
use gapless_http::Exporter;

use super::{catalog, Instance};
use crate::config::{self, Config};

/// The group of the metrics about scrapes.
pub(super) const SCRAPES: &str = "gapless_scrape";

/// The settings of the artifacts of an instance, from the configuration and from the program.
#[derive(Clone, Default)]
pub(super) struct Settings {
    config: Config,
    changes: Vec<Change>,
}

/// A function of the program that changes artifacts.
pub(super) type Change = Arc<dyn Fn(Artifacts) -> Artifacts + Send + Sync>;

impl Settings {
    pub(super) fn new(config: &Config, changes: Vec<Change>) -> Self {
        Settings { config: config.clone(), changes }
    }

    /// Creates the artifacts of a catalog. The configuration overrides the program.
    pub(super) fn of(&self, catalog: Catalog) -> Artifacts {
        let program = self.config.program.clone().unwrap_or_else(|| name_of_program(&catalog));
        let artifacts = Artifacts::new(catalog, &program);
        let artifacts = self.changes.iter().fold(artifacts, |artifacts, change| change(artifacts));
        self.config.over(artifacts)
    }
}

impl Settings {
    /// Returns rules and objectives that do not fit the metrics of the instance.
    ///
    /// A source may export a metric later, so that a metric that does not exist yet is only a warning if the instance
    /// has sources.
    pub(super) async fn mistakes(
        &self,
        exporter: &Exporter,
        metrics: &dynamic::Registry,
        has_sources: bool,
    ) -> Vec<config::Mistake> {
        if self.changes.is_empty() && !self.config.has_rules_or_objectives() {
            return Vec::new();
        }
        let artifacts = self.of(catalog::of(exporter, metrics).await);
        let mistakes = self.config.mistakes_in_artifacts(&artifacts).into_iter();
        let (later, now): (Vec<_>, Vec<_>) = mistakes.partition(|mistake| has_sources && is_missing(mistake));
        later.iter().for_each(|mistake| tracing::warn!("{mistake}"));
        now
    }
}

/// Whether a mistake is about a metric or a label that does not exist.
fn is_missing(mistake: &config::Mistake) -> bool {
    let config::ErrorKind::Artifacts { cause, .. } = mistake.kind() else { return false };
    let cause = match cause.kind() {
        ErrorKind::Objective { cause, .. } => cause.kind(),
        of_rules => of_rules,
    };
    matches!(cause, ErrorKind::UnknownMetric { .. } | ErrorKind::UnknownLabel { .. })
}

/// Returns the name in the info of the plugin `Application`, or the name of the program's file.
fn name_of_program(catalog: &Catalog) -> String {
    let mut infos = catalog.declared_as("application_info");
    let name = infos.find_map(|info| Some((*info.label_values("name")?.first()?).to_owned()));
    let file = || Some(std::env::current_exe().ok()?.file_stem()?.to_str()?.to_owned());
    name.or_else(file).unwrap_or_else(|| "program".to_owned())
}

impl Instance {
    /// Returns the dashboards, rules and configurations for the metrics that this instance exports.
    ///
    /// The key `program` of the configuration sets the name of the program. By default, the name is that of the plugin
    /// [`Application`](crate::plugins::Application), or the name of the executable if the instance does not have this
    /// plugin. The files contain the panels and alerts about scrapes, although the program may mount the router later.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let metrics = gapless::builder().start().await?;
    /// for file in metrics.artifacts().await.files()? {
    ///     println!("{}: {} bytes", file.path, file.content.len());
    /// }
    /// # metrics.shutdown().await;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn artifacts(&self) -> Artifacts {
        Registry::global().mark_used(SCRAPES);
        self.artifacts.of(self.catalog().await)
    }
}
