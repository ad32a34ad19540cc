//! The end of an instance with reporters.

use std::future::pending;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use gapless::config::Config;
use gapless::report::{Batch, ErrorKind, Failure, Interval, Reporter, Reporting, Subscription, every};
use gapless::snapshot::Datapoint;
use tokio::task::JoinHandle;

use super::fixture::{Event, SECOND, acting, hold, recorder};
use crate::log::Log;

const SHORT: Duration = Duration::from_millis(300);

#[tokio::test(start_paused = true)]
async fn shutdown_sends_the_last_values_to_every_reporter() {
    let ((one, mut ones), (two, mut twos)) = (recorder("last_one"), recorder("last_two"));
    let (idle, mut idles) = recorder("last_idle");
    let deltas = Subscription::new("last_orders_total").datapoints([Datapoint::Delta]);
    let builder = gapless::builder().reporter(one, deltas.clone().interval(Interval::every(3600 * SECOND)));
    let builder = builder.reporter(two, deltas.interval(Interval::Manual)).reporter(idle, Reporting::new());
    let metrics = builder.start().await.unwrap();
    let orders = metrics.metrics().counter("last_orders_total", "Orders.").register().unwrap();
    let mut sent = ones.report().await.value("last_orders_total", "delta").unwrap_or_default();
    orders.inc_by(3);
    let reporters = metrics.reporters().clone();
    metrics.shutdown().await;
    sent += ones.report().await.value("last_orders_total", "delta").unwrap();
    assert_eq!(sent, 3.0);
    assert_eq!(twos.report().await.value("last_orders_total", "delta"), Some(3.0));
    assert_eq!([ones.next().await, twos.next().await], [Event::Stopped, Event::Stopped]);
    assert_eq!([idles.next().await, idles.next().await], [Event::Started, Event::Stopped]);
    assert!(ones.has_ended().await, "its thread has dropped the reporter");

    let (late, _) = recorder("late");
    assert!(matches!(reporters.add(late, Reporting::new()).unwrap_err().kind(), ErrorKind::Ended));
    let ended = reporters.report_now("last_one").await.unwrap_err();
    assert_eq!(
        ended.to_string(),
        "the reporters have ended with their instance; make this call before `shutdown`"
    );
}

#[test]
fn a_program_without_a_runtime_sends_the_last_values() {
    let (reporter, events) = recorder("blocking_end");
    let subscription = Subscription::new("gapless_conflicts").interval(Interval::Manual);
    let metrics = gapless::builder().reporter(reporter, subscription).start_blocking().unwrap();
    metrics.shutdown_blocking();
    assert_eq!(events.reports_so_far().len(), 1);
}

/// A reporter whose `report` never returns. It waits for the test, or for nothing.
struct Endless {
    reported: Sender<()>,
    blocks_on: Option<Receiver<()>>,
}

impl Reporter for Endless {
    async fn report(&mut self, _: &Batch) -> Result<(), Failure> {
        self.reported.send(())?;
        match &self.blocks_on {
            Some(released) => Ok(released.recv()?),
            None => pending().await,
        }
    }
}

/// Waits on another thread.
async fn received(receiver: Receiver<()>) -> (Receiver<()>, Result<(), RecvTimeoutError>) {
    let wait = move || {
        let result = receiver.recv_timeout(20 * SECOND);
        (receiver, result)
    };
    tokio::task::spawn_blocking(wait).await.expect("it does not panic")
}

#[tokio::test]
async fn shutdown_returns_within_its_limit_and_says_what_was_not_sent() {
    let log = Log::capture();
    let ((waits, waiting), (blocks, blocking)) = (channel(), channel());
    let (_release, released) = channel();
    let conflicts = || Subscription::new("gapless_conflicts").interval(Interval::every(3600 * SECOND));
    let (other, others) = recorder("beside_endless");
    let (failing, _failures) = acting("fails_at_last", |_| Ok(()));
    let metrics = gapless::builder()
        .config(Config::new().shutdown_timeout(SHORT))
        .reporter(Endless { reported: waits, blocks_on: None }, Reporting::from(conflicts()).name("waits"))
        .reporter(
            Endless { reported: blocks, blocks_on: Some(released) },
            Reporting::from(conflicts()).name("blocks"),
        )
        .reporter(other, conflicts())
        .reporter(failing, Reporting::new())
        .start()
        .await
        .unwrap();
    let (waiting, blocking) = (received(waiting).await.0, received(blocking).await.0);
    let before = Instant::now();
    metrics.shutdown().await;
    assert!(before.elapsed() < 10 * SECOND);
    assert_eq!(others.so_far().last(), Some(&Event::Stopped));
    let mut shown = log.shown();
    shown.sort();
    let unsent = |name| {
        format!("WARN the reporter `{name}` did not end within 270ms; 2 batches with 2 values were not sent")
    };
    assert_eq!(shown, [unsent("blocks"), unsent("waits")]);
    assert_eq!(received(waiting).await.1, Err(RecvTimeoutError::Disconnected), "the thread has ended");
    assert_eq!(blocking.try_recv(), Err(std::sync::mpsc::TryRecvError::Empty), "nobody can end this thread");
}

