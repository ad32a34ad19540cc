//! The budget counts the listed combinations.

use gapless::{LabelSet, StatusClass, defmetrics};

#[derive(Clone, Copy, LabelSet)]
enum Endpoint {
    #[labels(method = "GET", route = "/games")]
    List,
    #[labels(method = "POST", route = "/games")]
    Add,
    #[labels(method = "POST", route = "/login")]
    LogIn,
}

defmetrics! {
    /// Requests.
    #[max_series(17)]
    counter requests_total(endpoint: Endpoint, status: StatusClass);

    /// Requests.
    #[max_series(18)]
    counter fitting_requests_total(endpoint: Endpoint, status: StatusClass);
}

fn main() {}
