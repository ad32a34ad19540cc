//! Sources of an exporter, asked by requests.

use std::future::Future;
use std::pin::Pin;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use gapless::encode::{Format, View};
use gapless::http::{Exporter, ExporterBuilder};
use gapless::sources::{Sources, source_fn};
use tower::ServiceExt;
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context as LayerContext, SubscriberExt};

use super::of;
use crate::linted::linted;

type Answering = Pin<Box<dyn Future<Output = (StatusCode, String)>>>;

/// Builds an exporter of the metrics of these sources.
fn exporter(sources: &Sources) -> ExporterBuilder {
    let view = View::builder().names(["served_*"]).sources(sources.clone()).build();
    Exporter::builder().view(view.expect("a view with sources takes any names"))
}

fn router(sources: &Sources) -> Router {
    exporter(sources).build().router()
}

fn request(router: &Router) -> Answering {
    request_of(router, "1e6")
}

/// Starts a request with a timeout in seconds.
fn request_of(router: &Router, seconds: &str) -> Answering {
    let request = Request::get("/metrics").header("X-Prometheus-Scrape-Timeout-Seconds", seconds);
    let (router, request) = (router.clone(), request.body(Body::empty()).expect("it is a valid request"));
    Box::pin(async {
        let answer = router.oneshot(request).await.expect("a router does not fail");
        let status = answer.status();
        let body = to_bytes(answer.into_body(), usize::MAX).await.expect("the body is complete");
        let body = String::from_utf8(body.to_vec()).expect("the string is UTF-8");
        match status {
            StatusCode::OK => (status, linted(body, Format::Text.content_type())),
            _ => (status, body),
        }
    })
}

fn is_pending(answering: &mut Answering) -> bool {
    matches!(answering.as_mut().poll(&mut Context::from_waker(Waker::noop())), Poll::Pending)
}

/// Returns a source that counts its calls, reports each call, and returns when the test releases it.
fn gated() -> (Sources, Receiver<()>, Sender<()>) {
    let ((asked, is_asked), (release, released)) = (channel(), channel());
    let gate = Mutex::new((0_u64, asked, released));
    let sources = of("gate", move |samples| {
        let mut gate = gate.lock().unwrap_or_else(PoisonError::into_inner);
        gate.0 += 1;
        gate.1.send(()).expect("the test receives");
        gate.2.recv().expect("the test sends");
        samples.counter("served_calls_total", "Calls.").value(gate.0);
    });
    (sources, is_asked, release)
}

#[track_caller]
fn check_calls((status, body): &(StatusCode, String), expected: u64) {
    assert_eq!(*status, StatusCode::OK);
    assert!(body.ends_with(&format!("\nserved_calls_total {expected}\n")), "{body}");
}

#[tokio::test]
async fn a_request_waits_for_sources_without_blocking_its_worker() {
    let (sources, is_asked, release) = gated();
    let mut answering = request(&router(&sources));
    assert!(is_pending(&mut answering));
    is_asked.recv().expect("the source is collected");
    assert!(is_pending(&mut answering));
    release.send(()).expect("the source waits");
    check_calls(&answering.await, 1);
}

#[tokio::test]
async fn requests_during_a_collection_share_the_next_collection() {
    let (sources, is_asked, release) = gated();
    let router = router(&sources);
    let mut first = request(&router);
    assert!(is_pending(&mut first));
    is_asked.recv().expect("the source is collected");
    let mut others = [(); 3].map(|()| request(&router));
    assert!(others.iter_mut().all(is_pending));
    (0..2).for_each(|_| release.send(()).expect("the source waits"));
    check_calls(&first.await, 1);
    for other in others {
        check_calls(&other.await, 2);
    }
    assert_eq!(is_asked.try_iter().count(), 1);
}

#[tokio::test]
async fn a_request_is_rejected_if_its_sources_finish_after_the_timeout() {
    let (sources, is_asked, release) = gated();
    let router = router(&sources);
    let mut answering = request_of(&router, "1e-6");
    assert!(is_pending(&mut answering));
    is_asked.recv().expect("the source is collected");
    (0..2).for_each(|_| release.send(()).expect("the source waits"));
    assert_eq!(answering.await.0, StatusCode::SERVICE_UNAVAILABLE);
    check_calls(&request(&router).await, 2);
}

