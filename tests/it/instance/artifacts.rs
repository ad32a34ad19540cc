//! The files of an instance.

use std::net::TcpListener;

use gapless::artifacts::dashboard::Dashboard;
use gapless::artifacts::promql::Queries;
use gapless::config::Config;

#[tokio::test]
async fn an_error_of_a_built_dashboard_spoils_only_this_one() {
    let builder = gapless::builder().artifacts(|artifacts| {
        artifacts.build_dashboard("orders", |catalog| {
            Queries::of_dashboards(catalog).counter("no_such_metric_total")?;
            Ok(Dashboard::new("orders", "Orders", "Orders."))
        })
    });
    let rendered = builder.into_artifacts().await.unwrap().rendered_dashboards();
    let (good, bad): (Vec<_>, Vec<_>) = rendered.into_iter().partition(Result::is_ok);
    assert!(good.iter().flatten().any(|dashboard| dashboard.key == "overview"));
    let [Err(error)] = &*bad else { panic!("{bad:?}") };
    let message = error.to_string();
    assert!(
        message.starts_with("the dashboard `orders` cannot be built: the catalog does not contain"),
        "{message}"
    );
}

#[tokio::test]
async fn artifacts_are_complete_without_a_server() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let addr = taken.local_addr().unwrap().to_string();
    let config = Config::new().server(addr).grafana("http://127.0.0.1:1").disabled(true);
    let files = gapless::builder().config(config).into_artifacts().await.unwrap().files().unwrap();
    assert!(files.iter().any(|file| file.path == "grafana/dashboards/gapless.json"));
}
