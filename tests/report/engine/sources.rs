//! Gatherings: sources that hang, subscriptions that do not wait, and values that the log names.

use std::sync::Mutex;
use std::sync::mpsc::{Sender, channel};
use std::time::{Duration, Instant};

use gapless::config::Config;
use gapless::report::{Batch, Failure, Interval, Reporter, Reporting, Subscription};
use gapless::sources::source_fn;
use gapless::{Registry, instrument_metric};

use super::fixture::{SECOND, recorder};
use crate::log::Log;

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
    let reporting = well_and_failures.into_iter().fold(Default::default(), Reporting::subscribe);
    let builder =
        gapless::builder().config(Config::new().source_timeout(SECOND)).source(hanging).source(well);
    let metrics = builder.reporter(reporter, reporting).start().await.unwrap();
    let mut failures = async || {
        metrics.reporters().report_now("beside_hanging").await.unwrap();
        let report = events.report().await;
        assert_eq!(report.value("is_well", "value"), Some(1.0));
        let failures = |point: &&(String, String, f64)| point.0 != "is_well" && point.1 == "value";
        report.points.iter().filter(failures).map(|point| point.2).sum::<f64>()
    };
    let before = Instant::now();
    assert_eq!(failures().await, 1.0);
    assert!(before.elapsed() >= SECOND, "the first gathering waits for the source");
    let after = Instant::now();
    for number in 2..=10 {
        assert_eq!(failures().await, f64::from(number), "each gathering counts the source");
    }
    metrics.shutdown().await;
    assert!(after.elapsed() < 5 * SECOND, "ten gatherings do not wait for it again: {:?}", after.elapsed());
}

/// A reporter that sends the limit of its stop to the test.
struct Limited(Sender<Duration>);

impl Reporter for Limited {
    async fn report(&mut self, _: &Batch) -> Result<(), Failure> {
        Ok(())
    }

    async fn stop(&mut self, limit: Duration) -> Result<(), Failure> {
        Ok(self.0.send(limit)?)
    }
}

#[tokio::test]
async fn a_source_that_hangs_leaves_time_for_the_end_of_reporters() {
    let log = Log::capture();
    let (_release, released) = channel::<()>();
    let released = Mutex::new(released);
    let hanging = source_fn("hangs_at_the_end", move |_| {
        let _ = released.lock().expect("it does not panic").recv();
        Ok(())
    });
    let (limits, limit) = channel();
    let config = Config::new().source_timeout(3600 * SECOND).shutdown_timeout(2 * SECOND);
    let subscription = Subscription::new("gapless_conflicts").interval(Interval::Manual);
    let builder = gapless::builder().config(config).source(hanging).reporter(Limited(limits), subscription);
    builder.start().await.unwrap().shutdown().await;
    assert!(limit.recv_timeout(20 * SECOND).unwrap() > SECOND / 10);
    assert_eq!(
        log.shown(),
        ["WARN the last values were not sent, because reading them took longer than 900ms"]
    );
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

/// Rooms of which two have the same name.
#[instrument_metric(namespace = "reported_room")]
struct Room {
    /// Guests in the room.
    #[metric(gauge)]
    guests: usize,
    #[metric(label, max = 10)]
    name: &'static str,
}

#[tokio::test]
async fn a_program_that_only_reports_logs_values_with_equal_labels() {
    let (reporter, _events) = recorder("equal_labels");
    let rooms = Subscription::new("reported_room_*").interval(Interval::Manual);
    let metrics = gapless::builder().reporter(reporter, rooms).start().await.unwrap();
    let _rooms = ["kitchen", "kitchen"].map(|name| Room { guests: 1, name }.measured());
    metrics.reporters().report_now("equal_labels").await.unwrap();
    let not_logged = Registry::global().take_news();
    assert!(!not_logged.iter().any(|news| news.to_string().contains("`Room`")), "{not_logged:?}");
}
