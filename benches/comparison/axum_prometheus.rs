//! The answers of axum-prometheus.

use axum::Router;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{Request, StatusCode};
use axum::routing::get;
use axum_prometheus::PrometheusMetricLayerBuilder;
use metrics_exporter_prometheus::PrometheusBuilder;
use tower::ServiceExt;

use crate::app::{App, PATH, runtime, work};
use crate::counter::{VALUES, grouped, samples};
use crate::table::{Column, NOT_APPLICABLE};

const CALLS: &str = "axum_http_requests_total";

async fn handler(Path(how): Path<String>) -> StatusCode {
    work(&how).await
}

pub(crate) fn column() -> Column {
    let recorder = PrometheusBuilder::new().build_recorder();
    let handle = recorder.handle();
    let metrics = handle.clone();
    let layer = PrometheusMetricLayerBuilder::new().with_metrics_from_fn(|| metrics).build_pair().0;
    let app = App {
        router: Router::new().route(PATH, get(handler)).layer(layer),
        scrape: Box::new(move || handle.render()),
        recorder: Some(recorder),
        calls: CALLS,
        in_flight: "axum_http_requests_pending",
        end: "status",
    };
    let [calls, failure, panic, cancelled, in_flight] = app.answers();
    let count = app.count();
    let paths = paths(&app);
    Column {
        name: "axum-prometheus",
        answers: [NOT_APPLICABLE.to_owned(), calls, failure, panic, cancelled, in_flight, paths, count],
        writer: "metrics",
    }
}

/// Returns the number of series that requests for different unknown paths add.
fn paths(app: &App) -> String {
    let count = || samples(&(app.scrape)(), CALLS).len();
    let before = count();
    let requests = async || {
        for value in 0..VALUES {
            let request = Request::get(format!("/{value}")).body(Body::empty()).expect("a valid path");
            app.router.clone().oneshot(request).await.expect("a router always responds");
        }
    };
    app.within(|| runtime().block_on(requests()));
    format!("{} (unknown paths)", grouped((count() - before) as u64))
}
