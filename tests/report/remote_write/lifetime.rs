//! Series that leave, clocks that step, and the end of the reporter.

use std::time::Duration;

use gapless::report::{RemoteWrite, Reporter, Subscription, contract};
use gapless::snapshot::Snapshot;

use super::decoded::Series;
use super::values::{START, all, at, gauges, latency, requests};
use super::{Answer, Receiver, Rig};

/// Returns the series that end in a request, by name.
fn ended(all: &[Series]) -> Vec<String> {
    all.iter().filter(|series| series.is_stale()).map(Series::name).collect()
}

#[tokio::test]
async fn a_series_that_leaves_ends_in_the_next_batch() {
    let mut rig = Rig::start("lifetime_leaves", |write| write).await;
    rig.report([requests(&[("/", 1), ("/login", 2)]), latency()], at(0)).await;
    rig.report([requests(&[("/", 1)]), latency()], at(15)).await;
    rig.report([requests(&[("/", 1)])], at(30)).await;
    rig.report([requests(&[("/", 1), ("/login", 1)])], at(45)).await;
    let all = rig.requests(4).await;
    assert_eq!(ended(&all[0].series), [""; 0]);
    assert_eq!(ended(&all[1].series), [r#"requests_total{instance="web-1",job="shop",path="/login"}"#]);
    let of_latency: Vec<_> = ended(&all[2].series);
    assert_eq!(of_latency.len(), 6, "{of_latency:?}");
    assert!(of_latency.iter().all(|name| name.starts_with("latency_seconds")));
    assert!(of_latency.contains(&r#"latency_seconds{instance="web-1",job="shop",path="/"}"#.to_owned()));
    assert_eq!((all[3].series.len(), ended(&all[3].series).len()), (2, 0));
}

#[tokio::test]
async fn all_series_end_at_a_stop_after_their_last_sample() {
    let mut rig = Rig::start("lifetime_stop", |write| write).await;
    rig.report(all(), at(0)).await;
    rig.stop().await.expect("the receiver accepts everything");
    let [first, last] = &rig.requests(2).await[..] else { panic!("there are two requests") };
    let names = |all: &[Series]| {
        let mut names: Vec<_> = all.iter().map(Series::name).collect();
        names.sort();
        names
    };
    assert_eq!(names(&last.series), names(&first.series));
    assert_eq!(ended(&last.series).len(), last.series.len());
    assert!(last.series.iter().all(|series| series.time() == START as i64 * 1000 + 1));
}

#[tokio::test]
async fn a_stop_says_how_many_samples_could_not_be_sent() {
    let mut rig = Rig::start("lifetime_lost", |write| write).await;
    rig.receiver.otherwise(Answer::status(503));
    rig.report([gauges(10, 1.0)], at(0)).await;
    let error = rig.reporter.stop(Duration::from_millis(300)).await.unwrap_err().to_string();
    assert_eq!(error, "20 samples were not sent; start the receiver, or set a queue folder");
    assert_eq!(rig.own("dropped_total"), 20.0);

    let folder = tempfile::tempdir().unwrap();
    let mut rig = Rig::start("lifetime_kept", |write| write.queue_folder(folder.path())).await;
    rig.receiver.otherwise(Answer::never());
    rig.report([gauges(10, 1.0)], at(0)).await;
    let error = rig.reporter.stop(Duration::from_millis(300)).await.unwrap_err().to_string();
    assert_eq!(error, "20 samples are not sent; the next start of the program sends them");
    assert_eq!(rig.own("dropped_total"), 0.0);
}

#[tokio::test(start_paused = true)]
async fn a_stop_goes_on_while_the_receiver_answers_and_gives_up_when_nobody_listens() {
    let limit = Duration::from_secs(30);
    let mut rig = Rig::start("lifetime_busy", |write| write).await;
    rig.receiver.next(vec![Answer::status(503); 7]);
    rig.report([gauges(10, 1.0)], at(0)).await;
    rig.reporter.stop(limit).await.expect("the receiver recovers in time");
    assert_eq!(rig.own("sent_total"), 20.0);

    for (name, outage, longest) in [("lifetime_away", 0, 3000), ("lifetime_long_away", 60, 100)] {
        let folder = tempfile::tempdir().unwrap();
        let mut rig = Rig::start(name, |write| write.queue_folder(folder.path())).await;
        rig.receiver.stop().await;
        rig.report([gauges(10, 1.0)], at(0)).await;
        tokio::time::sleep(Duration::from_secs(outage)).await;
        let start = tokio::time::Instant::now();
        let error = rig.reporter.stop(limit).await.unwrap_err().to_string();
        assert!(start.elapsed() <= Duration::from_millis(longest), "{name}: {:?}", start.elapsed());
        assert_eq!(error, "20 samples are not sent; the next start of the program sends them");
    }
}

#[tokio::test(start_paused = true)]
async fn a_stop_ends_the_pause_of_an_outage() {
    let mut rig = Rig::start("lifetime_pause", |write| write).await;
    rig.receiver.next([Answer::status(503).header("retry-after", "300")]);
    rig.report([gauges(10, 1.0)], at(0)).await;
    rig.until("failures_total", 1.0).await;
    let start = tokio::time::Instant::now();
    rig.reporter.stop(Duration::from_secs(30)).await.expect("the second attempt succeeds");
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    assert_eq!(rig.own("sent_total"), 20.0);
}

#[tokio::test]
async fn times_increase_even_if_the_clock_steps_back() {
    let mut rig = Rig::start("lifetime_clock", |write| write).await;
    for seconds in [100, 3, 3, 50, 101] {
        rig.report([gauges(1, 1.0)], at(seconds)).await;
    }
    let times: Vec<_> =
        rig.samples(5).await.iter().map(|series| series.time() - START as i64 * 1000).collect();
    assert_eq!(times, [100_000, 100_001, 100_002, 100_003, 101_000]);
}

#[tokio::test]
async fn series_end_with_the_last_subscription_that_selects_them() {
    let mut rig = Rig::start("lifetime_unsubscribed", |write| write).await;
    let [all, requests_only] = ["*", "requests_*"].map(Subscription::new);
    rig.reporter.subscribed(&all);
    rig.reporter.subscribed(&requests_only);
    rig.report([requests(&[("/", 1)]), gauges(1, 1.0)], at(0)).await;
    rig.requests(1).await;
    rig.reporter.unsubscribed(&all);
    let names = ended(&rig.requests(2).await[1].series);
    assert_eq!(names, [r#"level{instance="web-1",job="shop",number="0"}"#]);
    rig.reporter.unsubscribed(&requests_only);
    let names = ended(&rig.requests(3).await[2].series);
    assert_eq!(names, [r#"requests_total{instance="web-1",job="shop",path="/"}"#]);
}

#[tokio::test]
async fn a_batch_without_samples_sends_nothing() {
    let mut rig = Rig::start("lifetime_empty", |write| write).await;
    rig.reporter
        .report(&gapless::report::Batch::new(Snapshot::default(), at(0)))
        .await
        .expect("it is accepted");
    rig.stop().await.expect("nothing is left");
    assert_eq!(rig.receiver.requests().len(), 0);
}

#[tokio::test]
async fn it_keeps_the_contract_of_reporters() {
    let receiver = Receiver::start().await;
    receiver.decide(super::store);
    let url = receiver.url("/api/v1/write");
    contract::check(move || RemoteWrite::new(url.as_str())).await.unwrap();
    assert!(receiver.requests().len() > 10);
}
