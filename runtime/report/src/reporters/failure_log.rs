//! The log of a reporter's failures: the first, then fewer and fewer, and the recovery.

use std::fmt::Display;

/// The failures in a row.
#[derive(Debug)]
pub(crate) struct FailureLog {
    reporter: String,
    failures: u64,
}

impl FailureLog {
    pub(crate) fn new(reporter: &str) -> Self {
        FailureLog { reporter: reporter.to_owned(), failures: 0 }
    }

    /// Writes a failure: the first, the second, the fourth and so on. All others are only written for debugging.
    pub(crate) fn failed(&mut self, failure: &dyn Display) {
        self.failures += 1;
        let FailureLog { reporter, failures } = self;
        match failures {
            1 => tracing::warn!("the reporter `{reporter}` cannot send values: {failure}"),
            _ if failures.is_power_of_two() => {
                tracing::warn!("the reporter `{reporter}` failed {failures} times to send values: {failure}");
            }
            _ => {
                tracing::debug!(
                    "the reporter `{reporter}` failed {failures} times to send values: {failure}"
                );
            }
        }
    }

    pub(super) fn panicked(&self, message: &str) {
        tracing::error!("the reporter `{}` panicked and starts again: {message}", self.reporter);
    }

    pub(super) fn disabled(&self, reason: &str) {
        tracing::error!(
            "the reporter `{}` is disabled until the program enables it again: {reason}",
            self.reporter
        );
    }

    /// Forgets the failures after a success.
    pub(crate) fn succeeded(&mut self) {
        match std::mem::take(&mut self.failures) {
            0 => {}
            1 => tracing::info!("the reporter `{}` sends values again, after a failure", self.reporter),
            failures => {
                tracing::info!(
                    "the reporter `{}` sends values again, after {failures} failures",
                    self.reporter
                );
            }
        }
    }

    pub(super) fn incomplete(&self, failure: &dyn Display) {
        tracing::warn!("the reporter `{}` did not send everything before its end: {failure}", self.reporter);
    }
}
