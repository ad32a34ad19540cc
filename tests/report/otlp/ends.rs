//! The last data points of series: the flag "no recorded value".

use std::time::Duration;

use gapless::report::{Reporter, Subscription};

use super::messages::{Metric, Number};
use super::{LIMIT, Sending, batch, metrics_of, nanoseconds, numbers, time};

/// Returns the name, the time, and whether a metric has ended.
fn end(of: &Metric) -> (&str, u64, bool) {
    let point = &numbers(of)[0];
    assert!(point.flags <= 1);
    (&of.name, point.time, point.flags == 1)
}

#[tokio::test]
async fn a_series_that_leaves_ends_once() {
    let mut sending = Sending::start("otlp_leaves", |otlp| otlp).await;
    sending.send(&batch(&[("a_total", 1), ("b_total", 2)], time(0))).await;
    let second = nanoseconds(time(15));
    let metrics = sending.send(&batch(&[("b_total", 2)], time(15))).await;
    let ends: Vec<_> = metrics.iter().map(end).collect();
    assert_eq!(ends, [("a_total", second, true), ("b_total", second, false)]);
    assert_eq!(numbers(&metrics[0])[0].value, Some(Number::Int(1)), "some receivers do not know the flag");
    let metrics = sending.send(&batch(&[("b_total", 2)], time(30))).await;
    assert_eq!(metrics.iter().map(end).collect::<Vec<_>>(), [("b_total", nanoseconds(time(30)), false)]);
}

#[tokio::test]
async fn series_that_no_other_subscription_selects_end_with_their_subscription() {
    let mut sending = Sending::start("otlp_unsubscribed", |otlp| otlp).await;
    let (all, some) = (Subscription::new("*"), Subscription::new("b_*"));
    sending.otlp.subscribed(&all);
    sending.otlp.subscribed(&some);
    sending.send(&batch(&[("a_total", 1), ("b_total", 2)], time(0))).await;
    sending.otlp.unsubscribed(&all);
    let requests = sending.receiver.received(2).await;
    let metrics = metrics_of(&requests[1]);
    let ends: Vec<_> = metrics.iter().map(end).collect();
    assert!(matches!(ends[..], [("a_total", _, true)]), "{ends:?}");
}

#[tokio::test]
async fn all_series_end_when_the_reporter_stops() {
    let mut sending = Sending::start("otlp_stops", |otlp| otlp).await;
    sending.send(&batch(&[("a_total", 1)], time(0))).await;
    sending.report(&batch(&[("a_total", 1), ("b_total", 2)], time(15))).await;
    sending.otlp.stop(LIMIT).await.unwrap();
    let requests = sending.receiver.requests();
    assert_eq!(requests.len(), 3);
    let metrics = metrics_of(&requests[2]);
    let ends: Vec<_> = metrics.iter().map(end).collect();
    let at = ends[0].1;
    assert_eq!(ends, [("a_total", at, true), ("b_total", at, true)]);
    let after = at - nanoseconds(time(15));
    assert!((1_000_000..1_000_000_000 * LIMIT.as_secs()).contains(&after), "{after}");
    assert_eq!(sending.counted("sent_total"), 5.0);
}

#[tokio::test]
async fn times_of_a_series_increase_by_a_millisecond_at_least() {
    let mut sending = Sending::start("otlp_times", |otlp| otlp).await;
    let start = time(0) + Duration::from_millis(1);
    for at in [start, start, start + Duration::from_micros(1), time(0)] {
        sending.report(&batch(&[("a_total", 1)], at)).await;
    }
    let requests = sending.receiver.received(4).await;
    let times: Vec<_> = requests.iter().map(|request| end(&metrics_of(request)[0]).1).collect();
    let expected: Vec<_> = (0..4).map(|n| nanoseconds(start) + n * 1_000_000).collect();
    assert_eq!(times, expected);
}
