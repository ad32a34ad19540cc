//! The message of a failed assertion.

use std::fmt::{Display, Formatter, Result};

use super::by_name::Named;

/// An unexpected change of a series.
#[derive(Debug)]
pub(super) struct Failure<A> {
    pub(super) name: &'static str,
    /// `None` if its label values are removed.
    pub(super) series: Option<Named>,
    pub(super) actual: A,
    pub(super) expected: A,
    pub(super) process: Option<Process>,
    /// How much the test has changed the other series of the family.
    pub(super) others: Vec<(f64, Named)>,
}

/// The values of a series over all threads.
#[derive(Debug)]
pub(super) struct Process {
    /// The value when the probe was created.
    pub(super) before: f64,
    pub(super) after: f64,
    /// The change on threads that the probe does not cover.
    pub(super) elsewhere: f64,
}

impl<A: Display> Display for Failure<A> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match &self.series {
            Some(series) => write!(f, "{series}")?,
            None => write!(f, "a removed series of `{}`", self.name)?,
        }
        write!(f, " changed by {}, expected {}", self.actual, self.expected)?;
        if let Some(Process { before, after, elsewhere }) = self.process {
            write!(f, "\n  in the whole process: {before} before, {after} after")?;
            if elsewhere != 0.0 {
                write!(f, "\n  on threads that the probe does not cover: {elsewhere}")?;
            }
        }
        for (change, series) in &self.others {
            write!(f, "\n  the test also changed {series} by {change}")?;
        }
        Ok(())
    }
}
