//! The instance: its measurements, its metrics, and its end.

mod artifacts;
mod life;
mod mistakes;
mod plugins;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use gapless::Instance;
use gapless::config::Config;
use gapless::encode::Format;
use gapless::encode::View;
use gapless::instance::InstanceBuilder;
use tower::ServiceExt;

use crate::linted::linted;

async fn start(builder: InstanceBuilder) -> Instance {
    builder.start().await.expect("nothing is wrong with it")
}

/// The metrics of an instance, as text. It does not await, because a paused clock would advance during the collection.
fn text(instance: &Instance) -> String {
    let body = linted(instance.exporter().scrape(Format::Text).into_bytes(), Format::Text.content_type());
    String::from_utf8(body).expect("it is text")
}

async fn get(router: Router) -> (StatusCode, String) {
    let request = Request::get("/metrics").body(Body::empty()).expect("it is a request");
    let answer = router.oneshot(request).await.expect("a router answers");
    let status = answer.status();
    let body = to_bytes(answer.into_body(), usize::MAX).await.expect("the body ends");
    (status, String::from_utf8(body.to_vec()).expect("it is text"))
}

/// The value in the line that starts with a string.
fn value(text: &str, series: &str) -> Option<String> {
    let lines = text.lines().filter_map(|line| line.strip_prefix(series)?.strip_prefix(' '));
    lines.map(str::to_owned).next()
}

#[tokio::test]
async fn two_lines_create_a_router_that_serves_metrics() {
    let metrics = gapless::builder().start().await.expect("nothing is wrong with it");
    let app: Router = metrics.router();
    let (status, body) = get(app).await;
    assert_eq!((status, body.contains("\ngapless_conflicts 0\n")), (StatusCode::OK, true));
    metrics.shutdown().await;
}

#[tokio::test]
async fn a_prefix_and_labels_are_on_every_series() {
    let instance = start(gapless::builder().view(View::builder().prefix("shop").label("region", "eu"))).await;
    let text = text(&instance);
    let mut series = text.lines().filter(|line| !line.starts_with('#'));
    assert!(series.all(|line| line.contains("{region=\"eu\"")), "{text}");
    assert!(text.contains("\nshop_"), "{text}");
}

#[tokio::test]
async fn the_view_takes_precedence_over_the_configuration() {
    let config =
        Config::new().prefix("file").label("region", "eu").label("zone", "1").drop_groups(["gapless"]);
    let view = View::builder().groups(["instance_view", "gapless"]).prefix("shop").label("region", "us");
    let instance = start(gapless::builder().config(config).view(view)).await;
    let metrics = instance.metrics().group("instance_view");
    metrics.gauge("instance_view_rooms", "Rooms.").register().expect("the name is free").set(3.0);
    let lines =
        text(&instance).lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(lines, ["shop_instance_view_rooms{zone=\"1\",region=\"us\"} 3"]);
}

#[tokio::test]
async fn standard_metrics_keep_their_names_under_a_prefix() {
    let builder = gapless::builder()
        .view(View::builder().prefix("shop").label("region", "eu"))
        .plugin(gapless::plugins::Process::default());
    let instance = start(builder.source(gapless::sources::source_fn("lines", |samples| {
        samples.gauge("process_lines", "Lines of a production process.").value(3);
        Ok(())
    })));
    let text = text(&instance.await);
    assert!(
        !text.contains("shop_gapless_") && text.contains("\ngapless_conflicts{region=\"eu\"} 0\n"),
        "{text}"
    );
    let failures = "\ngapless_source_failures_total{region=\"eu\",source=\"lines\",reason=\"error\"} 0\n";
    assert!(text.contains(failures), "{text}");
    let of_the_process = |line: &&str| line.contains("process_") && !line.starts_with('#');
    let names =
        text.lines().filter(of_the_process).map(|line| line.split_once('{').expect("it has a label").0);
    let prefixed: Vec<_> = names.filter(|name| name.starts_with("shop_")).collect();
    assert_eq!(prefixed, ["shop_process_lines"]);
}

#[tokio::test]
async fn labels_of_gapless_metrics_are_renamed_if_the_user_adds_their_names() {
    let builder = gapless::builder().view(View::builder().label("source", "a").label("clock", "wall"));
    let instance = start(builder.source(gapless::sources::source_fn("instance_gives_way", |_| Ok(())))).await;
    let text = text(&instance);
    let info = text.lines().find(|line| line.starts_with("gapless_info{")).expect("it is exported");
    let labels = "source=\"a\",clock=\"wall\",";
    assert!(info.starts_with(&format!("gapless_info{{{labels}gapless_clock=\"")), "{info}");
    assert!(info.contains(",version=\""), "{info}");
    let source = "gapless_source=\"instance_gives_way\",reason=\"error\"} 0\n";
    assert!(text.contains(&format!("\ngapless_source_failures_total{{{labels}{source}")), "{text}");
}

#[tokio::test]
async fn run_time_metrics_are_exported_with_the_declared_ones() {
    let instance = start(gapless::builder()).await;
    let orders = instance.metrics().counter("instance_orders_total", "Orders.").labels(["shop"]);
    orders.register().expect("the name is free").with(["a"]).inc();
    let text = text(&instance);
    assert_eq!(value(&text, "instance_orders_total{shop=\"a\"}").as_deref(), Some("1"));
    assert!(value(&text, "gapless_conflicts").is_some());
}

#[tokio::test]
async fn a_source_is_asked_at_each_scrape() {
    let source = gapless::sources::source_fn("instance_queue", |samples| {
        samples.gauge("instance_queue_length", "Jobs.").value(3);
        Ok(())
    });
    let instance = start(gapless::builder().source(source)).await;
    assert_eq!(value(&text(&instance), "instance_queue_length").as_deref(), Some("3"));
    assert!(instance.sources().iter().any(|source| source.name == "instance_queue"));
}

#[tokio::test]
async fn instances_with_different_prefixes_share_only_gapless_metrics() {
    let a = start(gapless::builder().view(View::builder().prefix("a").drop_groups(["gapless_scrape"]))).await;
    let b = start(gapless::builder().view(View::builder().prefix("b").drop_groups(["gapless_scrape"]))).await;
    a.metrics().gauge("instance_depth", "Depth.").register().expect("it is free").set(1.0);
    b.metrics().gauge("instance_depth", "Depth.").register().expect("it is free").set(2.0);
    let (of_a, of_b) = (text(&a), text(&b));
    assert!(of_a.contains("\na_instance_depth 1\n") && of_b.contains("\nb_instance_depth 2\n"));
    let families = |text: &str| {
        let lines = text.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next());
        let own = lines.filter(|name| !name.starts_with("gapless_"));
        own.map(str::to_owned).collect::<std::collections::BTreeSet<_>>()
    };
    assert!(families(&of_a).is_disjoint(&families(&of_b)));
    a.shutdown().await;
    assert!(text(&b).contains("\nb_instance_depth 2\n"));
}
