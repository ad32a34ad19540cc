//! `#[instrument_metric]`: a function, or each method of an `impl` block, that is counted and timed.

mod answer;
mod arguments;
mod catalog_lines;
mod expand;
mod impl_block;
mod in_place;
mod labels;
mod model;
mod outcome;
mod owner;
mod parse;
mod rustdoc;
mod shape;
#[cfg(test)]
mod tests;
mod watch;

use proc_macro2::TokenStream;
use syn::ext::IdentExt;

use crate::diag::Errors;

pub(crate) fn instrument(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let args = parse::parse_args(args, &mut errors);
    args.check_skip(&mut errors);
    let expanded = if impl_block::is_impl(&item) {
        impl_block::instrument(&args, item.clone(), &mut errors)
    } else {
        instrument_function(args, item.clone(), &mut errors)
    };
    match expanded {
        Some(expanded) if errors.is_empty() => expanded,
        // The item is emitted unchanged, because the compiler would otherwise report each use of it.
        _ => [impl_block::without_own_attrs(item), errors.into_compile_errors()].into_iter().collect(),
    }
}

fn instrument_function(args: parse::Args, item: TokenStream, errors: &mut Errors) -> Option<TokenStream> {
    let func = parse::parse_function(item, errors)?;
    let function = func.sig.ident.unraw().to_string();
    model::build(args, func, &function, errors).map(|model| expand::expand(&model))
}
