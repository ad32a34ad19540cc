//! The smallest service with metrics: `cargo run --bin quickstart`, then look at <http://127.0.0.1:4000/metrics>.

use axum::{Router, extract::Path, http::StatusCode, routing::get};
use gapless::{LabelValue, defmetrics, instrument_metric};

#[derive(LabelValue)]
enum Greeting {
    Hello,
    Goodbye,
}

defmetrics! {
    /// Greetings said.
    counter greetings_total(greeting: Greeting);
}

#[instrument_metric]
async fn greet(Path((word, name)): Path<(String, String)>) -> Result<String, StatusCode> {
    let greeting = match word.as_str() {
        "hello" => Greeting::Hello,
        "goodbye" => Greeting::Goodbye,
        _ => return Err(StatusCode::NOT_FOUND),
    };
    greetings_total(greeting).inc();
    Ok(format!("{word}, {name}!\n"))
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let app = Router::new().route("/{word}/{name}", get(greet)).merge(gapless::router());
    axum::serve(tokio::net::TcpListener::bind("127.0.0.1:4000").await?, app).await
}
