//! The consequences of each answer of a receiver.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant, SystemTime};

use gapless::report::{Endpoint, RemoteWrite};

use super::decoded::decode;
use super::values::{at, gauges, latency};
use super::{Answer, Rig, written};

/// Reports 10 samples, and returns the versions of the requests once the reporter has sent or dropped all of them.
async fn versions(rig: &mut Rig, answers: impl IntoIterator<Item = Answer>, seconds: u64) -> Vec<u8> {
    let before = rig.receiver.requests().len();
    let settled = rig.own("sent_total") + rig.own("dropped_total") + 10.0;
    rig.receiver.next(answers);
    rig.report([gauges(10, 1.0)], at(seconds)).await;
    let start = Instant::now();
    while rig.own("sent_total") + rig.own("dropped_total") < settled {
        assert!(start.elapsed() < Duration::from_secs(20), "{:?} of {settled} samples", counts(rig));
        tokio::task::yield_now().await;
    }
    let all = rig.requests(0).await;
    all[before..].iter().map(|request| if request.is_second_version { 2 } else { 1 }).collect()
}

fn counts(rig: &Rig) -> [f64; 3] {
    ["sent_total", "failures_total", "dropped_total"].map(|metric| rig.own(metric))
}

#[tokio::test]
async fn each_answer_has_its_consequence() {
    let location = "http://localhost:1/";
    for (number, (answer, expected, [sent, failures, dropped])) in [
        (written(204, 10, 0), &[2][..], [10, 0, 0]),
        (written(200, 10, 0), &[2], [10, 0, 0]),
        (written(204, 7, 0), &[2], [7, 0, 3]),
        (written(400, 9, 0), &[2], [9, 0, 1]),
        (Answer::status(204), &[2, 1], [10, 0, 0]),
        (Answer::status(400).body("unknown message"), &[2, 1], [10, 0, 0]),
        (Answer::status(415), &[2, 1], [10, 0, 0]),
        (Answer::status(404), &[2], [0, 1, 10]),
        (Answer::status(401), &[2], [0, 1, 10]),
        (Answer::status(413), &[2, 2, 2], [10, 0, 0]),
        (Answer::status(429), &[2, 2], [10, 1, 0]),
        (Answer::status(408), &[2], [0, 1, 10]),
        (Answer::status(500), &[2, 2], [10, 1, 0]),
        (Answer::status(503).body("x".repeat(10_000_000)), &[2, 2], [10, 1, 0]),
        (Answer::status(503).header("retry-after", "0"), &[2, 2], [10, 1, 0]),
        (Answer::status(503).header("retry-after", "Mon, 30 Nov 2020 08:00:00 GMT"), &[2, 2], [10, 1, 0]),
        (Answer::status(503).header("retry-after", "soon"), &[2, 2], [10, 1, 0]),
        (Answer::redirect(location), &[2, 2], [10, 1, 0]),
        (Answer::close(), &[2, 2], [10, 1, 0]),
    ]
    .into_iter()
    .enumerate()
    {
        let mut rig = Rig::start(&format!("retries_{number}"), |write| write).await;
        let shown = format!("{answer:.200?}");
        assert_eq!(versions(&mut rig, [answer], 0).await, expected, "{shown}");
        assert_eq!(counts(&rig), [sent, failures, dropped].map(f64::from), "{shown}");
        assert_eq!(rig.own("queue_length"), 0.0, "{shown}");
    }
}

#[tokio::test]
async fn version_1_is_remembered_until_the_connection_is_lost() {
    let mut rig = Rig::start("retries_remembered", |write| write).await;
    assert_eq!(versions(&mut rig, [Answer::status(415)], 0).await, [2, 1]);
    assert_eq!(versions(&mut rig, [], 15).await, [1]);
    assert_eq!(versions(&mut rig, [Answer::status(503)], 30).await, [1, 1]);
    assert_eq!(versions(&mut rig, [Answer::close()], 45).await, [1, 2]);
    assert_eq!(versions(&mut rig, [], 60).await, [2]);
}

#[tokio::test]
async fn a_receiver_that_gives_up_version_1_gets_version_2() {
    let mut rig = Rig::start("retries_upgraded", |write| write).await;
    let unsupported = || Answer::status(415);
    assert_eq!(versions(&mut rig, [unsupported()], 0).await, [2, 1]);
    assert_eq!(versions(&mut rig, [unsupported()], 15).await, [1, 2]);
    assert_eq!(versions(&mut rig, [], 30).await, [2]);
    assert_eq!(counts(&rig), [30.0, 0.0, 0.0]);
    assert_eq!(versions(&mut rig, [unsupported(), unsupported()], 45).await, [2, 1], "it knows neither");
    assert_eq!(counts(&rig), [30.0, 1.0, 10.0]);
}

