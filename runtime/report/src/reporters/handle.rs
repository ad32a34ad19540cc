//! The handle of a program to the reporters of an instance.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use gapless_core::Registry;
use tokio::sync::oneshot;

use super::admission::{check_datapoints, check_exists, check_named, check_subscription, Planned};
use super::engine::stop;
use super::error::{Error, ErrorKind};
use super::gathering::{collected, names, Due, Reported};
use super::interval::Interval;
use super::member::Member;
use super::message::Message;
use super::own;
use super::queue::Job;
use super::reporter::Reporter;
use super::reporting::Reporting;
use super::runner::{is_current, launch, Ready};
use super::shared::{Entry, Shared};
use super::subscription::Subscription;
use super::ticker::Request;

/// A handle to the reporters of an instance, which `Instance::reporters` returns.
///
/// ```
/// use gapless::report::{every, Batch, Failure, Interval, Reporter, Subscription};
///
/// struct Print;
///
/// impl Reporter for Print {
///     async fn report(&mut self, batch: &Batch) -> Result<(), Failure> {
///         batch.points().for_each(|point| println!("{} {}", point.metric().name, point.value()));
///         Ok(())
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let metrics = gapless::builder().start().await?;
/// let reporters = metrics.reporters();
/// reporters.add(Print, Subscription::new("gapless_*").interval(Interval::Manual))?;
/// reporters.report_now("print").await?;
/// reporters.remove("print").await?;
/// # metrics.shutdown().await;
/// # Ok(())
/// # }
/// ```
///
/// In a disabled instance, all calls succeed except [`call`](Self::call), but the reporters do not run.
#[derive(Clone)]
pub struct Reporters(pub(super) Arc<Shared>);

/// The identifier of a subscription, which [`Reporters::subscribe`] returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SubscriptionId(u64);

/// The state of a reporter.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReporterStatus {
    /// The name.
    pub name: String,
    /// Whether the reporter is enabled.
    pub is_enabled: bool,
    /// The reason why the reporter is disabled, or `None` if the reporter is enabled.
    pub disabled_by: Option<DisabledBy>,
    /// The number of subscriptions.
    pub subscriptions: usize,
    /// The number of batches that wait for the reporter.
    pub waiting: usize,
}

/// The reason why a reporter is disabled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DisabledBy {
    /// The program called [`Reporters::disable`].
    Program,
    /// The reporter exceeded its limit of [panics](Reporting::panics) or of [failures](Reporting::failures).
    Limit,
}

impl SubscriptionId {
    pub(super) fn new(number: u64) -> Self {
        SubscriptionId(number)
    }
}

impl fmt::Display for SubscriptionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "subscription {}", self.0)
    }
}

impl fmt::Debug for Reporters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Reporters").field(&self.reporters()).finish()
    }
}

impl Reporters {
    /// Adds a reporter, and returns its name.
    ///
    /// # Errors
    ///
    /// Returns an error in these cases:
    ///
    /// - A setting of the reporter is invalid.
    /// - [`Reporting::name`] sets a name that another reporter already has.
    /// - A subscription is invalid: see [`subscribe`](Self::subscribe).
    /// - The instance has ended.
    pub fn add(&self, reporter: impl Reporter, reporting: impl Into<Reporting>) -> Result<String, Error> {
        let known = self.0.active.as_ref().map(|active| &active.view);
        let (name, ready) = self.0.admit(Planned::new(reporter, reporting), known)?;
        ready.map_or(Ok(()), |ready| self.launch(ready))?;
        self.0.changed();
        Ok(name)
    }

    /// Starts the thread of a reporter.
    pub(super) fn launch(&self, ready: Ready) -> Result<(), Error> {
        let member = Arc::clone(&ready.member);
        Registry::global().mark_used(own::GROUP);
        member.export();
        launch(ready).map_err(|cause| {
            self.0.state().entries.retain(|entry| !Arc::ptr_eq(&entry.member, &member));
            member.unexport();
            ErrorKind::Thread(cause).into()
        })
    }

