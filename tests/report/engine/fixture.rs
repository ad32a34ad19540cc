//! A reporter that sends its batches to the test, and the paused clock.

use std::borrow::Cow;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, SystemTime};

use gapless::report::{Batch, Context, Failure, Message, Reporter, Subscription};
use gapless::snapshot::FamilySnapshot;

pub(super) const SECOND: Duration = Duration::from_secs(1);
/// Far more than a reporter needs, so that a failed test ends.
const PATIENCE: Duration = Duration::from_secs(20);

/// A call to a reporter.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Event {
    Started,
    Subscribed(String),
    Unsubscribed(String),
    NewMetric(String, f64),
    Report(Report),
    Message(u64),
    Stopped,
}

/// The contents of a batch.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Report {
    pub(super) time: SystemTime,
    /// The metric, the datapoint and the value of each point.
    pub(super) points: Vec<(String, String, f64)>,
    pub(super) families: Vec<String>,
}

impl Report {
    fn of(batch: &Batch) -> Self {
        let point = |point: gapless::report::Point<'_>| {
            (point.metric().name.to_string(), point.datapoint().to_string(), point.value())
        };
        let families = batch.families().map(|family| family.name.to_string()).collect();
        Report { time: batch.time(), points: batch.points().map(point).collect(), families }
    }

    pub(super) fn value(&self, metric: &str, datapoint: &str) -> Option<f64> {
        let mut points = self.points.iter();
        points.find(|point| point.0 == metric && point.1 == datapoint).map(|point| point.2)
    }
}

/// The function that a reporter runs in each report.
pub(super) type Act = Box<dyn FnMut(u64) -> Result<(), Failure> + Send>;

/// Returns the value of a metric about a reporter, such as `sent_total`.
pub(super) fn own(reporter: &str, metric: &str) -> Option<f64> {
    let snapshot = gapless::Registry::global().gather();
    let value = snapshot.value(&format!("gapless_reporter_{metric}"), &[("reporter", reporter)]);
    value.map(gapless::snapshot::Value::as_f64)
}

/// A reporter that sends each call to the test.
pub(super) struct Recorder {
    name: Cow<'static, str>,
    events: Sender<Event>,
    reports: u64,
    act: Act,
}

/// The calls to a reporter.
pub(super) struct Events(Receiver<Event>);

/// Returns a reporter, and the calls to it.
pub(super) fn recorder(name: &'static str) -> (Recorder, Events) {
    acting(name, |_| Ok(()))
}

/// Returns a reporter that acts on the number of each report, from 1 on.
pub(super) fn acting(
    name: &'static str,
    act: impl FnMut(u64) -> Result<(), Failure> + Send + 'static,
) -> (Recorder, Events) {
    let (events, received) = channel();
    (Recorder { name: name.into(), events, reports: 0, act: Box::new(act) }, Events(received))
}

impl Recorder {
    fn tell(&self, event: Event) {
        let _ = self.events.send(event); // the test may have ended
    }
}

impl Reporter for Recorder {
    fn name(&self) -> Cow<'static, str> {
        self.name.clone()
    }

    async fn start(&mut self, _: &Context) -> Result<(), Failure> {
        self.tell(Event::Started);
        Ok(())
    }

    async fn report(&mut self, batch: &Batch) -> Result<(), Failure> {
        self.reports += 1;
        self.tell(Event::Report(Report::of(batch)));
        (self.act)(self.reports)
    }

    fn subscribed(&mut self, subscription: &Subscription) {
        self.tell(Event::Subscribed(subscription.metrics().to_owned()));
    }

    fn unsubscribed(&mut self, subscription: &Subscription) {
        self.tell(Event::Unsubscribed(subscription.metrics().to_owned()));
    }

    fn new_metric(&mut self, metric: &FamilySnapshot) {
        self.tell(Event::NewMetric(metric.name.to_string(), metric.series[0].value.as_f64()));
    }

    fn message(&mut self, message: Message) {
        if let Some(number) = message.get::<u64>() {
            assert_ne!(*number, 0, "a message of the test");
            self.tell(Event::Message(*number));
            let reply = number + 1;
            message.reply(reply);
        }
    }

    async fn stop(&mut self, _: Duration) -> Result<(), Failure> {
        self.tell(Event::Stopped);
        Ok(())
    }
}

impl Events {
    /// Waits for the next call. The paused clock stands still meanwhile.
    pub(super) async fn next(&mut self) -> Event {
        self.received().await.expect("the reporter runs")
    }

    pub(super) async fn received(&mut self) -> Result<Event, RecvTimeoutError> {
        let (_, closed) = channel();
        let events = std::mem::replace(&mut self.0, closed);
        let (events, event) = tokio::task::spawn_blocking(move || {
            let event = events.recv_timeout(PATIENCE);
            (events, event)
        })
        .await
        .expect("it does not panic");
        self.0 = events;
        event
    }

    /// Waits for the next report, after other calls.
    pub(super) async fn report(&mut self) -> Report {
        loop {
            if let Event::Report(report) = self.next().await {
                return report;
            }
        }
    }

    /// Waits until the reporter is dropped, and returns whether it made no calls until then.
    pub(super) async fn has_ended(&mut self) -> bool {
        self.received().await == Err(RecvTimeoutError::Disconnected)
    }

    /// Returns the calls so far.
    pub(super) fn so_far(&self) -> Vec<Event> {
        self.0.try_iter().collect()
    }

    /// Returns the reports so far.
    pub(super) fn reports_so_far(&self) -> Vec<Report> {
        let report = |event| match event {
            Event::Report(report) => Some(report),
            _ => None,
        };
        self.so_far().into_iter().filter_map(report).collect()
    }
}

/// Holds the paused clock of tokio, which otherwise moves on while the test waits for a thread.
pub(super) struct Hold(#[expect(dead_code, reason = "its drop ends the thread")] Sender<()>);

pub(super) fn hold() -> Hold {
    let (held, dropped) = channel::<()>();
    tokio::task::spawn_blocking(move || dropped.recv());
    Hold(held)
}
