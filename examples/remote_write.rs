//! How do I send metrics to a Prometheus that cannot scrape the program? `cargo run --bin remote_write` prints the
//! requests that a receiver gets.
//!
//! `cargo run --bin remote_write -- http://127.0.0.1:9090/api/v1/write` sends them to a Prometheus that runs with
//! `--web.enable-remote-write-receiver`.

use std::error::Error;
use std::future::IntoFuture;
use std::io::{Write, stdout};
use std::net::SocketAddr;

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, Method, Uri};
use axum::response::AppendHeaders;
use gapless::defmetrics;
use gapless::report::{Interval, RemoteWrite, Subscription};
use tokio::net::TcpListener;

defmetrics! {
    #![namespace = "site"]

    /// Orders placed.
    counter orders_total(express: bool);
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let url = match std::env::args().nth(1) {
        Some(url) => url,
        None => format!("http://{}/api/v1/write", print_requests().await?),
    };
    // A service writes `every(Duration::from_secs(15))` instead of this subscription.
    let site = Subscription::new("site_*").interval(Interval::Manual);
    let remote_write = RemoteWrite::new(url).job("shop").label("region", "eu");
    let metrics = gapless::builder().reporter(remote_write, site).start().await?;
    metrics.reporters().report_now("remote_write").await?; // both series, at zero
    orders_total(true).inc();
    metrics.reporters().report_now("remote_write").await?;
    metrics.shutdown().await; // the last values, and the end of each series
    Ok(())
}

/// Starts a receiver that prints the head of each request, and returns its address.
async fn print_requests() -> std::io::Result<SocketAddr> {
    let print = |method: Method, uri: Uri, headers: HeaderMap| async move {
        let content_type =
            headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let _ = writeln!(stdout(), "{method} {uri} {content_type}");
        AppendHeaders([("x-prometheus-remote-write-samples-written", "2")])
    };
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(axum::serve(listener, Router::new().fallback(print)).into_future());
    Ok(address)
}
