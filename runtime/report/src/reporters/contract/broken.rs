//! Violations of the contract.

use std::error::Error;
use std::fmt;
use std::time::Duration;

use super::case::Case;

/// The error of a reporter that does not pass the [contract](super::check).
#[derive(Clone, PartialEq, Eq)]
pub struct Broken {
    reporter: String,
    violations: Vec<Violation>,
}

/// A call that breaks the contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    case: Case,
    call: &'static str,
    what: What,
}

/// How a call breaks the contract.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum What {
    /// It panicked with this message.
    Panicked(String),
    /// It returned this error, although the receiver accepts everything.
    Failed(String),
    /// It did not return in this time.
    TooSlow(Duration),
    /// The name cannot be the value of a label, or it changed.
    WrongName(String),
}

impl Broken {
    pub(super) fn new(reporter: String, violations: Vec<Violation>) -> Self {
        Broken { reporter, violations }
    }

    /// Returns what the reporter did wrong, in the order of the calls.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }
}

impl Violation {
    pub(super) fn new(case: Case, call: &'static str, what: What) -> Self {
        Violation { case, call, what }
    }

    /// Returns that the reporter could not be created.
    pub(super) fn of_creation() -> Self {
        Violation::new(Case::Name, "name", What::Panicked("the reporter was not created".to_owned()))
    }

    /// Returns the situation.
    #[must_use]
    pub fn case(&self) -> Case {
        self.case
    }

    /// Returns the name of the method, such as `report`.
    #[must_use]
    pub fn call(&self) -> &'static str {
        self.call
    }

    /// Returns how the call breaks the contract.
    #[must_use]
    pub fn what(&self) -> &What {
        &self.what
    }
}

gapless_core::__debug_as_message!(Broken);

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` breaks the contract of reporters", self.reporter)?;
        for (index, violation) in self.violations.iter().enumerate() {
            write!(f, "{} {violation}", if index == 0 { ':' } else { ';' })?;
        }
        Ok(())
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Violation { case, call, what } = self;
        match what {
            What::Panicked(message) => write!(f, "{case}, `{call}` panicked: {message}"),
            What::Failed(error) => write!(f, "{case}, `{call}` failed: {error}"),
            What::TooSlow(limit) => write!(f, "{case}, `{call}` did not return in {limit:?}"),
            What::WrongName(name) => {
                write!(
                    f,
                    "`{call}` returned {name:?}; return the same name each time, without control characters"
                )
            }
        }
    }
}

impl Error for Broken {}
