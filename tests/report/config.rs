//! The configuration of reporters.
