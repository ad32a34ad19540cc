//! The files that Prometheus, Alertmanager and Grafana read, written from the metrics of this program.

use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{fs, io};

use gapless::artifacts::objectives::Slo;
use gapless::artifacts::scrape_config::{NativeHistograms, ScrapeConfig};
use gapless::artifacts::{Artifacts, Deployment, File};
use thiserror::Error;

/// The error of writing the files.
#[derive(Debug, Error)]
pub(crate) enum WriteError {
    #[error(transparent)]
    Artifacts(#[from] gapless::artifacts::Error),
    #[error("cannot write {}: {source}; name a folder that can be written", path.display())]
    File { path: PathBuf, source: io::Error },
}

/// Adds the servers on this machine, and objectives for a route.
pub(crate) fn deployed(artifacts: Artifacts) -> Artifacts {
    let scrape = ScrapeConfig::new("grapevine", ["127.0.0.1:4100"])
        .interval(Duration::from_secs(15))
        .native_histograms(NativeHistograms::Setting)
        .alertmanager("127.0.0.1:9093");
    let deployment = Deployment::new(scrape)
        .webhook("http://127.0.0.1:5001/")
        .prometheus("http://127.0.0.1:9090")
        .remote_write("http://127.0.0.1:9009/api/v1/push");
    let objectives = [Slo::route_success("/games", "99.9"), Slo::route_latency("/games", "99", 0.25)];
    let objectives = objectives.map(|objective| objective.expect("it is between 0 and 100 percent"));
    objectives.into_iter().fold(artifacts, Artifacts::objective).deployment(deployment)
}

/// Writes files into a folder, which is created if it does not exist.
pub(crate) fn write(files: &[File], folder: &Path) -> Result<(), WriteError> {
    for file in files {
        let path = folder.join(&file.path);
        let parent = path.parent().unwrap_or(folder);
        let written = fs::create_dir_all(parent).and_then(|()| fs::write(&path, &file.content));
        written.map_err(|source| WriteError::File { path, source })?;
    }
    Ok(())
}
