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
///     /// What the worker does.
///     stateset worker_state: State;
/// }
///
/// assert_eq!(worker_state().get(), None);
/// worker_state().set(State::Busy);
/// assert_eq!(worker_state().get(), Some("busy"));
/// ```
pub struct StateSet<S> {
    family: &'static Declared,
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
        f.debug_struct("StateSet").field("family", self.family).field("series", &self.series).finish()
    }
}

impl<S> StateSet<S> {
    #[doc(hidden)]
    #[must_use]
    pub const fn from_parts(family: &'static Declared, series: SeriesRef, index: fn(&S) -> usize) -> Self {
        StateSet { family, series, index }
    }

    /// Sets the state.
    #[inline]
    #[expect(clippy::needless_pass_by_value, reason = "a state is set once")]
    pub fn set(self, state: S) {
        if !self.family.is_on() {
            return;
        }
        if let Some(cell) = self.family.shared_cell(self.series) {
            cell.store((self.index)(&state) as u64, Ordering::Relaxed); // relaxed: publishes nothing else
        }
    }

    /// Removes the open label values of this handle, with the series of all combinations of typed labels.
    ///
    /// Returns `false` if there is nothing to remove, for example if the metric has no open labels. A later record
    /// through any handle creates the values again, at their seed. A record at the same time as the removal may be
    /// lost.
    pub fn remove(self) -> bool {
        self.family.remove(self.series)
    }

    /// Returns the label value of the current state, or `None` if the state set is not set.
    #[must_use]
    pub fn get(self) -> Option<&'static str> {
        match self.family.value(self.series) {
            Some(Value::StateSet(value)) => Some(value.current()),
            _ => None,
        }
    }
}
