//! Topics: the series and datapoints that a client asks for, such as `logins_total{outcome="ok"}@rate`.
//!
//! A topic is kept as the client wrote it, because the messages repeat it. Names and labels are those of the
//! exposition. Quoted values have the escapes of `PromQL`.

mod parse;
#[cfg(test)]
mod tests;

use gapless_core::{Datapoint, Kind};

/// A parsed topic of a metric.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Topic {
    /// The exported name of the metric.
    pub(crate) name: String,
    /// The labels of the only series, sorted by name; `None` for all series.
    pub(crate) labels: Option<Vec<(String, String)>>,
    /// The datapoints; `None` for those of the type.
    pub(crate) datapoints: Option<Vec<Datapoint>>,
}

impl Topic {
    /// Returns the datapoints for a metric of a type.
    pub(crate) fn datapoints(&self, kind: Kind) -> Vec<Datapoint> {
        self.datapoints.clone().unwrap_or_else(|| Datapoint::defaults(kind).to_vec())
    }

    /// Returns whether the topic selects the series with these labels, in any order.
    pub(crate) fn selects<'l>(&self, labels: impl IntoIterator<Item = (&'l str, &'l str)> + Clone) -> bool {
        let Some(chosen) = &self.labels else { return true };
        let is_chosen =
            |(name, value): (&str, &str)| chosen.iter().any(|(own, is)| own == name && is == value);
        labels.clone().into_iter().count() == chosen.len() && labels.into_iter().all(is_chosen)
    }
}
