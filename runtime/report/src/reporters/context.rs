//! The context of a reporter: its name, its program and its counts.

use super::program::Program;
use super::progress::Progress;

/// The name, the program and the counts of a reporter, which [`Reporter::start`](super::Reporter::start) receives.
#[derive(Clone, Debug)]
pub struct Context {
    name: String,
    program: Program,
    labels: Vec<(String, String)>,
    progress: Progress,
}

impl Context {
    /// Creates the context of a reporter, for a test that runs a reporter itself.
    ///
    /// ```
    /// use gapless::report::{Context, Program};
    ///
    /// let context = Context::new("statsd", Program::new("shop", "web-1"));
    /// assert_eq!(context.program().name(), "shop");
    /// ```
    #[must_use]
    pub fn new(name: impl Into<String>, program: Program) -> Self {
        let name = name.into();
        let progress = Progress::new(&name);
        Context { name, program, labels: Vec::new(), progress }
    }

    /// Sets the labels that the instance adds to every series.
    #[must_use]
    pub fn with_labels(mut self, labels: impl IntoIterator<Item = (String, String)>) -> Self {
        self.labels = labels.into_iter().collect();
        self
    }

    /// Returns the labels that the instance adds to every series. The batches contain them already.
    #[must_use]
    pub fn labels(&self) -> &[(String, String)] {
        &self.labels
    }

    /// Returns the name of the reporter, which is unique in an instance.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the program whose metrics are sent.
    #[must_use]
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// Returns the counts of the reporter, for a reporter that sends later or in parts.
    ///
    /// After this call, the reporter itself must count the values that it sends and drops. Without this call, each
    /// successful [`report`](super::Reporter::report) counts all values of its batch as sent.
    #[must_use]
    pub fn progress(&self) -> Progress {
        self.progress.take_over();
        self.progress.clone()
    }

    /// Returns the counts of the reporter, which the engine uses too.
    pub(crate) fn counts(&self) -> Progress {
        self.progress.clone()
    }
}
