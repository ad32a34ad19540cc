//! The indicator of an objective: the part of the events that are bad.

use super::Selector;
use crate::error::Error;
use crate::promql::{Expr, Queries, Window};

/// Which events are bad.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Sli {
    /// Some of the events are errors.
    Events { errors: Selector, total: Selector },
    /// Observations above a threshold are bad.
    Latency { durations: Selector, threshold: f64 },
}

impl Sli {
    /// Returns the name of the metric that has all events.
    pub(super) fn metric(&self) -> &str {
        match self {
            Sli::Events { total, .. } => total.metric(),
            Sli::Latency { durations, .. } => durations.metric(),
        }
    }

    /// Returns the part of the events in a window that are bad. Without events, it has no value.
    ///
    /// A series of errors can appear with the first error, so that events without such a series have the ratio 0.
    pub(super) fn error_ratio(&self, queries: &Queries<'_>, window: Window) -> Result<Expr, Error> {
        match self {
            Sli::Events { errors, total } => {
                let total = total.counter(queries)?.rate(window, &[])?;
                let errors = errors.counter(queries)?.rate(window, &[])?;
                let errors = errors.or(&(total.clone() * Expr::number(0.0)));
                Ok(errors / total.above(0.0))
            }
            Sli::Latency { durations, threshold } => {
                let durations = durations.histogram(queries)?;
                let good = durations.fraction(*threshold, window, &[])?;
                Ok((Expr::number(1.0) - good).and(&durations.rate(window, &[])?.above(0.0)))
            }
        }
    }

    /// Returns the number of events in a window.
    pub(super) fn events(&self, queries: &Queries<'_>, window: Window) -> Result<Expr, Error> {
        match self {
            Sli::Events { total, .. } => total.counter(queries)?.increase(window, &[]),
            Sli::Latency { durations, .. } => durations.histogram(queries)?.increase(window, &[]),
        }
    }

    /// Returns 1 if the metric does not exist.
    pub(super) fn absent(&self, queries: &Queries<'_>) -> Result<Expr, Error> {
        match self {
            Sli::Events { total, .. } => Ok(total.counter(queries)?.absent()),
            Sli::Latency { durations, .. } => Ok(durations.histogram(queries)?.absent()),
        }
    }
}
