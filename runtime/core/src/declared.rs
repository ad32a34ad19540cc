//! The contents of a declaration, and the checks of it that run while a program is compiled.

pub(crate) mod block;
pub(crate) mod budget;
pub(crate) mod catalog;
pub(crate) mod descriptor;
pub(crate) mod kind;
pub(crate) mod label;
pub(crate) mod label_checks;
pub(crate) mod label_set;
pub(crate) mod location;
pub(crate) mod message;
pub(crate) mod native;
pub(crate) mod number;
