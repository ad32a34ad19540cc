//! `#[instrument_metric]` on a type: a struct whose fields are metrics, or an enum whose variants are states.
//!
//! A field is read at each scrape for as long as the value lives. The macro writes a `static` for the type and for each
//! metric, and the method `measured`, which exports a value.

mod expand;
mod model;
mod parse;
mod rustdoc;
#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Data, DeriveInput};

use crate::diag::Errors;

/// Whether an item is a struct, an enum or a union.
pub(crate) fn is_type(item: &TokenStream) -> bool {
    syn::parse2::<DeriveInput>(item.clone()).is_ok()
}

pub(crate) fn measure(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let Some(mut item) = errors.ok(syn::parse2::<DeriveInput>(item)) else {
        return errors.into_compile_errors();
    };
    let is_enum = matches!(item.data, Data::Enum(_));
    let args = parse::parse_args(args, is_enum, &mut errors);
    let fields = parse::take_fields(&mut item, &mut errors);
    let alerts = parse::take_alerts(&mut item.attrs, &mut errors);
    let krate = args.krate.clone().unwrap_or_else(|| syn::parse_quote!(::gapless));
    let expanded = if is_enum {
        model::state(args, alerts, &item, &mut errors).map(|model| expand::expand_state(&model, &item))
    } else {
        model::check_alerts_of_struct(&alerts, &mut errors);
        model::build(args, fields, &item, &mut errors).map(|model| expand::expand(&model, &item))
    };
    match expanded {
        Some(expanded) if errors.is_empty() => expanded,
        // The type keeps its method, because the compiler would otherwise report each use of it.
        _ => {
            let stub = expand::stub(&krate, &item);
            [item.into_token_stream(), stub, errors.into_compile_errors()].into_iter().collect()
        }
    }
}
