//! How does a batch job export its metrics? `cargo run --bin push` prints what a Pushgateway receives.
//!
//! `cargo run --bin push -- http://127.0.0.1:9091` sends it to a real Pushgateway.

use std::error::Error;
use std::future::IntoFuture;
use std::io::{Write, stdout};

use axum::Router;
use axum::http::{Method, Uri};
use gapless::defmetrics;
use gapless::report::{Interval, Pushgateway, Subscription};
use tokio::net::TcpListener;

defmetrics! {
    #![namespace = "backup"]

    /// Files that the backup contains.
    counter files_total;

    /// Time when the last backup was complete, since unix epoch.
    gauge completed_timestamp_seconds;
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let gateway = match std::env::args().nth(1) {
        Some(url) => url,
        None => format!("http://{}", print_requests().await?),
    };
    // The job reports once, when it ends: the shutdown sends the values of every subscription.
    let pushgateway = Pushgateway::new(gateway).job("backup").label("disk", "/srv");
    let backup = Subscription::new("backup_*").interval(Interval::Manual);
    let metrics = gapless::builder().reporter(pushgateway, backup).start().await?;
    files_total().inc_by(1_200);
    completed_timestamp_seconds().set(1_795_000_000.0);
    metrics.shutdown().await;
    Ok(())
}

/// Starts a server that prints each request, and returns its address.
async fn print_requests() -> std::io::Result<std::net::SocketAddr> {
    let print = |method: Method, uri: Uri, body: String| async move {
        let _ = write!(stdout(), "{method} {uri}\n{body}");
    };
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(axum::serve(listener, Router::new().fallback(print)).into_future());
    Ok(address)
}
