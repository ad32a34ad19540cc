//! The checks of a reporter and its subscriptions, before anything starts.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use gapless_core::__private::nearest;
use gapless_core::Pattern;
use gapless_encode::View;

use super::context::Context;
use super::erased::{caught, Erased, Panic};
use super::error::{Error, ErrorKind};
use super::failure::Failure;
use super::gathering::names;
use super::interval::Interval;
use super::member::Member;
use super::queue::Job;
use super::reporter::Reporter;
use super::reporting::Reporting;
use super::runner::Ready;
use super::shared::{unknown_interval, Active, Entry, Shared};
use super::subscription::Subscription;
use super::timing::SHORTEST;

/// A reporter with its settings, before it is added to an instance. For the crate `gapless`; it may change in any
/// release.
#[doc(hidden)]
pub struct Planned {
    reporter: Box<dyn Erased>,
    reporting: Reporting,
}

impl fmt::Debug for Planned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Planned { reporter, reporting } = self;
        f.debug_struct("Planned").field("reporter", &reporter.name()).field("reporting", reporting).finish()
    }
}

impl Planned {
    #[must_use]
    pub fn new(reporter: impl Reporter, reporting: impl Into<Reporting>) -> Self {
        Planned { reporter: Box::new(reporter), reporting: reporting.into() }
    }

    /// Checks the settings of the reporter, and its subscriptions.
    ///
    /// # Errors
    ///
    /// Returns the error of the reporter, or the first error of a subscription.
    pub fn check(&self, context: &Context) -> Result<(), Failure> {
        self.reporter.check(context)?;
        let reporting = &self.reporting;
        let check = |of: &Subscription| {
            let (name, is_of_datapoints) = (context.name(), self.reporter.sends_datapoints());
            check_subscription(name, is_of_datapoints, of, &reporting.intervals)
        };
        reporting.subscriptions.iter().try_for_each(check).map_err(|error| Failure::new(error.to_string()))
    }

    /// Returns whether a subscription does not wait for metrics, so that they must exist.
    #[must_use]
    pub fn needs_metrics(&self) -> bool {
        self.reporting.subscriptions.iter().any(|subscription| !subscription.waits())
    }
}

impl Shared {
    /// Checks a reporter, and adds it with its subscriptions. It does not run before it is launched, and never in a
    /// disabled instance. `known` is the view of the metrics that exist.
    pub(super) fn admit(
        &self,
        planned: Planned,
        known: Option<&View>,
    ) -> Result<(String, Option<Ready>), Error> {
        let Planned { reporter, reporting } = planned;
        let name = self.name_for(&*reporter, &reporting)?;
        let is_of_datapoints = reporter.sends_datapoints();
        reporting.intervals.iter().try_for_each(|(name, interval)| check_named(name, interval))?;
        for subscription in &reporting.subscriptions {
            check_subscription(&name, is_of_datapoints, subscription, &reporting.intervals)?;
            check_exists(subscription, known)?;
        }
        let ready = match &self.active {
            Some(active) => Some(ready(reporter, &name, &reporting, active)?),
            None => None,
        };
        let member = match &ready {
            Some(ready) => Arc::clone(&ready.member),
            None => Arc::new(Member::idle(name.clone(), is_of_datapoints)),
        };
        self.insert(&member, reporting)?;
        Ok((name, ready))
    }

    /// Returns the name that is set for a reporter, or a name that no other reporter has.
    fn name_for(&self, reporter: &dyn Erased, reporting: &Reporting) -> Result<String, Error> {
        let name = reporting.name.clone().unwrap_or_else(|| reporter.name()).into_owned();
        let state = self.state();
        if state.has_ended {
            return Err(ErrorKind::Ended.into());
        }
        if name.is_empty() || name.contains(char::is_control) {
            return Err(ErrorKind::InvalidName { reporter: name }.into());
        }
        match state.has(&name) {
            false => Ok(name),
            true if reporting.name.is_some() => Err(ErrorKind::NameTaken { reporter: name }.into()),
            true => Ok((2..)
                .map(|number| format!("{name}_{number}"))
                .find(|name| !state.has(name))
                .unwrap_or(name)),
        }
    }

