//! Plugins: a trait for code that brings its own metrics into an instance.
//!
//! Read `options`, then `context`, which applies the options (to sources through `scoped`), then `event_group` and
//! `plugin_metrics`.

mod context;
mod event_group;
mod options;
mod plugin_metrics;
mod scoped;

use std::error::Error;
use std::sync::Arc;

use gapless_core::Source;

pub use self::context::PluginContext;
pub use self::event_group::EventGroup;
pub use self::options::PluginOptions;
pub use self::plugin_metrics::{AlreadyStarted, PluginMetrics};
use crate::polling::{ManualGroup, PollingGroup};

/// The groups or sources of a plugin, or an error if the plugin cannot start.
pub type PluginResult<T> = Result<Vec<T>, Box<dyn Error + Send + Sync>>;

/// Code that brings its own metrics: groups that events update, groups that are measured periodically or on request,
/// and sources that are collected at each scrape.
///
/// Only the method `name` is required. The metrics of a group are declared, for example by `defmetrics!`, or created at
/// run time through [`PluginContext::metrics`], which applies the plugin's options.
///
/// ```
/// use gapless::plugins::{Plugin, PluginContext, PluginResult, PollingGroup};
///
/// struct Disk;
///
/// impl Plugin for Disk {
///     fn name(&self) -> &str {
///         "disk"
///     }
///
///     fn polling_groups(&self, context: &PluginContext) -> PluginResult<PollingGroup> {
///         let entries = context.metrics("disk").gauge("disk_entries", "Entries of the folder.").register()?;
///         Ok(vec![PollingGroup::new("disk", move || {
///             entries.set(std::fs::read_dir(".")?.count() as f64);
///             Ok::<_, std::io::Error>(())
///         })])
///     }
/// }
/// ```
pub trait Plugin: Send + 'static {
    /// Returns the name of the plugin in the configuration and in errors. The name must be unique in an instance.
    fn name(&self) -> &str;

    /// Returns the default options, which apply where the program's configuration has no value.
    fn options(&self) -> PluginOptions {
        PluginOptions::new()
    }

    /// Returns groups of metrics that are updated when something happens.
    ///
    /// # Errors
    ///
    /// Returns an error if the plugin cannot start.
    #[expect(unused_variables, reason = "the documentation shows the names")]
    fn event_groups(&self, context: &PluginContext) -> PluginResult<EventGroup> {
        Ok(Vec::new())
    }

    /// Returns groups of metrics that are measured periodically.
    ///
    /// # Errors
    ///
    /// Returns an error if the plugin cannot start.
    #[expect(unused_variables, reason = "the documentation shows the names")]
    fn polling_groups(&self, context: &PluginContext) -> PluginResult<PollingGroup> {
        Ok(Vec::new())
    }

    /// Returns groups of metrics that are measured when the program requests it.
    ///
    /// # Errors
    ///
    /// Returns an error if the plugin cannot start.
    #[expect(unused_variables, reason = "the documentation shows the names")]
    fn manual_groups(&self, context: &PluginContext) -> PluginResult<ManualGroup> {
        Ok(Vec::new())
    }

    /// Returns sources, which are collected at each scrape.
    ///
    /// # Errors
    ///
    /// Returns an error if the plugin cannot start.
    #[expect(unused_variables, reason = "the documentation shows the names")]
    fn sources(&self, context: &PluginContext) -> PluginResult<Arc<dyn Source>> {
        Ok(Vec::new())
    }
}
