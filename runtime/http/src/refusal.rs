//! Scrapes that are not answered, or not to their end: a client is told why by 503, and by what is counted.

use std::fmt;

#[cfg(feature = "server")]
use axum::http::header::CONNECTION;
use axum::http::header::{HeaderName, CACHE_CONTROL, RETRY_AFTER};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use gapless_macros::LabelValue;

use crate::own::scrapes_refused_total;

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, LabelValue)]
#[label(crate = gapless_core)]
pub(crate) enum Refusal {
    /// As many others as may be are being answered.
    InFlight,
    /// It would come when the client has given up.
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
                 X-Prometheus-Scrape-Timeout-Seconds; let it wait longer, or ask for fewer"
            }
            #[cfg(feature = "server")]
            Refusal::Stopping => "this server stops",
        })
    }
}

impl std::error::Error for Refusal {}

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
