//! What a plugin is given when it is set up.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::sync::Arc;

use gapless_core::dynamic::Registry;
use gapless_core::Source;

use crate::options::Options;
use crate::scoped::Scoped;

/// What a plugin is given when its instance starts: its options, and where the metrics go that it makes.
#[derive(Debug)]
pub struct Setup {
    metrics: Registry,
    options: Options,
    dropped: BTreeSet<String>,
    /// Whose metrics it has asked for.
    groups: RefCell<BTreeSet<String>>,
    /// Whether it has asked for what is told it of its metrics.
    has_asked: Cell<bool>,
    /// Whether it has a source, on which there are labels and a prefix, but no buckets.
    has_source: Cell<bool>,
}

impl Setup {
    /// For a plugin with these options, whose metrics go to a registry, but for those of groups that are dropped.
    pub fn new(metrics: &Registry, options: Options, dropped: impl IntoIterator<Item = String>) -> Self {
        let (metrics, dropped) = (metrics.clone(), dropped.into_iter().collect());
        Setup {
            metrics,
            options,
            dropped,
            groups: RefCell::default(),
            has_asked: Cell::new(false),
            has_source: Cell::new(false),
        }
    }

    /// Where the metrics of a group are made: with the prefix, the labels and the buckets that the plugin's options say. Those
    /// of a group that the program drops go nowhere.
    #[must_use]
    pub fn metrics(&self, group: &str) -> Registry {
        self.groups.borrow_mut().insert(group.to_owned());
        let of_all = if self.dropped.contains(group) { Registry::new() } else { self.metrics.clone() };
        let mut metrics = of_all.group(group);
        if let Some(prefix) = &self.options().metric_prefix {
            metrics = metrics.prefix(prefix);
        }
        if let Some(buckets) = &self.options.buckets {
            metrics = metrics.buckets(buckets.iter().copied());
        }
        let labels = self.options.labels.iter();
        labels.fold(metrics, |metrics, (name, value)| metrics.label(name, value))
    }

    /// The plugin's options, for those that it applies by itself.
    pub fn options(&self) -> &Options {
        self.has_asked.set(true);
        &self.options
    }

    /// A source of the plugin, with the prefix and the labels that the options say.
    pub fn source(&self, source: Arc<dyn Source>) -> Arc<dyn Source> {
        self.has_source.set(true);
        let options = &self.options;
        match options.metric_prefix.is_none() && options.labels.is_empty() {
            true => source,
            false => Arc::new(Scoped { source, options: options.clone() }),
        }
    }

    /// The groups whose metrics were asked for.
    #[must_use]
    pub fn groups(self) -> BTreeSet<String> {
        self.groups.into_inner()
    }

    /// Returns the options that say something of metrics that the plugin never made: declared metrics are as they are.
    pub fn unheeded(&self) -> impl Iterator<Item = &'static str> + '_ {
        let is_heeded = |option: &str| self.has_asked.get() || self.has_source.get() && option != "buckets";
        self.options.names().filter(move |option| *option != "poll_rate" && !is_heeded(option))
    }
}
