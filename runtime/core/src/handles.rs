//! The handles that record values, one module for each type of metric, and instrumented functions.

pub(crate) mod counter;
pub(crate) mod function;
pub(crate) mod gauge;
pub(crate) mod histogram;
pub(crate) mod info;
pub(crate) mod state_set;
pub(crate) mod summary;
pub(crate) mod up_down_counter;
pub(crate) mod with_exemplar;
pub(crate) mod wrong_type;
