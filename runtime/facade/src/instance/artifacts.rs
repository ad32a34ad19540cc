//! The dashboards, rules and configurations of an instance.

use std::sync::Arc;

use gapless_artifacts::{Artifacts, Catalog};

use super::Instance;
use crate::config::Config;

/// What the configuration and the program set for the artifacts of an instance.
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
    /// The name of the program is the key `program` of the configuration. Without the key, it is the name that the
    /// plugin [`Application`](crate::plugins::Application) exports, or else the name of the program's file.
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
        self.artifacts.of(self.catalog().await)
    }
}
