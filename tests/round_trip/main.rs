//! Random expositions, read back by independent parsers.
//!
//! `nom-openmetrics` reads text, and `prost` reads protocol buffers. With the feature `e2e`, the strict parser of the
//! Python package `prometheus-client` reads OpenMetrics, and its other parser reads text. `.ci/install-peers
//! target/peers` installs it.

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
