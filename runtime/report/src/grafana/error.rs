//! Errors of the client.

use std::fmt;
use std::io;
use std::time::Duration;

use http::{Method, StatusCode};

use crate::client::{EndpointError, EndpointErrorKind, Problem};

/// An error of a call to Grafana, or of the settings of the client.
///
/// The message contains the method and the URL of the request, without secrets.
///
/// ```
/// use gapless::grafana::{ErrorKind, Grafana};
///
/// let error = Grafana::new("localhost:3000").client().unwrap_err();
/// assert!(matches!(error.kind(), ErrorKind::InvalidUrl { .. }));
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    /// `None` for an error of the settings.
    request: Option<(Method, String)>,
    kind: ErrorKind,
}

/// The kinds of an [`Error`].
#[derive(Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The URL of Grafana is invalid.
    InvalidUrl {
        /// The URL without secrets.
        url: String,
        /// The remedy.
        problem: &'static str,
    },
    /// The token, the user or the password is invalid.
    InvalidCredential {
        /// The name of the credential.
        which: &'static str,
        /// The problem, and its remedy.
        problem: &'static str,
    },
    /// The machine has no certificates of authorities to trust.
    NoCertificates {
        /// The error of the system.
        cause: io::Error,
    },
    /// The host does not resolve.
    Resolve,
    /// The host refuses the connection.
    Refused,
    /// The TLS handshake failed.
    Tls {
        /// The error of the handshake.
        problem: String,
    },
    /// The client cannot connect for another reason.
    Connect {
        /// The error of the system.
        problem: String,
    },
    /// The answer was not complete in time.
    Timeout {
        /// The time limit.
        limit: Duration,
    },
    /// The connection ended before the answer was complete.
    Closed,
    /// The answer is a redirect, which the client does not follow.
    Redirect {
        /// The status.
        status: u16,
        /// The target without its query.
        location: String,
    },
    /// The answer is not JSON.
    NotJson {
        /// The content type of the answer.
        content_type: String,
    },
    /// The answer is JSON, but not in the form that the client expects.
    Unexpected {
        /// The error of the parser.
        problem: String,
    },
    /// The answer is too long.
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// Status 400: the request is invalid.
    BadRequest {
        /// The message of Grafana.
        message: String,
    },
    /// Status 401: the credentials are missing or wrong.
    Unauthorized {
        /// The message of Grafana.
        message: String,
    },
    /// Status 403: the credentials lack a permission.
    Forbidden {
        /// The message of Grafana.
        message: String,
    },
    /// Status 404: the URL or the object does not exist.
    NotFound {
        /// The message of Grafana.
        message: String,
    },
    /// Status 409: an object with this identifier or title exists.
    Conflict {
        /// The message of Grafana.
        message: String,
    },
    /// Status 412: another object, or another version of the object, is in the way.
    PreconditionFailed {
        /// The message of Grafana.
        message: String,
    },
    /// Status 422: the content is invalid.
    Unprocessable {
        /// The message of Grafana.
        message: String,
    },
    /// Status 429, or a status from 500: Grafana or a proxy cannot answer now.
    Unavailable {
        /// The status.
        status: u16,
        /// The message of Grafana.
        message: String,
    },
    /// Another status.
    Status {
        /// The status.
        status: u16,
        /// The message of Grafana.
        message: String,
    },
}

impl Error {
    pub(crate) fn of_request(method: &Method, url: &str, kind: ErrorKind) -> Self {
        Error(Box::new(Inner { request: Some((method.clone(), url.to_owned())), kind }))
    }

    /// Returns the kind of the error.
    #[must_use]
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// Returns the URL of the request; `None` for an error of the settings.
    #[must_use]
    pub fn url(&self) -> Option<&str> {
        self.0.request.as_ref().map(|(_, url)| url.as_str())
    }

    /// Returns whether the call may succeed later without a change of the settings.
    ///
    /// Wrong credentials, redirects and answers that are not from Grafana are not temporary.
    #[must_use]
    pub fn is_temporary(&self) -> bool {
        use ErrorKind::{Closed, Connect, Refused, Resolve, Timeout, Unavailable};
        matches!(
            self.kind(),
            Closed | Connect { .. } | Refused | Resolve | Timeout { .. } | Unavailable { .. }
        )
    }

    /// Returns whether the error is about one object, so that other calls may succeed.
    pub(crate) fn is_about_the_object(&self) -> bool {
        use ErrorKind::{BadRequest, Conflict, Forbidden, NotFound, PreconditionFailed, Unprocessable};
        matches!(
            self.kind(),
            BadRequest { .. }
                | Conflict { .. }
                | Forbidden { .. }
                | NotFound { .. }
                | PreconditionFailed { .. }
                | Unprocessable { .. }
        )
    }
}

impl ErrorKind {
    /// Returns the kind for a status that is neither a success nor a redirect.
    pub(crate) fn of_status(status: StatusCode, message: String) -> Self {
        match status.as_u16() {
            400 => ErrorKind::BadRequest { message },
            401 => ErrorKind::Unauthorized { message },
            403 => ErrorKind::Forbidden { message },
            404 => ErrorKind::NotFound { message },
            409 => ErrorKind::Conflict { message },
            412 => ErrorKind::PreconditionFailed { message },
            422 => ErrorKind::Unprocessable { message },
            status @ (429 | 500..) => ErrorKind::Unavailable { status, message },
            status => ErrorKind::Status { status, message },
        }
    }
}

