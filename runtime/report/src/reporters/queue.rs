//! The queue between the ticker and the thread of a reporter.

use std::collections::VecDeque;
use std::sync::{mpsc, Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use tokio::time::{sleep_until, Instant};

use super::gathering::Delivery;
use super::handle::SubscriptionId;
use super::message::Message;
use super::subscription::Subscription;

/// The most messages that wait for a reporter.
const MAX_MESSAGES: usize = 1000;

/// A task for a reporter.
pub(super) enum Job {
    Report(Delivery),
    Subscribed(SubscriptionId, Arc<Subscription>),
    Unsubscribed(SubscriptionId, Arc<Subscription>),
    Message(Message),
    /// The reporter is enabled again, so it starts before the next batch.
    Enabled,
}

/// The end of a reporter.
#[derive(Clone, Copy, Debug)]
enum End {
    /// After the jobs that wait, and at the latest at this time of the clock of the machine.
    By(Instant),
    AtOnce,
}

/// The jobs of a reporter, in their order. A full queue drops its oldest report.
#[derive(Default)]
pub(super) struct Queue {
    /// Locked only briefly.
    state: Mutex<State>,
    /// Wakes the thread for a new job or the end.
    changed: Notify,
    ends: Notify,
}

#[derive(Default)]
struct State {
    jobs: VecDeque<Job>,
    end: Option<End>,
    /// The series of the report under way.
    reporting: Option<u64>,
    /// Dropped when the reporter has ended.
    running: Option<mpsc::Sender<()>>,
}

impl State {
    fn reports(&self) -> usize {
        self.jobs.iter().filter(|job| matches!(job, Job::Report(_))).count()
    }

    /// Removes the oldest report.
    fn drop_oldest(&mut self) -> Option<Delivery> {
        let oldest = self.jobs.iter().position(|job| matches!(job, Job::Report(_)))?;
        match self.jobs.remove(oldest) {
            Some(Job::Report(delivery)) => Some(delivery),
            _ => None,
        }
    }
}

impl Queue {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a report, and returns the report that it replaces in a full queue.
    pub(super) fn push_report(&self, delivery: Delivery, limit: usize) -> Option<Delivery> {
        let mut state = self.state();
        let oldest = if state.reports() < limit { None } else { state.drop_oldest() };
        self.add(state, Job::Report(delivery));
        oldest
    }

    /// Adds a message, or returns `false` if too many messages wait.
    pub(super) fn push_message(&self, message: Message) -> bool {
        let state = self.state();
        let waiting = state.jobs.iter().filter(|job| matches!(job, Job::Message(_))).count();
        if waiting < MAX_MESSAGES {
            self.add(state, Job::Message(message));
        }
        waiting < MAX_MESSAGES
    }

    pub(super) fn push(&self, job: Job) {
        self.add(self.state(), job);
    }

    /// Adds a job. After the end, it is dropped, so that nobody waits for it.
    fn add(&self, mut state: MutexGuard<'_, State>, job: Job) {
        if !matches!(state.end, Some(End::AtOnce)) {
            state.jobs.push_back(job);
            drop(state);
            self.changed.notify_one();
        }
    }

    /// Returns the number of reports that wait.
    pub(super) fn waiting(&self) -> usize {
        self.state().reports()
    }

    /// Calls a function with the number of reports that wait, which does not change meanwhile.
    pub(super) fn count(&self, count: impl FnOnce(usize)) {
        let state = self.state();
        count(state.reports());
    }

    /// Waits for the next job. Returns `None` after the last one.
    pub(super) async fn next(&self) -> Option<Job> {
        loop {
            {
                let mut state = self.state();
                let job = state.jobs.pop_front();
                state.reporting = match &job {
                    Some(Job::Report(delivery)) => Some(delivery.series()),
                    _ => None,
                };
                if job.is_some() || state.end.is_some() {
                    return job;
                }
            }
            self.changed.notified().await;
        }
    }

    /// Removes all reports that wait.
    pub(super) fn take_reports(&self) -> Vec<Delivery> {
        let mut state = self.state();
        std::iter::from_fn(|| state.drop_oldest()).collect()
    }

    /// Returns the series of the report under way.
    pub(super) fn reporting(&self) -> Option<u64> {
        self.state().reporting
    }

    /// Ends the reporter after the jobs that wait. `running` is dropped when it has ended.
    pub(super) fn end_by(&self, deadline: Instant, running: mpsc::Sender<()>) {
        let mut state = self.state();
        state.running = Some(running);
        self.set_end(state, End::By(deadline));
    }

    /// Ends the reporter at once. Drops the jobs that wait, so that nobody waits for them.
    pub(super) fn end(&self) {
        let mut state = self.state();
        let waiting = std::mem::take(&mut state.jobs);
        self.set_end(state, End::AtOnce);
        drop(waiting);
    }

    fn set_end(&self, mut state: MutexGuard<'_, State>, end: End) {
        state.end = Some(end);
        drop(state);
        self.changed.notify_one();
        self.ends.notify_waiters();
    }

    /// Returns the time at which the reporter must have ended, if it ends.
    pub(super) fn deadline(&self) -> Option<Instant> {
        match self.state().end {
            Some(End::By(deadline)) => Some(deadline),
            _ => None,
        }
    }

    /// Waits until the reporter must have ended.
    pub(super) async fn ended(&self) {
        loop {
            let ends = self.ends.notified();
            let end = self.state().end;
            match end {
                None => ends.await,
                Some(End::AtOnce) => return,
                Some(End::By(deadline)) => tokio::select! {
                    () = sleep_until(deadline) => return,
                    () = ends => {}
                },
            }
        }
    }

    /// Notes that the reporter has ended.
    pub(super) fn has_ended(&self) {
        self.state().running = None;
    }
}
