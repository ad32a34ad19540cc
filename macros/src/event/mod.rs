//! `#[derive(Event)]`.

mod expand;
mod model;
mod parse;
#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;

use crate::diag::Errors;

pub(crate) fn derive(item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let model = parse::parse(item, &mut errors).map(|input| model::build(input, &mut errors));
    match model {
        Some(model) if errors.is_empty() => expand::expand(&model),
        // What has mistakes is an event all the same, or each use of it as one would be an error more.
        model => [model.as_ref().map(expand::stub).unwrap_or_default(), errors.into_compile_errors()]
            .into_iter()
            .collect(),
    }
}
