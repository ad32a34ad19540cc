//! Requests that fail, and the queue of those that wait.

use std::time::Duration;

use gapless::report::{Context, Endpoint, Otlp, Program, Reporter};
use prost::Message;
use tokio::time::{Instant, sleep};

use super::messages::{PartialSuccess, Response};
use super::{LIMIT, Sending, batch, counters_of, time};
use crate::receiver::Answer;

/// A time after which every pause between attempts has ended.
const LONG: Duration = Duration::from_secs(40);

impl Sending {
    /// Reports a counter with this value.
    async fn report_value(&mut self, value: u64) {
        self.report(&batch(&[("a_total", value)], time(15 * value))).await;
    }

    /// Returns the values of the counter in all requests.
    fn values(&self) -> Vec<i64> {
        self.receiver.requests().iter().map(|request| counters_of(request)[0].1).collect()
    }
}

#[tokio::test(start_paused = true)]
async fn a_request_is_sent_again_after_a_temporary_status() {
    let mut sending = Sending::start("otlp_later", |otlp| otlp).await;
    let later = [429, 502, 503, 504];
    sending.receiver.next(later.map(Answer::status));
    sending.report_value(1).await;
    sending.report_value(2).await;
    sleep(5 * LONG).await;
    assert_eq!(sending.values(), [1, 1, 1, 1, 1, 2]);
    assert_eq!((sending.counted("sent_total"), sending.counted("failures_total")), (2.0, 4.0));
    assert_eq!((sending.counted("dropped_total"), sending.counted("queue_length")), (0.0, 0.0));
}

#[tokio::test(start_paused = true)]
async fn a_request_with_another_status_is_dropped() {
    let mut sending = Sending::start("otlp_rejected", |otlp| otlp).await;
    let rejected = [400, 401, 403, 404, 408, 413, 415, 422, 500, 501, 505];
    sending.receiver.next(rejected.map(Answer::status));
    for value in 1..=12 {
        sending.report_value(value).await;
    }
    sleep(Duration::from_secs(1)).await;
    assert_eq!(sending.values(), (1..=12).collect::<Vec<_>>());
    assert_eq!((sending.counted("sent_total"), sending.counted("failures_total")), (1.0, 11.0));
    assert_eq!((sending.counted("dropped_total"), sending.counted("queue_length")), (11.0, 0.0));
}

#[tokio::test(start_paused = true)]
async fn a_request_without_an_answer_is_sent_again() {
    let mut sending = Sending::start("otlp_no_answer", |otlp| otlp).await;
    sending.receiver.next([Answer::close(), Answer::never(), Answer::redirect("/elsewhere")]);
    sending.report_value(1).await;
    sleep(5 * LONG).await;
    assert_eq!(sending.values(), [1, 1, 1, 1]);
    assert_eq!((sending.counted("sent_total"), sending.counted("failures_total")), (1.0, 3.0));
}

#[tokio::test(start_paused = true)]
async fn pauses_grow_up_to_half_a_minute() {
    let mut sending = Sending::start("otlp_pauses", |otlp| otlp).await;
    let start = Instant::now();
    sending.receiver.next(vec![Answer::status(503); 8]);
    sending.report_value(1).await;
    for (attempts, least, most) in
        [(2, 0.5, 1.0), (3, 1.5, 3.0), (4, 3.5, 7.0), (5, 7.5, 15.0), (7, 30.5, 61.0)]
    {
        while sending.values().len() < attempts {
            sleep(Duration::from_millis(100)).await;
        }
        let elapsed = start.elapsed().as_secs_f64();
        assert!((least..most + 0.5).contains(&elapsed), "{attempts} attempts after {elapsed} s");
    }
}

#[tokio::test(start_paused = true)]
async fn a_receiver_sets_the_pause() {
    let mut sending = Sending::start("otlp_retry_after", |otlp| otlp).await;
    sending.receiver.next([Answer::status(429).header("retry-after", "120")]);
    sending.report_value(1).await;
    sleep(Duration::from_secs(119)).await;
    assert_eq!(sending.values(), [1]);
    sleep(Duration::from_secs(2)).await;
    assert_eq!(sending.values(), [1, 1]);
}

