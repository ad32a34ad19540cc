//! The reporter that sends an exposition.

use std::io::Read;
use std::time::{Duration, SystemTime};

use gapless::dynamic::{Counter, Registry};
use gapless::encode::{Escaping, Format};
use gapless::report::{Batch, Context, Endpoint, Failure, Program, Reporter, TextPush};

use crate::receiver::{Answer, Received, Receiver};

/// A registry with a counter of a given name, and the batches of its values.
pub(crate) struct Metrics {
    registry: Registry,
    pub(crate) logins: Counter,
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let registry = Registry::new();
        let logins = registry.counter("logins_total", "Logins.").register().expect("the name is valid");
        Metrics { registry, logins }
    }

    pub(crate) fn batch(&self) -> Batch {
        batch_of(&self.registry)
    }
}

pub(crate) fn batch_of(registry: &Registry) -> Batch {
    Batch::new(registry.gather(), SystemTime::now())
}

pub(crate) fn context() -> Context {
    Context::new("push", Program::new("shop", "web-1"))
}

/// Starts a reporter and reports the values once.
pub(crate) async fn report(reporter: &mut impl Reporter, batch: &Batch) -> Result<(), Failure> {
    reporter.check(&context())?;
    reporter.start(&context()).await?;
    reporter.report(batch).await
}

fn decompressed(request: &Received) -> String {
    assert_eq!(request.header("content-encoding"), Some("gzip"));
    let mut text = String::new();
    flate2::read::GzDecoder::new(&*request.body).read_to_string(&mut text).expect("it is gzip");
    text
}

#[tokio::test]
async fn each_report_posts_all_values_as_text_with_the_labels_of_a_scrape() {
    let (receiver, metrics) = (Receiver::start().await, Metrics::new());
    receiver.otherwise(Answer::status(204));
    let mut push = TextPush::new(receiver.url("/api/v1/import/prometheus?extra_label=a=b"));
    report(&mut push, &metrics.batch()).await.unwrap();
    metrics.logins.inc_by(3);
    push.report(&metrics.batch()).await.unwrap();
    let requests = receiver.requests();
    let texts: Vec<_> = requests.iter().map(Received::text).collect();
    let text = |value| {
        format!(
            "# HELP logins_total Logins.\n# TYPE logins_total counter\nlogins_total{{job=\"shop\",instance=\"web-1\"}} {value}\n"
        )
    };
    assert_eq!(texts, [text(0), text(3)]);
    assert_eq!(requests[0].line(), "POST /api/v1/import/prometheus?extra_label=a=b");
    assert_eq!(requests[0].header("content-type"), Some("text/plain; version=0.0.4; charset=utf-8"));
    assert!(requests[0].header("user-agent").unwrap().starts_with("gapless/"), "{requests:?}");
    assert_eq!(receiver.connections(), 1);
}

#[tokio::test]
async fn the_body_is_gzip_and_the_request_has_credentials() {
    let (receiver, metrics) = (Receiver::start().await, Metrics::new());
    let endpoint = Endpoint::new(receiver.url("/import")).bearer("sesame").header("X-Scope-OrgID", "1");
    report(&mut TextPush::new(endpoint).put().gzip(true), &metrics.batch()).await.unwrap();
    let request = receiver.last();
    assert!(decompressed(&request).ends_with("} 0\n"));
    assert_eq!(request.line(), "PUT /import");
    assert_eq!(request.header("authorization"), Some("Bearer sesame"));
    assert_eq!(request.header("x-scope-orgid"), Some("1"));
    let endpoint = Endpoint::new(receiver.url("/import")).basic("Ada", "sesame");
    report(&mut TextPush::new(endpoint), &metrics.batch()).await.unwrap();
    assert_eq!(receiver.last().header("authorization"), Some("Basic QWRhOnNlc2FtZQ=="));
}

#[tokio::test]
async fn each_format_is_sent_with_its_content_type() {
    let (receiver, metrics) = (Receiver::start().await, Metrics::new());
    let escaping = Escaping::AllowUtf8;
    for (format, content_type, end) in [
        (Format::Text1 { escaping: None }, "text/plain; version=1.0.0", "} 0\n"),
        (Format::OpenMetrics { escaping: None }, "application/openmetrics-text; version=1.0.0", "# EOF\n"),
        (Format::Protobuf { escaping }, "application/vnd.google.protobuf", ""),
    ] {
        report(&mut TextPush::new(receiver.url("/import")).format(format), &metrics.batch()).await.unwrap();
        let request = receiver.last();
        assert!(request.header("content-type").unwrap().starts_with(content_type), "{request:?}");
        assert!(String::from_utf8_lossy(&request.body).ends_with(end), "{:?}", request.text());
    }
}

