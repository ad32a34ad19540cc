//! Calls to running reporters.

use gapless::report::{DisabledBy, ErrorKind, Interval, Reporting, Subscription};
use gapless::snapshot::Datapoint;
use tokio::time::advance;

use super::fixture::{Event, SECOND, hold, own, recorder};

#[tokio::test(start_paused = true)]
async fn a_disabled_reporter_keeps_its_subscriptions_and_gets_all_changes_later() {
    let _hold = hold();
    let (reporter, mut events) = recorder("switched");
    let subscription = Subscription::new("switched_total");
    let subscription = subscription.datapoints([Datapoint::Delta]).interval(Interval::every(10 * SECOND));
    let metrics = gapless::builder().reporter(reporter, subscription.clone()).start().await.unwrap();
    let (orders, reporters) = (metrics.metrics().counter("switched_total", "Orders."), metrics.reporters());
    let orders = orders.register().unwrap();
    events.report().await;
    reporters.disable("switched").unwrap();
    assert_eq!((own("switched", "enabled"), own("switched", "over_limit")), (Some(0.0), Some(0.0)));
    assert_eq!(reporters.reporters()[0].disabled_by, Some(DisabledBy::Program));
    events.so_far();
    for _ in 0..3 {
        orders.inc();
        advance(10 * SECOND).await;
    }
    assert_eq!(events.so_far(), []);
    reporters.subscribe("switched", subscription).unwrap();
    let disabled = reporters.report_now("switched").await.unwrap_err();
    assert_eq!(disabled.to_string(), "the reporter `switched` is disabled; call `Reporters::enable` first");
    advance(SECOND).await;
    reporters.enable("switched").unwrap();
    reporters.enable("switched").unwrap();
    advance(8 * SECOND).await;
    assert_eq!(events.next().await, Event::Subscribed("switched_total".to_owned()));
    assert_eq!(events.so_far(), []);
    advance(SECOND).await;
    assert_eq!(events.next().await, Event::Started);
    assert_eq!(events.report().await.value("switched_total", "delta"), Some(3.0));
    assert_eq!(own("switched", "enabled"), Some(1.0));
    assert_eq!(reporters.reporters()[0].disabled_by, None);
    metrics.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn a_program_sends_messages_and_gets_replies() {
    let (reporter, mut events) = recorder("talks");
    let metrics = gapless::builder().reporter(reporter, Reporting::new()).start().await.unwrap();
    let reporters = metrics.reporters();
    assert_eq!(reporters.call::<u64>("talks", 41u64).await.unwrap(), 42);
    reporters.cast("talks", 7u64).unwrap();
    assert_eq!(events.next().await, Event::Started);
    assert_eq!(events.next().await, Event::Message(41));
    assert_eq!(events.next().await, Event::Message(7));
    let other_type = reporters.call::<String>("talks", 1u64).await.unwrap_err();
    assert!(matches!(other_type.kind(), ErrorKind::NoReply { .. }));
    let unknown_message = reporters.call::<u64>("talks", "text").await.unwrap_err();
    assert_eq!(
        unknown_message.to_string(),
        "the reporter `talks` did not reply with this type; see `Reporter::message`"
    );
    metrics.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn a_program_adds_and_removes_reporters() {
    let _hold = hold();
    let metrics = gapless::builder().start().await.unwrap();
    let reporters = metrics.reporters();
    let subscription = Subscription::new("gapless_conflicts").interval(Interval::every(10 * SECOND));
    advance(3 * SECOND).await;
    let (reporter, mut events) = recorder("comes");
    assert_eq!(reporters.add(reporter, subscription.clone()).unwrap(), "comes");
    advance(7 * SECOND).await;
    let first = events.report().await;
    assert_eq!(own("comes", "enabled"), Some(1.0));
    advance(4 * SECOND).await;
    reporters.remove("comes").await.unwrap();
    assert_eq!(events.report().await.time, first.time + 4 * SECOND, "a last report");
    assert_eq!(events.next().await, Event::Stopped);
    for metric in ["enabled", "over_limit", "sent_total", "queue_length", "last_success_timestamp_seconds"] {
        assert_eq!(own("comes", metric), None, "{metric}");
    }
    let gone = reporters.remove("comes").await.unwrap_err();
    assert!(matches!(gone.kind(), ErrorKind::UnknownReporter { .. }));
    let (again, _events) = recorder("comes");
    assert_eq!(reporters.add(again, subscription).unwrap(), "comes");
    assert_eq!(own("comes", "sent_total"), Some(0.0));
    metrics.shutdown().await;
}
