//! Disabled instances with a server, alone and next to an enabled instance.
//!
//! The tests need a separate process, because an instance enables and disables all metrics.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use gapless::config::Config;
use gapless::{Instance, Registry};
use tower::ServiceExt;

gapless::defmetrics! {
    /// Jobs.
    counter jobs_total;
}

async fn start(config: Config) -> Instance {
    gapless::builder().config(config).start().await.expect("the instance starts")
}

/// Returns the status and the body of a response of an instance.
async fn get(instance: &Instance, path: &str, token: &str) -> (StatusCode, String) {
    let addr = instance.server_addr().expect("the server listens");
    let request = reqwest::Client::new().get(format!("http://{addr}{path}")).bearer_auth(token);
    let answer = request.send().await.expect("the server answers");
    (answer.status(), answer.text().await.expect("the body is text"))
}

/// Returns the status of a response of the router of an instance.
async fn routed(instance: &Instance, path: &str) -> StatusCode {
    let request = Request::get(path).body(Body::empty()).expect("the request is valid");
    let router: Router = instance.router();
    router.oneshot(request).await.expect("a router does not fail").status()
}

fn is_exported() -> bool {
    Registry::global().gather().family("jobs_total").is_some()
}

#[tokio::test]
async fn a_disabled_instance_answers_503_while_others_export() {
    let disabled = || Config::new().disabled(true).server("127.0.0.1:0").server_path("/m").server_bearer("a");
    let first = start(disabled()).await;
    let (status, body) = get(&first, "/m", "a").await;
    assert_eq!((status, body.contains("disables its metrics")), (StatusCode::SERVICE_UNAVAILABLE, true));
    assert_eq!(get(&first, "/m", "b").await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(get(&first, "/metrics", "a").await.0, StatusCode::NOT_FOUND);
    jobs_total().inc();
    assert!(first.is_disabled() && jobs_total().get() == 0 && !is_exported());

    let exporting = start(Config::new().server("127.0.0.1:0")).await;
    jobs_total().inc();
    let (status, body) = get(&exporting, "/metrics", "").await;
    assert_eq!((status, body.contains("\njobs_total 1\n")), (StatusCode::OK, true));

    let second = start(disabled()).await;
    jobs_total().inc();
    assert!(get(&exporting, "/metrics", "").await.1.contains("\njobs_total 2\n"));
    assert_eq!(get(&second, "/m", "a").await.0, StatusCode::SERVICE_UNAVAILABLE);

    let addr = first.server_addr().expect("the server listens");
    first.shutdown().await;
    assert!(std::net::TcpStream::connect(addr).is_err());
    second.shutdown().await;
    assert!(get(&exporting, "/metrics", "").await.1.contains("\njobs_total 2\n"));
    exporting.shutdown().await;
    let last = start(disabled()).await;
    assert!(!is_exported());
    last.shutdown().await;
}

#[test]
fn a_disabled_instance_without_a_runtime_answers_503_too() {
    let config = Config::new().disabled(true).server("127.0.0.1:0");
    let instance = gapless::builder().config(config).start_blocking().expect("the instance starts");
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime can be built");
    let (status, _) = runtime.block_on(get(&instance, "/metrics", ""));
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    instance.shutdown_blocking();
}

#[tokio::test]
async fn a_disabled_instance_answers_503_for_its_page() {
    let config = || Config::new().disabled(true).server("127.0.0.1:0").server_bearer("a");
    let with_page = start(config().live(true)).await;
    for path in ["/metrics/live", "/metrics/live/", "/metrics/live/events", "/metrics/live/a/b"] {
        let (status, body) = get(&with_page, path, "").await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert!(body.contains("disables its metrics"), "{body}");
        assert_eq!(routed(&with_page, path).await, StatusCode::SERVICE_UNAVAILABLE, "{path}");
    }
    assert_eq!(get(&with_page, "/metrics", "").await.0, StatusCode::UNAUTHORIZED);
    let without_page = start(config()).await;
    assert_eq!(get(&without_page, "/metrics/live/", "a").await.0, StatusCode::NOT_FOUND);
    assert_eq!(routed(&without_page, "/metrics/live/").await, StatusCode::NOT_FOUND);
    with_page.shutdown().await;
    without_page.shutdown().await;
}
