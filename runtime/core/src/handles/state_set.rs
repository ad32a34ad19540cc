//! State sets: the current one of several states.
//!
//! The index of the state is one word, so a reader always sees exactly one state.

use std::fmt;
use std::sync::atomic::Ordering;

use crate::cells::series::SeriesRef;
use crate::cells::value::Value;
use crate::handles::metric_ref::{impl_into_owned, MetricRef, Static};

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
pub struct StateSet<S, D = Static> {
    metric: D,
    series: SeriesRef,
    /// Returns the index of a state. The accessor provides it, so that a type that is not a label is an error in the
    /// declaration and not at each use.
    index: fn(&S) -> usize,
}

// By hand: a derive would require the same of `S`.
impl<S, D: Copy> Copy for StateSet<S, D> {}
impl<S, D: Clone> Clone for StateSet<S, D> {
    fn clone(&self) -> Self {
        StateSet { metric: self.metric.clone(), ..*self }
    }
}

impl<S, D: MetricRef> fmt::Debug for StateSet<S, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StateSet").field("metric", &self.metric).field("series", &self.series).finish()
    }
}

impl<S, D> StateSet<S, D> {
    #[doc(hidden)]
    #[must_use]
    pub const fn from_parts(metric: D, series: SeriesRef, index: fn(&S) -> usize) -> Self {
        StateSet { metric, series, index }
    }
}

impl_into_owned!(StateSet<S,> { series, index });

impl<S, D: MetricRef> StateSet<S, D> {
    /// Sets the state.
    #[inline]
    #[expect(clippy::needless_pass_by_value, reason = "a state is set once")]
    pub fn set(&self, state: S) {
        if !self.metric.declared().is_on() {
            return;
        }
        if let Some(cell) = self.metric.declared().shared_cell(self.series) {
            cell.store((self.index)(&state) as u64, Ordering::Relaxed); // relaxed: publishes nothing else
        }
    }

    #[doc = include_str!("remove.md")]
    pub fn remove(&self) -> bool {
        self.metric.declared().remove(self.series)
    }

    /// Returns the label value of the current state, or `None` if the state set is not set.
    #[must_use]
    pub fn get(&self) -> Option<&'static str> {
        match self.metric.declared().value(self.series) {
            Some(Value::StateSet(value)) => Some(value.current()),
            _ => None,
        }
    }
}
