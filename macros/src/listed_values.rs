//! The inherent items of an enum whose values the derives can list: `VALUES`, and a function that finds a value.
//!
//! Inherent items need no import. Generic code cannot use them, because enums with fields do not have them. An enum
//! with its own `VALUES` opts out with `no_values`.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{Generics, Visibility};

use crate::diag::Errors;

/// Returns whether the derive lists the values of an enum. Variants with fields cannot be listed, because the macro has
/// no values for the fields. Reports a `no_values` without effect.
pub(crate) fn are_listed(
    has_fields: bool,
    no_values: Option<&Ident>,
    find: &str,
    errors: &mut Errors,
) -> bool {
    if let (Some(key), true) = (no_values, has_fields) {
        errors.at(key, format!("an enum with fields has neither `VALUES` nor `{find}`; remove `no_values`"));
    }
    no_values.is_none() && !has_fields
}

/// Expands to `VALUES` and the function `find`.
pub(crate) fn expand(
    vis: &Visibility,
    ident: &Ident,
    generics: &Generics,
    variants: &[&Ident],
    find: &TokenStream,
) -> TokenStream {
    let (impl_generics, ty_generics, where_clause) = generics.split_for_impl();
    let count = variants.len();
    quote! {
        #[automatically_derived]
        #[allow(dead_code, deprecated, unreachable_patterns, unreachable_pub)]
        impl #impl_generics #ident #ty_generics #where_clause {
            /// All values, in the order of declaration.
            #vis const VALUES: [Self; #count] = [#(Self::#variants {}),*];

            #find
        }
    }
}
