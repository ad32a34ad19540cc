//! Rejected and interrupted scrapes. The client gets 503 or 500 with the reason.

use std::fmt;

#[cfg(feature = "server")]
use axum::http::header::CONNECTION;
use axum::http::header::{HeaderName, CACHE_CONTROL, RETRY_AFTER};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use gapless_macros::LabelValue;

/// Why a response is not written completely.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Unwritten {
    Refused(Refusal),
    /// The code that writes panicked.
    Panicked,
}

/// Why a scrape is rejected. Each rejection is counted by its reason.
#[derive(Clone, Copy, Debug, PartialEq, LabelValue)]
#[label(crate = gapless_core)]
pub(crate) enum Refusal {
    /// The limit for concurrent scrapes is reached.
    InFlight,
    /// The response would be written after the timeout of the client.
    Timeout,
    /// The server is shutting down.
    #[cfg(feature = "server")]
    Stopping,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Refusal::InFlight => {
                "the limit for concurrent scrapes is reached; try again in a moment"
            }
            Refusal::Timeout => {
                "the metrics cannot be written within the timeout of the client, X-Prometheus-Scrape-Timeout-Seconds; \
                 raise the scrape timeout, lower the time limit of sources, or ask for fewer metrics"
            }
            #[cfg(feature = "server")]
            Refusal::Stopping => "the server is shutting down",
        })
    }
}

impl std::error::Error for Refusal {}

impl From<Refusal> for Unwritten {
    fn from(refusal: Refusal) -> Self {
        Unwritten::Refused(refusal)
    }
}

impl fmt::Display for Unwritten {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unwritten::Refused(refusal) => refusal.fmt(f),
            Unwritten::Panicked => f.write_str("writing the metrics panicked; see the log of the program"),
        }
    }
}

impl std::error::Error for Unwritten {}

impl IntoResponse for Unwritten {
    fn into_response(self) -> Response {
        let Unwritten::Refused(refusal) = self else {
            let no_store = [(CACHE_CONTROL, "no-store")];
            return (StatusCode::INTERNAL_SERVER_ERROR, no_store, format!("{self}\n")).into_response();
        };
        refusal.into_response()
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        tracing::debug!("rejected a scrape: {self}");
        let no_store = [(CACHE_CONTROL, "no-store")];
        let own: Option<[(HeaderName, _); 1]> = match self {
            Refusal::InFlight => Some([(RETRY_AFTER, "1")]),
            Refusal::Timeout => None,
            #[cfg(feature = "server")]
            Refusal::Stopping => Some([(CONNECTION, "close")]),
        };
        (StatusCode::SERVICE_UNAVAILABLE, no_store, own, format!("{self}\n")).into_response()
    }
}
