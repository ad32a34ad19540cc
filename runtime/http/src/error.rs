//! What can go wrong in wiring.

use std::fmt;
#[cfg(feature = "server")]
use std::io;
#[cfg(feature = "tls")]
use std::path::PathBuf;

/// An error of what serves the metrics.
#[derive(Debug)]
pub struct Error(Box<ErrorKind>);

/// What went wrong.
#[derive(Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A token, user or password that no client could send.
    Credential {
        /// Which one it is; never the secret itself.
        which: String,
        /// What is wrong with it, and what to do.
        problem: &'static str,
    },
    /// A server cannot listen where it is to.
    #[cfg(feature = "server")]
    Listen {
        /// The address, or the path of a Unix socket.
        address: String,
        /// What the system says.
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
    /// A server is started where no tokio runtime is.
    #[cfg(feature = "server")]
    NoRuntime,
    /// Something that is no path of a URL, or a pattern of paths.
    #[cfg(feature = "server")]
    Path(String),
    /// A path that is given to two exporters.
    #[cfg(feature = "server")]
    PathTwice(String),
    /// A file of a certificate or its key cannot be read.
    #[cfg(feature = "tls")]
    File {
        /// Where it should be.
        file: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
    /// A file has no certificate, or no private key, in PEM.
    #[cfg(feature = "tls")]
    Pem {
        /// Where it is.
        file: PathBuf,
        /// What is wrong with it.
        cause: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A certificate and a key that cannot be used, or not with each other.
    #[cfg(feature = "tls")]
    Certificate {
        /// The file of the certificate.
        certificate: PathBuf,
        /// The file of the key.
        key: PathBuf,
        /// What rustls says.
        cause: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl Error {
    /// What went wrong.
    #[must_use]
    pub fn kind(&self) -> &ErrorKind {
        &self.0
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Self {
        Error(Box::new(kind))
    }
}

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
                "cannot listen on `{address}`, because its host does not resolve; write a host that does, or an address of this \
                 machine, such as `127.0.0.1:9464`"
            ),
            #[cfg(feature = "server")]
            ErrorKind::NoRuntime => f.write_str(
                "a server needs a tokio runtime to run on; start it in one, as below `#[tokio::main]`",
            ),
            #[cfg(feature = "server")]
            ErrorKind::Path(path) => write!(f, "`{path}` is no path; write one as `/metrics`, without patterns"),
            #[cfg(feature = "server")]
            ErrorKind::PathTwice(path) => {
                write!(f, "`{path}` is given twice; give each exporter a path of its own")
            }
            #[cfg(feature = "tls")]
            ErrorKind::File { file, .. } => {
                write!(f, "cannot read `{}`; make it a file that this user may read", file.display())
            }
            #[cfg(feature = "tls")]
            ErrorKind::Pem { file, .. } => write!(
                f,
                "`{}` is no PEM of what it should be; the first file has the certificate with its chain, the second its \
                 private key without a passphrase",
                file.display()
            ),
            #[cfg(feature = "tls")]
            ErrorKind::Certificate { certificate, key, .. } => write!(
                f,
                "cannot use the certificate `{}` with the key `{}`; take the key that it was made with, and the server's own \
                 certificate first",
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
        AddrInUse => "it is in use: stop what has it, or take another one; port 0 is any that is free",
        AddrNotAvailable => {
            "it is no address of this machine: take one that is, or `0.0.0.0` for all of them"
        }
        NotFound => "there is no such folder: make it, or take another one",
        PermissionDenied => "this user may not: take a port above 1023, or a folder that is the user's",
        _ => "write a host and a port up to 65535, such as `127.0.0.1:9464` or `[::1]:9464`",
    }
}
