//! HTTP requests of axum and of other tower services.

mod bodies;
mod labels;
mod names;
mod scrapes;
mod services;

use std::panic::{set_hook, take_hook};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Path;
use axum::http::{Request, StatusCode};
use axum::routing::{any, get, post};
use gapless::Instance;
use gapless::config::Config;
use gapless::plugins::{HttpServer, PluginOptions};
use gapless::snapshot::Value;
use tower::ServiceExt;
use tower_http::catch_panic::CatchPanicLayer;

use crate::{start, text, value};

/// Answers with the status in the path.
async fn status(Path(code): Path<u16>) -> StatusCode {
    StatusCode::from_u16(code).expect("the test asks for a status")
}

async fn panics() -> StatusCode {
    panic!("as the test asks")
}

/// A router with one route per way to answer.
fn router() -> Router {
    Router::new()
        .route(
            "/users/{id}",
            get(|Path(id): Path<String>| async move { id }).post(|| async { StatusCode::CREATED }),
        )
        .route("/status/{code}", any(status))
        .route("/panic", get(panics))
        .route("/hang", get(std::future::pending::<()>))
}

fn request(method: &str, path: &str) -> Request<Body> {
    Request::builder().method(method).uri(path).body(Body::empty()).expect("the request is valid")
}

/// Sends a request, and reads the whole response.
async fn send(app: &Router, method: &str, path: &str) -> StatusCode {
    answer(app, request(method, path)).await
}

async fn answer(app: &Router, request: Request<Body>) -> StatusCode {
    let response = app.clone().oneshot(request).await.expect("a router always answers");
    let status = response.status();
    to_bytes(response.into_body(), usize::MAX).await.expect("the body is complete");
    status
}

/// Returns the body of the response to a request.
async fn body(app: &Router, path: &str) -> String {
    let response = app.clone().oneshot(request("GET", path)).await.expect("a router always answers");
    let bytes = to_bytes(response.into_body(), usize::MAX).await.expect("the body is complete");
    String::from_utf8(bytes.into()).expect("it is text")
}

/// The lines of a family, without its HELP and TYPE.
fn lines(instance: &Instance, name: &str) -> Vec<String> {
    let text = text(instance);
    text.lines().filter(|line| line.starts_with(name)).map(ToOwned::to_owned).collect()
}

/// The series of requests that are not at zero.
fn counted(instance: &Instance) -> Vec<String> {
    lines(instance, "http_requests_total").into_iter().filter(|line| !line.ends_with(" 0")).collect()
}