#[tokio::test(start_paused = true)]
async fn values_wait_until_a_receiver_comes_back() {
    let mut sending = Sending::start("otlp_outage", |otlp| otlp).await;
    sending.report_value(1).await;
    sleep(LONG).await;
    sending.receiver.stop().await;
    for value in 2..=20 {
        sending.report_value(value).await;
        sleep(Duration::from_secs(15)).await;
    }
    assert_eq!((sending.counted("queue_length"), sending.counted("dropped_total")), (19.0, 0.0));
    sending.receiver.restart().await;
    sleep(LONG).await;
    assert_eq!(sending.values(), (1..=20).collect::<Vec<_>>());
    assert_eq!((sending.counted("queue_length"), sending.counted("sent_total")), (0.0, 20.0));
}

#[tokio::test(start_paused = true)]
async fn a_full_queue_drops_the_oldest_values() {
    let mut sending = Sending::start("otlp_full", |otlp| otlp.queue_bytes(1000)).await;
    sending.receiver.stop().await;
    for value in 1..=20 {
        sending.report_value(value).await;
    }
    let waiting = sending.counted("queue_length");
    assert!((2.0..10.0).contains(&waiting), "{waiting}");
    assert_eq!(sending.counted("dropped_total"), 20.0 - waiting);
    sending.receiver.restart().await;
    sleep(LONG).await;
    #[expect(clippy::cast_possible_truncation)]
    let first = 21 - waiting as i64;
    assert_eq!(sending.values(), (first..=20).collect::<Vec<_>>());
    assert_eq!(sending.counted("sent_total"), waiting);
}

#[tokio::test(start_paused = true)]
async fn values_that_arrive_while_a_full_queue_drops_them_are_not_lost() {
    let mut sending = Sending::start("otlp_full_in_flight", |otlp| otlp.queue_bytes(300)).await;
    sending.receiver.next([Answer::ok(), Answer::status(503)].map(|of| of.after(Duration::from_secs(5))));
    sending.report_value(1).await;
    for (attempt, values) in [(1, 2..=4), (2, 5..=7)] {
        sleep(Duration::from_secs(4)).await; // the attempts are at 0 and 5 seconds
        assert_eq!(sending.values().len(), attempt);
        for value in values {
            sending.report_value(value).await;
        }
    }
    sleep(LONG).await;
    assert_eq!(sending.values()[0], 1);
    let arrived = sending.values().len() as f64 - 1.0; // without the attempt that failed
    assert_eq!((sending.counted("sent_total"), sending.counted("dropped_total")), (arrived, 7.0 - arrived));
}

/// Returns a success with a message about a part of the request.
fn partial(rejected_data_points: i64, error_message: &str) -> Answer {
    let partial_success =
        Some(PartialSuccess { rejected_data_points, error_message: error_message.to_owned() });
    Answer::ok().body(Response { partial_success }.encode_to_vec())
}

#[tokio::test(start_paused = true)]
async fn data_points_that_a_receiver_rejects_are_dropped() {
    let mut sending = Sending::start("otlp_partial", |otlp| otlp).await;
    sending.receiver.next([
        partial(2, "too old"),
        partial(0, "soon unsupported"),
        partial(100, "all"),
        partial(-1, ""),
    ]);
    let counters = [("a_total", 1), ("b_total", 2), ("c_total", 3)];
    for at in 0..5 {
        sending.report(&batch(&counters, time(15 * at))).await;
    }
    sleep(LONG).await;
    assert_eq!(sending.values().len(), 5, "a partial success is not sent again");
    assert_eq!((sending.counted("sent_total"), sending.counted("dropped_total")), (10.0, 5.0));
}

#[tokio::test]
async fn requests_are_compressed_by_option() {
    let mut plain = Sending::start("otlp_plain", |otlp| otlp).await;
    let mut gzip = Sending::start("otlp_gzip", |otlp| otlp.gzip(true)).await;
    let batch = batch(&[("a_total", 1), ("b_total", 2), ("c_total", 3)], time(0));
    let (plain_metrics, gzip_metrics) = (plain.send(&batch).await, gzip.send(&batch).await);
    assert_eq!(plain_metrics.len(), gzip_metrics.len());
    assert_eq!(plain.receiver.last().header("content-encoding"), None);
    assert_eq!(gzip.receiver.last().header("content-encoding"), Some("gzip"));
    assert!(gzip.receiver.last().body.len() < plain.receiver.last().body.len());
}

