//! Handles, through which a program records: one module for each type of metric, annotated functions, and
//! measured structs.
//!
//! A handle is a declaration and the number of a series. `outcome` decides how a function or a span has ended, and
//! `missing_methods` lets the compiler name the right method or type of metric.

pub(crate) mod counter;
pub(crate) mod function;
pub(crate) mod gauge;
pub(crate) mod histogram;
pub(crate) mod info;
pub(crate) mod measured;
pub(crate) mod metric_ref;
pub(crate) mod missing_methods;
pub(crate) mod outcome;
pub(crate) mod state_set;
pub(crate) mod summary;
pub(crate) mod up_down_counter;
pub(crate) mod with_exemplar;
