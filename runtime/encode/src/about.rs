//! The facts about a family and a series that the writers of all formats need.

use std::borrow::Cow;

use gapless_core::{Kind, LabelValues};

/// The facts about a family that do not depend on its series.
#[derive(Clone, Copy, Debug)]
pub(crate) struct About<'a> {
    pub(crate) name: &'a str,
    pub(crate) help: &'a str,
    pub(crate) kind: Kind,
    pub(crate) unit: Option<&'a str>,
    /// The bounds of a histogram's buckets, without `+Inf`.
    pub(crate) bounds: &'a [f64],
    /// The quantiles of a summary, ascending.
    pub(crate) quantiles: &'a [f64],
    pub(crate) states: Option<LabelValues>,
}

/// Returns the labels to write. A label with an empty value counts as absent.
pub(crate) fn present<'a>(
    labels: &'a [(Cow<'_, str>, Cow<'_, str>)],
) -> impl Iterator<Item = (&'a str, &'a str)> {
    let labels = labels.iter().map(|(name, value)| (name.as_ref(), value.as_ref()));
    labels.filter(|(_, value)| !value.is_empty())
}

/// The cached bytes of one series.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Block {
    /// The labels are from here to `end`.
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// The time of creation is from `end` to here, and empty if it is not written.
    pub(crate) created_end: u32,
}
