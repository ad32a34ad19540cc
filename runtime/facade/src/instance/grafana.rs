//! Grafana in the life of an instance: uploads from its start on, and an annotation at its end.

use gapless_report::grafana::{Grafana, Rendered, Tasks};

use super::error::{Error, ErrorKind};
use crate::config::{self, Config};

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

/// Starts the uploads.
pub(super) fn start(grafana: Option<Grafana>) -> Result<Option<Tasks>, Error> {
    let tasks = grafana.map(|grafana| grafana.start(dashboards)).transpose();
    Ok(tasks.map_err(ErrorKind::Grafana)?)
}

/// Returns the dashboards of the instance.
fn dashboards() -> Vec<Rendered> {
    Vec::new()
}
