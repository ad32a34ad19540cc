//! Designed dashboards: for the ready-made plugins, and for Gapless itself.
//!
//! Each dashboard has a file. It exists if the catalog contains the families of its plugin. A panel exists if the
//! catalog contains its families. Names, labels and buckets come from the catalog, so that the panels follow the
//! options of a plugin.

mod cache;
mod connections;
mod cron;
mod families;
mod gapless;
mod graphql;
mod http_client;
mod http_server;
mod jobs;
mod mail;
mod os;
mod panels;
mod pipeline;
mod process;
mod redis;
mod sql;
mod tokio;
mod websocket;

use std::collections::BTreeSet;

use self::families::Families;
use crate::catalog::Catalog;
use crate::dashboard::Dashboard;

/// A plugin that has a designed dashboard.
struct Plugin {
    /// The stable name of the dashboard.
    key: &'static str,
    title: &'static str,
    description: &'static str,
    /// The groups of the plugin's families, by their usual names.
    groups: &'static [&'static str],
    /// A part of the plugin's families, by their declared names. The dashboard exists if the catalog contains one.
    needs: &'static [&'static str],
    /// The labels of these families that are not variables.
    fixed: &'static [&'static str],
    /// Adds the rows to the dashboard.
    rows: fn(&Families<'_>, Dashboard) -> Dashboard,
}

/// The plugins, in the order of their dashboards.
const PLUGINS: &[Plugin] = &[
    process::PLUGIN,
    os::PLUGIN,
    tokio::PLUGIN,
    http_server::PLUGIN,
    connections::PLUGIN,
    http_client::PLUGIN,
    graphql::PLUGIN,
    websocket::PLUGIN,
    sql::PLUGIN,
    redis::PLUGIN,
    cache::PLUGIN,
    jobs::PLUGIN,
    cron::PLUGIN,
    pipeline::PLUGIN,
    mail::PLUGIN,
    gapless::PLUGIN,
];

/// Returns the designed dashboards of a catalog.
///
/// ```
/// use gapless::artifacts::{designed, Catalog};
///
/// let catalog = Catalog::new([]);
/// assert!(designed::all(&catalog).is_empty());
/// ```
#[must_use]
pub fn all(catalog: &Catalog) -> Vec<Dashboard> {
    designs(catalog).map(|(dashboard, _)| dashboard).collect()
}

/// Returns the names of the families that the designed dashboards of a catalog show.
///
/// ```
/// use gapless::artifacts::{designed, Catalog};
///
/// let catalog = Catalog::new([]);
/// assert!(designed::families(&catalog).is_empty());
/// ```
#[must_use]
pub fn families(catalog: &Catalog) -> BTreeSet<&str> {
    designs(catalog).flat_map(|(_, families)| families).collect()
}

/// Returns each dashboard, with the names of the families that it shows.
pub(crate) fn designs(catalog: &Catalog) -> impl Iterator<Item = (Dashboard, BTreeSet<&str>)> {
    let plugins = PLUGINS.iter().flat_map(move |plugin| families::of(catalog, plugin));
    plugins.map(|families| (families.dashboard(), families.shown()))
}
