//! Random expositions, read back by parsers that know nothing of Gapless: what is read is what was written.
//!
//! Text is read by `nom-openmetrics`, protocol buffers by `prost`. OpenMetrics is read by the strict parser of the Python package
//! `prometheus-client`, and text by its other one, under the feature `e2e`; `.ci/install-peers target/peers` installs it.

mod exposition;
mod handles;
mod lint;
#[path = "../linted.rs"]
mod linted;
#[cfg(feature = "e2e")]
mod openmetrics;
#[cfg(feature = "e2e")]
#[path = "../e2e/peer.rs"]
mod peer;
mod protobuf;
mod snapshots;
mod text;
