//! What can go wrong in wiring.

use std::fmt;

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
        }
    }
}

impl std::error::Error for Error {}
