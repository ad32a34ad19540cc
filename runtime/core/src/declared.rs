//! The contents of a declaration, and the checks of it that run while a program is compiled.

pub(crate) mod budget;
pub(crate) mod catalog;
pub(crate) mod descriptor;
pub(crate) mod label;
pub(crate) mod label_checks;
pub(crate) mod message;
