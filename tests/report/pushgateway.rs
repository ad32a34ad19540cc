//! The reporter for the Pushgateway.

use std::io::Read;
use std::time::Duration;

use gapless::dynamic::Registry;
use gapless::report::{Context, Interval, Program, Pushgateway, Reporter, Subscription};

use crate::receiver::{Answer, Authority, Received, Receiver};
use crate::text_push::{Metrics, batch_of, context, report};

#[tokio::test]
async fn a_push_replaces_the_group_of_the_program() {
    let (receiver, metrics) = (Receiver::start().await, Metrics::new());
    metrics.logins.inc_by(3);
    report(&mut Pushgateway::new(receiver.url("/")), &metrics.batch()).await.unwrap();
    let request = receiver.last();
    assert_eq!(request.line(), "PUT /metrics/job/shop");
    assert_eq!(request.header("content-type"), Some("text/plain; version=0.0.4; charset=utf-8"));
    assert_eq!(request.text(), "# HELP logins_total Logins.\n# TYPE logins_total counter\nlogins_total 3\n");
}

#[tokio::test]
async fn a_group_has_a_job_and_labels_with_any_values() {
    let (receiver, metrics) = (Receiver::start().await, Metrics::new());
    let new = || Pushgateway::new(receiver.url("/gateway"));
    for (mut push, line) in [
        (new().job("nightly import").post(), "POST /gateway/metrics/job/nightly%20import"),
        (new().by_instance(true), "PUT /gateway/metrics/job/shop/instance/web-1"),
        (new().label("path", "/var/tmp"), "PUT /gateway/metrics/job/shop/path@base64/L3Zhci90bXA"),
        (new().label("path", ""), "PUT /gateway/metrics/job/shop/path@base64/="),
        (new().label("name", "ü+ß"), "PUT /gateway/metrics/job/shop/name/%C3%BC%2B%C3%9F"),
    ] {
        report(&mut push, &metrics.batch()).await.unwrap();
        assert_eq!(receiver.last().line(), line);
    }
}

#[tokio::test]
async fn a_push_is_compressed_by_option() {
    let (receiver, metrics) = (Receiver::start().await, Metrics::new());
    report(&mut Pushgateway::new(receiver.url("")).gzip(true), &metrics.batch()).await.unwrap();
    let request = receiver.last();
    assert_eq!(request.header("content-encoding"), Some("gzip"));
    let mut text = String::new();
    flate2::read::GzDecoder::new(&*request.body).read_to_string(&mut text).expect("it is gzip");
    assert!(text.ends_with("\nlogins_total 0\n"), "{text}");
}

#[tokio::test]
async fn the_group_is_deleted_at_the_end_by_option() {
    let (receiver, metrics) = (Receiver::start().await, Metrics::new());
    for (deletes, lines) in [(false, &["PUT"][..]), (true, &["PUT", "DELETE"])] {
        receiver.forget();
        receiver.next([Answer::ok(), Answer::status(202)]);
        let mut push = Pushgateway::new(receiver.url("")).label("shard", "7").delete_at_stop(deletes);
        report(&mut push, &metrics.batch()).await.unwrap();
        push.stop(Duration::from_secs(1)).await.unwrap();
        let expected: Vec<_> =
            lines.iter().map(|method| format!("{method} /metrics/job/shop/shard/7")).collect();
        let received: Vec<_> = receiver.requests().iter().map(Received::line).collect();
        assert_eq!(received, expected);
    }
}

#[tokio::test(start_paused = true)]
async fn the_deletion_has_the_time_limit_of_the_shutdown() {
    let (receiver, metrics) = (Receiver::start().await, Metrics::new());
    receiver.next([Answer::ok(), Answer::never()]);
    let mut push = Pushgateway::new(receiver.url("")).delete_at_stop(true);
    report(&mut push, &metrics.batch()).await.unwrap();
    let failure = push.stop(Duration::from_secs(2)).await.unwrap_err().to_string();
    assert!(failure.starts_with("`DELETE http://") && failure.contains("not complete after 2s"), "{failure}");
}

#[test]
fn a_wrong_group_is_an_error() {
    let context = context().with_labels([("region".to_owned(), "eu".to_owned())]);
    let new = || Pushgateway::new("http://localhost:9091");
    for (push, said) in [
        (new().job(""), "the job of the Pushgateway's group is empty; set it with `Pushgateway::job`"),
        (new().label("job", "a"), "the label `job` is set twice; set it with `Pushgateway::job` only"),
        (
            new().label("region", "us"),
            "the label `region` is also a label of the instance; remove it from the instance",
        ),
        (new().label("a", "b").label("a", "c"), "the label `a` is set twice; remove one of the values"),
        (new().label("instance", "b").by_instance(true), "the label `instance` is set twice; remove one of"),
        (new().label("a/b", "c"), "the label `a/b` does not have a valid name; write letters, digits"),
        (
            Pushgateway::new("localhost:9091"),
            "`localhost:9091` is not a valid URL; write `http://` or `https://` at",
        ),
    ] {
        let failure = push.check(&context).unwrap_err().to_string();
        assert!(failure.starts_with(said), "{failure}");
    }
    let failure = new().check(&Context::new("pushgateway", Program::new("", ""))).unwrap_err().to_string();
    assert!(failure.starts_with("the job of the Pushgateway's group is empty; set it"), "{failure}");
    new().label("shard", "7").check(&context).unwrap();
}

