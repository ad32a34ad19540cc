//! Views on separate paths of an application and of a server.

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use gapless::encode::View;
use gapless::http::{self, Auth, Exporter, Server};

use crate::router::request;
use crate::server::ask;

fn ops() -> Exporter {
    Exporter::new(View::builder().groups(["views_ops"]).build().expect("the group is declared"))
}

fn biz() -> Exporter {
    let view = View::builder().names(["views_*"]).drop_groups(["views_ops"]).drop_names(["*_customers_*"]);
    let view = view.prefix("shop").label("region", "eu").build();
    Exporter::new(view.expect("the names are declared"))
}

/// Returns the names of families in an exposition.
fn families(body: &str) -> Vec<&str> {
    body.lines().filter_map(|line| line.strip_prefix("# HELP ")?.split(' ').next()).collect()
}

const OPS: [&str; 3] = ["views_jobs_total", "views_machine_info", "views_queue_state"];
const BIZ: [&str; 3] =
    ["shop_views_order_duration_seconds", "shop_views_order_wait_seconds", "shop_views_orders_total"];

#[tokio::test]
async fn an_application_serves_several_views_on_separate_paths() {
    let hello = get(|State(name): State<&'static str>| async move { name });
    let app = || {
        let views = ops().router_at("/metrics/ops").merge(biz().router_at("/metrics/biz"));
        Router::new().route("/", hello.clone()).merge(gapless::router()).merge(views).with_state("hello")
    };
    let (head, body) = request("GET", "/metrics/ops", app()).await;
    assert!(head.starts_with("http/1.1 200") && head.contains("cache-control: no-store\r\n"));
    assert_eq!(families(&body), OPS);
    assert_eq!(families(&request("GET", "/metrics/biz", app()).await.1), BIZ);
    let whole = request("GET", "/metrics", app()).await.1;
    assert!(
        OPS.iter().all(|name| families(&whole).contains(name)) && families(&whole).contains(&"gapless_info")
    );
    assert!(request("POST", "/metrics/ops", app()).await.0.starts_with("http/1.1 405"));
    assert!(request("GET", "/metrics/other", app()).await.0.starts_with("http/1.1 404"));
    assert_eq!(request("GET", "/", app()).await.1, "hello");
}

#[tokio::test]
async fn a_server_serves_several_views_and_404_on_other_paths() {
    let auth = Auth::bearer(["token"]).expect("the token is valid");
    let builder = Server::bind("127.0.0.1:0").export("/ops", ops()).export("/biz", biz()).auth(auth);
    let server = builder.start().await.expect("a free port can be bound");
    let token = "Authorization: Bearer token\n";
    for (path, expected) in [("/ops", &OPS[..]), ("/biz", &BIZ[..])] {
        assert_eq!(families(&ask(&server, "GET", path, token).await), expected);
        assert!(ask(&server, "GET", path, "").await.starts_with("HTTP/1.1 401 "));
    }
    let elsewhere = ask(&server, "GET", "/metrics", token).await;
    assert!(elsewhere.starts_with("HTTP/1.1 404 "), "{elsewhere}");
    assert!(elsewhere.ends_with("; the metrics are at `/biz` and `/ops`\n"), "{elsewhere}");
    server.shutdown().await;
}

#[tokio::test]
async fn scrape_metrics_can_be_dropped() {
    let quiet = View::builder().groups(["views_ops", "gapless_scrape"]).drop_groups(["gapless_scrape"]);
    let quiet = Exporter::new(quiet.build().expect("the groups are declared"));
    let first = request("GET", "/metrics", quiet.router()).await.1;
    assert_eq!(families(&first), OPS);
    assert_eq!(first, request("GET", "/metrics", quiet.router()).await.1);
}

#[tokio::test]
async fn a_path_that_is_used_twice_is_an_error() {
    let builder = Server::bind("127.0.0.1:0").path("/ops").export("/ops", ops());
    let error = builder.start().await.expect_err("the path is used twice");
    assert!(matches!(error.kind(), http::ErrorKind::PathTwice(path) if path == "/ops"));
    assert_eq!(error.to_string(), "the path `/ops` is used twice; give each exporter its own path");
}
