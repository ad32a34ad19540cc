//! Reporters that are slow.

use std::sync::mpsc::channel;

use axum::body::Body;
use axum::http::Request;
use gapless::report::{ErrorKind, Interval, Reporting, Subscription};
use gapless::snapshot::Datapoint;
use tokio::time::advance;
use tower::ServiceExt;

use super::fixture::{SECOND, acting, hold, own, recorder};

fn deltas(of: &'static str) -> Subscription {
    Subscription::new(of).datapoints([Datapoint::Delta]).interval(Interval::every(SECOND))
}

#[tokio::test(start_paused = true)]
async fn a_blocked_reporter_delays_nobody_and_loses_no_change() {
    let _hold = hold();
    let (release, released) = channel::<()>();
    let (blocking, mut events) = acting("blocked", move |_| {
        let _ = released.recv(); // returns at once after the release
        Ok(())
    });
    let (other, mut others) = recorder("beside_blocked");
    let reporting = Reporting::new().subscribe(deltas("blocked_orders_total")).queue(3);
    let builder = gapless::builder().reporter(blocking, reporting);
    let builder = builder.reporter(other, deltas("blocked_orders_total"));
    let metrics = builder.start().await.unwrap();
    let orders = metrics.metrics().counter("blocked_orders_total", "Orders.").register().unwrap();
    let mut total = events.report().await.value("blocked_orders_total", "delta").unwrap_or_default();
    others.report().await;
    for _ in 1..=20 {
        orders.inc();
        advance(SECOND).await;
        assert_eq!(others.report().await.value("blocked_orders_total", "delta"), Some(1.0));
    }
    assert_eq!((own("blocked", "queue_length"), own("blocked", "dropped_total")), (Some(3.0), Some(17.0)));
    assert_eq!(metrics.reporters().reporters()[0].waiting, 3);
    let request = Request::get("/metrics").body(Body::empty()).unwrap();
    let scrape = metrics.router::<()>().oneshot(request).await.unwrap();
    assert!(scrape.status().is_success());

    drop(release);
    for _ in 0..3 {
        total += events.report().await.value("blocked_orders_total", "delta").unwrap();
    }
    assert_eq!(total, 20.0, "the changes of dropped batches are in the next ones");
    metrics.reporters().call::<u64>("blocked", 1u64).await.unwrap();
    assert_eq!((own("blocked", "queue_length"), own("blocked", "sent_total")), (Some(0.0), Some(4.0)));
    metrics.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn the_caller_of_a_dropped_report_gets_an_error() {
    let _hold = hold();
    let (release, released) = channel::<()>();
    let (blocking, mut events) = acting("dropping", move |_| {
        let _ = released.recv();
        Ok(())
    });
    let reporting = Reporting::new().subscribe(deltas("gapless_conflicts")).queue(1);
    let metrics = gapless::builder().reporter(blocking, reporting).start().await.unwrap();
    events.report().await;
    let (unsent, ()) = tokio::join!(metrics.reporters().report_now("dropping"), async {
        tokio::task::yield_now().await;
        while own("dropping", "queue_length") != Some(1.0) {
            tokio::task::yield_now().await;
        }
        advance(SECOND).await;
    });
    let unsent = unsent.unwrap_err();
    let ErrorKind::NotReported { reason, .. } = unsent.kind() else { panic!("{unsent}") };
    assert_eq!(reason, "newer values replaced them in a full queue");
    drop(release);
    metrics.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn the_messages_for_a_blocked_reporter_are_limited() {
    let _hold = hold();
    let (release, released) = channel::<()>();
    let (blocking, mut events) = acting("busy", move |_| {
        let _ = released.recv();
        Ok(())
    });
    let metrics = gapless::builder().reporter(blocking, deltas("gapless_conflicts")).start().await.unwrap();
    events.report().await;
    let reporters = metrics.reporters();
    let sent = (0..2000).take_while(|_| reporters.cast("busy", 1u64).is_ok()).count();
    assert_eq!(sent, 1000);
    assert!(matches!(reporters.cast("busy", 1u64).unwrap_err().kind(), ErrorKind::Busy { .. }));
    drop(release);
    metrics.shutdown().await;
}
