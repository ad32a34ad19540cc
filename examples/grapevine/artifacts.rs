//! The files that Prometheus, Alertmanager and Grafana read: written into a folder, or shown on the site.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use std::{fs, io};

use axum::Router;
use axum::extract;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use gapless::artifacts::objectives::Slo;
use gapless::artifacts::scrape_config::{NativeHistograms, ScrapeConfig};
use gapless::artifacts::{Artifacts, Deployment, File};
use thiserror::Error;

use crate::pages::{self, escape};

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

/// Returns the routes of a list of the files, and of each file.
pub(crate) fn router<S: Clone + Send + Sync + 'static>(files: Vec<File>) -> Router<S> {
    let (listed, files) = (list(&files), Arc::<[File]>::from(files));
    Router::new()
        .route("/artifacts", get(|| async { listed }))
        .route("/artifacts/{*path}", get(show))
        .with_state(files)
}

fn list(files: &[File]) -> Html<String> {
    let link = |file: &File| {
        let path = escape(&file.path);
        format!("<li><a href=\"/artifacts/{path}\">{path}</a>, {} bytes\n", file.content.len())
    };
    let list: String = files.iter().map(link).collect();
    let text = "<p>Gapless writes these files from the metrics that the program declares. <code>grapevine artifacts \
                DIR</code> writes them into a folder.</p>";
    pages::page("Dashboards, alert rules and configurations", &format!("{text}\n<ul>\n{list}</ul>"))
}

async fn show(State(files): State<Arc<[File]>>, extract::Path(path): extract::Path<String>) -> Response {
    let Some(file) = files.iter().find(|file| file.path == path) else {
        return (StatusCode::NOT_FOUND, pages::notice("Not found", "The program does not write this file."))
            .into_response();
    };
    let is_json = path.ends_with(".json");
    let content_type = if is_json { "application/json" } else { "text/plain; charset=utf-8" };
    ([(CONTENT_TYPE, content_type)], file.content.clone()).into_response()
}
