//! Writes a Gapless [`Snapshot`](gapless_core::Snapshot) as bytes that Prometheus reads. No I/O.
//!
//! A module for each format, and `number` for what they share.

mod number;
pub mod text;
