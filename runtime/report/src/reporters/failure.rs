//! The failure of a reporter that did not send values.

use std::error::Error;
use std::fmt;

use gapless_core::__private::write_with_causes;

/// The reason why a [`Reporter`](super::Reporter) did not send its values.
///
/// A failure contains any error, so `?` converts errors to failures.
///
/// ```
/// use gapless::report::Failure;
///
/// fn send() -> Result<(), Failure> {
///     Err(std::io::Error::other("the socket is closed"))?
/// }
///
/// assert_eq!(send().unwrap_err().to_string(), "the socket is closed");
/// assert_eq!(Failure::new("3 of 5 lines were not sent").to_string(), "3 of 5 lines were not sent");
/// ```
// It does not implement `Error`, because `From` could not convert every error then.
#[derive(Debug)]
pub struct Failure(Box<dyn Error + Send + Sync>);

impl Failure {
    /// Creates a failure from a message or an error.
    pub fn new(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Failure(cause.into())
    }
}

impl<E: Error + Send + Sync + 'static> From<E> for Failure {
    fn from(cause: E) -> Self {
        Failure(Box::new(cause))
    }
}

/// Writes the error and its causes, separated by colons.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_with_causes(f, &*self.0)
    }
}
