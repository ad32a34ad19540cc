//! Reporters that fail or panic.

use gapless::report::{
    Batch, Context, DisabledBy, ErrorKind, Failure, Interval, Reporter, Reporting, Subscription,
};
use gapless::snapshot::{Datapoint, FamilySnapshot};
use tokio::time::advance;

use super::fixture::{Event, SECOND, acting, hold, own, recorder};
use crate::log::Log;

/// Subscribes to one metric at each second.
fn secondly() -> Subscription {
    Subscription::new("gapless_conflicts").interval(Interval::every(SECOND))
}

#[tokio::test(start_paused = true)]
async fn the_fourth_panic_within_a_minute_disables_a_reporter() {
    let _hold = hold();
    let (panicking, mut events) = acting("panics", |_| panic!("a panic of the test"));
    let (other, mut others) = recorder("beside_panics");
    let builder = gapless::builder().reporter(panicking, secondly()).reporter(other, secondly());
    let metrics = builder.start().await.unwrap();
    let reporters = metrics.reporters();
    for panics in 1..=4 {
        assert_eq!(own("panics", "enabled"), Some(1.0), "before panic {panics}");
        assert_eq!(events.next().await, Event::Started, "before each report");
        events.report().await;
        others.report().await;
        reporters.call::<u64>("beside_panics", 1u64).await.unwrap();
        let after = reporters.report_now("panics");
        if panics == 4 {
            let unsent = after.await.unwrap_err(); // it may be queued before the panic
            assert!(matches!(unsent.kind(), ErrorKind::Disabled { .. } | ErrorKind::NotReported { .. }));
        } else {
            drop(after);
        }
        advance(SECOND).await;
    }
    assert_eq!((own("panics", "enabled"), own("panics", "restarts_total")), (Some(0.0), Some(3.0)));
    assert_eq!((own("panics", "failures_total"), own("panics", "sent_total")), (Some(4.0), Some(0.0)));
    for _ in 0..3 {
        others.report().await;
        advance(SECOND).await;
    }
    assert_eq!(events.so_far(), []);
    assert_eq!(reporters.subscriptions("panics").unwrap().len(), 1);

    assert_eq!((own("panics", "over_limit"), own("beside_panics", "over_limit")), (Some(1.0), Some(0.0)));
    assert_eq!(reporters.reporters()[0].disabled_by, Some(DisabledBy::Limit));
    reporters.disable("panics").unwrap();
    assert_eq!((own("panics", "enabled"), own("panics", "over_limit")), (Some(0.0), Some(0.0)));
    assert_eq!(reporters.reporters()[0].disabled_by, Some(DisabledBy::Program), "the program knows it now");

    reporters.enable("panics").unwrap();
    assert_eq!((own("panics", "enabled"), own("panics", "over_limit")), (Some(1.0), Some(0.0)));
    advance(SECOND).await;
    assert_eq!(events.next().await, Event::Started);
    events.report().await;
    metrics.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn panics_that_are_far_apart_do_not_disable_a_reporter() {
    let _hold = hold();
    let (panicking, mut events) = acting("rarely_panics", |_| panic!("a panic of the test"));
    let subscription = secondly().interval(Interval::every(40 * SECOND));
    let metrics = gapless::builder().reporter(panicking, subscription).start().await.unwrap();
    for _ in 0..10 {
        events.report().await;
        advance(40 * SECOND).await;
    }
    assert_eq!(own("rarely_panics", "enabled"), Some(1.0));
    metrics.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn failures_start_a_reporter_again_and_never_disable_it() {
    let _hold = hold();
    let (failing, mut events) = acting("fails", |report| match report {
        20 => Ok(()),
        _ => Err(Failure::new("the receiver is down")),
    });
    let metrics = gapless::builder().reporter(failing, secondly()).start().await.unwrap();
    for report in 1..=20 {
        assert_eq!(events.next().await, Event::Started, "before report {report}");
        events.report().await;
        advance(SECOND).await;
    }
    assert!(matches!(events.next().await, Event::Report(_)), "it does not start again after a success");
    metrics.shutdown().await;
    let counts = ["enabled", "failures_total", "restarts_total", "sent_total", "dropped_total"];
    let counts = counts.map(|metric| own("fails", metric).unwrap());
    assert_eq!(counts, [1.0, 21.0, 0.0, 1.0, 0.0]);
    assert!(own("fails", "last_success_timestamp_seconds").unwrap() > 1.7e9);
}

#[tokio::test(start_paused = true)]
async fn a_limit_of_failures_disables_a_reporter() {
    let _hold = hold();
    let (failing, mut events) = acting("fails_often", |_| Err(Failure::new("the receiver is down")));
    let reporting = Reporting::new().subscribe(secondly()).failures(1, 60 * SECOND);
    let metrics = gapless::builder().reporter(failing, reporting).start().await.unwrap();
    events.report().await;
    advance(SECOND).await;
    events.report().await;
    let unsent = metrics.reporters().report_now("fails_often").await.unwrap_err();
    assert!(matches!(unsent.kind(), ErrorKind::Disabled { .. } | ErrorKind::NotReported { .. }));
    advance(SECOND).await;
    metrics.shutdown().await;
    assert_eq!((own("fails_often", "enabled"), own("fails_often", "failures_total")), (Some(0.0), Some(2.0)));
}

/// A reporter whose `start` fails at first, and whose other methods may panic.
struct Moody {
    starts: u64,
    deltas: std::sync::mpsc::Sender<f64>,
}

impl Reporter for Moody {
    async fn start(&mut self, _: &Context) -> Result<(), Failure> {
        self.starts += 1;
        match self.starts {
            1..=3 => Err(Failure::new("it cannot connect")),
            _ => Ok(()),
        }
    }

    async fn report(&mut self, batch: &Batch) -> Result<(), Failure> {
        let _ = self.deltas.send(batch.points().map(|point| point.value()).sum());
        Ok(())
    }

    fn subscribed(&mut self, _: &Subscription) {
        panic!("a panic of the test");
    }

    fn new_metric(&mut self, _: &FamilySnapshot) {
        panic!("a panic of the test");
    }
}

#[tokio::test(start_paused = true)]
async fn changes_are_complete_after_a_start_that_failed_and_a_hook_that_panicked() {
    let _hold = hold();
    let (deltas, received) = std::sync::mpsc::channel();
    let delta = Subscription::new("moody_*_total").datapoints([Datapoint::Delta]).interval(Interval::Manual);
    let metrics = gapless::builder().reporter(Moody { starts: 0, deltas }, delta).start().await.unwrap();
    let orders = metrics.metrics().counter("moody_orders_total", "Orders.").register().unwrap();
    let reporters = metrics.reporters();
    for number in 2..=3 {
        orders.inc();
        let unsent = reporters.report_now("moody").await.unwrap_err();
        assert_eq!(
            unsent.to_string(),
            "the reporter `moody` did not send the values: it cannot connect",
            "start {number}"
        );
    }
    orders.inc();
    reporters.report_now("moody").await.unwrap();
    orders.inc();
    metrics.metrics().counter("moody_refunds_total", "Refunds.").register().unwrap().inc_by(5);
    reporters.report_now("moody").await.unwrap();
    assert_eq!(received.try_iter().collect::<Vec<_>>(), [3.0, 6.0]);
    // Two batches of a series were lost. The hooks panicked twice.
    assert_eq!((own("moody", "dropped_total"), own("moody", "restarts_total")), (Some(2.0), Some(2.0)));
    metrics.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn a_message_that_panics_restarts_the_reporter() {
    let _hold = hold();
    let (reporter, mut events) = recorder("message_panics");
    let metrics = gapless::builder().reporter(reporter, secondly()).start().await.unwrap();
    events.report().await;
    let panicked = metrics.reporters().call::<u64>("message_panics", 0u64).await.unwrap_err();
    assert!(matches!(panicked.kind(), ErrorKind::NoReply { .. }));
    advance(SECOND).await;
    assert_eq!(events.next().await, Event::Started);
    events.report().await;
    assert_eq!(own("message_panics", "restarts_total"), Some(1.0));
    metrics.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn the_log_has_the_first_failure_then_fewer_and_the_recovery() {
    let _hold = hold();
    let log = Log::capture();
    let (failing, mut events) = acting("logs", |report| match report {
        1..=9 => Err(Failure::new("connection refused")),
        10 => Ok(()),
        11 => panic!("a panic of the test"),
        _ => Ok(()),
    });
    let reporting = Reporting::new().subscribe(secondly()).panics(1, 60 * SECOND);
    let metrics = gapless::builder().reporter(failing, reporting).start().await.unwrap();
    for _ in 1..=12 {
        events.report().await;
        advance(SECOND).await;
    }
    metrics.shutdown().await;
    assert_eq!(
        log.shown(),
        [
            "WARN the reporter `logs` cannot send values: connection refused",
            "WARN the reporter `logs` failed 2 times to send values: connection refused",
            "WARN the reporter `logs` failed 4 times to send values: connection refused",
            "WARN the reporter `logs` failed 8 times to send values: connection refused",
            "INFO the reporter `logs` sends values again, after 9 failures",
            "ERROR the reporter `logs` panicked and starts again: a panic of the test",
        ]
    );
}
