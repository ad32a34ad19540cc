//! ```text
//! impl LabelSet for Endpoint {
//!     const GAPLESS_LABELS: LabelsOf = LabelsOf::Listed(ListedLabels {
//!         labels: &[
//!             ListedLabel { name: "method", values: &["GET", "POST"], indices: &[0, 0, 1] },
//!             ListedLabel { name: "route", values: &["/", "/games"], indices: &[0, 1, 1] },
//!         ],
//!         json: "{\"name\":\"method\",\"values\":[\"GET\",\"POST\"]},..",
//!     });
//!     fn gapless_index_after(&self, before: usize) -> usize {
//!         before * 3 + match *self { Self::Home { .. } => 0, Self::Games { .. } => 1, Self::AddGame { .. } => 2 }
//!     }
//! }
//! impl LabelSet for &Endpoint { .. } // the same, for arguments and fields that are references
//! impl Endpoint {
//!     pub const VALUES: [Self; 3] = [Self::Home {}, Self::Games {}, Self::AddGame {}];
//!     pub fn from_labels(method: &str, route: &str) -> Option<Self> {
//!         match (method, route) { ("GET", "/") => Some(Self::Home {}), .., _ => None }
//!     }
//! }
//! ```

use proc_macro2::TokenStream;
use quote::quote;

use super::model::{Label, Model};
use crate::{catalog, diag, listed_values};

pub(crate) fn expand(model: &Model) -> TokenStream {
    let private = private(model);
    let labels = model.labels.iter().map(|label| expand_label(label, &private));
    let json: Vec<_> = model.labels.iter().map(json).collect();
    let label_set = expand_impls(model, &quote!(&[#(#labels),*]), &json.join(","));
    let warnings = model.warnings.iter().map(|(span, message)| diag::warning(*span, message));
    quote!(#label_set #(#warnings)*)
}

/// Expands to a label set without labels, for an enum with mistakes.
pub(crate) fn stub(model: &Model) -> TokenStream {
    expand_impls(model, &quote!(&[]), "")
}

fn private(model: &Model) -> TokenStream {
    let krate = &model.krate;
    quote!(#krate::__private)
}

fn expand_impls(model: &Model, labels: &TokenStream, json: &str) -> TokenStream {
    let (private, Model { ident, generics, variants, .. }) = (private(model), model);
    let (impl_generics, ty_generics, where_clause) = generics.split_for_impl();
    let arms = variants.iter().enumerate().map(|(index, variant)| quote!(Self::#variant { .. } => #index,));
    let (count, index) = match variants.len() {
        0 => (1, quote!(0)),
        count => (count, quote!(match *self { #(#arms)* })),
    };
    let values = model.lists_values.then(|| expand_values(model));
    quote! {
        #[automatically_derived]
        impl #impl_generics #private::LabelSet for #ident #ty_generics #where_clause {
            const GAPLESS_LABELS: #private::LabelsOf =
                #private::LabelsOf::Listed(#private::ListedLabels { labels: #labels, json: #json });

            #[inline]
            fn gapless_index_after(&self, before: ::core::primitive::usize) -> ::core::primitive::usize {
                before * #count + #index
            }
        }

        #[automatically_derived]
        impl #impl_generics #private::LabelSet for &#ident #ty_generics #where_clause {
            const GAPLESS_LABELS: #private::LabelsOf = <#ident #ty_generics as #private::LabelSet>::GAPLESS_LABELS;

            #[inline]
            fn gapless_index_after(&self, before: ::core::primitive::usize) -> ::core::primitive::usize {
                #private::LabelSet::gapless_index_after(*self, before)
            }
        }

        #values
    }
}

fn expand_label(Label { name, values, indices, .. }: &Label, private: &TokenStream) -> TokenStream {
    quote!(#private::ListedLabel { name: #name, values: &[#(#values),*], indices: &[#(#indices),*] })
}

fn json(label: &Label) -> String {
    let values = catalog::list(label.values.iter().map(|value| catalog::json_string(value)));
    format!("{{\"name\":{},\"values\":{values}}}", catalog::json_string(&label.name))
}

/// Expands to `VALUES` and `from_labels`.
fn expand_values(model: &Model) -> TokenStream {
    let Model { vis, ident, generics, variants, labels, .. } = model;
    let names: Vec<_> = labels.iter().map(|label| &label.ident).collect();
    let arms = variants.iter().enumerate().map(|(at, variant)| {
        let values = labels.iter().map(|label| &label.values[label.indices[at]]);
        quote!((#(#values,)*) => ::core::option::Option::Some(Self::#variant {}),)
    });
    let find = quote! {
        /// Returns the value with these labels, or `None` if no value has them.
        #[must_use]
        #[allow(clippy::too_many_arguments)]
        #vis fn from_labels(#(#names: &::core::primitive::str),*) -> ::core::option::Option<Self> {
            match (#(#names,)*) {
                #(#arms)*
                _ => ::core::option::Option::None,
            }
        }
    };
    listed_values::expand(vis, ident, generics, &variants.iter().collect::<Vec<_>>(), &find)
}
