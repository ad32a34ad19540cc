//! The context in which a plugin creates its groups.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::sync::Arc;

use gapless_core::dynamic::Registry;
use gapless_core::Source;

use super::options::PluginOptions;
use super::scoped::Scoped;

/// The context of a plugin at the start of its instance: its options, and the registry for its metrics.
#[derive(Debug)]
pub struct PluginContext {
    metrics: Registry,
    options: PluginOptions,
    dropped: BTreeSet<String>,
    /// The groups whose registries the plugin has asked for.
    groups: RefCell<BTreeSet<String>>,
    /// Whether the plugin has asked for its options, which it applies itself.
    has_asked: Cell<bool>,
    /// Whether the plugin has a source, to which the prefix and the labels apply, but not the buckets.
    has_source: Cell<bool>,
}

impl PluginContext {
    /// Creates the context of a plugin. Its metrics go to a registry, except those of the groups in `dropped`.
    pub fn new(
        metrics: &Registry,
        options: PluginOptions,
        dropped: impl IntoIterator<Item = String>,
    ) -> Self {
        let (metrics, dropped) = (metrics.clone(), dropped.into_iter().collect());
        PluginContext {
            metrics,
            options,
            dropped,
            groups: RefCell::default(),
            has_asked: Cell::new(false),
            has_source: Cell::new(false),
        }
    }

    /// Returns the registry for the metrics of a group, with the prefix, the labels and the buckets of the plugin's
    /// options. The metrics of a group that the program drops are not exported.
    #[must_use]
    pub fn metrics(&self, group: &str) -> Registry {
        self.groups.borrow_mut().insert(group.to_owned());
        let metrics = if self.dropped.contains(group) { Registry::new() } else { self.metrics.clone() };
        let mut metrics = metrics.group(group);
        if let Some(prefix) = &self.options.metric_prefix {
            metrics = metrics.prefix(prefix);
        }
        if let Some(buckets) = &self.options.buckets {
            metrics = metrics.buckets(buckets.iter().copied());
        }
        let labels = self.options.labels.iter();
        labels.fold(metrics, |metrics, (name, value)| metrics.label(name, value))
    }

    /// Returns the plugin's options, for a plugin that applies some of them itself.
    pub fn options(&self) -> &PluginOptions {
        self.has_asked.set(true);
        &self.options
    }

    /// Applies the prefix and the labels of the options to a source of the plugin.
    pub fn source(&self, source: Arc<dyn Source>) -> Arc<dyn Source> {
        self.has_source.set(true);
        let options = &self.options;
        if options.metric_prefix.is_none() && options.labels.is_empty() {
            source
        } else {
            Arc::new(Scoped { source, options: options.clone() })
        }
    }

    /// Returns the groups whose registries the plugin has asked for.
    #[must_use]
    pub fn groups(self) -> BTreeSet<String> {
        self.groups.into_inner()
    }

    /// Returns the options that have a value without effect, because the plugin creates no metrics that they apply to.
    /// Declared metrics do not have options.
    pub fn unused_options(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.options.names().filter(|option| *option != "poll_rate" && !self.is_used(option))
    }

    fn is_used(&self, option: &str) -> bool {
        let groups = self.groups.borrow();
        let may_observe = |group: &String| self.dropped.contains(group) || self.metrics.has_histogram(group);
        self.has_asked.get()
            || match option {
                "buckets" => groups.iter().any(may_observe),
                _ => self.has_source.get() || !groups.is_empty(),
            }
    }
}
