//! Labels by option.

use std::borrow::Cow;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use axum::http::request::Parts;
use axum::routing::get;
use gapless::plugins::HttpServer;

use super::{answer, lines, request, router, send};
use crate::{start, value};

fn with_host(host: &str) -> Request<Body> {
    Request::get("/users/1").header("host", host).body(Body::empty()).expect("the request is valid")
}

#[tokio::test]
async fn the_status_can_be_a_class() {
    let http = HttpServer::new().status_classes();
    let app = router().layer(http.layer());
    let instance = start(http).await;
    for path in ["/status/503", "/status/500", "/status/204"] {
        send(&app, "GET", path).await;
    }
    let count = |class: &str| {
        value(
            &instance,
            &format!(r#"http_requests_total{{method="GET",route="/status/{{code}}",status="{class}"}}"#),
        )
    };
    let classes = ["1xx", "2xx", "3xx", "4xx", "5xx"].map(count);
    assert_eq!(classes, [Some(0.0), Some(1.0), Some(0.0), Some(0.0), Some(2.0)]);
    instance.shutdown().await;
}

#[tokio::test]
async fn routes_have_the_names_of_their_handlers() {
    let http = HttpServer::new().handlers([("GET", "/users/{id}", "show_user")]);
    let app = router().layer(http.layer());
    let instance = start(http).await;
    let count = |method: &str, status: u16, handler: &str| {
        value(
            &instance,
            &format!(
                r#"http_requests_total{{method="{method}",route="/users/{{id}}",status="{status}",handler="{handler}"}}"#
            ),
        )
    };
    assert_eq!(count("GET", 200, "show_user"), Some(0.0));
    send(&app, "GET", "/users/1").await;
    send(&app, "POST", "/users/1").await;
    assert_eq!((count("GET", 200, "show_user"), count("POST", 201, "other")), (Some(1.0), Some(1.0)));
    instance.shutdown().await;
}

#[tokio::test]
async fn hosts_outside_of_the_list_are_other() {
    let http = HttpServer::new().hosts(["example.org", "example.org:8443"]).routes([("GET", "/users/{id}")]);
    let app = router().layer(http.layer());
    let instance = start(http).await;
    let count = |host: &str| {
        let labels = format!(r#"host="{host}",method="GET",route="/users/{{id}}",status="200""#);
        value(&instance, &format!("http_requests_total{{{labels}}}"))
    };
    let hosts = ["example.org", "example.org:8443", "other"];
    assert_eq!(hosts.map(count), [Some(0.0); 3]);
    for host in ["EXAMPLE.org", "example.org:80", "example.org:8443", "evil.org", "[::1]:80", ""] {
        answer(&app, with_host(host)).await;
    }
    assert_eq!(hosts.map(count), [Some(2.0), Some(1.0), Some(3.0)]);
    let uri = Request::get("http://example.org/users/1").body(Body::empty()).expect("the request is valid");
    answer(&app, uri).await;
    assert_eq!(count("example.org"), Some(3.0));
    instance.shutdown().await;
}

#[tokio::test]
async fn labels_are_computed_from_requests_and_responses() {
    let http = HttpServer::new()
        .request_label("tenant", 2, |request| {
            request.headers.get("x-tenant").and_then(|tenant| tenant.to_str().ok()).unwrap_or_default().into()
        })
        .response_label("server", 5, |response| {
            let server = response.headers.get("server").and_then(|server| server.to_str().ok());
            server.unwrap_or_default().to_lowercase().into()
        });
    let app = Router::new().route("/", get(|| async { ([("server", "One")], "") })).layer(http.layer());
    let instance = start(http).await;
    for tenant in ["a", "b", "a", "c", "d"] {
        let request = Request::get("/").header("x-tenant", tenant).body(Body::empty());
        answer(&app, request.expect("the request is valid")).await;
    }
    send(&app, "GET", "/").await;
    send(&app, "GET", "/nothing").await;
    let count = |labels: &str| value(&instance, &format!("http_requests_total{{{labels}}}"));
    let of = |tenant: &str| {
        count(&format!(r#"server="one",tenant="{tenant}",method="GET",route="/",status="200""#))
    };
    assert_eq!(["a", "b", "other", "c"].map(of), [Some(2.0), Some(1.0), Some(2.0), None]);
    assert_eq!(count(r#"server="one",method="GET",route="/",status="200""#), Some(1.0));
    assert_eq!(count(r#"method="GET",route="unmatched",status="404""#), Some(1.0));
    instance.shutdown().await;
}

#[tokio::test]
async fn a_label_whose_computation_panics_is_other() {
    let http = HttpServer::new().request_label("tenant", 2, |_| panic!("as the test asks"));
    let app = router().layer(http.layer());
    let instance = start(http).await;
    super::quietly(answer(&app, request("GET", "/users/1"))).await;
    let series = r#"http_requests_total{tenant="other",method="GET",route="/users/{id}",status="200"}"#;
    assert_eq!(value(&instance, series), Some(1.0));
    instance.shutdown().await;
}

#[tokio::test]
async fn invalid_options_are_errors_of_the_start() {
    fn value(_: &Parts) -> Cow<'_, str> {
        "".into()
    }
    let many = (0..5).fold(HttpServer::new(), |http, n| http.request_label(format!("label{n}"), 2, value));
    for (http, problem) in [
        (HttpServer::new().statuses([99]), "`99` is not a status code"),
        (HttpServer::new().statuses([600]), "`600` is not a status code; write a number from 100 to 599"),
        (HttpServer::new().statuses([200]).status_classes(), "remove `statuses`"),
        (
            HttpServer::new().routes([("G T", "/")]),
            "`G T` is not a method; write one of CONNECT, DELETE, GET,",
        ),
        (HttpServer::new().routes([("get", "/")]), "`get` is not a method; write `GET`"),
        (HttpServer::new().routes([("_OTHER", "/")]), "`_OTHER` is not a method"),
        (HttpServer::new().handlers([("FETCH", "/", "fetch")]), "`FETCH` is not a method; write one of"),
        (HttpServer::new().hosts(["b.org", "example.com/api"]), "`example.com/api` is not a host; write"),
        (HttpServer::new().hosts(["https://b.de"]), "`https://b.de` is not a host"),
        (HttpServer::new().request_label("route", 2, value), "route"),
        (many, "5 computed labels are more than 4"),
    ] {
        let error = gapless::builder().plugin(http).start().await.expect_err("the option is invalid");
        let error: anyhow::Error = error.into();
        assert!(format!("{error:#}").contains(problem), "{error:#}");
    }
}

#[tokio::test]
async fn a_plugin_without_options_has_no_further_labels() {
    let http = HttpServer::new();
    let app = router().layer(http.layer());
    let instance = start(http).await;
    answer(&app, with_host("example.org")).await;
    let lines = lines(&instance, "http_requests_total");
    assert!(lines.iter().all(|line| line.matches('=').count() == 3), "{lines:?}");
    instance.shutdown().await;
}
