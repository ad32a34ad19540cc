//! Errors of authentication and of starting a server.

use std::fmt;
#[cfg(feature = "server")]
use std::io;
#[cfg(feature = "tls")]
use std::path::PathBuf;

/// An error of serving the metrics.
pub struct Error(Box<ErrorKind>);

/// The kinds of an [`Error`].
#[derive(Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A token, user or password is not valid.
    Credential {
        /// Names the credential, such as `token 1`, without the secret.
        which: String,
        /// The problem, and its remedy.
        problem: &'static str,
    },
    /// A server cannot listen on its address.
    #[cfg(feature = "server")]
    Listen {
        /// The address, or the path of a Unix socket.
        address: String,
        /// The error of the system.
        cause: io::Error,
    },
    /// The host of a server's address does not resolve.
    #[cfg(feature = "server")]
    Resolve {
        /// The address.
        address: String,
        /// The error of the system.
        cause: io::Error,
    },
    /// A server is started outside of a tokio runtime.
    #[cfg(feature = "server")]
    NoRuntime,
    /// A path is not a valid URL path, or it is a pattern.
    #[cfg(feature = "server")]
    Path(String),
    /// Two exporters have the same path.
    #[cfg(feature = "server")]
    PathTwice(String),
    /// The file of a certificate or key cannot be read.
    #[cfg(feature = "tls")]
    File {
        /// The path of the file.
        file: PathBuf,
        /// The error of the system.
        cause: io::Error,
    },
    /// A file does not contain a certificate or private key in PEM.
    #[cfg(feature = "tls")]
    Pem {
        /// The path of the file.
        file: PathBuf,
        /// The error of the parser.
        cause: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A certificate and a key cannot be used together.
    #[cfg(feature = "tls")]
    Certificate {
        /// The path of the certificate.
        certificate: PathBuf,
        /// The path of the key.
        key: PathBuf,
        /// The error of rustls.
        cause: Box<dyn std::error::Error + Send + Sync>,
    },
}

gapless_core::__boxed_kind!(Error, ErrorKind);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind() {
            ErrorKind::Credential { which, problem } => write!(f, "{which} {problem}"),
            #[cfg(feature = "server")]
            ErrorKind::Listen { address, cause } => {
                write!(f, "cannot listen on `{address}`; {}", remedy(cause.kind()))
            }
            #[cfg(feature = "server")]
            ErrorKind::Resolve { address, .. } => write!(
                f,
                "cannot listen on `{address}`, because its host does not resolve; write an address of this machine, such as \
                 `127.0.0.1:9464`"
            ),
            #[cfg(feature = "server")]
            ErrorKind::NoRuntime => f.write_str(
                "a server needs a tokio runtime; start it in one, for example in a function with `#[tokio::main]`",
            ),
            #[cfg(feature = "server")]
            ErrorKind::Path(path) => write!(f, "`{path}` is not a valid path; write a path without patterns, such as `/metrics`"),
            #[cfg(feature = "server")]
            ErrorKind::PathTwice(path) => {
                write!(f, "the path `{path}` is used twice; give each exporter its own path")
            }
            #[cfg(feature = "tls")]
            ErrorKind::File { file, .. } => {
                write!(f, "cannot read `{}`; check that the file exists and that this user can read it", file.display())
            }
            #[cfg(feature = "tls")]
            ErrorKind::Pem { file, .. } => write!(
                f,
                "`{}` does not contain the expected PEM data; pass the certificate with its chain as the first file, and its private \
                 key without a passphrase as the second",
                file.display()
            ),
            #[cfg(feature = "tls")]
            ErrorKind::Certificate { certificate, key, .. } => write!(
                f,
                "cannot use the certificate `{}` with the key `{}`; use the matching key, and put the server's own certificate \
                 before its chain",
                certificate.display(),
                key.display()
            ),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self.kind() {
            #[cfg(feature = "server")]
            ErrorKind::Listen { cause, .. } | ErrorKind::Resolve { cause, .. } => Some(cause),
            #[cfg(feature = "tls")]
            ErrorKind::File { cause, .. } => Some(cause),
            #[cfg(feature = "tls")]
            ErrorKind::Pem { cause, .. } | ErrorKind::Certificate { cause, .. } => Some(&**cause),
            _ => None,
        }
    }
}

#[cfg(feature = "server")]
fn remedy(cause: io::ErrorKind) -> &'static str {
    use io::ErrorKind::{AddrInUse, AddrNotAvailable, NotFound, PermissionDenied};
    match cause {
        AddrInUse => "the address is in use: stop the other program, or choose another address; port 0 chooses a free port",
        AddrNotAvailable => {
            "the address does not belong to this machine: choose another, or `0.0.0.0` for all addresses"
        }
        NotFound => "the folder does not exist: create it, or choose another one",
        PermissionDenied => "permission denied: choose a port above 1023, or a folder that this user can write to",
        _ => "write a host and a port up to 65535, such as `127.0.0.1:9464` or `[::1]:9464`",
    }
}
