//! HTTP clients, with real servers and the clients of hyper and reqwest.

use std::convert::Infallible;
use std::future::{pending, ready};
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::{Request, Response, StatusCode, Uri};
use axum::response::Redirect;
use axum::routing::{get, post};
use gapless::Instance;
use gapless::config::Config;
use gapless::plugins::{HttpClient, HttpClientService, PluginOptions};
use http_body_util::{BodyExt, Empty};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use reqwest_middleware::{ClientBuilder, ClientWithMiddleware, reqwest};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tower::{BoxError, ServiceBuilder, ServiceExt, service_fn};

use crate::{start, text, value};

type Hyper = HttpClientService<Client<HttpConnector, Empty<bytes::Bytes>>>;

/// Serves an application, and returns its address as `http://127.0.0.1:port`.
async fn serve(app: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port can be bound");
    let url = format!("http://{}", listener.local_addr().expect("it is bound"));
    tokio::spawn(async move { axum::serve(listener, app).await });
    url
}

/// Answers each connection with these bytes after its request, and closes it.
async fn answer(bytes: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port can be bound");
    let url = format!("http://{}", listener.local_addr().expect("it is bound"));
    tokio::spawn(async move {
        while let Ok((mut connection, _)) = listener.accept().await {
            let _request = connection.read(&mut [0; 1024]).await;
            let _is_open = connection.write_all(bytes).await;
        }
    });
    url
}

/// An address at which nothing listens.
async fn closed() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port can be bound");
    format!("http://{}", listener.local_addr().expect("it is bound"))
}

/// A plugin with the host of the servers above.
fn plugin() -> HttpClient {
    HttpClient::new().hosts(["127.0.0.1"])
}

fn hyper(http: &HttpClient) -> Hyper {
    ServiceBuilder::new().layer(http.layer()).service(Client::builder(TokioExecutor::new()).build_http())
}

fn request(method: &str, url: &str) -> Request<Empty<bytes::Bytes>> {
    Request::builder().method(method).uri(url).body(Empty::new()).expect("the request is valid")
}

/// A client without a network, which answers 200.
fn answering(
    http: &HttpClient,
) -> impl tower::Service<Request<()>, Response = Response<impl Sized>, Error = Infallible> + Clone {
    let answer = |_: Request<()>| async { Ok::<_, Infallible>(Response::new(())) };
    ServiceBuilder::new().layer(http.layer()).service(service_fn(answer))
}

fn requests(instance: &Instance, host: &str, method: &str, status: &str) -> Option<f64> {
    let labels = format!("host=\"{host}\",method=\"{method}\",status=\"{status}\"");
    value(instance, &format!("http_client_requests_total{{{labels}}}"))
}

fn errors(instance: &Instance, kind: &str) -> Option<f64> {
    let labels = format!("host=\"127.0.0.1\",method=\"GET\",kind=\"{kind}\"");
    value(instance, &format!("http_client_errors_total{{{labels}}}"))
}

fn in_flight(instance: &Instance) -> Option<f64> {
    value(instance, "http_client_requests_in_flight{host=\"127.0.0.1\",method=\"GET\"}")
}

fn durations(instance: &Instance) -> Option<f64> {
    value(instance, "http_client_request_duration_seconds_count{host=\"127.0.0.1\",method=\"GET\"}")
}

/// Checks that one request failed with a kind of error, and without a response.
fn assert_failed(instance: &Instance, kind: &str) {
    assert_eq!(errors(instance, kind), Some(1.0), "{}", text(instance));
    let all = ["timeout", "connect", "redirect", "decode", "body", "request", "cancelled", "other"];
    assert_eq!(all.iter().filter_map(|kind| errors(instance, kind)).sum::<f64>(), 1.0);
    assert_eq!(requests(instance, "127.0.0.1", "GET", "error"), Some(1.0));
    assert_eq!((durations(instance), in_flight(instance)), (Some(1.0), Some(0.0)));
}

#[tokio::test]
async fn the_usual_series_of_each_host_are_zero_from_the_start() {
    let instance = start(HttpClient::new().hosts(["api.example.com"])).await;
    for host in ["api.example.com", "other"] {
        for method in ["GET", "POST"] {
            for status in ["200", "404", "429", "500", "503", "error"] {
                assert_eq!(requests(&instance, host, method, status), Some(0.0));
            }
            for kind in ["timeout", "connect", "cancelled", "other"] {
                let labels = format!("host=\"{host}\",method=\"{method}\",kind=\"{kind}\"");
                assert_eq!(value(&instance, &format!("http_client_errors_total{{{labels}}}")), Some(0.0));
            }
            let labels = format!("host=\"{host}\",method=\"{method}\"");
            assert_eq!(value(&instance, &format!("http_client_requests_in_flight{{{labels}}}")), Some(0.0));
            let count = format!("http_client_request_duration_seconds_count{{{labels}}}");
            assert_eq!(value(&instance, &count), Some(0.0));
        }
    }
}

