//! The event of an answered scrape.

use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use gapless::encode::{Format, View};
use gapless::http::{Exporter, Scraped};
use gapless::{defmetrics, events};
use tower::ServiceExt;

use super::Log;
use crate::linted::linted;

defmetrics! {
    /// Scrapes of one exporter.
    #[on(Scraped<'_>, keep = |scrape| scrape.exporter == "/metrics/told", measure = size)]
    counter told_scrapes_bytes_total;
}

#[tokio::test]
async fn a_scrape_emits_an_event_with_its_exporter_duration_and_size() {
    let log = Log::new();
    let writer = log.clone();
    events::attach::<Scraped<'_>>("scrapes::told", move |scrape| {
        if scrape.exporter == "/metrics/told" {
            writer.push((scrape.format, scrape.duration, scrape.size));
        }
    })
    .expect("its id is free");
    let exporter = Exporter::new(View::builder().groups(["gapless"]).build().expect("the group exists"));
    let app: Router = exporter.router_at("/metrics/told");
    let request = Request::get("/metrics/told").body(Body::empty()).expect("it is a request");
    let answer = app.oneshot(request).await.expect("a router never fails");
    let body = to_bytes(answer.into_body(), usize::MAX).await.expect("it is whole");
    let body = linted(body, Format::Text.content_type());

    let told = log.take();
    let [(format, duration, size)] = told[..] else { panic!("{told:?}") };
    assert_eq!((format, size), ("PrometheusText0.0.4", body.len() as u64));
    assert!(duration < Duration::from_secs(60));
    assert_eq!(told_scrapes_bytes_total().get(), size);
}
