//! ```text
//! impl ::gapless::LabelValue for Channel {
//!     const LABELS: LabelValues = LabelValues::with_json(&["gossip", "off_topic"], "[\"gossip\",\"off_topic\"]");
//!     fn index(&self) -> usize { self.gapless_const_index() }
//! }
//! impl Channel {
//!     pub const fn gapless_const_index(&self) -> usize {
//!         match self { Self::Gossip { .. } => 0, Self::OffTopic { .. } => 1 }
//!     }
//!     pub const VALUES: [Self; 2] = [Self::Gossip {}, Self::OffTopic {}];
//!     pub fn from_label(label: &str) -> Option<Self> {
//!         match label { "gossip" => Some(Self::Gossip {}), "off_topic" => Some(Self::OffTopic {}), _ => None }
//!     }
//! }
//! ```

use proc_macro2::TokenStream;
use quote::quote;

use super::model::Model;
use crate::{catalog, listed_values};

pub(crate) fn expand(model: &Model) -> TokenStream {
    let values = &model.values;
    let texts: Vec<_> = values.iter().map(|(_, text)| text.as_str()).collect();
    let json = catalog::list(texts.iter().map(|text| catalog::json_string(text)));
    let arms =
        values.iter().enumerate().map(|(index, (variant, _))| quote!(Self::#variant { .. } => #index,));
    let label_value = expand_impl(model, &texts, &json, &quote!(match *self { #(#arms)* }));
    let listed = model.lists_values.then(|| expand_values(model));
    quote!(#label_value #listed)
}

/// Expands to `VALUES` and `from_label`.
fn expand_values(model: &Model) -> TokenStream {
    let Model { vis, ident, generics, values, .. } = model;
    let variants: Vec<_> = values.iter().map(|(variant, _)| variant).collect();
    let texts = values.iter().map(|(_, text)| text);
    let find = quote! {
        /// Returns the value with this label, or `None` if no value has it.
        #[must_use]
        #vis fn from_label(__gapless_label: &::core::primitive::str) -> ::core::option::Option<Self> {
            match __gapless_label {
                #(#texts => ::core::option::Option::Some(Self::#variants {}),)*
                _ => ::core::option::Option::None,
            }
        }
    };
    listed_values::expand(vis, ident, generics, &variants, &find)
}

/// Expands to a label with one value, for an enum with mistakes.
pub(crate) fn stub(model: &Model) -> TokenStream {
    let label_value = expand_impl(model, &["?"], "", &quote!(0));
    let listed = (model.lists_values && !model.values.is_empty()).then(|| expand_values(model));
    quote!(#label_value #listed)
}

fn expand_impl(model: &Model, texts: &[&str], json: &str, index: &TokenStream) -> TokenStream {
    let Model { krate, vis, ident, generics, .. } = model;
    let (impl_generics, ty_generics, where_clause) = generics.split_for_impl();
    let docs = texts.iter().map(|text| format!("`{text}`")).collect::<Vec<_>>().join(", ");
    let docs = format!("The values: {docs}.");
    quote! {
        #[automatically_derived]
        impl #impl_generics #krate::__private::LabelValue for #ident #ty_generics #where_clause {
            #[doc = #docs]
            const LABELS: #krate::__private::LabelValues =
                #krate::__private::LabelValues::with_json(&[#(#texts),*], #json);

            #[inline]
            fn index(&self) -> ::core::primitive::usize {
                self.gapless_const_index()
            }
        }

        #[automatically_derived]
        impl #impl_generics #ident #ty_generics #where_clause {
            /// Returns the index of the value in `const` code, where a trait's method cannot be called.
            #[doc(hidden)]
            #[inline]
            #[must_use]
            #vis const fn gapless_const_index(&self) -> ::core::primitive::usize {
                #index
            }
        }
    }
}
