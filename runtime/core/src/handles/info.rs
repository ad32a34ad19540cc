//! Infos: a family with one label set at a time.
//!
//! The labels of an info carry its information, and its value is always 1. An info therefore has no cells: the
//! declaration stores the current label set, and setting another replaces it. A handle holds its label values as
//! strings.

use crate::cells::info_labels::InfoLabels;
use crate::cells::series::SeriesRef;
use crate::handles::metric_ref::{impl_into_owned, MetricRef, Static};
use crate::ENABLED;

/// Labels that describe something, such as the version of a program. It is exported as one series with the value 1.
///
/// An info is exported once it is set, with the labels that were set last. An info with constant labels only is
/// exported from the start. Labels that are set while the metric is [disabled](crate::Switch) are exported once it is
/// enabled.
///
/// ```
/// gapless::defmetrics! {
///     /// How the server listens.
///     info server_info(tls: bool);
/// }
///
/// server_info(true).set();
/// assert!(server_info(true).is_set());
/// server_info(false).set();
/// assert!(!server_info(true).is_set());
/// ```
#[derive(Clone, Debug)]
pub struct Info<D = Static> {
    metric: D,
    labels: InfoLabels,
}

impl<D> Info<D> {
    #[doc(hidden)]
    #[must_use]
    pub const fn from_parts(metric: D, series: SeriesRef) -> Self {
        Info { metric, labels: InfoLabels { typed: series.label_set().get(), open: Vec::new() } }
    }

    #[doc(hidden)]
    #[must_use]
    pub fn of<const N: usize>(metric: D, typed: usize, open: [Option<&str>; N]) -> Self {
        let open = open.into_iter().flatten().map(Box::from).collect();
        Info { metric, labels: InfoLabels { typed, open } }
    }
}

impl_into_owned!(Info<> { labels });

impl<D: MetricRef> Info<D> {
    /// Sets the labels of the info to the labels of this handle.
    pub fn set(self) {
        if ENABLED {
            self.metric.declared().info().set(self.labels);
        }
    }

    /// Returns whether the labels of this handle are the current labels.
    #[must_use]
    pub fn is_set(&self) -> bool {
        self.metric.declared().info().get().is_some_and(|labels| labels == self.labels)
    }
}
