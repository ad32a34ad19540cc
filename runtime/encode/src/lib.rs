//! Writes a Gapless [`Snapshot`](gapless_core::Snapshot) as bytes that Prometheus reads. No I/O.
//!
//! A module for each format; what they share is in `line`, `number` and `escaping`. Which format a client gets is in `negotiate`.

mod accept;
mod escaping;
#[cfg(test)]
mod fixture;
mod format;
mod line;
mod negotiate;
mod number;
pub mod openmetrics;
pub mod text;

pub use crate::escaping::Escaping;
pub use crate::format::Format;
