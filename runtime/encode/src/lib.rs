//! Writes a Gapless [`Snapshot`](gapless_core::Snapshot) as bytes that Prometheus reads. No I/O.
//!
//! A module for each format; what they share is in `lines`, `number` and `escaping`. Which format a client gets is in
//! `negotiate`, a part of the series for a reader of its own in `view`, and what is kept from one scrape to the next in `scrape`.

mod accept;
mod arena;
mod collected;
mod error;
mod escaping;
mod family;
#[cfg(test)]
mod fixture;
mod format;
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

pub use crate::error::{Error, ErrorKind};
pub use crate::escaping::Escaping;
pub use crate::format::Format;
#[cfg(any(feature = "lint", test))]
pub use crate::lint::lint;
pub use crate::scrape::Scrape;
pub use crate::view::{View, ViewBuilder};
