//! Outcomes: how work ends, decided in one place for functions, streams and spans.
//!
//! Work that returns states its outcome. A drop guard detects any other end: `thread::panicking()` would be wrong for
//! work that is dropped while another panic unwinds.

use std::mem;

use crate::declared::label::{Label, LabelPattern, LabelValue, LabelValues};

/// The way in which a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// The call returned a value that is not an error.
    Ok,
    /// The call returned an `Err`, or a response with a status of 500 or more.
    Error,
    /// The call panicked.
    Panic,
    /// The future of the call was dropped before it was ready.
    Cancelled,
}

impl LabelValue for Outcome {
    const LABELS: LabelValues = LabelValues::new(&["ok", "error", "panic", "cancelled"]);

    fn index(&self) -> usize {
        self.gapless_const_index()
    }
}

impl Outcome {
    /// Returns the index of the value in `const` code, where a trait's method cannot be called.
    #[doc(hidden)]
    #[must_use]
    pub const fn gapless_const_index(&self) -> usize {
        *self as usize
    }

    /// The outcome of a body that runs on the stack and does not return: only a panic ends it.
    #[doc(hidden)]
    pub const OF_UNFINISHED_CALL: Outcome = Outcome::Panic;

    /// The outcome of a future that is dropped before it is ready. A poll that unwinds is [`Unfinished::panicked`].
    #[doc(hidden)]
    pub const OF_UNFINISHED_FUTURE: Outcome = Outcome::Cancelled;

    /// Returns the outcome of a body that returns.
    #[doc(hidden)]
    #[inline(always)]
    #[must_use]
    pub const fn of_return(is_error: bool) -> Self {
        if is_error {
            Outcome::Error
        } else {
            Outcome::Ok
        }
    }

    /// The label that distinguishes calls by outcome.
    pub const LABEL: Label = Label::new("outcome", Outcome::LABELS);

    /// The outcome of calls that are counted by error.
    pub const ERROR_LABEL: Label = Label::new("outcome", LabelValues::new(&["error"]));

    /// The label `error` of calls that ended without an error.
    pub const NO_ERROR_LABEL: Label = Label::new("error", LabelValues::new(&[""]));

    /// The series to leave out for a function that cannot return an error.
    pub const NO_ERROR: &'static [LabelPattern] = &[("outcome", "error")];

    /// The series to leave out for a function that is not async.
    pub const NO_CANCELLED: &'static [LabelPattern] = &[("outcome", "cancelled")];

    /// The series to leave out for a function with error kinds: an error without a kind.
    pub const NO_ERROR_WITHOUT_KIND: &'static [LabelPattern] = &[("outcome", "error"), ("error", "")];
}

/// Work in polls that has not ended.
pub trait Unfinished {
    /// Ends the work as [`Outcome::Panic`].
    fn panicked(&mut self);
}

/// Runs one poll of some work, which ends as a panic if the poll unwinds.
#[inline(always)]
pub fn guard_poll<W: Unfinished, R>(work: &mut W, poll: impl FnOnce() -> R) -> R {
    let unwinding = OnUnwind(work);
    let polled = poll();
    mem::forget(unwinding);
    polled
}

/// Ends work as a panic when it is dropped.
struct OnUnwind<'a, W: Unfinished>(&'a mut W);

impl<W: Unfinished> Drop for OnUnwind<'_, W> {
    fn drop(&mut self) {
        self.0.panicked();
    }
}
