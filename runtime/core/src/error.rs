//! What can go wrong in wiring. Recording has no errors.

use std::fmt;

use crate::registry::Conflict;

/// An error of Gapless.
#[derive(Debug)]
pub struct Error(Box<ErrorKind>);

/// What went wrong.
#[derive(Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Declarations that cannot stand beside each other; never empty.
    Conflicts(Vec<Conflict>),
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
            ErrorKind::Conflicts(conflicts) => {
                f.write_str("metrics are declared that cannot stand beside each other")?;
                conflicts.iter().try_for_each(|conflict| write!(f, "\n  {conflict}"))
            }
        }
    }
}

impl std::error::Error for Error {}
