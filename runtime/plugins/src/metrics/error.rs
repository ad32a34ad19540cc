//! Errors of installing a recorder.

use std::fmt;

/// An error that keeps a recorder from being installed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Error(ErrorKind);

/// The kinds of an [`Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The recorder of Gapless is installed already.
    Installed,
    /// The `metrics` crate has a recorder of another crate.
    OtherRecorder,
}

impl Error {
    /// Returns the kind of the error.
    #[must_use]
    pub fn kind(&self) -> &ErrorKind {
        &self.0
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Self {
        Error(kind)
    }
}

gapless_core::__debug_as_message!(Error);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            ErrorKind::Installed => {
                "the `metrics` recorder is already installed; install it once, and clone the recorder that `install` returns"
            }
            ErrorKind::OtherRecorder => {
                "the crate `metrics` already has another recorder; remove that recorder, or disable the feature `metrics`"
            }
        })
    }
}

impl std::error::Error for Error {}
