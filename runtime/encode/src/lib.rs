//! Writes a Gapless [`Snapshot`](gapless_core::Snapshot) as bytes that Prometheus reads. No I/O.
//!
//! A module for each format; what they share is in `line` and `number`.

#[cfg(test)]
mod fixture;
mod line;
mod number;
pub mod openmetrics;
pub mod text;
