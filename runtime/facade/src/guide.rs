//! The guide: one page for each topic. These modules contain only documentation.

#[allow(unused_imports, reason = "the pages link to these names")]
use crate::*;

/// Getting started.
///
#[doc = include_str!("guide/getting_started.md")]
pub mod getting_started {}

/// Types of metrics.
///
#[doc = include_str!("guide/metric_types.md")]
pub mod metric_types {}

/// Labels.
///
#[doc = include_str!("guide/labels.md")]
pub mod labels {}

/// Names.
///
#[doc = include_str!("guide/naming.md")]
pub mod naming {}

/// Functions.
///
#[doc = include_str!("guide/functions.md")]
pub mod functions {}

/// Histograms.
///
#[doc = include_str!("guide/histograms.md")]
pub mod histograms {}

/// Exemplars.
///
#[doc = include_str!("guide/exemplars.md")]
pub mod exemplars {}

/// Events.
///
#[doc = include_str!("guide/events.md")]
pub mod events {}

/// Metrics from `tracing`.
///
#[doc = include_str!("guide/tracing.md")]
pub mod tracing {}

/// Plugins.
///
#[doc = include_str!("guide/plugins.md")]
pub mod plugins {}

/// The registry.
///
#[doc = include_str!("guide/registry.md")]
pub mod registry {}

/// Views and servers.
///
#[doc = include_str!("guide/views_and_servers.md")]
pub mod views_and_servers {}
