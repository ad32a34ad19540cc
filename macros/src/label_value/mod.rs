//! `#[derive(LabelValue)]`.

mod expand;
mod model;
mod parse;

use proc_macro2::TokenStream;

use crate::diag::Errors;

pub(crate) fn derive(item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let model = parse::parse(item, &mut errors).map(|input| model::build(input, &mut errors));
    // An enum with mistakes still gets its `impl`, or each use of it as a label would be an error more.
    let expanded = model.map(|model| expand::expand(&model));
    let errors = errors.into_compile_errors();
    quote::quote!(#expanded #errors)
}
