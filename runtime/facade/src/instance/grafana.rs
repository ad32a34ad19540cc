//! Grafana in the life of an instance: uploads from its start on, and an annotation at its end.

use std::panic::resume_unwind;
use std::sync::Arc;

use gapless_artifacts::dashboard::DashboardModel;
use gapless_core::{dynamic, Registry, Source};
use gapless_http::Exporter;
use gapless_report::grafana::{Grafana, Rendered, Tasks};
use tokio::task::spawn_blocking;

use super::application::Application;
use super::artifacts::{Settings, SCRAPES};
use super::catalog;
use super::error::{Error, ErrorKind};
use crate::config::{self, Config};

/// Returns the configuration with the name that the program gives to Grafana, unless it has a name itself.
pub(super) fn named(mut config: Config, own: Option<&Grafana>) -> Config {
    let of_grafana = || own.and_then(Grafana::get_program).map(str::to_owned);
    config.program = config.program.or_else(of_grafana);
    config
}

/// Returns the mistakes of the keys of Grafana that depend on the program.
pub(super) fn mistakes(own: Option<&Grafana>, config: &Config) -> Option<config::Mistake> {
    own.is_none().then(|| config.mistake_without_grafana()).flatten()
}

/// Returns the valid settings, if the program or the configuration has a Grafana.
pub(super) fn settings(own: Option<Grafana>, config: &Config) -> Result<Option<Grafana>, Error> {
    let by_config = || config.grafana.url.is_some().then(|| Grafana::new(""));
    let Some(grafana) = own.or_else(by_config) else { return Ok(None) };
    let grafana = config.grafana_over(grafana);
    grafana.check().map_err(ErrorKind::Grafana)?;
    Ok(Some(grafana))
}

/// Starts the uploads of an instance. The dashboards contain the panels about scrapes, although the program may mount
/// the router later.
///
/// Facts about the program that are not set come from the plugin `Application`, as in dashboards and reports.
pub(super) async fn start(
    grafana: Option<Grafana>,
    application: Option<Arc<dyn Source>>,
    exporter: &Exporter,
    metrics: &dynamic::Registry,
    artifacts: &Settings,
) -> Result<Option<Tasks>, Error> {
    let Some(grafana) = grafana else { return Ok(None) };
    Registry::global().mark_used(SCRAPES);
    let application = Application::of(application).await;
    let grafana = grafana.or_application(|label| application.label(label));
    let tasks = grafana.start(dashboards(exporter.clone(), metrics.clone(), artifacts.clone()));
    Ok(tasks.map(Some).map_err(ErrorKind::Grafana)?)
}

/// Returns the dashboards of the instance in the classic model, which every Grafana reads.
async fn dashboards(exporter: Exporter, metrics: dynamic::Registry, artifacts: Settings) -> Vec<Rendered> {
    let catalog = catalog::of(&exporter, &metrics).await;
    let render = move || artifacts.of(catalog).dashboard_model(DashboardModel::Classic).rendered_dashboards();
    let rendered = spawn_blocking(render).await.unwrap_or_else(|panic| resume_unwind(panic.into_panic()));
    rendered.into_iter().map(|dashboard| Ok(dashboard?.json)).collect()
}
