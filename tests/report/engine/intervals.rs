//! When reports happen.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use gapless::report::{Interval, Reporting, Subscription, every};
use gapless::sources::source_fn;
use tokio::time::advance;

use super::fixture::{SECOND, hold, recorder};

/// A subscription that reads little.
fn conflicts() -> Subscription {
    Subscription::new("gapless_conflicts")
}

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
}

#[tokio::test(start_paused = true)]
async fn a_thousand_ticks_do_not_drift() {
    let _hold = hold();
    let (reporter, mut events) = recorder("drift");
    let subscription = conflicts().interval(Interval::every(7 * SECOND));
    let metrics = gapless::builder().reporter(reporter, subscription).start().await.unwrap();
    let first = events.report().await;
    for pair in 1..=500 {
        let even = first.time + pair * 14 * SECOND;
        advance(7 * SECOND + SECOND / 2).await; // a timer that is late does not delay the next one
        assert_eq!(events.report().await.time, even - 7 * SECOND + SECOND / 2);
        advance(6 * SECOND + SECOND / 2).await;
        assert_eq!(events.report().await.time, even);
    }
    assert_eq!(events.so_far(), []);
    metrics.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn a_delay_moves_all_reports() {
    let _hold = hold();
    let (reporter, mut events) = recorder("delayed");
    let delayed = Interval::every(10 * SECOND).delayed(3 * SECOND);
    let reporting = Reporting::new()
        .subscribe(Subscription::new("gapless_series").interval(Interval::every(SECOND)))
        .subscribe(conflicts().interval(delayed));
    let metrics = gapless::builder().reporter(reporter, reporting).start().await.unwrap();
    let mut reported = Vec::new();
    for second in 0..=25 {
        if events.report().await.families.contains(&"gapless_conflicts".to_owned()) {
            reported.push(second);
        }
        advance(SECOND).await;
    }
    assert_eq!(reported, [3, 13, 23]);
    metrics.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn a_named_interval_can_change_while_it_runs() {
    let _hold = hold();
    let (reporter, mut events) = recorder("named");
    let reporting = Reporting::new()
        .interval("pace", Interval::every(60 * SECOND))
        .subscribe(conflicts().interval(Interval::named("pace")));
    let metrics = gapless::builder().reporter(reporter, reporting).start().await.unwrap();
    let first = events.report().await;
    advance(5 * SECOND).await;
    metrics.reporters().set_interval("named", "pace", Interval::every(2 * SECOND)).unwrap();
    for at in [6, 8, 10] {
        advance(if at == 6 { SECOND } else { 2 * SECOND }).await;
        assert_eq!(events.report().await.time, first.time + at * SECOND);
    }
    metrics.reporters().set_interval("named", "pace", Interval::Manual).unwrap();
    advance(60 * SECOND).await;
    assert_eq!(events.so_far(), []);
    metrics.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn each_trigger_is_one_report() {
    let _hold = hold();
    let (reporter, mut events) = recorder("manual");
    let reporting = Reporting::new()
        .interval("now", Interval::Manual)
        .subscribe(conflicts().interval(Interval::named("now")))
        .subscribe(Subscription::new("gapless_series").interval(Interval::Manual));
    let metrics = gapless::builder().reporter(reporter, reporting).start().await.unwrap();
    advance(3600 * SECOND).await;
    let reporters = metrics.reporters();
    reporters.trigger("manual", "now").await.unwrap();
    let (one, two) = tokio::join!(reporters.trigger("manual", "now"), reporters.trigger("manual", "now"));
    assert!(one.is_ok() && two.is_ok());
    let reports = events.reports_so_far();
    assert_eq!(reports.len(), 3);
    assert!(reports.iter().all(|report| report.families == ["gapless_conflicts"]));
    assert!(reports.is_sorted_by(|a, b| a.time < b.time), "each report has its own time");
    reporters.report_now("manual").await.unwrap();
    assert_eq!(events.report().await.families, ["gapless_conflicts", "gapless_series"]);
    metrics.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn a_tick_is_one_report_with_the_values_of_all_subscriptions() {
    let _hold = hold();
    let (reporter, mut events) = recorder("bulk");
    let every = |metrics: &'static str, seconds| {
        Subscription::new(metrics).interval(Interval::every(seconds * SECOND))
    };
    let reporting = Reporting::new()
        .subscribe(every("gapless_conflicts", 5))
        .subscribe(every("gapless_series", 10))
        .subscribe(every("gapless_*s", 10).datapoints([gapless::snapshot::Datapoint::Value]));
    let metrics = gapless::builder().reporter(reporter, reporting).start().await.unwrap();
    events.report().await;
    advance(5 * SECOND).await;
    assert_eq!(events.report().await.families, ["gapless_conflicts"]);
    advance(5 * SECOND).await;
    let both = events.report().await;
    let points = |name| both.points.iter().filter(|point| point.0 == name).count();
    assert_eq!((points("gapless_conflicts"), points("gapless_series")), (2, 2));
    assert!(both.families.is_sorted() && both.families.iter().all(|name| name.ends_with('s')));
    assert_eq!(events.so_far(), [], "one report per tick");
    metrics.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn reporters_of_one_moment_share_the_readings() {
    let _hold = hold();
    let asked = Arc::new(AtomicU64::new(0));
    let counting = asked.clone();
    let source = source_fn("engine_asked", move |samples| {
        let asked = counting.fetch_add(1, Ordering::Relaxed) + 1;
        samples.gauge("engine_asked", "How often the source was asked.").value(asked);
        Ok(())
    });
    let ((one, mut ones), (two, mut twos)) = (recorder("shares_one"), recorder("shares_two"));
    let builder = gapless::builder().source(source);
    let builder = builder.reporter(one, every(10 * SECOND)).reporter(two, every(5 * SECOND));
    let metrics = builder.start().await.unwrap();
    for tick in 0..4 {
        let two = twos.report().await;
        if tick % 2 == 0 {
            let one = ones.report().await;
            assert_eq!(one.time, two.time);
            assert_eq!(one.value("engine_asked", "value"), two.value("engine_asked", "value"));
        }
        assert_eq!(two.value("engine_asked", "value"), Some(f64::from(tick + 1)));
        advance(5 * SECOND).await;
    }
    metrics.shutdown().await;
}