/// A reporter that cannot send everything at its end.
struct Late;

impl Reporter for Late {
    async fn report(&mut self, _: &Batch) -> Result<(), Failure> {
        Ok(())
    }

    async fn stop(&mut self, _: Duration) -> Result<(), Failure> {
        Err(Failure::new("3 requests were not sent"))
    }
}

#[tokio::test]
async fn the_log_has_the_failure_of_a_stop() {
    let log = Log::capture();
    gapless::builder().reporter(Late, every(SECOND)).start().await.unwrap().shutdown().await;
    assert_eq!(
        log.shown(),
        ["WARN the reporter `late` did not send everything before its end: 3 requests were not sent"]
    );
}

/// A reporter that needs more time than its interval has.
struct Slow(Sender<Event>);

impl Reporter for Slow {
    async fn report(&mut self, _: &Batch) -> Result<(), Failure> {
        tokio::time::sleep(Duration::from_millis(20)).await;
        Ok(())
    }

    async fn stop(&mut self, _: Duration) -> Result<(), Failure> {
        Ok(self.0.send(Event::Stopped)?)
    }
}

#[tokio::test]
async fn a_reporter_that_is_slower_than_its_interval_stops_in_time() {
    let (events, stopped) = channel();
    let often = Subscription::new("gapless_conflicts").interval(Interval::every(Duration::from_millis(2)));
    let metrics = gapless::builder().reporter(Slow(events), often).start().await.unwrap();
    metrics.reporters().report_now("slow").await.unwrap();
    metrics.shutdown().await;
    assert_eq!(stopped.try_recv(), Ok(Event::Stopped));
}

#[tokio::test]
async fn the_log_has_the_failure_of_the_last_report() {
    let log = Log::capture();
    let (failing, _failures) = acting("fails_last", |_| Err(Failure::new("the receiver is away")));
    let manual = Subscription::new("gapless_conflicts").interval(Interval::Manual);
    let metrics = gapless::builder().reporter(failing, manual).start().await.unwrap();
    for _ in 0..4 {
        metrics.reporters().report_now("fails_last").await.unwrap_err();
    }
    let before = log.shown().len();
    metrics.shutdown().await;
    assert_eq!(
        log.shown()[before..],
        ["WARN the reporter `fails_last` did not send everything before its end: the receiver is away"]
    );
}

#[tokio::test(start_paused = true)]
async fn dropping_an_instance_ends_its_reporters_without_waiting() {
    let _hold = hold();
    let ((waits, waiting), (blocks, blocking)) = (channel(), channel());
    let (_release, released) = channel();
    let conflicts = || Subscription::new("gapless_conflicts").interval(Interval::every(SECOND));
    let (idle, mut idles) = recorder("dropped_idle");
    let metrics = gapless::builder()
        .reporter(Endless { reported: waits, blocks_on: None }, conflicts())
        .reporter(Endless { reported: blocks, blocks_on: Some(released) }, conflicts())
        .reporter(idle, conflicts())
        .start()
        .await
        .unwrap();
    let (waiting, blocking) = (received(waiting).await.0, received(blocking).await.0);
    idles.report().await;
    drop(metrics);
    assert!(idles.has_ended().await);
    assert_eq!(received(waiting).await.1, Err(RecvTimeoutError::Disconnected));
    assert!(blocking.try_recv().is_err());
}

#[tokio::test]
async fn calls_that_wait_return_when_the_instance_is_dropped() {
    let (waits, waiting) = channel();
    let conflicts = Subscription::new("gapless_conflicts").interval(Interval::Manual);
    let endless = Endless { reported: waits, blocks_on: None };
    let metrics = gapless::builder().reporter(endless, conflicts).start().await.unwrap();
    let reporters = metrics.reporters().clone();
    let report = || {
        let reporters = reporters.clone();
        tokio::spawn(async move { reporters.report_now("endless").await.unwrap_err().to_string() })
    };
    let under_way = report();
    received(waiting).await.1.unwrap();
    let called = reporters.clone();
    let call =
        tokio::spawn(async move { called.call::<u64>("endless", 1_u64).await.unwrap_err().to_string() });
    let queued = report();
    while reporters.reporters()[0].waiting == 0 {
        tokio::task::yield_now().await;
    }
    drop(metrics);
    let in_time = async |task: JoinHandle<String>| {
        tokio::time::timeout(20 * SECOND, task).await.expect("it returns").unwrap()
    };
    let unsent = "the reporter `endless` did not send the values: it has ended";
    assert_eq!([in_time(under_way).await, in_time(queued).await], [unsent, unsent]);
    assert!(in_time(call).await.starts_with("the reporter `endless` did not reply"));
}
