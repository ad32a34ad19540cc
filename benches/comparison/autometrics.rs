//! The answers of autometrics, on prometheus.

use autometrics::autometrics;
use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::routing::get;
use prometheus::TextEncoder;

use crate::app::{App, PATH, work};
use crate::table::{Column, NOT_APPLICABLE};

#[autometrics(track_concurrency)]
async fn handler(Path(how): Path<String>) -> StatusCode {
    work(&how).await
}

pub(crate) fn column() -> Column {
    let app = App {
        router: Router::new().route(PATH, get(handler)),
        scrape: Box::new(|| {
            TextEncoder::new().encode_to_string(&prometheus::gather()).expect("valid metrics")
        }),
        recorder: None,
        calls: "function_calls_total",
        in_flight: "function_calls_concurrent",
        end: "result",
    };
    let [calls, failure, panic, cancelled, in_flight] = app.answers();
    let none = || NOT_APPLICABLE.to_owned();
    Column {
        name: "autometrics",
        answers: [none(), calls, failure, panic, cancelled, in_flight, none(), app.count()],
        writer: "prometheus",
    }
}
