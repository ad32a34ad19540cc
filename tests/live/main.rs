//! The stream of the live page, over the public API. The clock is paused: it moves on when everything waits.

mod client;
mod points;
mod search;

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
}

/// Returns the page of the metrics of these tests.
fn live() -> Live {
    Live::new(built(View::builder().groups(["live"])))
}

fn built(view: ViewBuilder) -> View {
    view.build().expect("the view is valid")
}