#[tokio::test]
async fn a_response_is_counted_with_its_host_method_and_status() {
    let http = plugin();
    let instance = start(http.clone()).await;
    let app = Router::new()
        .route("/", get(|| async { "hello" }))
        .route("/tea", post(|| async { StatusCode::IM_A_TEAPOT }));
    let url = serve(app).await;
    let response = hyper(&http).oneshot(request("GET", &url)).await.expect("it is answered");
    assert_eq!(response.into_body().collect().await.expect("it is whole").to_bytes(), "hello");
    hyper(&http).oneshot(request("POST", &format!("{url}/tea"))).await.expect("it is answered");
    assert_eq!(requests(&instance, "127.0.0.1", "GET", "200"), Some(1.0));
    assert_eq!(requests(&instance, "127.0.0.1", "POST", "418"), Some(1.0));
    assert_eq!((durations(&instance), in_flight(&instance)), (Some(1.0), Some(0.0)));
    assert!(
        text(&instance)
            .lines()
            .filter(|line| line.contains("_errors_total{"))
            .all(|line| line.ends_with(" 0"))
    );
}

#[tokio::test]
async fn a_foreign_host_or_method_makes_no_new_series() {
    let http = plugin();
    let instance = start(http.clone()).await;
    let client = answering(&http);
    let series = || text(&instance).lines().filter(|line| line.starts_with("http_client_")).count();
    let before = series();
    for n in 0..10 {
        let request = Request::get(format!("http://host-{n}.example.com/")).body(()).expect("it is valid");
        client.clone().oneshot(request).await.expect("it is answered");
    }
    assert_eq!((requests(&instance, "other", "GET", "200"), series()), (Some(10.0), before));
    for method in ["BREW", "get"] {
        let request = Request::builder().method(method).uri("http://127.0.0.1/").body(());
        client.clone().oneshot(request.expect("it is valid")).await.expect("it is answered");
    }
    assert_eq!(requests(&instance, "127.0.0.1", "_OTHER", "200"), Some(2.0));
}

#[tokio::test]
async fn a_host_is_found_in_any_case_and_with_its_port() {
    let http =
        HttpClient::new().hosts(["Api.example.com", "api.example.com:8443", "[::1]:80", "api.example.com"]);
    let instance = start(http.clone()).await;
    for (uri, header, host) in [
        ("https://API.example.com/", None, "api.example.com"),
        ("https://api.example.com:9000/", None, "api.example.com"),
        ("https://api.example.com:8443/", None, "api.example.com:8443"),
        ("http://[::1]/", None, "[::1]:80"),
        ("https://[::1]/", None, "other"),
        ("/", Some("api.Example.com:8443"), "api.example.com:8443"),
        ("/", Some("not a host"), "other"),
        ("/", None, "other"),
    ] {
        let before = requests(&instance, host, "GET", "200");
        let mut request = Request::new(());
        *request.uri_mut() = uri.parse::<Uri>().expect("it is valid");
        if let Some(header) = header {
            request.headers_mut().insert("host", header.parse().expect("it is valid"));
        }
        answering(&http).oneshot(request).await.expect("it is answered");
        assert_eq!(requests(&instance, host, "GET", "200"), before.map(|n| n + 1.0), "{uri} {header:?}");
    }
}

#[tokio::test]
async fn a_string_that_is_not_a_host_is_a_start_error() {
    for wrong in ["https://api.example.com", "api.example.com/path", "user@api.example.com", "", ":80"] {
        let error = gapless::builder().plugin(HttpClient::new().hosts([wrong])).start().await.unwrap_err();
        let message = error.to_string();
        assert!(
            message.contains(&format!("cannot start: `{wrong}` is not a host; write `api.example.com`")),
            "{message}"
        );
    }
}

#[tokio::test]
async fn a_refused_connection_is_a_connect_error() {
    let http = plugin();
    let instance = start(http.clone()).await;
    hyper(&http).oneshot(request("GET", &closed().await)).await.expect_err("nothing listens");
    assert_failed(&instance, "connect");
}

