//! `name[]` in the query of a scrape.

use axum::Router;
use axum::body::{Body, to_bytes};
use gapless::encode::View;
use gapless::http::Exporter;
use tower::ServiceExt;

use crate::router::{request, request_with};

const OPENMETRICS: &str = "Accept: application/openmetrics-text;version=1.0.0\n";

/// Returns the names of families in a response.
async fn families(path: &'static str, headers: &str, app: Router) -> Vec<String> {
    let (head, body) = request_with("GET", path, headers, app).await;
    assert!(head.starts_with("http/1.1 200"), "{head}");
    let name = |line: &str| Some(line.strip_prefix("# TYPE ")?.split(' ').next()?.to_owned());
    body.lines().filter_map(name).collect()
}

#[tokio::test]
async fn a_client_gets_the_named_metrics() {
    for (path, expected) in [
        ("/metrics?name[]=views_jobs_total", &["views_jobs_total"][..]),
        ("/metrics?name%5B%5D=views_jobs_total", &["views_jobs_total"]),
        (
            "/metrics?name[]=views_queue_state&name%5b%5d=views_jobs_total",
            &["views_jobs_total", "views_queue_state"],
        ),
        ("/metrics?name[]=views_order_duration_seconds_bucket&a=b", &["views_order_duration_seconds"]),
        ("/metrics?name[]=views_order_wait_seconds_sum", &["views_order_wait_seconds"]),
        ("/metrics?name[]=no_such_metric&name[]=views_machine_info", &["views_machine_info"]),
        ("/metrics?name[]=stock_room__", &["stock_room__"]),
        ("/metrics?name[]=no_such_metric", &[]),
        ("/metrics?name[]=", &[]),
        ("/metrics?name[]=%FF&name[]", &[]),
    ] {
        assert_eq!(families(path, "", gapless::router()).await, expected, "{path}");
    }
    for path in
        ["/metrics?", "/metrics?name=views_jobs_total", "/metrics?names[]=views_jobs_total", "/metrics?&=&"]
    {
        assert!(families(path, "", gapless::router()).await.len() > 10, "{path}");
    }
}

#[tokio::test]
async fn names_are_accepted_as_spelled_in_the_format() {
    let path = "/metrics?name[]=views_jobs&name[]=views_order_duration_seconds_created";
    let expected = ["views_jobs", "views_order_duration_seconds"];
    assert_eq!(families(path, OPENMETRICS, gapless::router()).await, expected);
    let utf8 = "Accept: text/plain;version=1.0.0;escaping=allow-utf-8\n";
    let (_, body) = request_with("GET", "/metrics?name[]=stock.room+%C3%9F", utf8, gapless::router()).await;
    assert!(body.contains("{\"stock.room ß\",\"row.id\"=\"true\"} 2.5\n"), "{body}");
    assert!(families("/metrics?name[]=stock_room__", utf8, gapless::router()).await.is_empty());
}

#[tokio::test]
async fn declared_names_are_accepted_with_every_escaping() {
    let protobuf =
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";
    let formats = ["text/plain;version=1.0.0", "application/openmetrics-text;version=1.0.0", protobuf];
    let escapings =
        ["", ";escaping=underscores", ";escaping=dots", ";escaping=values", ";escaping=allow-utf-8"];
    let all = formats.iter().flat_map(|format| escapings.map(|escaping| format!("{format}{escaping}")));
    for accept in all.chain(["text/plain;version=0.0.4".to_owned()]) {
        let size = async |path| {
            let request = axum::http::Request::get(path).header("accept", &accept);
            let request = request.body(Body::empty()).expect("it is a valid request");
            let answer = gapless::router().oneshot(request).await.expect("a router does not fail");
            to_bytes(answer.into_body(), usize::MAX).await.expect("a scrape does not fail").len()
        };
        let nothing = size("/metrics?name[]=no_such_metric").await;
        for registered in [
            "/metrics?name[]=stock.room+%C3%9F",
            "/metrics?name[]=views_jobs_total",
            "/metrics?name[]=views_queue_state",
            "/metrics?name[]=views_order_duration_seconds",
            "/metrics?name[]=views_order_duration_seconds_bucket",
            "/metrics?name[]=views_machine_info",
        ] {
            assert!(size(registered).await > nothing + 20, "{registered} as {accept}");
        }
    }
}

#[tokio::test]
async fn an_unknown_name_is_answered_with_nothing() {
    let (head, body) = request("GET", "/metrics?name[]=no_such_metric", gapless::router()).await;
    assert!(head.starts_with("http/1.1 200") && head.contains("content-length: 0\r\n"), "{head}");
    assert_eq!(body, "");
    let (head, body) = request_with("GET", "/metrics?name[]=a", OPENMETRICS, gapless::router()).await;
    assert!(head.contains("content-type: application/openmetrics-text; version=1.0.0"), "{head}");
    assert_eq!(body, "# EOF\n");
    let gzip = "Accept-Encoding: gzip\n";
    let (head, _) = request_with("HEAD", "/metrics?name[]=a", gzip, gapless::router()).await;
    assert!(head.starts_with("http/1.1 200") && head.contains("content-encoding: gzip\r\n"), "{head}");
}

#[tokio::test]
async fn names_of_a_view_have_its_prefix() {
    let view = View::builder().groups(["views_ops"]).prefix("shop").build();
    let exporter = Exporter::new(view.expect("the group is declared"));
    let path =
        "/metrics?name[]=shop_views_jobs_total&name[]=views_queue_state&name[]=shop_views_orders_total";
    assert_eq!(families(path, "", exporter.router()).await, ["shop_views_jobs_total"]);
}
