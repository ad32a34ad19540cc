//! `#[instrument_metric]`.

mod expand;
mod model;
mod parse;

use proc_macro2::TokenStream;

use crate::diag::Errors;

pub(crate) fn instrument(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let args = parse::parse_args(args, &mut errors);
    let func = parse::parse_function(item.clone(), &mut errors);
    let model = func.and_then(|func| model::build(args, func, &mut errors));
    match model {
        Some(model) if errors.is_empty() => expand::expand(&model),
        // The function stays as it was written, or each call of it would be an error more.
        _ => [item, errors.into_compile_errors()].into_iter().collect(),
    }
}
