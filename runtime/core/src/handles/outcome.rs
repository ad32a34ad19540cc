//! Outcomes: how work ends, decided in one place for functions, streams and spans.
//!
//! Work that returns tells its outcome. Any other end shows only in what is dropped: `thread::panicking()` would be
//! wrong where work is dropped while another panic unwinds.

use std::mem;

use crate::declared::label::{Label, LabelPattern, LabelValue, LabelValues};

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// It returned a value that is not an error.
    Ok,
    /// It returned an `Err`, or a response whose status is 500 or more.
    Error,
    /// It panicked.
    Panic,
    /// Its future was dropped before it was ready.
    Cancelled,
}

impl LabelValue for Outcome {
    const LABELS: LabelValues = LabelValues::new(&["ok", "error", "panic", "cancelled"]);

    fn index(&self) -> usize {
        *self as usize
    }
}

impl Outcome {
    /// The outcome of a body that runs on the stack and does not return: only a panic ends it.
    pub(crate) const OF_UNFINISHED_CALL: Outcome = Outcome::Panic;

    /// The outcome of a future that is dropped before it is ready. A poll that unwinds is [`Unfinished::panicked`].
    pub(crate) const OF_UNFINISHED_FUTURE: Outcome = Outcome::Cancelled;

    /// Returns the outcome of a body that returns.
    #[inline(always)]
    pub(crate) const fn of_return(is_error: bool) -> Self {
        if is_error {
            Outcome::Error
        } else {
            Outcome::Ok
        }
    }

    /// The label by which calls are told apart.
    pub const LABEL: Label = Label::new("outcome", Outcome::LABELS);

    /// The outcome of calls whose errors are told apart.
    pub const ERROR_LABEL: Label = Label::new("outcome", LabelValues::new(&["error"]));

    /// The label `error` of calls that ended in none.
    pub const NO_ERROR_LABEL: Label = Label::new("error", LabelValues::new(&[""]));

    /// Series of a function that cannot return an error, which are left out.
    pub const NO_ERROR: &'static [LabelPattern] = &[("outcome", "error")];

    /// Series that a function which is not async does not have.
    pub const NO_CANCELLED: &'static [LabelPattern] = &[("outcome", "cancelled")];

    /// Series that a function whose errors are told apart does not have: an error of no kind.
    pub const NO_ERROR_WITHOUT_KIND: &'static [LabelPattern] = &[("outcome", "error"), ("error", "")];
}

/// Work in polls that has not ended.
pub(crate) trait Unfinished {
    /// Ends the work as [`Outcome::Panic`], at once.
    fn panicked(&mut self);
}

/// Runs one poll of some work. If it unwinds, the work ends as a panic.
#[inline(always)]
pub(crate) fn guard_poll<W: Unfinished, R>(work: &mut W, poll: impl FnOnce() -> R) -> R {
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