/// The series of requests that a route matches.
fn matched(instance: &Instance) -> Vec<String> {
    let lines = lines(instance, "http_requests_total");
    lines.into_iter().filter(|line| !line.contains(r#"route="unmatched""#)).collect()
}

/// Runs something that panics, without the message in the output of the test.
async fn quietly<T>(work: impl Future<Output = T>) -> T {
    let hook = take_hook();
    set_hook(Box::new(|_| {}));
    let value = work.await;
    set_hook(hook);
    value
}

#[tokio::test]
async fn a_request_is_counted_by_method_route_and_status() {
    let http = HttpServer::new();
    let app = router().layer(http.layer());
    let instance = start(http).await;
    for path in ["/users/1", "/users/2", "/status/418"] {
        send(&app, "GET", path).await;
    }
    send(&app, "POST", "/users/3").await;
    let count = |labels: &str| value(&instance, &format!("http_requests_total{{{labels}}}"));
    assert_eq!(count(r#"method="GET",route="/users/{id}",status="200""#), Some(2.0));
    assert_eq!(count(r#"method="POST",route="/users/{id}",status="201""#), Some(1.0));
    assert_eq!(count(r#"method="GET",route="/status/{code}",status="418""#), Some(1.0));
    let durations = r#"http_request_duration_seconds_count{method="GET",route="/users/{id}"}"#;
    assert_eq!(value(&instance, durations), Some(2.0));
    assert_eq!(value(&instance, r#"http_requests_in_flight{method="GET"}"#), Some(0.0));
    instance.shutdown().await;
}

#[tokio::test]
async fn durations_have_the_buckets_of_opentelemetry_and_native_buckets() {
    let http = HttpServer::new().routes([("GET", "/")]);
    let instance = start(http).await;
    let snapshot = instance.metrics().gather();
    let durations = snapshot.value("http_request_duration_seconds", &[("method", "GET"), ("route", "/")]);
    assert!(matches!(durations, Some(Value::Histogram(durations)) if durations.native.is_some()));
    let buckets = lines(&instance, r#"http_request_duration_seconds_bucket{method="GET",route="/","#);
    let bounds: Vec<_> =
        buckets.iter().filter_map(|line| line.split("le=\"").nth(1)?.split('"').next()).collect();
    let expected = "0.005 0.01 0.025 0.05 0.075 0.1 0.25 0.5 0.75 1 2.5 5 7.5 10 +Inf";
    assert_eq!(bounds.join(" "), expected);
    instance.shutdown().await;
}

#[tokio::test]
async fn a_request_without_a_route_is_unmatched() {
    let http = HttpServer::new();
    let app = router().fallback(|| async { StatusCode::NOT_FOUND }).layer(http.layer());
    let instance = start(http).await;
    send(&app, "GET", "/secret/7").await;
    assert_eq!(
        value(&instance, r#"http_requests_total{method="GET",route="unmatched",status="404"}"#),
        Some(1.0)
    );
    assert!(!text(&instance).contains("secret"));
    instance.shutdown().await;
}

#[tokio::test]
async fn nested_routers_have_the_whole_route() {
    let http = HttpServer::new();
    let inner = router().fallback(|| async { StatusCode::GONE });
    let app = Router::new().nest("/api", inner).layer(http.layer());
    let instance = start(http).await;
    send(&app, "GET", "/api/users/1").await;
    send(&app, "GET", "/api/nothing").await;
    let count = |labels: &str| value(&instance, &format!("http_requests_total{{{labels}}}"));
    assert_eq!(count(r#"method="GET",route="/api/users/{id}",status="200""#), Some(1.0));
    assert_eq!(count(r#"method="GET",route="unmatched",status="410""#), Some(1.0), "{}", text(&instance));
    instance.shutdown().await;
}

#[tokio::test]
async fn a_layer_of_a_nested_router_sees_the_whole_route() {
    let http = HttpServer::new();
    let app = Router::new().nest("/api", router().layer(http.layer()));
    let instance = start(http).await;
    send(&app, "GET", "/api/users/1").await;
    let series = r#"http_requests_total{method="GET",route="/api/users/{id}",status="200"}"#;
    assert_eq!(value(&instance, series), Some(1.0));
    instance.shutdown().await;
}

#[tokio::test]
async fn a_route_layer_measures_routes_and_not_the_fallback() {
    let http = HttpServer::new();
    let app = router().route_layer(http.layer());
    let instance = start(http).await;
    send(&app, "GET", "/users/1").await;
    send(&app, "GET", "/nothing").await;
    let counted = counted(&instance);
    assert!(counted.iter().all(|line| line.contains(r#"route="/users/{id}""#)), "{counted:?}");
    instance.shutdown().await;
}

#[tokio::test]
async fn a_method_outside_of_the_standards_is_other() {
    let http = HttpServer::new();
    let app = router().layer(http.layer());
    let instance = start(http).await;
    for method in ["PURGE", "get", "QUERY", "PATCH", "TRACE"] {
        send(&app, method, "/status/200").await;
    }
    let count = |method: &str| {
        value(
            &instance,
            &format!(r#"http_requests_total{{method="{method}",route="/status/{{code}}",status="200"}}"#),
        )
    };
    assert_eq!(count("_OTHER"), Some(2.0));
    assert_eq!(["QUERY", "PATCH", "TRACE"].map(count), [Some(1.0); 3]);
    instance.shutdown().await;
}

#[tokio::test]
async fn listed_routes_are_zero_from_the_start() {
    let http = HttpServer::new().routes([("GET", "/users/{id}"), ("POST", "/users")]);
    let instance = start(http).await;
    for status in [200, 404, 500] {
        for labels in [r#"method="GET",route="/users/{id}""#, r#"method="POST",route="/users""#] {
            let series = format!(r#"http_requests_total{{{labels},status="{status}"}}"#);
            assert_eq!(value(&instance, &series), Some(0.0), "{series}");
        }
    }
    let durations = r#"http_request_duration_seconds_count{method="POST",route="/users"}"#;
    assert_eq!(value(&instance, durations), Some(0.0));
    assert_eq!(matched(&instance).len(), 6);
    instance.shutdown().await;
}

#[tokio::test]
async fn the_first_request_of_a_route_creates_the_other_statuses_at_zero() {
    let http = HttpServer::new();
    let app = router().layer(http.layer());
    let instance = start(http).await;
    assert!(counted(&instance).is_empty());
    send(&app, "GET", "/status/503").await;
    let count = |status: u16| {
        value(
            &instance,
            &format!(r#"http_requests_total{{method="GET",route="/status/{{code}}",status="{status}"}}"#),
        )
    };
    assert_eq!([200, 404, 500, 503, 301].map(count), [Some(0.0), Some(0.0), Some(0.0), Some(1.0), None]);
    instance.shutdown().await;
}

#[tokio::test]
async fn requests_without_a_route_are_zero_from_the_start() {
    let plugins = [HttpServer::new(), HttpServer::new().statuses([200]), HttpServer::new().status_classes()];
    for (http, status) in plugins.into_iter().zip(["404", "404", "4xx"]) {
        let app = router().layer(http.layer());
        let instance = start(http).await;
        let count = |method: &str| {
            let labels = format!(r#"method="{method}",route="unmatched",status="{status}""#);
            value(&instance, &format!("http_requests_total{{{labels}}}"))
        };
        assert_eq!(["GET", "POST"].map(count), [Some(0.0); 2]);
        send(&app, "POST", "/nothing").await;
        assert_eq!(["GET", "POST"].map(count), [Some(0.0), Some(1.0)]);
        instance.shutdown().await;
    }
}

/// A way to join the routers `site` and `admin`, and the one whose fallback remains.
type Way = (fn(Router, Router) -> Router, &'static str);

#[tokio::test]
async fn two_routers_with_a_layer_each_have_one_fallback() {
    let ways: [Way; 3] = [
        (|site, admin| site.nest("/admin", admin), "site"),
        (|site, admin| admin.merge(site), "site"),
        (|site, admin| site.merge(admin), "admin"),
    ];
    for (join, with_fallback) in ways {
        let of = |name: &str| HttpServer::new().named(name).options(PluginOptions::new().metric_prefix(name));
        let (site, admin) = (of("site"), of("admin"));
        let routes =
            |path: &str, http: &HttpServer| Router::new().route(path, get(|| async {})).layer(http.layer());
        let app = join(routes("/one", &site), routes("/two", &admin));
        let instance = gapless::builder().plugin(site).plugin(admin).start().await;
        let instance = instance.expect("the prefixes differ");
        send(&app, "GET", "/nothing").await;
        let unmatched = |name: &str| {
            let labels = r#"{method="GET",route="unmatched",status="404"}"#;
            value(&instance, &format!("{name}_http_requests_total{labels}"))
        };
        let others = if with_fallback == "site" { "admin" } else { "site" };
        assert_eq!((unmatched(with_fallback), unmatched(others)), (Some(1.0), Some(0.0)));
        instance.shutdown().await;
    }
}

#[tokio::test]
async fn the_group_has_the_name_of_the_plugin() {
    let (shop, admin) = (HttpServer::new(), HttpServer::new().named("admin"));
    let admin = admin.options(PluginOptions::new().metric_prefix("admin"));
    let config = Config::new().drop_groups(["admin"]);
    let instance = gapless::builder().config(config).plugin(shop).plugin(admin).start().await;
    let instance = instance.expect("the prefixes differ");
    assert!(lines(&instance, "admin_http").is_empty(), "{}", text(&instance));
    assert!(!lines(&instance, "http_requests_total").is_empty());
    instance.shutdown().await;
}

#[tokio::test]
async fn the_statuses_at_zero_can_be_chosen() {
    let http = HttpServer::new().statuses([201, 422]).routes([("POST", "/users")]);
    let instance = start(http).await;
    let expected = [201, 422]
        .map(|code| format!(r#"http_requests_total{{method="POST",route="/users",status="{code}"}} 0"#));
    assert_eq!(matched(&instance), expected);
    instance.shutdown().await;
}

#[tokio::test]
async fn a_panic_counts_as_500_and_goes_on() {
    let http = HttpServer::new();
    let app = router().layer(http.layer());
    let instance = start(http).await;
    let call = tokio::spawn(app.oneshot(request("GET", "/panic")));
    assert!(quietly(call).await.is_err_and(|error| error.is_panic()));
    let series = r#"http_requests_total{method="GET",route="/panic",status="500"}"#;
    assert_eq!(value(&instance, series), Some(1.0));
    assert_eq!(value(&instance, r#"http_requests_in_flight{method="GET"}"#), Some(0.0));
    instance.shutdown().await;
}

#[tokio::test]
async fn a_panic_counts_once_with_a_layer_that_catches_panics() {
    for is_inside in [true, false] {
        let http = HttpServer::new();
        let app = match is_inside {
            true => router().layer(CatchPanicLayer::new()).layer(http.layer()),
            false => router().layer(http.layer()).layer(CatchPanicLayer::new()),
        };
        let instance = start(http).await;
        assert_eq!(quietly(send(&app, "GET", "/panic")).await, StatusCode::INTERNAL_SERVER_ERROR);
        let series = r#"http_requests_total{method="GET",route="/panic",status="500"}"#;
        assert_eq!(value(&instance, series), Some(1.0));
        instance.shutdown().await;
    }
}

#[tokio::test]
async fn nothing_is_recorded_before_the_plugin_starts() {
    let http = HttpServer::new();
    let app = router().layer(http.layer());
    assert_eq!(send(&app, "GET", "/users/1").await, StatusCode::OK);
    let instance = start(http).await;
    assert!(counted(&instance).is_empty());
    assert_eq!(send(&app, "GET", "/users/1").await, StatusCode::OK);
    let series = r#"http_requests_total{method="GET",route="/users/{id}",status="200"}"#;
    assert_eq!(value(&instance, series), Some(1.0));
    instance.shutdown().await;
}

#[tokio::test]
async fn a_request_in_the_handler_is_in_flight() {
    let http = HttpServer::new();
    let app = router().layer(http.layer());
    let instance = start(http).await;
    let call = tokio::spawn(app.oneshot(request("GET", "/hang")));
    tokio::task::yield_now().await;
    assert_eq!(value(&instance, r#"http_requests_in_flight{method="GET"}"#), Some(1.0));
    call.abort();
    assert!(call.await.is_err());
    assert_eq!(value(&instance, r#"http_requests_in_flight{method="GET"}"#), Some(0.0));
    instance.shutdown().await;
}

#[tokio::test]
async fn two_routers_have_a_prefix_each() {
    let (shop, admin) = (HttpServer::new(), HttpServer::new().named("admin"));
    let shop = shop.options(PluginOptions::new().metric_prefix("shop"));
    let admin = admin.options(PluginOptions::new().metric_prefix("admin").buckets([1.0]));
    let apps = [router().layer(shop.layer()), router().layer(admin.layer())];
    let instance = gapless::builder().plugin(shop).plugin(admin).start().await.expect("the prefixes differ");
    send(&apps[0], "GET", "/users/1").await;
    send(&apps[1], "GET", "/users/1").await;
    send(&apps[1], "GET", "/users/1").await;
    let labels = r#"{method="GET",route="/users/{id}",status="200"}"#;
    assert_eq!(value(&instance, &format!("shop_http_requests_total{labels}")), Some(1.0));
    assert_eq!(value(&instance, &format!("admin_http_requests_total{labels}")), Some(2.0));
    let buckets = |router: &str| {
        let labels = r#"method="GET",route="/users/{id}","#;
        lines(&instance, &format!("{router}_http_request_duration_seconds_bucket{{{labels}")).len()
    };
    assert_eq!((buckets("admin"), buckets("shop")), (2, 15));
    instance.shutdown().await;
}

#[tokio::test]
async fn two_routers_have_a_constant_label_each() {
    let of = |name: &str| HttpServer::new().named(name).options(PluginOptions::new().label("router", name));
    let (shop, admin) = (of("shop"), of("admin"));
    let apps = [router().layer(shop.layer()), router().layer(admin.layer())];
    let instance = gapless::builder().plugin(shop).plugin(admin).start().await.expect("the labels differ");
    send(&apps[0], "GET", "/users/1").await;
    send(&apps[1], "GET", "/users/1").await;
    for router in ["shop", "admin"] {
        let series = format!(
            r#"http_requests_total{{router="{router}",method="GET",route="/users/{{id}}",status="200"}}"#
        );
        assert_eq!(value(&instance, &series), Some(1.0), "{}", text(&instance));
    }
    instance.shutdown().await;
}

#[tokio::test]
async fn starting_a_plugin_twice_is_an_error() {
    let http = HttpServer::new();
    let instance = start(http.clone()).await;
    let again = gapless::builder().plugin(http).start().await;
    assert!(again.is_err());
    instance.shutdown().await;
}

#[tokio::test]
async fn ignored_routes_are_not_measured() {
    let http = HttpServer::new().ignored_routes(["/users/{id}", "/hang"]);
    let app = router().layer(http.layer());
    let instance = start(http).await;
    send(&app, "GET", "/users/1").await;
    let call = tokio::spawn(app.oneshot(request("GET", "/hang")));
    tokio::task::yield_now().await;
    assert!(counted(&instance).is_empty());
    assert_eq!(value(&instance, r#"http_requests_in_flight{method="GET"}"#), Some(0.0));
    call.abort();
    instance.shutdown().await;
}

#[tokio::test]
async fn random_paths_methods_and_hosts_create_a_bounded_number_of_series() {
    let http = HttpServer::new().hosts(["example.org"]).request_label("agent", 3, |request| {
        request.headers.get("user-agent").and_then(|agent| agent.to_str().ok()).unwrap_or_default().into()
    });
    let app = Router::new().route("/users", post(|| async {})).layer(http.layer());
    let instance = start(http).await;
    let random = |n: u32| {
        let request = Request::builder().method(&*format!("M{n}")).uri(format!("/{n}"));
        let request = request.header("host", format!("h{n}.org")).header("user-agent", format!("agent {n}"));
        request.body(Body::empty()).expect("the request is valid")
    };
    for n in 0..5 {
        answer(&app, random(n)).await;
    }
    let before = lines(&instance, "http_");
    for n in 5..10_000 {
        answer(&app, random(n)).await;
    }
    let names = |lines: &[String]| {
        lines.iter().filter_map(|line| Some(line.split_once(' ')?.0.to_owned())).collect::<Vec<_>>()
    };
    assert_eq!(names(&lines(&instance, "http_")), names(&before));
    instance.shutdown().await;
}
