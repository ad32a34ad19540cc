//! The parts of an instance: what its plugins and the program give it to run.

use std::collections::BTreeSet;
use std::sync::Arc;

use gapless_core::__private::nearest;
use gapless_core::{dynamic, FamilySnapshot, Registry, Source, Sources};
use gapless_encode::{Escaping, ViewBuilder};
use gapless_plugins::{
    EventGroup, ManualGroup, Plugin, PluginContext, PluginOptions, PollingGroup, Schedule, ScheduleBuilder,
};

use super::builder::Members;
use super::error::{Error, ErrorKind};
use crate::config::{self, Config};

/// The parts to run, without those of dropped groups.
pub(super) struct Parts {
    pub(super) metrics: dynamic::Registry,
    pub(super) sources: Sources,
    pub(super) events: Vec<EventGroup>,
    /// The source of the plugin `Application`, which knows the program's name and version.
    #[cfg(any(feature = "grafana", feature = "reporters"))]
    pub(super) application: Option<Arc<dyn Source>>,
    schedule: ScheduleBuilder,
    /// The known groups.
    groups: BTreeSet<String>,
    /// The groups to drop.
    dropped: BTreeSet<String>,
    /// The mistakes in the configuration.
    mistakes: Vec<config::Mistake>,
}

impl Parts {
    /// Puts the parts together, and adds the mistakes in the configuration to `mistakes`.
    pub(super) fn of(
        members: Members,
        config: &Config,
        mistakes: &mut Vec<config::Mistake>,
    ) -> Result<(Parts, ScheduleBuilder), Error> {
        check_names(&members.plugins)?;
        let mut parts = Parts::none(config)?;
        parts.check_configured(&members.plugins, config);
        let added = members.plugins.iter().try_for_each(|plugin| parts.add_plugin(&**plugin, config));
        mistakes.append(&mut parts.mistakes);
        added?;
        PollingGroup::functions().chain(members.polling_groups).for_each(|poll| parts.add_poll(poll));
        members.manual_groups.into_iter().for_each(|manual| parts.add_manual(manual));
        members.sources.into_iter().try_for_each(|source| parts.add_source(source))?;
        parts.check_dropped(config);
        mistakes.append(&mut parts.mistakes);
        let schedule = std::mem::replace(&mut parts.schedule, Schedule::builder());
        Ok((parts, schedule))
    }

    fn none(config: &Config) -> Result<Self, Error> {
        let (metrics, sources) = (dynamic::Registry::new(), Sources::with_limit(config.source_timeout));
        sources.add(metrics.clone()).map_err(ErrorKind::Source)?;
        let schedule = Schedule::builder().poll_rate(config.poll_rate).metrics(&metrics);
        let schedule = match config.manual_delay {
            Some(delay) => schedule.manual_delay(delay),
            None => schedule,
        };
        let (groups, dropped) = (BTreeSet::new(), config.drop_groups.iter().cloned().collect());
        let (events, mistakes) = (Vec::new(), Vec::new());
        Ok(Parts {
            metrics,
            sources,
            events,
            #[cfg(any(feature = "grafana", feature = "reporters"))]
            application: None,
            schedule,
            groups,
            dropped,
            mistakes,
        })
    }

    fn add_plugin(&mut self, plugin: &dyn Plugin, config: &Config) -> Result<(), Error> {
        let name = plugin.name();
        let before = self.mistakes.len();
        let options = self.options(plugin, config);
        let has_label_twice = self.mistakes.len() > before;
        let rate = options.poll_rate;
        let context = PluginContext::new(&self.metrics, options, self.dropped.iter().cloned());
        let failed = |cause| ErrorKind::Plugin { plugin: name.to_owned(), cause };
        for group in plugin.event_groups(&context).map_err(failed)? {
            if self.has(group.name()) {
                self.events.push(group);
            }
        }
        let polls = plugin.polling_groups(&context).map_err(failed)?;
        let unused_rate = rate.filter(|_| polls.is_empty()).map(|_| "poll_rate");
        polls.into_iter().for_each(|poll| self.add_poll(rate.into_iter().fold(poll, PollingGroup::every)));
        let manuals = plugin.manual_groups(&context).map_err(failed)?;
        manuals.into_iter().for_each(|manual| self.add_manual(manual));
        let sources = plugin.sources(&context).map_err(failed)?;
        #[cfg(any(feature = "grafana", feature = "reporters"))]
        if name == super::application::APPLICATION {
            self.application = sources.first().cloned();
        }
        let mut sources = sources.into_iter();
        sources.try_for_each(|source| self.add_source(context.source(source)))?;
        let unused: Vec<_> = context.unused_options().chain(unused_rate).collect();
        self.groups.extend(context.groups());
        for option in unused.into_iter().filter(|option| *option != "labels" || !has_label_twice) {
            let kind = config::ErrorKind::UnusedOption { plugin: name.to_owned(), option };
            self.mistakes.push(config.origins.mistake(&format!("plugins.{name}.{option}"), kind));
        }
        Ok(())
    }

