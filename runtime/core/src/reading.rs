//! The registry of all families, and the ways to read their values.

pub(crate) mod own;
pub(crate) mod registry;
pub(crate) mod selection;
pub(crate) mod snapshot;