impl From<EndpointError> for Error {
    fn from(error: EndpointError) -> Self {
        match error.into_kind() {
            EndpointErrorKind::InvalidUrl { url, problem } => ErrorKind::InvalidUrl { url, problem },
            EndpointErrorKind::InvalidCredential { which, problem } => {
                ErrorKind::InvalidCredential { which, problem }
            }
            EndpointErrorKind::NoCertificates { cause } => ErrorKind::NoCertificates { cause },
            other => ErrorKind::Connect { problem: EndpointError::from(other).to_string() },
        }
        .into()
    }
}

impl From<Problem> for ErrorKind {
    fn from(problem: Problem) -> Self {
        match problem {
            Problem::Resolve => ErrorKind::Resolve,
            Problem::Refused => ErrorKind::Refused,
            Problem::Tls { problem } => ErrorKind::Tls { problem },
            Problem::Proxy { problem, .. } | Problem::Connect { problem } => ErrorKind::Connect { problem },
            Problem::Timeout { limit } => ErrorKind::Timeout { limit },
            Problem::Closed => ErrorKind::Closed,
            Problem::Redirect { status, location } => ErrorKind::Redirect { status, location },
        }
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Self {
        Error(Box::new(Inner { request: None, kind }))
    }
}

gapless_core::__debug_as_message!(Error);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((method, url)) = &self.0.request {
            write!(f, "`{method} {url}`: ")?;
        }
        self.kind().fmt(f)
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ErrorKind::InvalidUrl { url, problem } => write!(f, "`{url}` is not a valid URL of Grafana; {problem}"),
            ErrorKind::InvalidCredential { which, problem } => write!(f, "the {which} {problem}"),
            ErrorKind::NoCertificates { .. } => f.write_str(
                "this machine has no certificates of authorities for HTTPS; install the package `ca-certificates`, or name a \
                 file in `SSL_CERT_FILE`",
            ),
            ErrorKind::Resolve => f.write_str("the host does not resolve; correct the host of the URL"),
            ErrorKind::Refused => f.write_str("the host refuses the connection; start Grafana, or correct the URL"),
            ErrorKind::Tls { problem } => write!(
                f,
                "the TLS handshake failed ({problem}); trust the authority of the certificate on this machine, or write `http://` \
                 for a Grafana without HTTPS"
            ),
            ErrorKind::Connect { problem } => {
                write!(f, "cannot connect ({problem}); check the network and the URL")
            }
            ErrorKind::Timeout { limit } => {
                write!(f, "the answer is not complete after {limit:?}; check that the URL is right, or set a longer time limit")
            }
            ErrorKind::Closed => {
                f.write_str("the connection ended before the answer; check that the URL and its scheme are those of Grafana")
            }
            ErrorKind::Redirect { status, location } => write!(
                f,
                "the answer is a redirect ({status}) to `{location}`, which is not followed; correct the URL, or let the proxy \
                 accept the credentials for Grafana"
            ),
            ErrorKind::NotJson { content_type } => {
                write!(f, "the answer is `{content_type}` instead of JSON; correct the URL, which may need a path")
            }
            ErrorKind::Unexpected { problem } => {
                write!(f, "the answer is not from Grafana ({problem}); correct the URL")
            }
            ErrorKind::TooLarge { limit } => {
                write!(f, "the answer is longer than {limit} bytes; check that the URL is that of Grafana")
            }
            other => other.fmt_status(f),
        }
    }
}

impl ErrorKind {
    fn fmt_status(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, status, message, remedy) = match self {
            ErrorKind::BadRequest { message } => {
                ("Grafana rejects the request", 400, message, "correct what the message describes")
            }
            ErrorKind::Unauthorized { message } => (
                "Grafana rejects the credentials",
                401,
                message,
                "create a token of a service account in Grafana, and set it as `grafana.token`",
            ),
            ErrorKind::Forbidden { message } => (
                "the credentials lack a permission",
                403,
                message,
                "give the service account or the user the role `Editor`",
            ),
            ErrorKind::NotFound { message } => {
                ("this URL does not exist", 404, message, "correct the URL, which may need a path")
            }
            ErrorKind::Conflict { message } => (
                "Grafana has another object with this identifier or title",
                409,
                message,
                "rename or remove the other object",
            ),
            ErrorKind::PreconditionFailed { message } => (
                "Grafana has another object, or another version of it",
                412,
                message,
                "rename or remove the other object",
            ),
            ErrorKind::Unprocessable { message } => {
                ("Grafana rejects the content", 422, message, "correct what the message describes")
            }
            ErrorKind::Unavailable { status, message } => {
                ("Grafana cannot answer now", *status, message, "look into the log of Grafana")
            }
            ErrorKind::Status { status, message } => (
                "the answer has an unexpected status",
                *status,
                message,
                "check that the URL is that of Grafana",
            ),
            _ => return Ok(()), // the caller writes the others
        };
        let message = Some(message).filter(|message| !message.is_empty());
        let message = message.map(|message| format!(": {message}")).unwrap_or_default();
        write!(f, "{what} ({status}{message}); {remedy}")
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self.kind() {
            ErrorKind::NoCertificates { cause } => Some(cause),
            _ => None,
        }
    }
}