/// Returns a source that returns when the sender is dropped, after the timeouts of all clients.
fn hanging() -> (Sources, Receiver<()>, Sender<()>) {
    let ((asked, is_asked), (release, released)) = (channel(), channel::<()>());
    let gate = Mutex::new((asked, released));
    let sources = Sources::with_limit(Duration::from_secs(86_400));
    let source = source_fn("hanging", move |_| {
        let gate = gate.lock().unwrap_or_else(PoisonError::into_inner);
        gate.0.send(()).expect("the test receives");
        let _ = gate.1.recv();
        Ok(())
    });
    sources.add(source).expect("the name is free");
    (sources, is_asked, release)
}

#[track_caller]
fn check_timed_out((status, body): &(StatusCode, String)) {
    assert_eq!(*status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(body.starts_with("the metrics cannot be written within the timeout of the client"), "{body}");
}

#[tokio::test]
async fn a_client_is_rejected_before_its_timeout_while_sources_are_collected() {
    let (sources, is_asked, release) = hanging();
    let router = exporter(&sources).max_in_flight(1).build().router();
    for seconds in ["0.3", "0.05", "1e-3", "1e-9"] {
        check_timed_out(&request_of(&router, seconds).await);
    }
    is_asked.recv().expect("the source is collected");
    assert_eq!(is_asked.try_iter().count(), 0, "a source is not collected again while it runs");
    drop(release);
    assert_eq!(request(&router).await.0, StatusCode::OK);
}

#[tokio::test]
async fn each_client_that_waits_for_the_same_sources_has_its_own_timeout() {
    let (sources, is_asked, release) = gated();
    let router = router(&sources);
    let mut patient = request(&router);
    assert!(is_pending(&mut patient));
    is_asked.recv().expect("the source is collected");
    let hasty = ["0.02", "0.01", "0.03"].map(|seconds| request_of(&router, seconds));
    for answer in futures_util::future::join_all(hasty).await {
        check_timed_out(&answer);
    }
    assert!(is_pending(&mut patient));
    (0..2).for_each(|_| release.send(()).expect("the source waits"));
    check_calls(&patient.await, 1);
}

#[test]
fn a_client_is_refused_in_its_time_on_a_runtime_without_a_timer() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("the view is valid");
    let (sources, _is_asked, _release) = hanging();
    runtime.block_on(async { check_timed_out(&request_of(&router(&sources), "0.01").await) });
}

#[tokio::test]
async fn sources_come_and_go_while_an_application_serves_them() {
    let sources = Sources::new();
    let router = router(&sources);
    assert_eq!(request(&router).await.1, "");
    let source = source_fn("queue", |samples| {
        samples.gauge("served_queue_length", "Jobs.").value(3);
        Ok(())
    });
    sources.add(source).expect("the name is free");
    assert!(request(&router).await.1.ends_with("\nserved_queue_length 3\n"));
    sources.remove("queue").expect("it is there");
    assert_eq!(request(&router).await.1, "");
}

/// Keeps what is logged.
struct Log(Arc<Mutex<Vec<String>>>);

impl<S: tracing::Subscriber> Layer<S> for Log {
    fn on_event(&self, event: &tracing::Event<'_>, _: LayerContext<'_, S>) {
        let mut keep = |field: &tracing::field::Field, value: &dyn std::fmt::Debug| {
            let mut log = self.0.lock().expect("no logger panics");
            log.extend(
                (field.name() == "message").then(|| format!("{} {value:?}", event.metadata().level())),
            );
        };
        event.record(&mut keep);
    }
}

#[tokio::test]
async fn what_goes_wrong_with_a_source_is_logged_once_until_it_works_again() {
    let log = Arc::new(Mutex::new(Vec::new()));
    let subscriber = tracing_subscriber::registry().with(Log(log.clone()));
    let _guard = tracing::subscriber::set_default(subscriber);
    let (sources, calls) = (Sources::new(), Mutex::new(0));
    let source = source_fn("database", move |samples| {
        let mut call = calls.lock().expect("it does not panic");
        *call += 1;
        match *call {
            3 => Ok(_ = samples.gauge("served_ups", "It is up.").value(1)),
            call => Err(format!("it is down at {call}").into()),
        }
    });
    sources.add(source).expect("the name is free");
    let router = router(&sources);
    for is_up in [false, false, true, false, false] {
        assert_eq!(request(&router).await.1.contains("served_ups 1"), is_up);
    }
    let expected = [1, 4].map(|call| format!("WARN the source `database` failed: it is down at {call}"));
    assert_eq!(*log.lock().expect("no logger panics"), expected);
}
