//! What can go wrong with a source, and how often it did.

use std::fmt;

/// Why a source, or one of its families, is left out of a collection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FailureReason {
    /// A family has the name of a declared metric, or one of a source that was added before; the others are there.
    Duplicate,
    /// It returned an error.
    Error,
    /// It emitted what cannot be exported.
    Invalid,
    /// It panicked.
    Panic,
    /// It was not through in time, or still is not.
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

    /// The value of the label `reason` of `gapless_source_failures_total`.
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

/// What went wrong with a source.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Failure {
    /// The source's name.
    pub source: String,
    /// Why it is left out.
    pub reason: FailureReason,
    /// What it says, and what to do.
    pub message: String,
}

impl Failure {
    /// Whether there is nothing new in it to one who knows the other. What an error says may have a time in it.
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
                write!(f, "the source `{source}` emits what cannot be exported: {message}")
            }
            FailureReason::Panic => write!(f, "the source `{source}` panicked: {message}"),
            FailureReason::Timeout => write!(f, "the source `{source}` {message}"),
        }
    }
}

impl std::error::Error for Failure {}

/// How a source does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SourceStatus {
    /// It has not been asked yet.
    Unasked,
    /// All that it emitted last is exported.
    Ok,
    /// All that it emitted last is left out, or some of it.
    Failing,
    /// It was not through in time.
    TimedOut,
}

/// What is known of a source from the collections that it took part in.
#[derive(Debug, Default)]
pub(super) struct Record {
    is_asked: bool,
    n_failures: [u64; FailureReason::ALL.len()],
    /// What went wrong in the last collection; empty if nothing did.
    current: Vec<Failure>,
    last_failure: Option<Failure>,
}

impl Record {
    /// Takes down a collection, and returns which of its failures are new.
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
