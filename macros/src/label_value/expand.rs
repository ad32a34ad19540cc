//! ```text
//! impl ::gapless::LabelValue for Channel {
//!     const VALUES: LabelValues = LabelValues::with_json(&["gossip", "off_topic"], "[\"gossip\",\"off_topic\"]");
//!     fn index(&self) -> usize {
//!         match self { Self::Gossip { .. } => 0, Self::OffTopic { .. } => 1 }
//!     }
//! }
//! ```

use proc_macro2::TokenStream;
use quote::quote;

use super::model::Model;
use crate::catalog;

pub(crate) fn expand(model: &Model) -> TokenStream {
    let values = &model.values;
    let texts: Vec<_> = values.iter().map(|(_, text)| text.as_str()).collect();
    let json = catalog::list(texts.iter().map(|text| catalog::json_string(text)));
    let arms =
        values.iter().enumerate().map(|(index, (variant, _))| quote!(Self::#variant { .. } => #index,));
    expand_impl(model, &texts, &json, &quote!(match *self { #(#arms)* }))
}

/// A label of one value, for what has mistakes.
pub(crate) fn stub(model: &Model) -> TokenStream {
    expand_impl(model, &["?"], "", &quote!(0))
}

fn expand_impl(model: &Model, texts: &[&str], json: &str, index: &TokenStream) -> TokenStream {
    let Model { krate, ident, generics, .. } = model;
    let (impl_generics, ty_generics, where_clause) = generics.split_for_impl();
    let docs = texts.iter().map(|text| format!("`{text}`")).collect::<Vec<_>>().join(", ");
    let docs = format!("The values: {docs}.");
    quote! {
        #[automatically_derived]
        impl #impl_generics #krate::__private::LabelValue for #ident #ty_generics #where_clause {
            #[doc = #docs]
            const VALUES: #krate::__private::LabelValues =
                #krate::__private::LabelValues::with_json(&[#(#texts),*], #json);

            #[inline]
            fn index(&self) -> ::core::primitive::usize {
                #index
            }
        }
    }
}
