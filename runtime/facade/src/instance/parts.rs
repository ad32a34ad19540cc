//! What the plugins of an instance and the program itself give it to run.

use std::collections::BTreeSet;
use std::sync::Arc;

use gapless_core::__private::nearest;
use gapless_core::{dynamic, Registry, Source, Sources};
use gapless_plugins::{
    Dashboard, EventGroup, Manual, Options, Plugin, Poll, Schedule, ScheduleBuilder, Setup,
};

use super::builder::Given;
use super::error::{StartError, StartErrorKind};
use crate::Config;

/// All that is to run, of the groups that are not dropped, but for what the schedule has.
pub(super) struct Parts {
    pub(super) metrics: dynamic::Registry,
    pub(super) sources: Sources,
    pub(super) events: Vec<EventGroup>,
    pub(super) dashboards: Vec<Dashboard>,
    schedule: ScheduleBuilder,
    /// Groups that there are, and of them those that are dropped.
    groups: BTreeSet<String>,
    dropped: BTreeSet<String>,
}

impl Parts {
    pub(super) fn of(given: Given, config: &Config) -> Result<(Parts, ScheduleBuilder), StartError> {
        check_plugins(&given.plugins, config)?;
        let mut parts = Parts::none(config)?;
        for plugin in &given.plugins {
            parts.add_plugin(&**plugin, config)?;
        }
        Poll::functions().chain(given.polls).for_each(|poll| parts.add_poll(poll));
        given.manuals.into_iter().for_each(|manual| parts.add_manual(manual));
        given.sources.into_iter().try_for_each(|source| parts.add_source(source))?;
        parts.check_dropped()?;
        let schedule = std::mem::replace(&mut parts.schedule, Schedule::builder());
        Ok((parts, schedule))
    }

    fn none(config: &Config) -> Result<Self, StartError> {
        let (metrics, sources) = (dynamic::Registry::new(), Sources::with_limit(config.source_timeout));
        sources.add(metrics.clone()).map_err(StartErrorKind::Source)?;
        let schedule = Schedule::builder().rate(config.poll_rate).metrics(&metrics);
        let schedule = match config.manual_delay {
            Some(delay) => schedule.manual_delay(delay),
            None => schedule,
        };
        let (groups, dropped) = (BTreeSet::new(), config.drop_groups.iter().cloned().collect());
        let (events, dashboards) = (Vec::new(), Vec::new());
        Ok(Parts { metrics, sources, events, dashboards, schedule, groups, dropped })
    }

    fn add_plugin(&mut self, plugin: &dyn Plugin, config: &Config) -> Result<(), StartError> {
        let name = plugin.name();
        let options = options(plugin, config)?;
        let rate = options.poll_rate;
        let setup = Setup::new(&self.metrics, options, self.dropped.iter().cloned());
        let failed = |cause| StartErrorKind::Plugin { plugin: name.to_owned(), cause };
        for group in plugin.event_groups(&setup).map_err(failed)? {
            if self.has(group.name()) {
                self.events.push(group);
            }
        }
        let polls = plugin.polling_groups(&setup).map_err(failed)?;
        let unheeded_rate = rate.filter(|_| polls.is_empty()).map(|_| "poll_rate");
        polls.into_iter().for_each(|poll| self.add_poll(rate.into_iter().fold(poll, Poll::every)));
        let manuals = plugin.manual_groups(&setup).map_err(failed)?;
        manuals.into_iter().for_each(|manual| self.add_manual(manual));
        let mut sources = plugin.sources(&setup).map_err(failed)?.into_iter();
        sources.try_for_each(|source| self.add_source(setup.source(source)))?;
        self.dashboards.extend(plugin.dashboards());
        let unheeded = setup.unheeded().or(unheeded_rate);
        self.groups.extend(setup.groups());
        match unheeded {
            Some(option) => Err(StartErrorKind::UnheededOption { plugin: name.to_owned(), option }.into()),
            None => Ok(()),
        }
    }

    fn add_poll(&mut self, poll: Poll) {
        if self.has(poll.of_group()) {
            self.change(|schedule| schedule.poll(poll));
        }
    }

    fn add_manual(&mut self, manual: Manual) {
        if self.has(manual.of_group()) {
            self.change(|schedule| schedule.manual(manual));
        }
    }

    /// A source is of the group of its own name, as far as anybody knows.
    fn add_source(&mut self, source: Arc<dyn Source>) -> Result<(), StartError> {
        let added = if self.has(source.name()) { self.sources.add(source) } else { Ok(()) };
        Ok(added.map_err(StartErrorKind::Source)?)
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

    /// Whether there is all that is dropped.
    fn check_dropped(&mut self) -> Result<(), StartError> {
        self.groups.extend(Registry::global().descriptors().map(|of| of.group.to_owned()));
        self.groups.extend(self.metrics.groups());
        let Some(group) = self.dropped.difference(&self.groups).next() else { return Ok(()) };
        let nearest = nearest(group, self.groups.iter().map(String::as_str)).map(str::to_owned);
        Err(StartErrorKind::UnknownGroup { group: group.clone(), nearest }.into())
    }
}

/// What the configuration says of a plugin, over what that says itself.
fn options(plugin: &dyn Plugin, config: &Config) -> Result<Options, StartErrorKind> {
    let configured = config.plugins.iter().find(|(name, _)| name == plugin.name());
    let options = configured.map(|(_, options)| options.clone()).unwrap_or_default().or(plugin.options());
    let mut names = BTreeSet::new();
    match options.labels.iter().find(|(name, _)| !names.insert(name)) {
        Some((label, _)) => {
            Err(StartErrorKind::LabelTwice { plugin: plugin.name().to_owned(), label: label.clone() })
        }
        None => Ok(options),
    }
}

/// Whether plugins have names of their own, and all that are configured are there.
fn check_plugins(plugins: &[Box<dyn Plugin>], config: &Config) -> Result<(), StartError> {
    let mut names = BTreeSet::new();
    if let Some(twice) = plugins.iter().find(|plugin| !names.insert(plugin.name())) {
        return Err(StartErrorKind::PluginTwice { plugin: twice.name().to_owned() }.into());
    }
    let Some((unknown, _)) = config.plugins.iter().find(|(name, _)| !names.contains(&**name)) else {
        return Ok(());
    };
    let nearest = nearest(unknown, names.iter().copied()).map(str::to_owned);
    Err(StartErrorKind::UnknownPlugin { plugin: unknown.clone(), nearest }.into())
}
