//! Disables and enables metrics at run time.
//!
//! A metric is switched with all its declarations: if some declarations continued, shared series would fall as if the
//! program had restarted. Each declaration has a flag, which recording threads load. Flags in the registry state
//! whether the metric is exported, because metrics of Gapless itself have no declarations. A metric has two flags, one
//! for its own switch and one for the switch of all metrics, so that the two switches are independent.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::error::{Error, ErrorKind};
use crate::names::nearest::nearest;
use crate::reading::registry::{Family, Registry};
use crate::ENABLED;

/// Disables and enables a metric, the metrics of a group, or all metrics.
///
/// A disabled metric is not exported and drops records; a dropped record costs one load and one branch. It keeps its
/// values: when it is enabled again, it continues from them, and Prometheus sees a pause but no reset.
/// `gapless_series` still counts its series.
///
/// A guard or a call that started while a metric was enabled ends as if it still were. If it started while the metric
/// was disabled, its end does not count. Guards of an up-down counter and calls of an instrumented function therefore
/// stay balanced, whenever the metric is switched. The calls of a function and its calls in flight share cells: both
/// are recorded while at least one of them is enabled. A program that calls `inc` and `dec` itself must keep them
/// balanced.
///
/// A handle that was created while its metric was disabled records once the metric is enabled.
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
    /// The flag that the switch sets.
    flag: fn(&Flags) -> &AtomicBool,
    turn: &'a Mutex<()>,
}

/// The flags of a metric, which is enabled if both are set. Written by switches and read by readings. Relaxed: they
/// publish nothing else.
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
    /// Returns the switch of a metric.
    ///
    /// # Errors
    ///
    /// Returns an error if a metric of that name does not exist. The error suggests the nearest name.
    pub fn switch(&self, metric: &str) -> Result<Switch<'_>, Error> {
        let metrics: Vec<_> =
            self.families.iter().filter(|family| family.descriptor().name == metric).collect();
        if metrics.is_empty() {
            let nearest = nearest(metric, self.descriptors().map(|descriptor| descriptor.name));
            return Err(ErrorKind::UnknownMetric { name: metric.to_owned(), nearest }.into());
        }
        Ok(Switch { metrics, flag: |flags| &flags.own, turn: &self.switching })
    }

    /// Returns the switch of all metrics of a group.
    ///
    /// The metrics of instrumented functions are in the group `functions`, and those of Gapless itself in the group
    /// `gapless`. A metric with several declarations is in the group of the first.
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
    /// Returns an error if a group of that name does not exist. The error suggests the nearest name.
    pub fn switch_group(&self, group: &str) -> Result<Switch<'_>, Error> {
        let metrics = self.of_group(group)?;
        Ok(Switch { metrics, flag: |flags| &flags.own, turn: &self.switching })
    }

    /// Returns the switch of all metrics, for example to measure the cost of recording.
    ///
    /// It is independent of the switches of metrics and groups: a metric is enabled if both its own switch and this
    /// switch are. The metrics of Gapless itself are always exported, so that Prometheus sees a target that is up.
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

    /// Returns the metrics of a group.
    pub(super) fn of_group(&self, group: &str) -> Result<Vec<&Family>, Error> {
        let is_of_group = |family: &&Family| !group.is_empty() && family.descriptor().group == group;
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

    /// Enables the metrics, which continue from their last values. A metric stays disabled while another switch
    /// disables it.
    pub fn enable(&self) {
        self.set(true);
    }

    /// Returns whether at least one of the metrics is enabled.
    #[must_use]
    pub fn is_enabled(&self) -> bool {
        self.metrics.iter().any(|family| family.is_on())
    }

    fn set(&self, on: bool) {
        // Two concurrent switches that disagree could leave a metric partly enabled, so they take turns.
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

    /// Returns whether the family can be enabled: without recording, only metrics of Gapless itself are exported.
    pub(super) fn can_be_on(&self) -> bool {
        ENABLED || self.declarations().is_empty()
    }
}