#[tokio::test]
async fn the_path_of_the_endpoint_comes_first() {
    for (path, is_exact, expected) in [
        ("", false, "/v1/metrics"),
        ("/", false, "/v1/metrics"),
        ("/api/v1/otlp", false, "/api/v1/otlp/v1/metrics"),
        ("/api/v1/otlp/v1/metrics", true, "/api/v1/otlp/v1/metrics"),
        ("/ingest?tenant=shop", true, "/ingest?tenant=shop"),
    ] {
        let receiver = crate::receiver::Receiver::start().await;
        let otlp = Otlp::new(Endpoint::new(receiver.url(path)).header("X-Scope-OrgID", "shop"));
        let mut otlp = if is_exact { otlp.exact_url() } else { otlp };
        otlp.start(&Context::new("otlp_path", Program::new("shop", "web-1"))).await.unwrap();
        otlp.report(&batch(&[("a_total", 1)], time(0))).await.unwrap();
        let request = receiver.received(1).await.remove(0);
        assert_eq!((request.path.as_str(), request.header("x-scope-orgid")), (expected, Some("shop")));
    }
}

#[tokio::test(start_paused = true)]
async fn a_stop_tries_once_more_and_says_what_was_not_sent() {
    let mut sending = Sending::start("otlp_stop_down", |otlp| otlp).await;
    sending.receiver.otherwise(Answer::status(503).header("retry-after", "100"));
    sending.report_value(1).await;
    sleep(Duration::from_secs(1)).await;
    assert_eq!(sending.values(), [1]);
    let error = sending.otlp.stop(Duration::from_secs(5)).await.unwrap_err();
    assert_eq!(error.to_string(), "2 data points were not sent");
    assert_eq!(sending.values(), [1, 1]);
    assert_eq!((sending.counted("dropped_total"), sending.counted("queue_length")), (2.0, 0.0));
}

#[tokio::test(start_paused = true)]
async fn a_stop_goes_on_while_the_receiver_answers_and_gives_up_when_nobody_listens() {
    let mut sending = Sending::start("otlp_stop_busy", |otlp| otlp).await;
    sending.receiver.next(vec![Answer::status(503); 4]);
    sending.report_value(1).await;
    sending.otlp.stop(LIMIT).await.expect("the receiver recovers in time");
    assert_eq!((sending.counted("sent_total"), sending.counted("failures_total")), (2.0, 4.0));

    for (name, outage, longest) in [("otlp_stop_away", 0, 4000), ("otlp_stop_long_away", 60, 100)] {
        let mut sending = Sending::start(name, |otlp| otlp).await;
        sending.receiver.stop().await;
        sending.report_value(1).await;
        sleep(Duration::from_secs(outage)).await;
        let start = Instant::now();
        sending.otlp.stop(LIMIT).await.unwrap_err();
        assert!(start.elapsed() <= Duration::from_millis(longest), "{name}: {:?}", start.elapsed());
        assert_eq!(sending.counted("dropped_total"), 2.0);
    }
}

#[tokio::test(start_paused = true)]
async fn a_stop_sends_what_waits() {
    let mut sending = Sending::start("otlp_stop_up", |otlp| otlp).await;
    sending.receiver.next([Answer::status(503).header("retry-after", "100")]);
    sending.report_value(1).await;
    sending.report_value(2).await;
    sleep(Duration::from_secs(1)).await;
    sending.otlp.stop(LIMIT).await.unwrap();
    assert_eq!(sending.values(), [1, 1, 2, 2]);
    assert_eq!((sending.counted("sent_total"), sending.counted("dropped_total")), (3.0, 0.0));
}

#[tokio::test]
async fn a_wrong_url_is_an_error_before_the_start() {
    let context = Context::new("otlp_wrong", Program::new("shop", "web-1"));
    let error = Otlp::new("localhost:4318").check(&context).unwrap_err().to_string();
    assert!(error.contains("`localhost:4318`") && error.contains("http://"), "{error}");
}

#[test]
fn a_description_does_not_contain_secrets() {
    let otlp = Otlp::new(Endpoint::new("http://localhost:4318/?key=password").bearer("sesame"));
    let description = format!("{otlp:?}");
    assert!(!description.contains("sesame") && !description.contains("password"), "{description}");
    assert!(description.contains("http://localhost:4318/"), "{description}");
}
