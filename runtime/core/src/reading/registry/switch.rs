//! Switching metrics off and on while the program runs.
//!
//! A metric is switched as a whole, wherever its declarations are: if some of them went on, series that others feed too would
//! fall, as if the program had started anew. Each declaration has a flag, which is what a recording thread loads; whether the
//! metric is exported are the registry's own flags, as Gapless' own metrics have no declarations. There are two of them, for the
//! switch of the metric itself and the one of all metrics, so that neither forgets what the other was set to.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::error::{Error, ErrorKind};
use crate::names::nearest::nearest;
use crate::reading::registry::{Family, Registry};
use crate::ENABLED;

/// A metric, the metrics of a group, or all of them, to switch off and on.
///
/// What is off drops what is recorded, for the price of a load and a branch, and is left out of what is gathered, so that
/// neither the program nor the server pays for it. Its numbers are kept: switched on again, it goes on from where it was,
/// and a server sees a pause and no reset. `gapless_series` still counts it.
///
/// What began while a metric was on ends as if it still were, and what began while it was off does not count when it
/// ends. So a guard of an up-down counter leaves nothing behind, whatever is switched while it is held, and neither does a
/// call of an instrumented function. The calls of a function and those in flight are two sides of one number: both are
/// counted as long as one of them is on. By hand, it is up to the program to raise and lower alike.
///
/// A handle that is taken while its metric is off records once it is on.
///
/// ```
/// use gapless::Registry;
///
/// gapless::defmetrics! {
///     /// Jobs that were done.
///     counter jobs_total;
/// }
///
/// let jobs = Registry::global().switch("jobs_total")?;
/// jobs_total().inc();
/// jobs.disable();
/// jobs_total().inc();
/// assert!(Registry::global().gather().family("jobs_total").is_none());
/// jobs.enable();
/// jobs_total().inc();
/// assert_eq!(jobs_total().get(), 2);
/// # Ok::<(), gapless::Error>(())
/// ```
#[derive(Debug)]
pub struct Switch<'a> {
    metrics: Vec<&'a Family>,
    /// Which flag of each it sets.
    flag: fn(&Flags) -> &AtomicBool,
    turn: &'a Mutex<()>,
}

/// What a metric is on by, if both are set. Written by switches, read by gatherings; relaxed, they stand for themselves.
#[derive(Debug)]
pub(super) struct Flags {
    own: AtomicBool,
    all: AtomicBool,
}

impl Flags {
    pub(super) fn new() -> Self {
        Flags { own: AtomicBool::new(true), all: AtomicBool::new(true) }
    }

    fn are_set(&self) -> bool {
        self.own.load(Ordering::Relaxed) && self.all.load(Ordering::Relaxed)
    }
}

impl Registry {
    /// The switch of the metric with a name.
    ///
    /// # Errors
    ///
    /// If there is no such metric; the error has the name that is nearest.
    pub fn switch(&self, metric: &str) -> Result<Switch<'_>, Error> {
        let metrics: Vec<_> =
            self.families.iter().filter(|family| family.descriptor.name == metric).collect();
        if metrics.is_empty() {
            let nearest = nearest(metric, self.descriptors().map(|descriptor| descriptor.name));
            return Err(ErrorKind::UnknownMetric { name: metric.to_owned(), nearest }.into());
        }
        Ok(Switch { metrics, flag: |flags| &flags.own, turn: &self.switching })
    }

    /// The switch of all metrics of a group; those of instrumented functions are the group `functions`, and those of
    /// Gapless itself `gapless`. A metric that is declared in several places is in the group of the first.
    ///
    /// ```
    /// use gapless::Registry;
    ///
    /// let error = Registry::global().switch_group("gaples").unwrap_err();
    /// assert_eq!(error.to_string(), "unknown group `gaples`; did you mean `gapless`?");
    /// ```
    ///
    /// # Errors
    ///
    /// If there is no such group; the error has the name that is nearest.
    pub fn switch_group(&self, group: &str) -> Result<Switch<'_>, Error> {
        let metrics = self.of_group(group)?;
        Ok(Switch { metrics, flag: |flags| &flags.own, turn: &self.switching })
    }

    /// The switch of all that the program records, for whoever needs it quiet, or wants to know what recording costs.
    ///
    /// It comes before the switches of metrics and groups: a metric is on if both are. So one that was off by itself stays
    /// off when all is switched on again, and to switch one on does nothing as long as all is off. What Gapless says of
    /// itself is exported all the same, so that a server sees a target that is up.
    ///
    /// ```
    /// use gapless::Registry;
    ///
    /// gapless::defmetrics! {
    ///     /// Jobs that were done.
    ///     counter jobs_total;
    /// }
    ///
    /// Registry::global().switch_all().disable();
    /// jobs_total().inc();
    /// assert!(Registry::global().gather().family("jobs_total").is_none());
    /// assert!(Registry::global().gather().family("gapless_info").is_some());
    /// Registry::global().switch_all().enable();
    /// jobs_total().inc();
    /// assert_eq!(jobs_total().get(), 1);
    /// ```
    #[must_use = "call `disable()` or `enable()` on the switch"]
    pub fn switch_all(&self) -> Switch<'_> {
        let metrics = self.families.iter().filter(|family| !family.declarations().is_empty());
        Switch { metrics: metrics.collect(), flag: |flags| &flags.all, turn: &self.switching }
    }

    /// The metrics of a group.
    pub(super) fn of_group(&self, group: &str) -> Result<Vec<&Family>, Error> {
        let is_of_group = |family: &&Family| !group.is_empty() && family.descriptor.group == group;
        let metrics: Vec<_> = self.families.iter().filter(is_of_group).collect();
        if metrics.is_empty() {
            let nearest = nearest(group, self.descriptors().map(|descriptor| descriptor.group));
            return Err(ErrorKind::UnknownGroup { name: group.to_owned(), nearest }.into());
        }
        Ok(metrics)
    }
}

impl Switch<'_> {
    /// Disables the metrics: recordings are dropped, and no series is exported.
    pub fn disable(&self) {
        self.set(false);
    }

    /// Enables the metrics, which go on from their last values. A metric stays off while another switch disables it.
    pub fn enable(&self) {
        self.set(true);
    }

    /// Returns whether at least one of the metrics is enabled.
    #[must_use]
    pub fn is_enabled(&self) -> bool {
        self.metrics.iter().any(|family| family.is_on())
    }

    fn set(&self, on: bool) {
        // One switching at a time, lest two that disagree leave some declarations of a metric on.
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        for family in &self.metrics {
            (self.flag)(&family.flags).store(on, Ordering::Relaxed);
            let on = family.flags.are_set();
            family.declarations().iter().for_each(|declaration| declaration.switch(on));
        }
    }
}

impl Family {
    pub(super) fn is_on(&self) -> bool {
        self.can_be_on() && self.flags.are_set()
    }

    /// Without recording, what is declared would be a lie; the core's own metrics have no declarations.
    pub(super) fn can_be_on(&self) -> bool {
        ENABLED || self.declarations().is_empty()
    }
}
