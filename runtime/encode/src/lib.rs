//! Writes metrics as the bytes that Prometheus reads. No I/O.
//!
//! Use the crate `gapless`, where this crate is the module `gapless::encode`.
//!
//! The crate owns the exposition formats: text 0.0.4 and 1.0.0, OpenMetrics 1.0 and protocol buffers.
//! [`Format::encode`] writes a [`Snapshot`](gapless_core::Snapshot), in which tests can build any value.
//! [`View::scrape`] writes the program's metrics in chunks and caches what does not change between scrapes. Both write
//! families through the same code:
//!
//! 1. `number`, `escaping`, `writer`, `arena`: numbers, names and output pages.
//! 2. `lines` and `text`, `openmetrics`; `protobuf`: one family in one format, behind `family`.
//! 3. `format`, `negotiate`, `accept`: the formats, and which of them a client gets.
//! 4. `snapshot`, `collected`: families whose series are values, from snapshots and sources.
//! 5. `view`, `scrape`: a part of the program's metrics, and its rendering.
//!
//! `describe` and `json` describe metrics for people. `lint` checks expositions and shares no code with the writers, so
//! that it can check them.

mod accept;
mod arena;
mod collected;
mod describe;
mod error;
mod escaping;
mod family;
#[cfg(test)]
mod fixture;
mod format;
mod json;
mod lines;
#[cfg(any(feature = "lint", test))]
pub mod lint;
mod negotiate;
mod number;
mod openmetrics;
mod protobuf;
mod scrape;
mod snapshot;
mod text;
mod view;
mod writer;

pub use crate::describe::describe;
pub use crate::error::{Error, ErrorKind};
pub use crate::escaping::Escaping;
pub use crate::format::Format;
#[cfg(any(feature = "lint", test))]
pub use crate::lint::lint;
pub use crate::scrape::Scrape;
pub use crate::view::{View, ViewBuilder};
