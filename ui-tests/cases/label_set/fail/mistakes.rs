//! Mistakes in label sets. Uses of the enums are not errors.

use gapless::{LabelSet, defmetrics, instrument_metric};

#[derive(Clone, Copy, LabelSet)]
#[labels(no_value, method = "GET", crate = "gapless")]
enum Endpoint {
    #[labels(method = "GET", route = "/games", le = "1", Host = "a")]
    List,
    #[labels(method = "POST", rout = "/games", le = "1", Host = "a")]
    Add,
    #[labels(method = "GET", route = "/games", le = "1", Host = "a")]
    Again,
    #[labels(method = "GET")]
    Short,
    #[labels(method = "", method = "PUT", route = 3, le = "1", Host = "a")]
    Wrong,
    Bare,
    #[labels]
    Empty,
    #[labels(no_values)]
    Misplaced,
}

#[derive(LabelSet)]
struct Request {
    method: bool,
    route: bool,
}

#[derive(LabelSet)]
enum Nothing {}

impl Nothing {
    fn new() -> Self {
        loop {}
    }
}

#[derive(LabelSet)]
enum Unlabeled {
    First,
}

#[derive(LabelSet)]
#[labels(no_values)]
enum WithFields {
    #[labels(kind = "io")]
    Io(#[labels(kind = "other")] std::io::Error),
}

#[derive(LabelSet)]
enum TooMany {
    #[labels(a = "1", b = "1", c = "1", d = "1", e = "1", f = "1", g = "1", h = "1", i = "1")]
    First,
}

defmetrics! {
    /// Requests.
    counter requests_total(endpoint: Endpoint, request: Request, nothing: Nothing, first: Unlabeled);
}

#[instrument_metric(name = "handle", labels(endpoint: Endpoint = endpoint))]
fn handle(endpoint: Endpoint) {}

fn main() {
    requests_total(Endpoint::VALUES[0], Request { method: true, route: true }, Nothing::new(), Unlabeled::First).inc();
    handle(Endpoint::Add);
}
