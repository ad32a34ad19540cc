//! Labels of a set that the metric already has, which only the compiler sees.

use gapless::{LabelSet, LabelValue, defmetrics, instrument_metric};

#[derive(Clone, Copy, LabelSet)]
enum Endpoint {
    #[labels(method = "GET", route = "/games")]
    List,
    #[labels(method = "POST", route = "/games")]
    Add,
}

#[derive(Clone, Copy, LabelSet)]
enum Function {
    #[labels(function = "list", outcome = "ok")]
    List,
}

#[derive(Clone, Copy, LabelSet)]
enum Many {
    #[labels(a = "1", b = "1", c = "1", d = "1", e = "1", f = "1", g = "1")]
    Only,
}

#[derive(Clone, Copy, LabelValue)]
enum Route {
    Games,
}

defmetrics! {
    /// Requests.
    counter by_route_total(endpoint: Endpoint, route: Route);

    /// Requests.
    counter after_route_total(route: Route, endpoint: Endpoint);

    /// Requests.
    counter twice_total(endpoint: Endpoint, other: Endpoint);

    /// Requests.
    counter of_method_total(endpoint: Endpoint, #[name("http.method")] verb: Route, method = "GET");

    /// Requests.
    counter many_total(many: Many, endpoint: Endpoint);
}

#[instrument_metric(name = "handle", labels(which: Function = Function::List))]
fn named() {}

#[instrument_metric(name = "handle", labels(endpoint: Endpoint = Endpoint::List, route = "/"))]
fn with_constant() {}

#[instrument_metric(name = "other", function = off, labels(of: Function = Function::List))]
fn with_outcome() {}

fn main() {}
