//! `#[alert(..)]`: a condition of a metric that a person must know about.
//!
//! ```text
//! #[alert(QueueTooLong, value > 100, for = "10m", severity = "page", summary = "..", where(kind = Kind::Mail))]
//! ```
//!
//! `parse` <- `model` <- `expand`, on top of `condition`. The macros of declarations, functions and types share these
//! steps: each describes its metric as a `Subject`, and gets the descriptor's alerts and their JSON.

mod condition;
mod expand;
mod model;
mod parse;
#[cfg(test)]
mod tests;

pub(crate) use self::condition::Measure;
pub(crate) use self::expand::{docs, expand_constants, expand_list, operand, write};
pub(crate) use self::model::{Alert, AlertLabel, Subject, Values, build};
pub(crate) use self::parse::{Given, read};

use syn::Attribute;

/// Whether an attribute is an alert.
pub(crate) fn is_alert(attr: &Attribute) -> bool {
    attr.path().is_ident("alert")
}
