//! The accessors of a block with `#![sampled]`.
//!
//! ```text
//! static __GAPLESS_POOL_CONNECTIONS: Descriptor = { .. };
//! pub fn pool_connections(samples: &mut Samples) -> SampledFamily<'_, Number, 1> {
//!     samples.begin_declared(&__GAPLESS_POOL_CONNECTIONS)
//! }
//! const _: () = { inventory::submit! { Registration::Sampled(&[&__GAPLESS_POOL_CONNECTIONS]) } };
//! ```

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use super::super::model::{MetricModel, Model};
use super::handle::{family_ident, private};
use super::rustdoc;
use crate::kind::Kind;

/// Expands to the descriptor, in a call with the span of the name.
pub(super) fn expand_descriptor(
    metric: &MetricModel,
    block: &Ident,
    descriptor: &TokenStream,
) -> TokenStream {
    let (method, n_labels) = (Ident::new("sampled", metric.ident.span()), metric.labels.typed.len());
    quote_spanned!(metric.ident.span()=> #block.#method(#descriptor, #n_labels))
}

/// Expands to the accessor of a metric.
pub(super) fn expand(metric: &MetricModel, model: &Model) -> TokenStream {
    let family = family_ident(metric, model);
    let samples = samples();
    expand_accessor(metric, model, &quote!(#samples.begin_declared(&#family)))
}

/// Expands to an accessor that compiles, for a declaration with mistakes.
pub(super) fn expand_stub(metric: &MetricModel, model: &Model) -> TokenStream {
    expand_accessor(metric, model, &quote!(::core::unreachable!()))
}

fn expand_accessor(metric: &MetricModel, model: &Model, body: &TokenStream) -> TokenStream {
    let (private, MetricModel { attrs, cfgs, vis, ident, labels, .. }) = (private(model), metric);
    let value = match metric.kind {
        Kind::Histogram => quote!(#private::sampled::HistogramValue),
        Kind::Info => quote!(()),
        _ => quote!(#private::sampled::Number),
    };
    let (samples, n_labels, docs) = (samples(), labels.typed.len(), rustdoc::lines(metric).join("\n"));
    quote! {
        #(#cfgs)*
        #(#attrs)*
        #[doc = #docs]
        #vis fn #ident(
            #samples: &mut #private::sampled::Samples,
        ) -> #private::sampled::SampledFamily<'_, #value, #n_labels> {
            #body
        }
    }
}

/// Returns the argument of the accessor.
fn samples() -> Ident {
    Ident::new("samples", Span::mixed_site())
}
