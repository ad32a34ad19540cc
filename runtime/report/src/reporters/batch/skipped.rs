//! Why a batch does not have a value.

use std::fmt;

use gapless_core::{Datapoint, FamilySnapshot, Kind, Series};

use crate::reporters::subscription::Subscription;
use crate::reporters::windowed::WindowedDatapoint;

/// A value that a subscription asks for, and that a [`Batch`](super::Batch) does not have.
#[derive(Clone, Copy, Debug)]
pub struct Skipped<'a> {
    pub(super) subscription: &'a Subscription,
    pub(super) metric: Option<&'a FamilySnapshot>,
    pub(super) of: Option<(&'a Series, WindowedDatapoint)>,
    pub(super) why: Why,
}

/// Why a [`Batch`](super::Batch) does not have a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Why {
    /// The metric does not exist, or does not have a series.
    Missing,
    /// A first reading does not have a rate, and an interval without observations does not have quantiles.
    NotYet,
    /// A metric of this type does not have the datapoint, such as a quantile of a counter.
    OtherType,
}

impl<'a> Skipped<'a> {
    /// Returns the subscription.
    #[must_use]
    pub fn subscription(&self) -> &'a Subscription {
        self.subscription
    }

    /// Returns the metric; `None` if no metric matches the subscription.
    #[must_use]
    pub fn metric(&self) -> Option<&'a FamilySnapshot> {
        self.metric
    }

    /// Returns the name of the metric, or else the pattern of the subscription.
    #[must_use]
    pub fn name(&self) -> &'a str {
        self.metric.map_or(self.subscription.metrics(), |metric| &metric.name)
    }

    /// Returns the series; `None` if the metric does not have series.
    #[must_use]
    pub fn series(&self) -> Option<&'a Series> {
        self.of.map(|(series, _)| series)
    }

    /// Returns the datapoint; `None` if the metric does not have series.
    #[must_use]
    pub fn datapoint(&self) -> Option<WindowedDatapoint> {
        self.of.map(|(_, datapoint)| datapoint)
    }

    /// Returns why the value does not exist.
    #[must_use]
    pub fn why(&self) -> Why {
        self.why
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Why::Missing => "missing",
            Why::NotYet => "no value yet",
            Why::OtherType => "the type does not have it",
        })
    }
}

impl Why {
    /// Returns why a series of a type does not have a datapoint.
    pub(super) fn of(kind: Kind, datapoint: Datapoint) -> Why {
        let exists = match (kind, datapoint) {
            (_, Datapoint::Value) | (Kind::Histogram, _) => true,
            (Kind::StateSet, _) => false,
            (_, Datapoint::Rate | Datapoint::Delta) => true,
            (Kind::Counter, _) => false,
            (Kind::Summary, _) => datapoint != Datapoint::Heat,
            (_, Datapoint::Min | Datapoint::Max) => true,
            _ => false,
        };
        if exists {
            Why::NotYet
        } else {
            Why::OtherType
        }
    }
}
