//! `#[derive(LabelSet)]`: an enum whose variants are combinations of the values of several labels.
//!
//! The alternative was a struct with a field for each label, and a list of valid combinations. Such a struct can hold a
//! combination that is not in the list, and needs a table from combinations to indices. A variant is an index and is
//! always in the list.

mod expand;
mod model;
mod parse;
#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;

use crate::diag::{self, Errors};

pub(crate) fn derive(item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let model = parse::parse(item, &mut errors).map(|input| model::build(input, &mut errors));
    diag::implementation_or_stub(model.as_ref(), errors, expand::expand, expand::stub)
}
