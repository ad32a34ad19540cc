//! Writes a Gapless [`Snapshot`](gapless_core::Snapshot) as bytes that Prometheus reads. No I/O.
//!
//! A module for each format; what they share is in `line` and `number`. Which format a client gets is in `negotiate`.

mod accept;
#[cfg(test)]
mod fixture;
mod format;
mod line;
mod negotiate;
mod number;
pub mod openmetrics;
pub mod text;

pub use crate::format::{Escaping, Format};
