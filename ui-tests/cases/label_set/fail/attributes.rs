//! Attributes that name one label, on an argument that is several labels.

use gapless::{LabelSet, defmetrics};

#[derive(Clone, Copy, LabelSet)]
enum Endpoint {
    #[labels(method = "GET", route = "/games")]
    List,
    #[labels(method = "POST", route = "/games")]
    Add,
}

defmetrics! {
    /// A combination that cannot happen.
    #[skip(endpoint = "GET")]
    counter skipped_total(endpoint: Endpoint);

    /// Listed values of a label set.
    #[seed(endpoint = ["GET"])]
    counter listed_total(endpoint: Endpoint);

    /// Recorded by `tracing`.
    #[tracing(event)]
    counter traced_total(endpoint: Endpoint);
}

fn main() {}
