//! State sets: the current one of several states.
//!
//! The index of the state is one word, so a reader always sees exactly one state.

use std::fmt;
use std::sync::atomic::Ordering;

use crate::cells::declared::Declared;
use crate::cells::series::SeriesRef;
use crate::cells::value::Value;

/// The current state of something, as a [`LabelValue`](crate::LabelValue).
///
/// It is exported as one series for each state: 1 for the current state, and 0 for all others. A state set is not
/// exported until it is set, unless its declaration seeds it.
///
/// ```
/// use gapless::LabelValue;
///
/// #[derive(Clone, Copy, LabelValue)]
/// enum State {
///     Idle,
///     Busy,
/// }
///
/// gapless::defmetrics! {
///     /// State of the worker.
///     stateset worker_state: State;
/// }
///
/// assert_eq!(worker_state().get(), None);
/// worker_state().set(State::Busy);
/// assert_eq!(worker_state().get(), Some("busy"));
/// ```
pub struct StateSet<S> {
    declared: &'static Declared,
    series: SeriesRef,
    /// Returns the index of a state. The accessor provides it, so that a type that is not a label is an error in the
    /// declaration and not at each use.
    index: fn(&S) -> usize,
}

// By hand: a derive would require the same of `S`.
impl<S> Copy for StateSet<S> {}
impl<S> Clone for StateSet<S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S> fmt::Debug for StateSet<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StateSet").field("declared", self.declared).field("series", &self.series).finish()
    }
}

impl<S> StateSet<S> {
    #[doc(hidden)]
    #[must_use]
    pub const fn from_parts(declared: &'static Declared, series: SeriesRef, index: fn(&S) -> usize) -> Self {
        StateSet { declared, series, index }
    }

    /// Sets the state.
    #[inline]
    #[expect(clippy::needless_pass_by_value, reason = "a state is set once")]
    pub fn set(self, state: S) {
        if !self.declared.is_on() {
            return;
        }
        if let Some(cell) = self.declared.shared_cell(self.series) {
            cell.store((self.index)(&state) as u64, Ordering::Relaxed); // relaxed: publishes nothing else
        }
    }

    #[doc = include_str!("remove.md")]
    pub fn remove(self) -> bool {
        self.declared.remove(self.series)
    }

    /// Returns the label value of the current state, or `None` if the state set is not set.
    #[must_use]
    pub fn get(self) -> Option<&'static str> {
        match self.declared.value(self.series) {
            Some(Value::StateSet(value)) => Some(value.current()),
            _ => None,
        }
    }
}