    /// Removes a reporter, after a last report of its subscriptions and a call of [`Reporter::stop`].
    ///
    /// The call returns within the `shutdown_timeout` of the instance. It also removes the metrics about the reporter.
    /// If the call is dropped, the reporter ends nevertheless.
    ///
    /// # Errors
    ///
    /// Returns an error if the reporter does not exist, or if it makes the call itself.
    pub async fn remove(&self, reporter: &str) -> Result<(), Error> {
        not_itself(&self.member(reporter)?)?;
        let entry = self.0.state().remove(reporter)?;
        if let Some(active) = self.0.active.clone() {
            let leaving = Leaving { member: Arc::clone(&entry.member), shared: Arc::clone(&self.0) };
            let runtime = active.runtime.clone();
            let removal = async move {
                stop(&active, vec![entry.due(|_| true)], active.limit).await;
                drop(leaving);
            };
            let _ = runtime.spawn(removal).await; // the runtime may have ended
        }
        Ok(())
    }

    /// Adds a subscription to a reporter. Equal subscriptions are separate: each has its own points in a batch.
    ///
    /// The first report is sent at the next multiple of the interval after the start of the instance.
    ///
    /// If the subscription does not [wait](Subscription::retry) for its metrics, the call may collect the sources, and
    /// then blocks.
    ///
    /// # Errors
    ///
    /// Returns an error if the reporter or the named interval does not exist, if the pattern or the list of datapoints
    /// is empty, if a datapoint is not a number, if the reporter [sends complete metrics](Reporter::sends_datapoints)
    /// and the subscription sets datapoints, or if a subscription that does not [wait](Subscription::retry) selects a
    /// metric that does not exist.
    pub fn subscribe(&self, reporter: &str, subscription: Subscription) -> Result<SubscriptionId, Error> {
        let (is_of_datapoints, intervals) = {
            let mut state = self.0.state();
            let entry = state.entry(reporter)?;
            (entry.member.is_of_datapoints, entry.intervals.clone())
        };
        check_subscription(reporter, is_of_datapoints, &subscription, &intervals)?;
        check_exists(&subscription, self.0.active.as_ref().map(|active| &active.view))?;
        let (subscription, now) = (Arc::new(subscription), self.0.now());
        let mut state = self.0.state();
        let id = state.subscribe(reporter, Arc::clone(&subscription), now)?;
        self.0.push(&state.entry(reporter)?.member, Job::Subscribed(id, subscription));
        drop(state);
        self.0.changed();
        Ok(id)
    }

    /// Removes a subscription from a reporter.
    ///
    /// # Errors
    ///
    /// Returns an error if the reporter does not exist or does not have this subscription.
    pub fn unsubscribe(&self, reporter: &str, id: SubscriptionId) -> Result<(), Error> {
        let mut state = self.0.state();
        let entry = state.entry(reporter)?;
        let Some(place) = entry.subscribed.iter().position(|of| of.id == id) else {
            return Err(ErrorKind::UnknownSubscription { reporter: reporter.to_owned(), id }.into());
        };
        let ended = entry.subscribed.remove(place);
        self.0.push(&entry.member, Job::Unsubscribed(id, ended.subscription));
        Ok(())
    }

    /// Removes all subscriptions from a reporter.
    ///
    /// # Errors
    ///
    /// Returns an error if the reporter does not exist.
    pub fn unsubscribe_all(&self, reporter: &str) -> Result<(), Error> {
        let mut state = self.0.state();
        let entry = state.entry(reporter)?;
        for ended in entry.subscribed.drain(..) {
            self.0.push(&entry.member, Job::Unsubscribed(ended.id, ended.subscription));
        }
        Ok(())
    }

    /// Changes a named interval of a reporter, for all subscriptions that refer to it.
    ///
    /// # Errors
    ///
    /// Returns an error if the reporter or its interval does not exist, if the new interval is itself a named interval,
    /// or if a window of a subscription is shorter than the new interval.
    pub fn set_interval(&self, reporter: &str, name: &str, interval: Interval) -> Result<(), Error> {
        check_named(name, &interval)?;
        let now = self.0.now();
        let mut state = self.0.state();
        let entry = state.entry(reporter)?;
        let place = entry.interval(name)?;
        let subscriptions = entry.subscribed.iter().map(|of| &of.subscription);
        let is_of =
            |of: &&Arc<Subscription>| matches!(of.interval_of_reports(), Interval::Named(of) if of == name);
        subscriptions.filter(is_of).try_for_each(|of| check_datapoints(of, &interval))?;
        entry.intervals[place].1 = interval;
        if let Some(now) = now {
            state.reschedule(reporter, now)?;
        }
        drop(state);
        self.0.changed();
        Ok(())
    }

