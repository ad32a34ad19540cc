//! Errors of the settings of an endpoint.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// An error of the settings of an [`Endpoint`](super::Endpoint). It does not contain secrets.
///
/// ```
/// use gapless::report::{Endpoint, EndpointErrorKind};
///
/// let error = Endpoint::new("localhost:9091").check().unwrap_err();
/// assert!(matches!(error.kind(), EndpointErrorKind::InvalidUrl { .. }));
/// assert!(error.to_string().starts_with("`localhost:9091` is not a valid URL; write `http://` or `https://`"));
/// ```
pub struct EndpointError(Box<EndpointErrorKind>);

/// The kinds of an [`EndpointError`].
#[derive(Debug)]
#[non_exhaustive]
pub enum EndpointErrorKind {
    /// The URL is invalid.
    InvalidUrl {
        /// The URL without secrets.
        url: String,
        /// The remedy.
        problem: &'static str,
    },
    /// The URL does not have a path, although requests go to exactly this URL.
    NoPath {
        /// The scheme, the host and the port of the URL.
        origin: String,
        /// The usual path of such a receiver.
        usual: &'static str,
    },
    /// The URL contains the path that the reporter adds.
    AddedPath {
        /// The URL without secrets.
        url: String,
        /// The URL to write instead.
        base: String,
    },
    /// The token, the user or the password is invalid.
    InvalidCredential {
        /// The name of the credential.
        which: &'static str,
        /// The problem, and its remedy.
        problem: &'static str,
    },
    /// A header is invalid, or the client sets it.
    InvalidHeader {
        /// The name of the header.
        name: String,
        /// The problem, and its remedy.
        problem: &'static str,
    },
    /// The URL of the proxy is invalid.
    InvalidProxy {
        /// The URL without secrets.
        proxy: String,
        /// The remedy.
        problem: &'static str,
    },
    /// The file with the certificates of authorities cannot be used.
    CaFile {
        /// The path of the file.
        path: PathBuf,
        /// The problem.
        problem: String,
    },
    /// The certificate or the private key of this program cannot be used.
    ClientCertificate {
        /// The path of the file.
        path: PathBuf,
        /// The problem.
        problem: String,
    },
    /// The machine has no certificates of authorities to trust.
    NoCertificates {
        /// The error of the system.
        cause: io::Error,
    },
    /// The time limit is zero.
    NoTime,
}

gapless_core::__boxed_kind!(EndpointError, EndpointErrorKind);

impl EndpointError {
    pub(crate) fn into_kind(self) -> EndpointErrorKind {
        *self.0
    }
}

impl fmt::Display for EndpointError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind() {
            EndpointErrorKind::InvalidUrl { url, problem } => {
                write!(f, "`{url}` is not a valid URL; {problem}")
            }
            EndpointErrorKind::NoPath { origin, usual } => write!(
                f,
                "`{origin}` does not have a path; write the path of the receiver, such as `{origin}{usual}`, or `{origin}/` \
                 for a receiver at the root"
            ),
            EndpointErrorKind::AddedPath { url, base } => {
                write!(f, "`{url}` contains the path that the reporter adds; write `{base}`")
            }
            EndpointErrorKind::InvalidCredential { which, problem } => write!(f, "the {which} {problem}"),
            EndpointErrorKind::InvalidHeader { name, problem } => write!(f, "the header `{name}` {problem}"),
            EndpointErrorKind::InvalidProxy { proxy, problem } => {
                write!(f, "`{proxy}` is not a valid URL of a proxy; {problem}")
            }
            EndpointErrorKind::CaFile { path, problem } => write!(
                f,
                "the file `{}` has no certificates of authorities ({problem}); name a readable file in PEM format",
                path.display()
            ),
            EndpointErrorKind::ClientCertificate { path, problem } => write!(
                f,
                "the file `{}` cannot be used as a client certificate ({problem}); name readable files in PEM format, with a \
                 certificate and its key",
                path.display()
            ),
            EndpointErrorKind::NoCertificates { .. } => f.write_str(
                "this machine has no certificates of authorities for HTTPS; install the package `ca-certificates`, or name a \
                 file with `Endpoint::ca_file`",
            ),
            EndpointErrorKind::NoTime => f.write_str("the time limit is zero; set some seconds"),
        }
    }
}

impl std::error::Error for EndpointError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self.kind() {
            EndpointErrorKind::NoCertificates { cause } => Some(cause),
            _ => None,
        }
    }
}
