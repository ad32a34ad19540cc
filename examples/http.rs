//! How do I measure the requests of an axum application? `cargo run --bin http` sends some requests to a small router
//! in this process, and prints its metrics.

use std::error::Error;
use std::io::{Write, stdout};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Path;
use axum::http::{Request, StatusCode};
use axum::routing::{delete, get};
use gapless::encode::Format;
use gapless::plugins::HttpServer;
use tower::ServiceExt;

async fn show_user(Path(id): Path<u32>) -> Result<String, StatusCode> {
    if id == 7 { Ok("Ann".to_owned()) } else { Err(StatusCode::NOT_FOUND) }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let http = HttpServer::new()
        .routes([("DELETE", "/users/{id}"), ("GET", "/users/{id}")]) // at zero before their first request
        .ignored_routes(["/health"])
        .sizes();
    let metrics = gapless::builder().plugin(http.clone()).start().await?;
    // A layer measures the routes that the router has so far, and the fallback.
    let app = Router::new()
        .route("/users/{id}", get(show_user))
        .route("/users/{id}", delete(|| async { StatusCode::NO_CONTENT }))
        .route("/health", get(|| async { "up" }))
        .merge(metrics.router()) // a scrape is not counted
        .layer(http.layer());

    for path in ["/users/7", "/users/8", "/health", "/metrics", "/wp-admin/setup.php"] {
        let response = app.clone().oneshot(Request::get(path).body(Body::empty())?).await?;
        to_bytes(response.into_body(), usize::MAX).await?;
    }
    stdout().write_all(&metrics.exporter().scrape(Format::Text).into_bytes())?;
    metrics.shutdown().await;
    Ok(())
}