#[tokio::test(start_paused = true)]
async fn a_time_limit_below_the_layer_is_a_timeout() {
    let http = plugin();
    let instance = start(http.clone()).await;
    let url = serve(Router::new().route("/", get(pending::<()>))).await;
    let client = ServiceBuilder::new().layer(http.layer()).timeout(Duration::from_secs(1));
    let client = client.service(Client::builder(TokioExecutor::new()).build_http());
    client.oneshot(request("GET", &url)).await.expect_err("it does not answer in time");
    assert_failed(&instance, "timeout");
}

/// Serves a route that never answers, and returns its URL and the notification of a request.
async fn serve_without_answer() -> (String, Arc<Notify>) {
    let arrived = Arc::new(Notify::new());
    let notify = arrived.clone();
    let hang = async move || {
        notify.notify_one();
        pending::<()>().await;
    };
    (serve(Router::new().route("/", get(hang))).await, arrived)
}

#[tokio::test]
async fn a_dropped_future_is_cancelled() {
    let http = plugin();
    let instance = start(http.clone()).await;
    let (url, arrived) = serve_without_answer().await;
    let waiting = tokio::spawn(hyper(&http).oneshot(request("GET", &url)));
    arrived.notified().await;
    assert_eq!((in_flight(&instance), errors(&instance, "cancelled")), (Some(1.0), Some(0.0)));
    waiting.abort();
    waiting.await.expect_err("it was aborted");
    assert_failed(&instance, "cancelled");
}

#[tokio::test]
async fn an_early_end_and_an_invalid_response_have_their_kinds() {
    for (bytes, kind) in [(&b""[..], "request"), (b"HTTP/1.1 200 OK\r\nbroken head\r\n\r\n", "decode")] {
        let http = plugin();
        let instance = start(http.clone()).await;
        let url = answer(bytes).await;
        hyper(&http).oneshot(request("GET", &url)).await.expect_err("it is broken");
        assert_failed(&instance, kind);
    }
}

#[tokio::test]
async fn a_body_that_ends_early_is_a_body_error_of_a_response() {
    let http = plugin();
    let instance = start(http.clone()).await;
    let url = answer(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nshort").await;
    let response = hyper(&http).oneshot(request("GET", &url)).await.expect("it has a head");
    assert_eq!(errors(&instance, "body"), Some(0.0));
    response.into_body().collect().await.expect_err("it is short");
    assert_eq!(
        (errors(&instance, "body"), requests(&instance, "127.0.0.1", "GET", "200")),
        (Some(1.0), Some(1.0))
    );
}

/// Sends a request with a client that fails with an error, and checks its kind.
async fn assert_kind<E: std::fmt::Debug + Send + 'static>(error: E, kind: &str) {
    let http = plugin();
    let instance = start(http.clone()).await;
    let mut error = Some(error);
    let fail =
        move |_: Request<()>| ready(Err::<Response<()>, E>(error.take().expect("there is one request")));
    let client = ServiceBuilder::new().layer(http.layer()).service(service_fn(fail));
    let request = Request::get("http://127.0.0.1").body(()).expect("it is valid");
    client.oneshot(request).await.expect_err("it fails");
    assert_failed(&instance, kind);
}

#[tokio::test]
async fn an_error_inside_other_errors_has_its_kind() {
    let io = |kind| io::Error::from(kind);
    assert_kind(io(io::ErrorKind::ConnectionRefused), "connect").await;
    assert_kind(io::Error::other(io(io::ErrorKind::ConnectionReset)), "request").await;
    assert_kind(BoxError::from(io(io::ErrorKind::TimedOut)), "timeout").await;
    assert_kind(BoxError::from("anything else"), "other").await;
    assert_kind("not an error type", "other").await;
}

#[tokio::test]
async fn a_request_before_the_start_is_answered_and_not_recorded() {
    let http = plugin();
    let request = || Request::get("http://127.0.0.1").body(()).expect("it is valid");
    let client = answering(&http);
    client.clone().oneshot(request()).await.expect("it is answered");
    let instance = start(http.clone()).await;
    assert_eq!(requests(&instance, "127.0.0.1", "GET", "200"), Some(0.0));
    client.oneshot(request()).await.expect("it is answered");
    assert_eq!(requests(&instance, "127.0.0.1", "GET", "200"), Some(1.0));
    gapless::builder().plugin(http).start().await.expect_err("it has started before");
}

