//! The reporters of an instance and their subscriptions.

use std::borrow::Cow;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use gapless_core::__private::nearest;
use gapless_encode::View;
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::clock::Clock;
use super::error::{Error, ErrorKind};
use super::gathering::Due;
use super::handle::SubscriptionId;
use super::interval::Interval;
use super::member::Member;
use super::program::Program;
use super::queue::Job;
use super::subscription::Subscription;
use super::ticker::Request;
use super::timing::Timing;

/// The reporters of an instance.
pub(super) struct Shared {
    /// `None` in a disabled instance, in which reporters exist but do not run.
    pub(super) active: Option<Arc<Active>>,
    /// Locked only briefly, and never while a method of a reporter runs.
    state: Mutex<State>,
}

/// The parts that run reporters.
pub(super) struct Active {
    pub(super) view: View,
    pub(super) program: Program,
    pub(super) labels: Vec<(String, String)>,
    /// How long a reporter may take to end.
    pub(super) limit: Duration,
    pub(super) runtime: Handle,
    pub(super) clock: Arc<Clock>,
    pub(super) requests: mpsc::UnboundedSender<Request>,
}

/// The reporters, in the order in which they were added.
#[derive(Default)]
pub(super) struct State {
    pub(super) entries: Vec<Entry>,
    last_id: u64,
    /// When the intervals began.
    started: Option<Instant>,
    pub(super) has_ended: bool,
}

/// A reporter, its subscriptions and its intervals.
pub(super) struct Entry {
    pub(super) member: Arc<Member>,
    pub(super) subscribed: Vec<Subscribed>,
    pub(super) intervals: Vec<(Cow<'static, str>, Interval)>,
}

pub(super) struct Subscribed {
    pub(super) id: SubscriptionId,
    pub(super) subscription: Arc<Subscription>,
    /// When it is reported next; `None` if only the program triggers it.
    due: Option<Instant>,
}

impl Shared {
    pub(super) fn new(active: Option<Arc<Active>>) -> Self {
        Shared { active, state: Mutex::default() }
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives a reporter a job, unless the instance is disabled.
    pub(super) fn push(&self, member: &Member, job: Job) {
        if self.active.is_some() {
            member.queue.push(job);
        }
    }

    /// Returns the current instant, unless the instance is disabled.
    pub(super) fn now(&self) -> Option<Instant> {
        self.active.as_ref().map(|active| active.clock.now())
    }

    /// Tells the ticker that the subscriptions changed.
    pub(super) fn changed(&self) {
        self.request(Request::Changed);
    }

    pub(super) fn request(&self, request: Request) {
        if let Some(active) = &self.active {
            let _ = active.requests.send(request); // the ticker has ended with the instance
        }
    }
}

impl State {
    /// Returns the reporter with a name.
    pub(super) fn entry(&mut self, name: &str) -> Result<&mut Entry, Error> {
        if self.has_ended {
            return Err(ErrorKind::Ended.into());
        }
        match self.place(name) {
            Some(place) => Ok(&mut self.entries[place]),
            None => Err(self.unknown(name)),
        }
    }

    /// Removes the reporter with a name.
    pub(super) fn remove(&mut self, name: &str) -> Result<Entry, Error> {
        self.entry(name)?;
        self.place(name).map(|place| self.entries.remove(place)).ok_or_else(|| self.unknown(name))
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.entries.iter().position(|entry| entry.member.name == name)
    }

    fn unknown(&self, name: &str) -> Error {
        let nearest = nearest(name, self.entries.iter().map(|entry| &*entry.member.name));
        let nearest = nearest.map(str::to_owned);
        ErrorKind::UnknownReporter { reporter: name.to_owned(), nearest }.into()
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.place(name).is_some()
    }

    /// Begins the intervals.
    pub(super) fn start(&mut self, now: Instant) {
        self.started = Some(now);
        for Entry { subscribed, intervals, .. } in &mut self.entries {
            for of in subscribed {
                of.due = timing(&of.subscription, intervals, Some(now)).and_then(|timing| timing.from(now));
            }
        }
    }

