//! When reports happen.

use gapless::report::{Interval, Subscription, every};
use tokio::time::advance;

use super::fixture::{SECOND, hold, recorder};

#[tokio::test(start_paused = true)]
async fn a_reporter_reports_at_the_start_and_at_each_interval() {
    let _hold = hold();
    let (reporter, mut events) = recorder("ticks");
    let metrics = gapless::builder().reporter(reporter, every(15 * SECOND)).start().await.unwrap();
    let first = events.report().await;
    assert_eq!(first.value("gapless_conflicts", "value"), Some(0.0));
    for tick in 1..=3 {
        advance(14 * SECOND).await;
        assert_eq!(events.so_far(), [], "before tick {tick}");
        advance(SECOND).await;
        assert_eq!(events.report().await.time, first.time + tick * 15 * SECOND);
    }
    metrics.shutdown().await;
    events.report().await;
}

#[tokio::test(start_paused = true)]
async fn a_thousand_ticks_do_not_drift() {
    let _hold = hold();
    let (reporter, mut events) = recorder("drift");
    let subscription = Subscription::new("gapless_conflicts").interval(Interval::every(7 * SECOND));
    let metrics = gapless::builder().reporter(reporter, subscription).start().await.unwrap();
    let first = events.report().await;
    for tick in 1..=1000 {
        advance(7 * SECOND).await;
        assert_eq!(events.report().await.time, first.time + tick * 7 * SECOND);
    }
    assert_eq!(events.reports_so_far(), []);
    metrics.shutdown().await;
}
