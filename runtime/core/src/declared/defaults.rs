//! Limits and defaults that every way to make a metric shares.
//!
//! This file exists twice, byte for byte: in `gapless-core`, and in `gapless-macros`, because a macro crate cannot
//! depend on the core. The test `tests/it/names.rs` compares the copies.

/// The largest number of labels of a metric.
pub(crate) const MAX_LABELS: usize = 8;

/// The upper bounds of a histogram without declared buckets, for durations in seconds.
pub(crate) const DURATION_BUCKETS: &[f64] =
    &[0.0001, 0.0005, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];
