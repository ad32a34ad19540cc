//! ```text
//! impl ::gapless::LabelValue for Channel {
//!     const VALUES: LabelValues = LabelValues::new(&["gossip", "off_topic"]);
//!     fn index(&self) -> usize {
//!         match self { Self::Gossip { .. } => 0, Self::OffTopic { .. } => 1 }
//!     }
//! }
//! ```

use proc_macro2::TokenStream;
use quote::quote;

use super::model::Model;

pub(crate) fn expand(model: &Model) -> TokenStream {
    let Model { krate, ident, generics, values } = model;
    let (impl_generics, ty_generics, where_clause) = generics.split_for_impl();
    let texts = values.iter().map(|(_, text)| text);
    let arms =
        values.iter().enumerate().map(|(index, (variant, _))| quote!(Self::#variant { .. } => #index,));
    quote! {
        #[automatically_derived]
        impl #impl_generics #krate::__private::LabelValue for #ident #ty_generics #where_clause {
            const VALUES: #krate::__private::LabelValues = #krate::__private::LabelValues::new(&[#(#texts),*]);

            #[inline]
            fn index(&self) -> usize {
                match *self { #(#arms)* }
            }
        }
    }
}
