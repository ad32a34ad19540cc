//! How a request ends.

use gapless_core::{LabelValue as _, StatusClass};
use http::StatusCode;

/// The end of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct End {
    /// `None` if the client left before the response.
    status: Option<StatusCode>,
    /// The type of an error that is not a status.
    error: Option<&'static str>,
}

impl End {
    /// The handler panicked.
    pub(super) const PANIC: End = End::error("panic");

    /// The service returned an error instead of a response.
    pub(super) const ERROR: End = End::error("_OTHER");

    /// The client left before the response.
    pub(super) const ABORT: End = End { status: None, error: None };

    pub(super) fn of(status: StatusCode) -> Self {
        End { status: Some(status), error: None }
    }

    const fn error(error: &'static str) -> Self {
        End { status: Some(StatusCode::INTERNAL_SERVER_ERROR), error: Some(error) }
    }

    /// Returns the status code, or its class. An end without a status has an empty string.
    pub(super) fn status(&self, by_class: bool) -> &str {
        match &self.status {
            Some(status) if by_class => StatusClass::from(status.as_u16()).as_label(),
            Some(status) => status.as_str(),
            None => "",
        }
    }

    /// Returns the type of the error as OpenTelemetry defines it.
    pub(super) fn error_type(&self) -> Option<&str> {
        let failed = || self.status.as_ref().filter(|status| status.is_server_error());
        self.error.or_else(|| failed().map(StatusCode::as_str))
    }
}