#[tokio::test]
async fn two_clients_with_two_names_have_options_of_their_own() {
    let billing = plugin().named("billing").options(PluginOptions::new().metric_prefix("billing"));
    let http = plugin();
    let config = Config::new().plugin("billing", PluginOptions::new().buckets([0.5, 2.0]));
    let builder = gapless::builder().config(config).plugin(http.clone()).plugin(billing.clone());
    let instance = builder.start().await.expect("the plugins start");
    let request = Request::get("http://127.0.0.1").body(()).expect("it is valid");
    answering(&billing).oneshot(request).await.expect("it is answered");
    let labels = "host=\"127.0.0.1\",method=\"GET\"";
    let series = format!("billing_http_client_requests_total{{{labels},status=\"200\"}}");
    assert_eq!(value(&instance, &series), Some(1.0));
    assert_eq!(requests(&instance, "127.0.0.1", "GET", "200"), Some(0.0));
    let buckets = format!("billing_http_client_request_duration_seconds_bucket{{{labels},le=");
    assert_eq!(text(&instance).lines().filter(|line| line.starts_with(&buckets)).count(), 3);
}

#[tokio::test]
async fn a_host_with_the_name_other_shares_the_series_of_all_other_hosts() {
    let http = HttpClient::new().hosts(["Other", "other:8443"]);
    let instance = start(http.clone()).await;
    for url in ["http://other", "http://api.example.com", "http://other:8443"] {
        let request = Request::get(url).body(()).expect("it is valid");
        answering(&http).oneshot(request).await.expect("it is answered");
    }
    assert_eq!(requests(&instance, "other", "GET", "200"), Some(2.0));
    assert_eq!(requests(&instance, "other:8443", "GET", "200"), Some(1.0));
}

#[tokio::test]
async fn all_methods_have_durations_of_their_own_with_any_buckets() {
    let http = plugin().options(PluginOptions::new().buckets((1..=50).map(f64::from)));
    let instance = start(http.clone()).await;
    let methods =
        ["DELETE", "PATCH", "PUT", "HEAD", "OPTIONS", "CONNECT", "TRACE", "QUERY", "BREW", "GET", "POST"];
    for method in methods {
        let request = Request::builder().method(method).uri("http://127.0.0.1").body(());
        answering(&http).oneshot(request.expect("it is valid")).await.expect("it is answered");
    }
    let text = text(&instance);
    for method in methods.map(|method| if method == "BREW" { "_OTHER" } else { method }) {
        let labels = format!("host=\"127.0.0.1\",method=\"{method}\"");
        let series = format!("http_client_request_duration_seconds_count{{{labels}}} 1");
        assert!(text.lines().any(|line| line == series), "`{series}` is missing");
    }
}

fn reqwest(http: &HttpClient) -> ClientWithMiddleware {
    let client = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(60)).build();
    ClientBuilder::new(client.expect("the client is valid")).with(http.clone()).build()
}

#[tokio::test]
async fn reqwest_counts_responses_and_errors_by_kind() {
    let app = Router::new()
        .route("/", get(|| async { "hello" }))
        .route("/loop", get(|| async { Redirect::to("/loop") }));
    let url = serve(app).await;
    let http = plugin();
    let instance = start(http.clone()).await;
    let response = reqwest(&http).get(&url).send().await.expect("it is answered");
    assert_eq!(response.text().await.expect("it is whole"), "hello");
    assert_eq!(
        (requests(&instance, "127.0.0.1", "GET", "200"), durations(&instance)),
        (Some(1.0), Some(1.0))
    );

    let (closed, early, invalid) = (closed().await, answer(b"").await, answer(b"HTTP/9\r\n\r\n").await);
    for (url, kind) in
        [(closed, "connect"), (format!("{url}/loop"), "redirect"), (early, "request"), (invalid, "decode")]
    {
        let http = plugin();
        let instance = start(http.clone()).await;
        reqwest(&http).get(url).send().await.expect_err("it fails");
        assert_failed(&instance, kind);
    }
}

#[tokio::test(start_paused = true)]
async fn reqwest_counts_timeouts() {
    let url = serve(Router::new().route("/", get(pending::<()>))).await;
    let http = plugin();
    let instance = start(http.clone()).await;
    reqwest(&http).get(url).send().await.expect_err("it does not answer in time");
    assert_failed(&instance, "timeout");
}

#[tokio::test]
async fn reqwest_counts_dropped_futures() {
    let http = plugin();
    let instance = start(http.clone()).await;
    let (url, arrived) = serve_without_answer().await;
    let waiting = tokio::spawn(reqwest(&http).get(url).send());
    arrived.notified().await;
    waiting.abort();
    waiting.await.expect_err("it was aborted");
    assert_failed(&instance, "cancelled");
}
