//! A program that sends its metrics in every way, for the end-to-end tests.
//!
//! usage: sender [--OPTION VALUE].. [--TRANSPORT ADDRESS]..
//!
//! Its server answers on `/metrics`. A POST to `/step` changes the values. The signal TERM stops it gracefully.

mod options;
mod record;
mod values;

use std::io::Write;

use axum::Router;
use axum::routing::post;
use gapless::encode::View;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let view = View::builder().names(["sent_*", "gapless_reporter_*", "process_*"]).label("region", "eu");
    let builder = gapless::builder().view(view).plugin(gapless::plugins::Process::new());
    values::seed();
    let metrics = options::with_reporters(builder)?.start().await?;
    let routes = Router::new().route("/step", post(async || values::step())).merge(metrics.router());
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    writeln!(std::io::stderr(), "listening on http://{}", listener.local_addr()?)?;
    let mut asked = signal(SignalKind::terminate())?;
    let stop = async move {
        asked.recv().await;
    };
    axum::serve(listener, routes).with_graceful_shutdown(stop).await?;
    metrics.shutdown().await;
    Ok(())
}
