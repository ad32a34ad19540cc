//! What the plugins of an instance and the program itself give it to run.

use std::collections::BTreeSet;
use std::sync::Arc;

use gapless_core::__private::nearest;
use gapless_core::{dynamic, FamilySnapshot, Registry, Source, Sources};
use gapless_encode::Escaping;
use gapless_plugins::{
    EventGroup, ManualGroup, Plugin, PluginContext, PluginOptions, PollingGroup, Schedule, ScheduleBuilder,
};

use super::builder::Given;
use super::error::{Error, ErrorKind};
use crate::config::{self, Config};

/// All that is to run, of the groups that are not dropped, but for what the schedule has.
pub(super) struct Parts {
    pub(super) metrics: dynamic::Registry,
    pub(super) sources: Sources,
    pub(super) events: Vec<EventGroup>,
    schedule: ScheduleBuilder,
    /// Groups that there are, and of them those that are dropped.
    groups: BTreeSet<String>,
    dropped: BTreeSet<String>,
    /// Mistakes in the configuration.
    mistakes: Vec<config::Mistake>,
}

impl Parts {
    /// Puts the parts together, and adds what is wrong with the configuration to `mistakes`.
    pub(super) fn of(
        given: Given,
        config: &Config,
        mistakes: &mut Vec<config::Mistake>,
    ) -> Result<(Parts, ScheduleBuilder), Error> {
        check_names(&given.plugins)?;
        let mut parts = Parts::none(config)?;
        parts.check_configured(&given.plugins, config);
        let added = given.plugins.iter().try_for_each(|plugin| parts.add_plugin(&**plugin, config));
        mistakes.append(&mut parts.mistakes);
        added?;
        PollingGroup::functions().chain(given.polls).for_each(|poll| parts.add_poll(poll));
        given.manuals.into_iter().for_each(|manual| parts.add_manual(manual));
        given.sources.into_iter().try_for_each(|source| parts.add_source(source))?;
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
        Ok(Parts { metrics, sources, events, schedule, groups, dropped, mistakes })
    }

    fn add_plugin(&mut self, plugin: &dyn Plugin, config: &Config) -> Result<(), Error> {
        let name = plugin.name();
        let n_mistakes = self.mistakes.len();
        let options = self.options(plugin, config);
        let has_label_twice = self.mistakes.len() > n_mistakes;
        let rate = options.poll_rate;
        let context = PluginContext::new(&self.metrics, options, self.dropped.iter().cloned());
        let failed = |cause| ErrorKind::Plugin { plugin: name.to_owned(), cause };
        for group in plugin.event_groups(&context).map_err(failed)? {
            if self.has(group.name()) {
                self.events.push(group);
            }
        }
        let polls = plugin.polling_groups(&context).map_err(failed)?;
        let unheeded_rate = rate.filter(|_| polls.is_empty()).map(|_| "poll_rate");
        polls.into_iter().for_each(|poll| self.add_poll(rate.into_iter().fold(poll, PollingGroup::every)));
        let manuals = plugin.manual_groups(&context).map_err(failed)?;
        manuals.into_iter().for_each(|manual| self.add_manual(manual));
        let mut sources = plugin.sources(&context).map_err(failed)?.into_iter();
        sources.try_for_each(|source| self.add_source(context.source(source)))?;
        let unheeded: Vec<_> = context.unused_options().chain(unheeded_rate).collect();
        self.groups.extend(context.groups());
        for option in unheeded.into_iter().filter(|option| *option != "labels" || !has_label_twice) {
            let kind = config::ErrorKind::UnheededOption { plugin: name.to_owned(), option };
            self.mistakes.push(config.places.mistake(&format!("plugins.{name}.{option}"), kind));
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

    /// A source is of the group of its own name, as far as anybody knows.
    fn add_source(&mut self, source: Arc<dyn Source>) -> Result<(), Error> {
        let added = if self.has(source.name()) { self.sources.add(source) } else { Ok(()) };
        Ok(added.map_err(ErrorKind::Source)?)
    }

    fn change(&mut self, change: impl FnOnce(ScheduleBuilder) -> ScheduleBuilder) {
        let schedule = std::mem::replace(&mut self.schedule, Schedule::builder());
        self.schedule = change(schedule);
    }

    /// Whether a group, of which there is something, is not dropped.
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
            self.mistakes.push(config.places.mistake(&format!("drop_groups.{group}"), kind));
        }
    }

    /// Finds options of plugins that the instance does not have.
    fn check_configured(&mut self, plugins: &[Box<dyn Plugin>], config: &Config) {
        let names: BTreeSet<_> = plugins.iter().map(|plugin| plugin.name()).collect();
        for (unknown, _) in config.plugins.iter().filter(|(name, _)| !names.contains(&**name)) {
            let nearest = nearest(unknown, names.iter().copied()).map(str::to_owned);
            let kind = config::ErrorKind::UnknownPlugin { plugin: unknown.clone(), nearest };
            self.mistakes.push(config.places.mistake(&format!("plugins.{unknown}"), kind));
        }
    }

    /// The options of a plugin: those of the configuration over its own.
    fn options(&mut self, plugin: &dyn Plugin, config: &Config) -> PluginOptions {
        let name = plugin.name();
        let configured = config.plugins.iter().find(|(known, _)| known == name);
        let options = configured.map(|(_, options)| options.clone()).unwrap_or_default().or(plugin.options());
        let mut names = BTreeSet::new();
        for (label, _) in options.labels.iter().filter(|(label, _)| !names.insert(label)) {
            let kind = config::ErrorKind::LabelTwice { plugin: name.to_owned(), label: label.clone() };
            self.mistakes.push(config.places.mistake(&format!("plugins.{name}.labels"), kind));
        }
        options
    }

    /// Asks the sources once, and finds those of some common labels that one of their metrics has too.
    pub(super) async fn mistakes_in_labels(&self, config: &Config, labels: &[&str]) -> Vec<config::Mistake> {
        if labels.is_empty() {
            return Vec::new();
        }
        let collection = self.sources.collect().await;
        collection.take_news().iter().for_each(|failure| tracing::warn!("{failure}"));
        let families = || collection.families().iter().filter(|family| !family.name.starts_with("gapless_"));
        let taken = |label: &str| families().find(|family| has_label(family, label));
        let mistakes = labels.iter().filter_map(|label| {
            let metric = taken(label)?.name.to_string();
            let kind = config::ErrorKind::LabelTaken { label: (*label).to_owned(), metric };
            Some(config.places.mistake(&format!("labels.{label}"), kind))
        });
        mistakes.collect()
    }
}

/// Whether a series of a family has a label with a name, to a reader of plain names too.
fn has_label(family: &FamilySnapshot, label: &str) -> bool {
    let mut names = family.series.iter().flat_map(|series| &series.labels).map(|(name, _)| name);
    names.any(|name| Escaping::Underscores.escape_label(name) == label)
}

/// Whether plugins have names of their own.
fn check_names(plugins: &[Box<dyn Plugin>]) -> Result<(), ErrorKind> {
    let mut names = BTreeSet::new();
    match plugins.iter().find(|plugin| !names.insert(plugin.name())) {
        Some(twice) => Err(ErrorKind::PluginTwice { plugin: twice.name().to_owned() }),
        None => Ok(()),
    }
}
