//! Writes metrics as the bytes that Prometheus reads. No I/O.
//!
//! Use the crate `gapless`, where this crate is the module `gapless::encode`.
//!
//! The crate owns the exposition formats: text 0.0.4 and 1.0.0, OpenMetrics 1.0 and protocol buffers.
//! [`Format::encode`] writes a [`Snapshot`](gapless_core::Snapshot), in which tests can build any value.
//! [`View::scrape`] writes the program's metrics in chunks and caches what does not change between scrapes. Both write
//! families through the same code:
//!
//! 1. `number`, `escaping`, `varint`, `writer`, `arena`: numbers, names, output pages and cached strings.
//! 2. `about`: the facts about a family. `lines` with `text` and `openmetrics`, and `protobuf`, write them in one
//!    format; `family` is either of them.
//! 3. `format`, `negotiate`, `accept`: the formats, and which of them a client gets.
//! 4. `added`, `snapshot`, `collected`: prefix and labels, and families whose series are values.
//! 5. `cache`, `view`, `scrape`: a part of the program's metrics, its cached lines, and its rendering.
//!
//! `describe` and `json` describe metrics for people. `lint` checks expositions and shares no code with the writers, so
//! that it can check them.

mod about;
mod accept;
mod added;
mod arena;
mod cache;
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
mod varint;
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
#[doc(hidden)]
pub use crate::{
    json::array as json_array,
    number::canonical,
    view::{Export, SourceExports},
};
