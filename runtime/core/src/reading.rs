//! Reading: the registry of all families, and the values of their series.
//!
//! Start with `registry`. `own` declares the metrics of Gapless itself, `snapshot` holds values of one moment, and
//! `selection` finds metrics by a pattern, declared and run-time metrics alike.

pub(crate) mod own;
pub(crate) mod registry;
pub(crate) mod selection;
pub(crate) mod snapshot;
