//! Failures of sources, and how often they occurred.

use std::fmt;

/// The reason why a source, or one of its families, is left out of a collection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FailureReason {
    /// A family has the name of a declared metric or of a family of an earlier source. The other families are exported.
    Duplicate,
    /// The source returned an error.
    Error,
    /// The source emitted samples that cannot be exported.
    Invalid,
    /// The source panicked.
    Panic,
    /// The source did not return within the time limit, or has not returned from an earlier call.
    Timeout,
}

impl FailureReason {
    pub(super) const ALL: [FailureReason; 5] = [
        FailureReason::Duplicate,
        FailureReason::Error,
        FailureReason::Invalid,
        FailureReason::Panic,
        FailureReason::Timeout,
    ];

    /// Returns the value of the label `reason` of `gapless_source_failures_total`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            FailureReason::Duplicate => "duplicate",
            FailureReason::Error => "error",
            FailureReason::Invalid => "invalid",
            FailureReason::Panic => "panic",
            FailureReason::Timeout => "timeout",
        }
    }
}

/// A failure of a source.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Failure {
    /// The name of the source.
    pub source: String,
    /// The reason why the source is left out.
    pub reason: FailureReason,
    /// The details, such as the message of the error, and the remedy.
    pub message: String,
}

impl Failure {
    /// Returns whether two failures are the same for a reader of the log. Messages of errors may differ, because they
    /// may contain a time.
    fn is_like(&self, other: &Failure) -> bool {
        let about_one_family = self.reason == FailureReason::Duplicate;
        self.reason == other.reason && (!about_one_family || self.message == other.message)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Failure { source, message, .. } = self;
        match self.reason {
            FailureReason::Duplicate => write!(f, "the source `{source}` emits {message}"),
            FailureReason::Error => write!(f, "the source `{source}` failed: {message}"),
            FailureReason::Invalid => {
                write!(f, "the source `{source}` emitted an invalid sample: {message}")
            }
            FailureReason::Panic => write!(f, "the source `{source}` panicked: {message}"),
            FailureReason::Timeout => write!(f, "the source `{source}` {message}"),
        }
    }
}

impl std::error::Error for Failure {}

/// The result of the last call of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SourceStatus {
    /// The source has not been called yet.
    Unasked,
    /// All samples of the last call were exported.
    Ok,
    /// Some or all samples of the last call were left out.
    Failing,
    /// The source did not return within the time limit.
    TimedOut,
}

/// The failures of a source so far.
#[derive(Debug, Default)]
pub(super) struct Record {
    is_asked: bool,
    n_failures: [u64; FailureReason::ALL.len()],
    /// The failures in the last collection.
    current: Vec<Failure>,
    last_failure: Option<Failure>,
}

impl Record {
    /// Records the failures of a collection, and returns those that are new.
    pub(super) fn add(&mut self, failures: Vec<Failure>) -> Vec<Failure> {
        for failure in &failures {
            self.n_failures[failure.reason as usize] += 1;
        }
        let is_new = |failure: &&Failure| !self.current.iter().any(|known| known.is_like(failure));
        let new = failures.iter().filter(is_new).cloned().collect();
        self.last_failure = failures.last().cloned().or(self.last_failure.take());
        (self.is_asked, self.current) = (true, failures);
        new
    }

    pub(super) fn n_failures(&self, reason: FailureReason) -> u64 {
        self.n_failures[reason as usize]
    }

    pub(super) fn n_all_failures(&self) -> u64 {
        self.n_failures.iter().sum()
    }

    pub(super) fn last_failure(&self) -> Option<&Failure> {
        self.last_failure.as_ref()
    }

    pub(super) fn status(&self) -> SourceStatus {
        match &*self.current {
            [] if !self.is_asked => SourceStatus::Unasked,
            [] => SourceStatus::Ok,
            [Failure { reason: FailureReason::Timeout, .. }, ..] => SourceStatus::TimedOut,
            _ => SourceStatus::Failing,
        }
    }
}
