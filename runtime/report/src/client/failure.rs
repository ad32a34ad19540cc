//! Requests without an answer.

use std::error::Error;
use std::fmt;
use std::io;
use std::time::Duration;

use http::Method;
use tokio_rustls::rustls;

use super::connector::ProxyError;

/// A request without an answer, or with a redirect as its answer.
#[derive(Clone, Debug)]
pub(crate) struct SendError {
    pub(crate) method: Method,
    /// The URL without secrets.
    pub(crate) url: String,
    pub(crate) problem: Problem,
}

/// Why a request has no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    /// The host does not resolve.
    Resolve,
    /// The host refuses the connection.
    Refused,
    /// The TLS handshake failed.
    Tls { problem: String },
    /// The proxy cannot be reached, or refuses the connection to the host.
    Proxy { proxy: String, problem: String },
    /// The client cannot connect for another reason.
    Connect { problem: String },
    /// The answer was not complete in time.
    Timeout { limit: Duration },
    /// The connection ended before the answer was complete.
    Closed,
    /// The answer is a redirect, which is not followed.
    Redirect { status: u16, location: String },
}

impl Problem {
    /// Returns whether there was a connection to the receiver.
    pub(crate) fn is_reachable(&self) -> bool {
        matches!(self, Problem::Timeout { .. } | Problem::Closed | Problem::Redirect { .. })
    }

    /// Returns the problem for an error of the connection.
    pub(super) fn of_connection(error: &hyper_util::client::legacy::Error, proxy: String) -> Self {
        let causes = || causes(error);
        let of_system = |kind| {
            causes().any(|cause| cause.downcast_ref::<io::Error>().is_some_and(|cause| cause.kind() == kind))
        };
        let deepest = || causes().last().map(ToString::to_string).unwrap_or_default();
        if let Some(problem) = causes().find_map(problem_of_tls) {
            Problem::Tls { problem } // also after the connection, if the receiver rejects the certificate of this program
        } else if !error.is_connect() {
            Problem::Closed
        } else if causes().any(<dyn Error>::is::<ProxyError>) {
            Problem::Proxy { proxy, problem: deepest() }
        } else if of_system(io::ErrorKind::ConnectionRefused) {
            Problem::Refused
        } else if causes().any(|cause| cause.to_string() == "dns error") {
            Problem::Resolve
        } else {
            Problem::Connect { problem: deepest() }
        }
    }
}

/// Returns an error and its causes.
fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error| (*error).source())
}

/// Returns the message of a TLS error, which is inside an error of the system.
fn problem_of_tls(cause: &(dyn Error + 'static)) -> Option<String> {
    let inner = cause.downcast_ref::<io::Error>()?.get_ref()?;
    let direct = inner.downcast_ref::<rustls::Error>();
    let nested = || inner.downcast_ref::<io::Error>()?.get_ref()?.downcast_ref::<rustls::Error>();
    direct.or_else(nested).map(ToString::to_string)
}

impl fmt::Display for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{} {}`: {}", self.method, self.url, self.problem)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::Resolve => f.write_str("the host does not resolve; correct the host of the URL"),
            Problem::Refused => {
                f.write_str("the host refuses the connection; start the receiver, or correct the URL")
            }
            Problem::Tls { problem } => write!(
                f,
                "the TLS handshake failed ({problem}); trust the authority of the certificate with `Endpoint::ca_file`, set \
                 `Endpoint::client_certificate` for a receiver that demands one, or write `http://` for a receiver without \
                 HTTPS"
            ),
            Problem::Proxy { proxy, problem } => write!(
                f,
                "the proxy `{proxy}` does not connect to the host ({problem}); check the URL of the proxy and its log"
            ),
            Problem::Connect { problem } => {
                write!(f, "cannot connect ({problem}); check the network and the URL")
            }
            Problem::Timeout { limit } => write!(
                f,
                "the answer is not complete after {limit:?}; check the receiver, or set a longer time limit"
            ),
            Problem::Closed => f.write_str(
                "the connection ended before the answer; check that the URL and its scheme are those of the receiver",
            ),
            Problem::Redirect { status, location } => write!(
                f,
                "the answer is a redirect ({status}) to `{location}`, which is not followed; correct the URL"
            ),
        }
    }
}

impl Error for SendError {}
