//! `#[derive(LabelSet)]`: an enum whose variants are combinations of the values of several labels.
//!
//! A struct with a field for each label, and a list of the values that go together, was the alternative. Its values can
//! be combinations that the list does not have, which would need a place at run time, and a table from combinations to
//! indices. A variant is an index and cannot be missing from the list.

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