    /// Reports the subscriptions of a named interval now, and returns after the report.
    ///
    /// # Errors
    ///
    /// Returns an error if the reporter or its interval does not exist, if the reporter is disabled, if it did not send
    /// the values, or if it makes the call itself.
    pub async fn trigger(&self, reporter: &str, interval: &str) -> Result<(), Error> {
        self.0.state().entry(reporter)?.interval(interval)?;
        let is_of =
            |of: &Subscription| matches!(of.interval_of_reports(), Interval::Named(name) if name == interval);
        self.report(reporter, is_of).await
    }

    /// Reports all subscriptions of a reporter now, and returns after the report.
    ///
    /// Reporters that send in the background, such as `RemoteWrite` and `Otlp`, have only queued the values then.
    ///
    /// # Errors
    ///
    /// Returns an error if the reporter does not exist, if it is disabled, if it did not send the values, or if it
    /// makes the call itself.
    pub async fn report_now(&self, reporter: &str) -> Result<(), Error> {
        self.report(reporter, |_| true).await
    }

    async fn report(&self, reporter: &str, is_chosen: impl Fn(&Subscription) -> bool) -> Result<(), Error> {
        let (done, reported) = oneshot::channel::<Reported>();
        not_itself(&self.enabled(reporter)?)?;
        let due = self.0.state().entry(reporter)?.due(is_chosen);
        if self.0.active.is_none() || due.subscriptions.is_empty() {
            return Ok(());
        }
        self.0.request(Request::Report(Due { done: Some(done), ..due }));
        let reported = reported.await.unwrap_or_else(|_| Err("it has ended".to_owned()));
        Ok(reported.map_err(|reason| ErrorKind::NotReported { reporter: reporter.to_owned(), reason })?)
    }

    /// Disables a reporter. It keeps its subscriptions, but receives no values until it is enabled. Waiting batches are
    /// dropped.
    ///
    /// # Errors
    ///
    /// Returns an error if the reporter does not exist.
    pub fn disable(&self, reporter: &str) -> Result<(), Error> {
        let member = self.member(reporter)?;
        member.switch(Some(DisabledBy::Program));
        self.0.changed();
        Ok(())
    }

    /// Enables a reporter that the program disabled, or that was disabled after too many panics.
    ///
    /// [`Reporter::start`] is called before the next batch. The changes in this batch include those of the time in
    /// which the reporter was disabled.
    ///
    /// # Errors
    ///
    /// Returns an error if the reporter does not exist.
    pub fn enable(&self, reporter: &str) -> Result<(), Error> {
        let (member, now) = (self.member(reporter)?, self.0.now());
        if member.is_enabled() {
            return Ok(());
        }
        self.0.push(&member, Job::Enabled);
        member.switch(None);
        if let Some(now) = now {
            self.0.state().reschedule(reporter, now)?;
        }
        self.0.changed();
        Ok(())
    }

