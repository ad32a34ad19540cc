//! The metrics of the requests to one host: the group `http_client`.

use gapless_macros::{defmetrics, LabelValue};

/// The status of a request that ended without a response.
pub(super) const ERROR: &str = "error";

/// The methods whose series exist from the start.
const METHODS: [&str; 2] = ["GET", "POST"];

/// The statuses whose series exist from the start.
const STATUSES: [&str; 13] =
    ["200", "201", "204", "400", "401", "403", "404", "429", "500", "502", "503", "504", ERROR];

defmetrics! {
    #![crate = gapless_core]
    #![into = HostMetrics]
    #![namespace = "http_client"]

    /// HTTP requests that ended, by the status of the response.
    #[max_series(256)]
    pub(super) counter requests_total(method: &str, status: &str);

    /// Time from an HTTP request until the head of its response, or until it failed.
    #[max_series(704)]
    #[native]
    #[buckets(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10)]
    pub(super) histogram request_duration_seconds(method: &str);

    /// HTTP requests that wait for the head of their response.
    #[max_series(16)]
    pub(super) up_down_counter requests_in_flight(method: &str);

    /// HTTP requests that failed, and bodies of responses that ended early, by kind of error.
    #[max_series(128)]
    pub(super) counter errors_total(method: &str, kind: Failure);
}

/// Why a request failed. The first kind that applies to an error is its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, LabelValue)]
#[label(crate = gapless_core)]
pub(super) enum Failure {
    /// A time limit passed.
    Timeout,
    /// No connection was opened.
    Connect,
    /// There were too many redirects, or an invalid redirect.
    Redirect,
    /// The response was not valid HTTP, or its body did not have the expected format.
    Decode,
    /// The body of the request or of the response failed.
    Body,
    /// The connection ended before the response, or the request was invalid.
    Request,
    /// The program dropped the future of the request.
    Cancelled,
    /// The error has an unknown type.
    Other,
}

impl HostMetrics {
    /// Creates the usual series at zero.
    pub(super) fn seed(&self) {
        for method in METHODS {
            for status in STATUSES {
                let _ = self.requests_total(method, status);
            }
            let _ = self.request_duration_seconds(method);
            let _ = self.requests_in_flight(method);
            let _ = self.errors_total(method, Failure::Other); // of all kinds
        }
    }
}
