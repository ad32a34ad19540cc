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
    /// Whether probes cover the runtime that they are created in.
    pub(super) covers_runtimes: bool,
}

impl Display for Process {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let Process { before, after, elsewhere, covers_runtimes } = self;
        write!(f, "\n  in the whole process: {before} before, {after} after")?;
        if *elsewhere != 0.0 {
            write!(f, "\n  on threads that the probe does not cover: {elsewhere}")?;
            write!(f, "\n  (to cover threads of the test, use `sync_scope` or `scope` of the probe")?;
            let feature = ", and the feature `tokio` for a tokio runtime";
            write!(f, "{})", if *covers_runtimes { "" } else { feature })?;
        }
        Ok(())
    }
}

impl<A: Display> Display for Failure<A> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match &self.series {
            Some(series) => write!(f, "{series}")?,
            None => write!(f, "a removed series of `{}`", self.name)?,
        }
        write!(f, " changed by {}, expected {}", self.actual, self.expected)?;
        self.process.iter().try_for_each(|process| process.fmt(f))?;
        for (change, series) in &self.others {
            write!(f, "\n  the test also changed {series} by {change}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_of_uncovered_threads_are_explained() {
        let process = |elsewhere, covers_runtimes| {
            Process { before: 1.0, after: 3.0, elsewhere, covers_runtimes }.to_string()
        };
        assert!(!process(0.0, false).contains("cover"), "all threads are covered");
        assert!(process(2.0, true)
            .ends_with("(to cover threads of the test, use `sync_scope` or `scope` of the probe)"));
        assert!(process(2.0, false).ends_with("of the probe, and the feature `tokio` for a tokio runtime)"));
    }
}