#[tokio::test]
async fn labels_replace_those_of_the_program_but_not_those_of_a_series() {
    let receiver = Receiver::start().await;
    let registry = Registry::new();
    let jobs = registry.counter("jobs_total", "Jobs.").labels(["job"]).register().unwrap();
    jobs.with(["mail"]).inc();
    let batch = batch_of(&registry);
    let push = TextPush::new(receiver.url("/import")).label("instance", "").label("zone", "a");
    report(&mut push.clone(), &batch).await.unwrap();
    assert!(
        receiver.last().text().ends_with("\njobs_total{zone=\"a\",job=\"mail\"} 1\n"),
        "{:?}",
        receiver.last()
    );
    report(&mut push.label("job", "checkout"), &Metrics::new().batch()).await.unwrap();
    assert!(receiver.last().text().contains("{zone=\"a\",job=\"checkout\"} 0"), "{:?}", receiver.last());
}

#[test]
fn labels_that_cannot_be_added_are_an_error() {
    let context = context().with_labels([("region".to_owned(), "eu".to_owned())]);
    let new = || TextPush::new("http://localhost:8428/api/v1/import/prometheus");
    for (push, said) in [
        (new().label("a-b", "c"), "the label `a-b` does not have a valid name; write letters, digits and"),
        (new().label("le", "c"), "the label `le` does not have a valid name; write"),
        (new().label("__name__", "c"), "the label `__name__` does not have a valid name; write"),
        (new().label("a", "b").label("a", "c"), "the label `a` is set twice; remove one of the values"),
        (new().label("region", "us"), "the label `region` is also a label of the instance; remove it from"),
    ] {
        let failure = push.check(&context).unwrap_err().to_string();
        assert!(failure.starts_with(said), "{failure}");
    }
    new().label("zone", "a").check(&context).unwrap();
}

#[tokio::test]
async fn a_status_is_an_error_with_a_remedy_and_the_message_of_the_receiver() {
    let (receiver, metrics) = (Receiver::start().await, Metrics::new());
    let url = receiver.url("/import");
    let mut push = TextPush::new(Endpoint::new(url.clone()).bearer("sesame"));
    for (status, said) in [
        (
            400,
            "the receiver rejects the request (400: refused Bearer ..); correct what the message describes",
        ),
        (401, "the receiver rejects the credentials (401: refused Bearer ..); set the right token or user"),
        (
            403,
            "the credentials lack a permission (403: refused Bearer ..); give it to them, or set other credentials",
        ),
        (404, "the receiver does not have this path (404: refused Bearer ..); correct the path of the URL"),
        (
            413,
            "the receiver rejects the size of the request (413: refused Bearer ..); send less, or raise its limit",
        ),
        (
            429,
            "the receiver cannot keep up (429: refused Bearer ..); send fewer values, or give the receiver more resources",
        ),
        (503, "the receiver cannot answer now (503: refused Bearer ..); look into its log"),
    ] {
        receiver.next([Answer::status(status).body("refused\n Bearer sesame\n")]);
        let failure = report(&mut push, &metrics.batch()).await.unwrap_err().to_string();
        assert_eq!(failure, format!("`POST {url}`: {said}"));
        push.report(&metrics.batch()).await.unwrap();
    }
}

#[tokio::test]
async fn a_running_program_pushes_each_period_and_at_shutdown() {
    let receiver = Receiver::start().await;
    let push = TextPush::new(receiver.url("/import")).gzip(true);
    let instance = gapless::builder()
        .reporter(push, gapless::report::every(Duration::from_millis(10)))
        .start()
        .await
        .expect("the settings are valid");
    let requests = receiver.received(2).await;
    let before = receiver.requests().len();
    instance.shutdown().await;
    assert!(receiver.requests().len() > before, "the last values are sent");
    for request in requests {
        assert!(decompressed(&request).contains("gapless_reporter_enabled{"), "{}", decompressed(&request));
    }
}
