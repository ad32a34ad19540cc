//! The stream of the live page, over the public API. The clock is paused: it moves on when everything waits.

mod answers;
mod client;
mod history;
mod large;
mod own;
mod points;
mod problems;
mod search;
mod slow;
mod socket;
mod sources;

use std::time::Duration;

use axum::Router;
use gapless::defmetrics;
use gapless::encode::{View, ViewBuilder};
use gapless::live::Live;

defmetrics! {
    #![namespace = "live"]
    #![group = "live"]

    /// Logins.
    counter logins_total(ok: bool);

    /// Visitors.
    #[seed(3.0)]
    gauge visitors;

    /// Temperatures, which no test sets.
    gauge temperature_celsius;
}

/// Returns the page of the metrics of these tests, without history.
fn live() -> Live {
    Live::new(built(View::builder().groups(["live"]))).history(Duration::ZERO)
}

/// Returns the page of some metrics, without history.
fn page_of(group: &str) -> Router {
    Live::new(built(View::builder().groups([group]))).history(Duration::ZERO).router()
}

fn built(view: ViewBuilder) -> View {
    view.build().expect("the view is valid")
}

/// Waits while the clock moves on.
async fn wait(seconds: u64) {
    tokio::time::sleep(Duration::from_secs(seconds)).await;
}
