//! The smallest service with metrics: `cargo run --bin quickstart`, then look at <http://127.0.0.1:4000/metrics>.

use axum::{Router, extract::Path, routing::get};
use gapless::{LabelValue, defmetrics, instrument_metric};

#[derive(Clone, Copy, LabelValue)]
enum Greeting {
    Hello,
    Goodbye,
}

defmetrics! {
    /// Greetings said.
    counter greetings_total(greeting: Greeting);
}

#[instrument_metric]
async fn hello(Path(name): Path<String>) -> String {
    greetings_total(Greeting::Hello).inc();
    format!("Hello, {name}!\n")
}

#[instrument_metric]
async fn goodbye(Path(name): Path<String>) -> Result<String, &'static str> {
    greetings_total(Greeting::Goodbye).inc();
    if name == "Gatsby" { Err("old sport") } else { Ok(format!("Goodbye, {name}!\n")) }
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let app = Router::new().route("/hello/{name}", get(hello)).route("/goodbye/{name}", get(goodbye));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:4000").await?;
    axum::serve(listener, app.merge(gapless::router())).await
}