    /// Sends a message to a reporter, and returns its reply.
    ///
    /// ```
    /// use gapless::report::{Batch, Failure, Message, Reporter, Reporting};
    ///
    /// struct Counting(u64);
    ///
    /// struct HowMany;
    ///
    /// impl Reporter for Counting {
    ///     async fn report(&mut self, batch: &Batch) -> Result<(), Failure> {
    ///         self.0 += 1;
    ///         Ok(())
    ///     }
    ///
    ///     fn message(&mut self, message: Message) {
    ///         if message.get::<HowMany>().is_some() {
    ///             message.reply(self.0);
    ///         }
    ///     }
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let metrics = gapless::builder().reporter(Counting(0), Reporting::new()).start().await?;
    /// let batches: u64 = metrics.reporters().call("counting", HowMany).await?;
    /// assert_eq!(batches, 0);
    /// # metrics.shutdown().await;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error if the reporter does not exist, if it is disabled, if too many messages wait for it, if it does
    /// not reply with this type, or if it makes the call itself.
    pub async fn call<Reply: 'static>(
        &self,
        reporter: &str,
        message: impl Any + Send,
    ) -> Result<Reply, Error> {
        not_itself(&self.enabled(reporter)?)?;
        let (message, reply) = Message::with_reply(Box::new(message));
        self.send(reporter, message)?;
        let no_reply = || ErrorKind::NoReply { reporter: reporter.to_owned() };
        let reply = reply.await.map_err(|_| no_reply())?;
        Ok(*reply.downcast().map_err(|_| no_reply())?)
    }

    /// Sends a message to a reporter, without waiting for a reply.
    ///
    /// # Errors
    ///
    /// Returns an error if the reporter does not exist, if it is disabled, or if too many messages wait for it.
    pub fn cast(&self, reporter: &str, message: impl Any + Send) -> Result<(), Error> {
        self.send(reporter, Message::new(Box::new(message)))
    }

    fn send(&self, reporter: &str, message: Message) -> Result<(), Error> {
        let member = self.enabled(reporter)?;
        if self.0.active.is_some() && !member.queue.push_message(message) {
            return Err(ErrorKind::Busy { reporter: reporter.to_owned() }.into());
        }
        Ok(())
    }

    /// Returns the names of all metrics that subscriptions can select now, in the order of a scrape.
    pub async fn metrics(&self) -> Vec<String> {
        let Some(active) = self.0.active.clone() else { return Vec::new() };
        let runtime = active.runtime.clone();
        let names = runtime.spawn_blocking(move || names(&collected(&active.view, &active.runtime)));
        let mut names = names.await.unwrap_or_default(); // the runtime ends
        names.sort();
        names
    }

    /// Returns the state of each reporter, in the order in which they were added.
    #[must_use]
    pub fn reporters(&self) -> Vec<ReporterStatus> {
        let state = self.0.state();
        let status = |entry: &Entry| ReporterStatus {
            name: entry.member.name.clone(),
            is_enabled: entry.member.is_enabled(),
            disabled_by: entry.member.disabled_by(),
            subscriptions: entry.subscribed.len(),
            waiting: entry.member.queue.waiting(),
        };
        state.entries.iter().map(status).collect()
    }

    /// Returns the subscriptions of a reporter, in the order in which they were added.
    ///
    /// # Errors
    ///
    /// Returns an error if the reporter does not exist.
    pub fn subscriptions(&self, reporter: &str) -> Result<Vec<(SubscriptionId, Subscription)>, Error> {
        let mut state = self.0.state();
        let subscribed = state.entry(reporter)?.subscribed.iter();
        Ok(subscribed.map(|of| (of.id, Subscription::clone(&of.subscription))).collect())
    }

    fn member(&self, reporter: &str) -> Result<Arc<Member>, Error> {
        Ok(Arc::clone(&self.0.state().entry(reporter)?.member))
    }

    fn enabled(&self, reporter: &str) -> Result<Arc<Member>, Error> {
        let member = self.member(reporter)?;
        match member.is_enabled() {
            true => Ok(member),
            false => Err(ErrorKind::Disabled { reporter: reporter.to_owned() }.into()),
        }
    }
}

/// A reporter that is being removed. It ends at the latest with this, for example because the runtime has ended.
struct Leaving {
    member: Arc<Member>,
    shared: Arc<Shared>,
}

impl Drop for Leaving {
    fn drop(&mut self) {
        let Leaving { member, shared } = self;
        member.queue.end();
        let state = shared.state(); // so that the metrics of a new reporter with this name stay
        match state.has(&member.name) {
            true => member.progress.end(),
            false => member.unexport(),
        }
    }
}

/// Returns an error if a reporter itself makes a call that waits for it.
fn not_itself(member: &Arc<Member>) -> Result<(), Error> {
    match is_current(member) {
        true => Err(ErrorKind::OwnCall { reporter: member.name.clone() }.into()),
        false => Ok(()),
    }
}
