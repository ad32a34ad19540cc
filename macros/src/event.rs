//! `#[derive(Event)]`: a struct that handlers and metrics can listen to.

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
