//! Reporters beside sources that hang, and subscriptions that do not wait.

use std::sync::Mutex;
use std::sync::mpsc::channel;
use std::time::Instant;

use gapless::config::Config;
use gapless::report::{Interval, Subscription};
use gapless::sources::source_fn;

use super::fixture::{SECOND, recorder};

#[tokio::test]
async fn a_source_that_hangs_delays_one_gathering_and_no_later_one() {
    let (_release, released) = channel::<()>();
    let released = Mutex::new(released);
    let hanging = source_fn("hangs", move |_| {
        let _ = released.lock().expect("it does not panic").recv();
        Ok(())
    });
    let well = source_fn("is_well", |samples| {
        samples.gauge("is_well", "A gauge beside a source that hangs.").value(1);
        Ok(())
    });
    let (reporter, mut events) = recorder("beside_hanging");
    let well_and_failures = ["is_well", "gapless_source_failures_total"]
        .map(|metrics| Subscription::new(metrics).interval(Interval::Manual));
    let reporting =
        well_and_failures.into_iter().fold(Default::default(), gapless::report::Reporting::subscribe);
    let builder =
        gapless::builder().config(Config::new().source_timeout(SECOND)).source(hanging).source(well);
    let metrics = builder.reporter(reporter, reporting).start().await.unwrap();
    let mut timeouts = 0.0;
    let mut report = async || {
        metrics.reporters().report_now("beside_hanging").await.unwrap();
        let report = events.report().await;
        assert_eq!(report.value("is_well", "value"), Some(1.0));
        report
            .points
            .iter()
            .filter(|point| point.1 == "value" && point.0.starts_with("gapless"))
            .map(|point| point.2)
            .sum::<f64>()
    };
    let before = Instant::now();
    timeouts += report().await;
    assert_eq!(timeouts, 1.0);
    assert!(before.elapsed() >= SECOND, "the first gathering waits for the source");
    let after = Instant::now();
    for number in 2..=10 {
        assert_eq!(report().await, f64::from(number), "each gathering counts the source");
    }
    metrics.shutdown().await;
    assert!(after.elapsed() < 5 * SECOND, "ten gatherings do not wait for it again: {:?}", after.elapsed());
}

#[tokio::test]
async fn the_start_with_a_subscription_that_does_not_wait_leaves_the_runtime_to_sources() {
    let runtime = tokio::runtime::Handle::current();
    let source = source_fn("asks_the_runtime", move |samples| {
        let answer = runtime.block_on(runtime.spawn(async { 7 }))?;
        samples.gauge("asked_the_runtime", "A gauge that a task of the runtime computes.").value(answer);
        Ok(())
    });
    let (reporter, mut events) = recorder("does_not_wait");
    let subscription = Subscription::new("asked_the_runtime").interval(Interval::Manual).retry(false);
    let builder = gapless::builder().source(source).reporter(reporter, subscription);
    let metrics = builder.start().await.expect("the source has the metric");
    metrics.reporters().report_now("does_not_wait").await.unwrap();
    assert_eq!(events.report().await.value("asked_the_runtime", "value"), Some(7.0));
    metrics.shutdown().await;
}
