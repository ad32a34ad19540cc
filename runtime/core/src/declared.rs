//! Declarations as the macros write them, and the checks that run while a program is compiled.
//!
//! Start with `descriptor`, which describes one metric. `kind`, `label`, `number`, `location` and `native` are its
//! parts, and `block` fills in what the metrics of one `defmetrics!` share. `budget` and `label_checks` fail the build
//! with the words of `message`. `bounds` generates bucket bounds for metrics that are made at run time. `defaults` has
//! limits and defaults. `alert` and `objective` are conditions for which rule files are generated. `catalog` writes the
//! line of each metric that tools read in the program's file.

pub(crate) mod alert;
pub(crate) mod block;
pub(crate) mod bounds;
pub(crate) mod budget;
pub(crate) mod catalog;
pub(crate) mod defaults;
pub(crate) mod descriptor;
pub(crate) mod kind;
pub(crate) mod label;
pub(crate) mod label_checks;
pub(crate) mod label_set;
pub(crate) mod location;
pub(crate) mod message;
pub(crate) mod native;
pub(crate) mod number;
pub(crate) mod objective;