    fn add_poll(&mut self, poll: PollingGroup) {
        if self.has(poll.group()) {
            self.change(|schedule| schedule.polling_group(poll));
        }
    }

    fn add_manual(&mut self, manual: ManualGroup) {
        if self.has(manual.group()) {
            self.change(|schedule| schedule.manual_group(manual));
        }
    }

    /// The group of a source is not known before a scrape; its name stands for it.
    fn add_source(&mut self, source: Arc<dyn Source>) -> Result<(), Error> {
        let added = if self.has(source.name()) { self.sources.add(source) } else { Ok(()) };
        Ok(added.map_err(ErrorKind::Source)?)
    }

    fn change(&mut self, change: impl FnOnce(ScheduleBuilder) -> ScheduleBuilder) {
        let schedule = std::mem::replace(&mut self.schedule, Schedule::builder());
        self.schedule = change(schedule);
    }

    /// Notes a group, and returns whether it is not dropped.
    fn has(&mut self, group: &str) -> bool {
        self.groups.insert(group.to_owned());
        !self.dropped.contains(group)
    }

    /// Finds dropped groups that do not exist.
    fn check_dropped(&mut self, config: &Config) {
        self.groups.extend(Registry::global().descriptors().map(|of| of.group.to_owned()));
        self.groups.extend(self.metrics.groups());
        for group in self.dropped.difference(&self.groups) {
            let nearest = nearest(group, self.groups.iter().map(String::as_str)).map(str::to_owned);
            let kind = config::ErrorKind::UnknownGroup { group: group.clone(), nearest };
            self.mistakes.push(config.origins.mistake(&format!("drop_groups.{group}"), kind));
        }
    }

    /// Finds options of plugins that do not exist.
    fn check_configured(&mut self, plugins: &[Box<dyn Plugin>], config: &Config) {
        let names: BTreeSet<_> = plugins.iter().map(|plugin| plugin.name()).collect();
        for (unknown, _) in config.plugins.iter().filter(|(name, _)| !names.contains(&**name)) {
            let nearest = nearest(unknown, names.iter().copied()).map(str::to_owned);
            let plugins = names.iter().map(|name| (*name).to_owned()).collect();
            let kind = config::ErrorKind::UnknownPlugin { plugin: unknown.clone(), nearest, plugins };
            self.mistakes.push(config.origins.mistake(&format!("plugins.{unknown}"), kind));
        }
    }

    /// Returns the options of a plugin: those of the configuration over its own.
    fn options(&mut self, plugin: &dyn Plugin, config: &Config) -> PluginOptions {
        let name = plugin.name();
        let configured = config.plugins.iter().find(|(known, _)| known == name);
        let options = configured.map(|(_, options)| options.clone()).unwrap_or_default().or(plugin.options());
        let mut names = BTreeSet::new();
        for (label, _) in options.labels.iter().filter(|(label, _)| !names.insert(label)) {
            let kind = config::ErrorKind::LabelTwice { plugin: name.to_owned(), label: label.clone() };
            self.mistakes.push(config.origins.mistake(&format!("plugins.{name}.labels"), kind));
        }
        options
    }

    /// Asks the sources once, and finds the common labels that one of their metrics already has.
    pub(super) async fn mistakes_in_labels(
        &self,
        config: &Config,
        view: &ViewBuilder,
        labels: &[&str],
    ) -> Vec<config::Mistake> {
        if labels.is_empty() {
            return Vec::new();
        }
        let collection = self.sources.collect().await;
        collection.take_news().iter().for_each(|failure| tracing::warn!("{failure}"));
        let is_in_view = |family: &&FamilySnapshot| {
            !family.name.starts_with("gapless_") && view.selects(&family.name, &family.group)
        };
        let families = || collection.families().iter().filter(is_in_view);
        let taken = |label: &str| families().find(|family| has_label(family, label));
        let mistakes = labels.iter().filter_map(|label| {
            let metric = taken(label)?.name.to_string();
            let kind = config::ErrorKind::LabelTaken { label: (*label).to_owned(), metric };
            Some(config.origins.mistake(&format!("labels.{label}"), kind))
        });
        mistakes.collect()
    }
}

/// Whether a series of a family has a label, also in a format that escapes names.
fn has_label(family: &FamilySnapshot, label: &str) -> bool {
    let mut names = family.series.iter().flat_map(|series| &series.labels).map(|(name, _)| name);
    names.any(|name| Escaping::Underscores.escape_label(name) == label)
}

/// Checks that the names of plugins are unique.
fn check_names(plugins: &[Box<dyn Plugin>]) -> Result<(), ErrorKind> {
    let mut names = BTreeSet::new();
    match plugins.iter().find(|plugin| !names.insert(plugin.name())) {
        Some(twice) => Err(ErrorKind::PluginTwice { plugin: twice.name().to_owned() }),
        None => Ok(()),
    }
}
