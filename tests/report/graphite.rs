//! The reporter for Graphite.
