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
    let Model { krate, ident, generics, values } = model;
    let (impl_generics, ty_generics, where_clause) = generics.split_for_impl();
    let texts: Vec<_> = values.iter().map(|(_, text)| text).collect();
    let json = catalog::list(texts.iter().map(|text| catalog::json_string(text)));
    let docs = format!(
        "The values: {}.",
        texts.iter().map(|text| format!("`{text}`")).collect::<Vec<_>>().join(", ")
    );
    let arms =
        values.iter().enumerate().map(|(index, (variant, _))| quote!(Self::#variant { .. } => #index,));
    quote! {
        #[automatically_derived]
        impl #impl_generics #krate::__private::LabelValue for #ident #ty_generics #where_clause {
            #[doc = #docs]
            const VALUES: #krate::__private::LabelValues =
                #krate::__private::LabelValues::with_json(&[#(#texts),*], #json);

            #[inline]
            fn index(&self) -> ::core::primitive::usize {
                match *self { #(#arms)* }
            }
        }
    }
}