#[tokio::test]
async fn requests_shrink_for_a_receiver_that_rejects_their_size_and_grow_again() {
    let mut rig = Rig::start("retries_size", |write| write.request_samples(64)).await;
    let limit = Arc::new(AtomicUsize::new(20));
    let of_receiver = Arc::clone(&limit);
    rig.receiver.decide(move |received| {
        match decode(received).series.len() > of_receiver.load(Ordering::Relaxed) {
            true => Answer::status(413),
            false => super::store(received),
        }
    });
    let sizes =
        |rig: &Rig| rig.receiver.requests().iter().map(|of| decode(of).series.len()).collect::<Vec<_>>();
    rig.report([gauges(160, 1.0)], at(0)).await;
    rig.until("sent_total", 160.0).await;
    let first: Vec<_> = [64, 32].into_iter().chain([16; 10]).collect();
    assert_eq!(sizes(&rig), first);
    rig.report([gauges(160, 1.0)], at(15)).await;
    rig.until("sent_total", 320.0).await;
    let second: Vec<_> = [16; 6].into_iter().chain([32]).chain([16; 4]).collect();
    assert_eq!(sizes(&rig)[first.len()..], second, "a larger size is tried again");

    limit.store(1000, Ordering::Relaxed);
    rig.receiver.forget();
    rig.report([gauges(3000, 1.0)], at(30)).await;
    rig.until("sent_total", 3320.0).await;
    let mut sizes = sizes(&rig);
    sizes.dedup();
    assert_eq!(sizes[..3], [16, 32, 64]);
    assert_eq!((rig.own("dropped_total"), rig.own("failures_total")), (0.0, 0.0));
}

#[tokio::test]
async fn a_receiver_that_rejects_both_versions_loses_the_samples_once() {
    let mut rig = Rig::start("retries_both_rejected", |write| write).await;
    let answers = || [Answer::status(400), Answer::status(400)];
    assert_eq!(versions(&mut rig, answers(), 0).await, [2, 1]);
    assert_eq!(versions(&mut rig, answers(), 15).await, [2, 1]);
    assert_eq!(counts(&rig), [0.0, 2.0, 20.0]);
    assert_eq!(versions(&mut rig, [], 30).await, [2]);
}

#[tokio::test(start_paused = true)]
async fn version_2_is_tried_again_after_an_hour() {
    let mut rig = Rig::start("retries_hour", |write| write).await;
    assert_eq!(versions(&mut rig, [Answer::status(415)], 0).await, [2, 1]);
    tokio::time::advance(Duration::from_secs(3599)).await;
    assert_eq!(versions(&mut rig, [], 15).await, [1]);
    tokio::time::advance(Duration::from_secs(2)).await;
    assert_eq!(versions(&mut rig, [], 30).await, [2]);
}

#[tokio::test]
async fn native_histograms_are_left_out_if_the_receiver_does_not_accept_them() {
    let mut rig = Rig::start("retries_native", |write| write).await;
    let disabled = || Answer::status(500).body("native histograms are disabled\n");
    rig.receiver.next([disabled()]);
    rig.report([latency()], at(0)).await;
    rig.report([latency()], at(15)).await;
    let all = rig.requests(3).await;
    let native = |index: usize| all[index].series.iter().filter(|series| series.histogram.is_some()).count();
    assert_eq!([native(0), native(1), native(2)], [1, 0, 0]);
    rig.until("sent_total", 10.0).await;
    assert_eq!(counts(&rig), [10.0, 0.0, 0.0]);
    rig.receiver.next([Answer::close()]);
    rig.report([latency()], at(30)).await;
    let all = rig.requests(5).await;
    assert!(all[4].series.iter().any(|series| series.histogram.is_some()));
}

/// Returns the pause after an answer in seconds, up to a minute more than expected.
async fn pause_after(name: &str, answer: Answer, expected: u64) {
    let long = |url: &str| RemoteWrite::new(Endpoint::new(url).timeout(Duration::from_secs(100_000)));
    let receiver = super::Receiver::start().await;
    receiver.decide(super::store);
    receiver.next([answer]);
    let url = receiver.url("/");
    let mut rig = Rig::with(receiver, name, |_| long(&url));
    gapless::report::Reporter::start(&mut rig.reporter, &rig.context).await.expect("the reporter starts");
    rig.report([gauges(1, 1.0)], at(0)).await;
    rig.until("failures_total", 1.0).await;
    tokio::time::advance(Duration::from_secs(expected - 2)).await;
    for _ in 0..1000 {
        tokio::task::yield_now().await;
    }
    assert_eq!(rig.receiver.requests().len(), 1);
    tokio::time::advance(Duration::from_secs(4)).await;
    rig.receiver.received(2).await;
}

#[tokio::test(start_paused = true)]
async fn retry_after_is_honored_as_seconds_and_as_a_date_up_to_five_minutes() {
    let later = |value: &str| Answer::status(429).header("retry-after", value);
    pause_after("retries_seconds", later("60"), 60).await;
    pause_after("retries_longest", later("86400"), 300).await;
    let date = SystemTime::now() + Duration::from_secs(121);
    pause_after("retries_date", later(&http_date(date)), 120).await;
}

/// Returns a date as in HTTP.
fn http_date(time: SystemTime) -> String {
    let seconds = time.duration_since(SystemTime::UNIX_EPOCH).expect("the time is after 1970").as_secs();
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    // The algorithm of Howard Hinnant for a day of the proleptic Gregorian calendar.
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = (shifted_month + 2) % 12;
    let year = year_of_era + era * 400 + u64::from(month < 2);
    let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let weekday = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][(days % 7) as usize];
    let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
    format!("{weekday}, {day:02} {} {year} {hour:02}:{minute:02}:{second:02} GMT", names[month as usize])
}

#[tokio::test(start_paused = true)]
async fn a_receiver_that_never_answers_is_left_after_the_time_limit() {
    let mut rig = Rig::start("retries_never", |write| write).await;
    rig.receiver.next([Answer::never()]);
    rig.report([gauges(10, 1.0)], at(0)).await;
    rig.receiver.received(1).await;
    tokio::time::advance(Duration::from_secs(3600)).await;
    rig.until("failures_total", 1.0).await;
    tokio::time::advance(Duration::from_secs(1)).await;
    rig.receiver.received(2).await;
    rig.until("sent_total", 10.0).await;
}