    fn insert(&self, member: &Arc<Member>, reporting: Reporting) -> Result<(), Error> {
        let now = self.now();
        let name = member.name.clone();
        let mut state = self.state();
        if state.has_ended {
            return Err(ErrorKind::Ended.into());
        }
        if state.has(&name) {
            return Err(ErrorKind::NameTaken { reporter: name }.into()); // another thread added it meanwhile
        }
        let entry =
            Entry { member: Arc::clone(member), subscribed: Vec::new(), intervals: reporting.intervals };
        state.entries.push(entry);
        for subscription in reporting.subscriptions.into_iter().map(Arc::new) {
            let id = state.subscribe(&name, Arc::clone(&subscription), now)?;
            self.push(member, Job::Subscribed(id, subscription));
        }
        Ok(())
    }
}

/// Checks the pattern, the datapoints and the interval of a subscription.
pub(super) fn check_subscription(
    reporter: &str,
    is_of_datapoints: bool,
    subscription: &Subscription,
    intervals: &[(Cow<'static, str>, Interval)],
) -> Result<(), Error> {
    let metrics = subscription.metrics();
    if metrics.is_empty() || metrics.contains(|letter: char| letter == '{' || letter.is_control()) {
        return Err(ErrorKind::InvalidPattern { metrics: metrics.to_owned() }.into());
    }
    match subscription.chosen_datapoints() {
        Some(_) if !is_of_datapoints => {
            return Err(ErrorKind::UnusedDatapoints { reporter: reporter.to_owned() }.into())
        }
        Some([]) => return Err(ErrorKind::EmptyDatapoints { metrics: metrics.to_owned() }.into()),
        _ => {}
    }
    let interval = match subscription.interval_of_reports() {
        Interval::Named(name) => {
            let named = intervals.iter().find(|(known, _)| known == name);
            &named.ok_or_else(|| unknown_interval(reporter, name, intervals))?.1
        }
        interval => interval,
    };
    check_period(interval)?;
    check_datapoints(subscription, interval)
}

/// Checks the settings of a reporter, and returns it ready to start.
fn ready(
    reporter: Box<dyn Erased>,
    name: &str,
    reporting: &Reporting,
    active: &Active,
) -> Result<Ready, Error> {
    let context = Context::new(name, active.program.clone()).with_labels(active.labels.clone());
    let checked = caught(|| reporter.check(&context));
    let checked =
        checked.unwrap_or_else(|Panic(message)| Err(Failure::new(format!("it panicked: {message}"))));
    checked.map_err(|cause| ErrorKind::Check { reporter: name.to_owned(), cause })?;
    let is_of_datapoints = reporter.sends_datapoints();
    let member = Member::new(name.to_owned(), context.counts(), reporting.queue, is_of_datapoints);
    let member = Arc::new(member);
    let (panics, failures) = (reporting.panics, reporting.failures);
    Ok(Ready { reporter, context, member, clock: Arc::clone(&active.clock), panics, failures })
}

/// Checks the definition of a named interval.
pub(super) fn check_named(name: &str, interval: &Interval) -> Result<(), Error> {
    match interval {
        Interval::Named(_) => Err(ErrorKind::NestedInterval { interval: name.to_owned() }.into()),
        interval => check_period(interval),
    }
}

fn check_period(interval: &Interval) -> Result<(), Error> {
    match interval {
        Interval::Every { period, .. } if *period < SHORTEST => {
            Err(ErrorKind::ShortInterval { period: *period }.into())
        }
        _ => Ok(()),
    }
}

/// Checks that each datapoint is a number, and that its window is at least as long as the interval.
pub(super) fn check_datapoints(subscription: &Subscription, interval: &Interval) -> Result<(), Error> {
    let period = match interval {
        Interval::Every { period, .. } => Some(*period),
        Interval::Manual | Interval::Named(_) => None,
    };
    let mut chosen = subscription.chosen_datapoints().unwrap_or_default().iter();
    chosen
        .try_for_each(|datapoint| datapoint.check(period))
        .map_err(|invalid| ErrorKind::Datapoint(invalid).into())
}

/// Checks that a metric of a subscription exists, unless the subscription waits. The call blocks while it collects the
/// sources of a view without a collection.
pub(super) fn check_exists(subscription: &Subscription, known: Option<&View>) -> Result<(), Error> {
    let Some(view) = known.filter(|_| !subscription.waits()) else { return Ok(()) };
    let (metrics, names) = (subscription.metrics(), names(view));
    if names.iter().any(|name| Pattern(metrics).fits(name)) {
        return Ok(());
    }
    let nearest = nearest(metrics, names.iter().map(|name| &**name)).map(str::to_owned);
    Err(ErrorKind::UnknownMetric { metrics: metrics.to_owned(), nearest }.into())
}
