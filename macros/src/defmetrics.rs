//! `defmetrics!`: `parse` <- `model` <- `expand`.

mod expand;
mod model;
mod parse;
#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;

use crate::diag::Errors;

pub(crate) fn defmetrics(block: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let (block, read_to_the_end) = parse::parse(block, &mut errors);
    let model = model::build(block, &mut errors);
    if errors.is_empty() {
        errors.ok(read_to_the_end);
    }
    if errors.is_empty() {
        return expand::expand(&model);
    }
    let (items, errors) = (expand::expand_beside_mistakes(&model), errors.into_compile_errors());
    quote::quote!(#items #errors)
}