    /// Adds a subscription of a reporter.
    pub(super) fn subscribe(
        &mut self,
        name: &str,
        subscription: Arc<Subscription>,
        now: Option<Instant>,
    ) -> Result<SubscriptionId, Error> {
        let (started, id) = (self.started, SubscriptionId::new(self.last_id + 1));
        let Entry { subscribed, intervals, .. } = self.entry(name)?;
        let timing = timing(&subscription, intervals, started);
        let due = timing.zip(now).and_then(|(timing, now)| timing.from(now));
        subscribed.push(Subscribed { id, subscription, due });
        self.last_id += 1;
        Ok(id)
    }

    /// Calculates again when the subscriptions of a reporter are due.
    pub(super) fn reschedule(&mut self, name: &str, now: Instant) -> Result<(), Error> {
        let started = self.started;
        let Entry { subscribed, intervals, .. } = self.entry(name)?;
        for of in subscribed {
            of.due = timing(&of.subscription, intervals, started).and_then(|timing| timing.after(now));
        }
        Ok(())
    }

    /// Returns when the next subscription is due. After the end, none is: the last values are on their way.
    pub(super) fn next_due(&self) -> Option<Instant> {
        if self.has_ended {
            return None;
        }
        let enabled = self.entries.iter().filter(|entry| entry.member.is_enabled());
        enabled.flat_map(|entry| &entry.subscribed).filter_map(|of| of.due).min()
    }

    /// Returns the subscriptions that are due, and calculates when they are due again.
    pub(super) fn take_due(&mut self, now: Instant) -> Vec<Due> {
        let started = self.started;
        let enabled = self.entries.iter_mut().filter(|entry| entry.member.is_enabled());
        let due = enabled.map(|entry| entry.take_due(now, started));
        due.filter(|due| !due.subscriptions.is_empty()).collect()
    }
}

impl Entry {
    fn take_due(&mut self, now: Instant, started: Option<Instant>) -> Due {
        let Entry { member, subscribed, intervals } = self;
        let mut subscriptions = Vec::new();
        for of in subscribed.iter_mut().filter(|of| of.due.is_some_and(|due| due <= now)) {
            of.due = timing(&of.subscription, intervals, started).and_then(|timing| timing.after(now));
            subscriptions.push((of.id, Arc::clone(&of.subscription)));
        }
        Due { member: Arc::clone(member), subscriptions, done: None }
    }

    /// Returns the subscriptions for which a function returns `true`, to report them now.
    pub(super) fn due(&self, is_chosen: impl Fn(&Subscription) -> bool) -> Due {
        let chosen = self.subscribed.iter().filter(|of| is_chosen(&of.subscription));
        let subscriptions = chosen.map(|of| (of.id, Arc::clone(&of.subscription))).collect();
        Due { member: Arc::clone(&self.member), subscriptions, done: None }
    }

    /// Returns the index of a named interval.
    pub(super) fn interval(&self, name: &str) -> Result<usize, Error> {
        let place = self.intervals.iter().position(|(known, _)| known == name);
        place.ok_or_else(|| unknown_interval(&self.member.name, name, &self.intervals))
    }
}

/// The error of an unknown interval of a reporter.
pub(super) fn unknown_interval(
    reporter: &str,
    interval: &str,
    known: &[(Cow<'static, str>, Interval)],
) -> Error {
    let nearest = nearest(interval, known.iter().map(|(name, _)| &**name)).map(str::to_owned);
    let (reporter, interval) = (reporter.to_owned(), interval.to_owned());
    ErrorKind::UnknownInterval { reporter, interval, nearest }.into()
}

/// Returns when a subscription is due, unless only the program triggers it.
fn timing(
    subscription: &Subscription,
    intervals: &[(Cow<'static, str>, Interval)],
    started: Option<Instant>,
) -> Option<Timing> {
    let interval = match subscription.interval_of_reports() {
        Interval::Named(name) => &intervals.iter().find(|(known, _)| known == name)?.1,
        interval => interval,
    };
    Timing::of(interval, started?)
}
