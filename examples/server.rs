//! How does a program without an HTTP server serve its metrics, to clients with a token only?
//!
//! `METRICS_TOKEN=secret cargo run --bin server`, then `curl -H 'Authorization: Bearer secret' 127.0.0.1:9464/metrics`.

use std::env;
use std::error::Error;
use std::time::Duration;

use gapless::http::{Auth, Server};
use gapless::instrument_metric;

#[instrument_metric]
async fn work() {
    tokio::time::sleep(Duration::from_millis(100)).await;
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let address = env::var("METRICS_ADDRESS").unwrap_or_else(|_| "127.0.0.1:9464".to_owned());
    let token = env::var("METRICS_TOKEN").unwrap_or_default();
    let server = Server::bind(address).auth(Auth::bearer([token])?).start().await?;
    say(&server);
    loop {
        tokio::select! {
            () = work() => {}
            stop = tokio::signal::ctrl_c() => {
                server.shutdown().await;
                return Ok(stop?);
            }
        }
    }
}

#[expect(clippy::print_stdout, reason = "it is a program for the console")]
fn say(server: &Server) {
    if let Some(address) = server.local_addr() {
        println!("metrics are at http://{address}/metrics");
    }
}
