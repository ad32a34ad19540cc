//! State sets: which one of its states something is in.
//!
//! The index of the state is one word, so whoever reads it sees one state: never two of them, and never none in between.

use std::fmt;
use std::sync::atomic::Ordering;

use crate::cells::declared::Declared;
use crate::cells::series::SeriesRef;
use crate::cells::value::Value;

/// The state that something is in, of those that a [`LabelValue`](crate::LabelValue) has; exported as a series for each of them, 1 for that one
/// and 0 for all others. They are absent until it is set, unless its declaration seeds it.
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
    /// Returns the index of a state. The accessor knows it, so that a type without states is one error there and none where a
    /// state is set.
    index: fn(&S) -> usize,
}

// By hand: a derive would ask for the same of `S`.
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
            cell.store((self.index)(&state) as u64, Ordering::Relaxed); // stands for itself
        }
    }

    /// Removes the values of open labels that this handle was taken for, with the series of all typed labels beside them;
    /// `false` if there is nothing to remove, as without open labels.
    ///
    /// Their place is free for others. A later record through this handle or another one makes them anew, from its start; one at
    /// the very moment of the removal may be lost with them.
    pub fn remove(self) -> bool {
        self.family.remove(self.series)
    }

    /// The text of the state now; `None` if it was never set.
    #[must_use]
    pub fn get(self) -> Option<&'static str> {
        match self.family.value(self.series) {
            Some(Value::StateSet(value)) => Some(value.current()),
            _ => None,
        }
    }
}
