//! Scrapes that are not answered, or not to their end. The client gets 503 or 500 with the reason.

use std::fmt;

#[cfg(feature = "server")]
use axum::http::header::CONNECTION;
use axum::http::header::{HeaderName, CACHE_CONTROL, RETRY_AFTER};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use gapless_macros::LabelValue;

use crate::own::scrapes_refused_total;

/// Why an answer is not written to its end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Unwritten {
    Refused(Refusal),
    /// The code that writes has panicked.
    Panicked,
}

/// Why a scrape is refused; each refusal is counted by its reason.
#[derive(Clone, Copy, Debug, PartialEq, LabelValue)]
#[label(crate = gapless_core)]
pub(crate) enum Refusal {
    /// The most scrapes that may be answered at once are being answered.
    InFlight,
    /// The answer would come when the client has given up.
    Timeout,
    /// The server stops.
    #[cfg(feature = "server")]
    Stopping,
}

impl Refusal {
    /// Counts it.
    pub(crate) fn counted(self) -> Self {
        scrapes_refused_total(self).inc();
        self
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Refusal::InFlight => {
                "as many scrapes as may be at once are being answered; come again in a moment"
            }
            Refusal::Timeout => {
                "the metrics cannot be written in the time that the client waits for them, \
                 X-Prometheus-Scrape-Timeout-Seconds; let it wait longer, give sources less time, or ask for fewer"
            }
            #[cfg(feature = "server")]
            Refusal::Stopping => "this server stops",
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
            Unwritten::Panicked => f.write_str("writing the metrics has panicked; see the program's log"),
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
        tracing::debug!("a scrape was refused: {self}");
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