#[tokio::test]
async fn a_metric_with_a_label_of_the_group_is_left_out_and_named() {
    let (receiver, metrics) = (Receiver::start().await, Registry::new());
    metrics.counter("logins_total", "Logins.").register().unwrap().inc();
    let jobs = metrics.counter("jobs_total", "Jobs.").labels(["job"]).register().unwrap();
    jobs.with(["mail"]).inc();
    let mut push = Pushgateway::new(receiver.url(""));
    push.start(&Context::new("left_out", Program::new("shop", "web-1"))).await.unwrap();
    let failure = push.report(&batch_of(&metrics)).await.unwrap_err().to_string();
    let count = |name| {
        let counted = gapless::Registry::global().gather();
        counted.value(name, &[("reporter", "left_out")]).map(gapless::snapshot::Value::as_f64)
    };
    assert_eq!(count("gapless_reporter_sent_total"), Some(1.0));
    assert_eq!(count("gapless_reporter_dropped_total"), Some(1.0));
    assert_eq!(
        failure,
        "the metric `jobs_total` cannot be pushed, because the label `job` is also a label of the group, which would \
         overwrite it; rename the label of the group, or subscribe to other metrics"
    );
    assert!(receiver.last().text().ends_with("counter\nlogins_total 1\n"), "{:?}", receiver.last().text());
    assert!(!receiver.last().text().contains("jobs_total"), "{:?}", receiver.last().text());
    metrics.counter("runs_total", "Runs.").labels(["job"]).register().unwrap().with(["mail"]).inc();
    let failure = push.report(&batch_of(&metrics)).await.unwrap_err().to_string();
    assert!(failure.starts_with("the metric `jobs_total` and 1 other cannot be pushed"), "{failure}");
}

#[tokio::test]
async fn a_push_with_several_intervals_needs_post() {
    let (receiver, metrics) = (Receiver::start().await, Metrics::new());
    let every = |seconds| Subscription::new("*").interval(Interval::every(Duration::from_secs(seconds)));
    let mut push = Pushgateway::new(receiver.url(""));
    push.subscribed(&every(15));
    push.subscribed(&every(15));
    report(&mut push, &metrics.batch()).await.unwrap();
    push.subscribed(&every(60));
    let failure = push.report(&metrics.batch()).await.unwrap_err().to_string();
    assert_eq!(
        failure,
        "a push replaces all metrics of the group, but subscriptions have different intervals; use `Pushgateway::post`, or \
         one interval"
    );
    push.unsubscribed(&every(60));
    push.report(&metrics.batch()).await.unwrap();
    push.subscribed(&every(60));
    push.post().report(&metrics.batch()).await.unwrap();
    assert_eq!(receiver.requests().len(), 3);
}

#[tokio::test]
async fn the_failure_has_the_message_of_the_pushgateway_and_the_next_push_works() {
    let (receiver, metrics) = (Receiver::start().await, Metrics::new());
    let url = receiver.url("/metrics/job/shop");
    let clash = "pushed metrics are invalid or inconsistent with existing metrics: collected metric logins_total \
                 gauge:{value:1}  is not a COUNTER";
    let mut push = Pushgateway::new(receiver.url(""));
    receiver.next([Answer::status(400).body(format!("{clash}\n"))]);
    let failure = report(&mut push, &metrics.batch()).await.unwrap_err().to_string();
    let clash = clash.replace("  ", " ");
    assert_eq!(
        failure,
        format!(
            "`PUT {url}`: the receiver rejects the request (400: {clash}); a metric has the same type in all groups of a \
             Pushgateway: rename the metric, or delete the other group"
        )
    );
    receiver.next([Answer::status(503)]);
    let mut odd = Pushgateway::new(receiver.url("")).label("path", "/var");
    let failure = report(&mut odd, &metrics.batch()).await.unwrap_err().to_string();
    assert!(failure.starts_with(&format!("`PUT {url}/path@base64/L3Zhcg`: ")), "{failure}");
    receiver.next([Answer::status(404), Answer::close()]);
    let failure = push.report(&metrics.batch()).await.unwrap_err().to_string();
    assert!(
        failure.contains("the receiver does not have this path (404); correct the path of the URL"),
        "{failure}"
    );
    push.report(&metrics.batch()).await.unwrap_err();
    push.report(&metrics.batch()).await.unwrap();
}

#[tokio::test]
async fn a_pushgateway_with_https_is_reached_by_its_own_authority() {
    let authority = Authority::new();
    let receiver = Receiver::tls(&authority).await;
    let endpoint = gapless::report::Endpoint::new(receiver.url("")).ca_file(authority.file());
    report(&mut Pushgateway::new(endpoint), &Metrics::new().batch()).await.unwrap();
    assert_eq!(receiver.last().line(), "PUT /metrics/job/shop");
}

#[tokio::test]
async fn a_report_before_the_start_is_an_error() {
    let failure =
        Pushgateway::new("http://localhost:9091").report(&Metrics::new().batch()).await.unwrap_err();
    assert!(failure.to_string().starts_with("the reporter has not started"), "{failure}");
}
