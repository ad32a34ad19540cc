//! The struct of a block with `#![into = HttpMetrics]`.
//!
//! ```text
//! #[derive(Clone, Debug)]
//! pub struct HttpMetrics { requests_total: Shared, .. }
//! impl HttpMetrics {
//!     pub fn register(registry: &Registry) -> Result<Self, Error> { Self::builder().register(registry) }
//!     pub fn builder() -> HttpMetricsBuilder { .. }
//!     pub fn unregister(&self, registry: &Registry) -> bool { .. }
//!     pub fn requests_total(&self, method: Method) -> Counter<u64, &Shared> { .. }
//! }
//! pub struct HttpMetricsBuilder { buckets: BlockBuckets }
//! impl HttpMetricsBuilder {
//!     pub fn buckets(self, bounds: impl IntoIterator<Item = f64>) -> Self { .. }
//!     pub fn request_duration_seconds_buckets(self, bounds: impl IntoIterator<Item = f64>) -> Self { .. }
//!     pub fn register(self, registry: &Registry) -> Result<HttpMetrics, Error> { .. }
//! }
//! ```

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::Visibility;
use syn::ext::IdentExt;

use super::super::model::into_struct::is_method;
use super::super::model::{IntoStruct, MetricModel, Model};
use super::handle::{family_ident, private};
use crate::kind::Kind;

/// Expands to the struct, its builder, and its methods; `accessors` are those of all metrics.
pub(super) fn expand(into: &IntoStruct, model: &Model, accessors: &[TokenStream]) -> TokenStream {
    let (private, krate, vis) = (private(model), &model.krate, visibility(model));
    let IntoStruct { ident, docs } = into;
    let builder = format_ident!("{ident}Builder");
    let fields = model.metrics.iter().map(|metric| {
        let (cfgs, field) = (&metric.cfgs, &metric.ident);
        quote!(#(#cfgs)* #field: #private::Shared)
    });
    let shared = model.metrics.iter().map(|metric| {
        let (cfgs, field) = (&metric.cfgs, &metric.ident);
        quote!(#(#cfgs)* &self.#field)
    });
    let summary = format!("Registers the metrics of [`{ident}`] in a registry, with their declared buckets.");
    let docs = if docs.is_empty() { default_docs(&vis) } else { quote!(#(#docs)*) };
    let operands = model.metrics.iter().map(|metric| super::expand_operand(metric, model));
    let builder_items = expand_builder(into, &builder, model, &vis);
    quote! {
        #docs
        #[derive(::core::clone::Clone, ::core::fmt::Debug)]
        #vis struct #ident {
            #(#fields),*
        }

        impl #ident {
            #[doc = #summary]
            ///
            /// # Errors
            ///
            /// Returns an error if the registry has a metric of the same name and the same constant labels, or if its
            /// prefix or labels make a name invalid. The registry then has none of these metrics.
            #[allow(dead_code)]
            #vis fn register(
                registry: &#krate::dynamic::Registry,
            ) -> ::core::result::Result<Self, #krate::Error> {
                Self::builder().register(registry)
            }

            /// Returns a builder, which can change the buckets of histograms.
            #[allow(dead_code)]
            #vis fn builder() -> #builder {
                #builder { buckets: ::core::default::Default::default() }
            }

            /// Removes the metrics from the registry, and returns whether the registry had them.
            ///
            /// Records through this value and its handles are then not exported.
            #[allow(dead_code)]
            #vis fn unregister(&self, registry: &#krate::dynamic::Registry) -> ::core::primitive::bool {
                registry.withdraw(&[#(#shared),*])
            }

            #(#accessors)*

            #(#operands)*
        }

        #builder_items
    }
}

/// Returns the documentation of a struct whose block has none. Only a struct that others can see needs it.
fn default_docs(vis: &Visibility) -> TokenStream {
    match vis {
        Visibility::Inherited => TokenStream::new(),
        _ => quote!(#[doc = "Metrics that are registered in a run-time registry."]),
    }
}

fn expand_builder(into: &IntoStruct, builder: &Ident, model: &Model, vis: &Visibility) -> TokenStream {
    let (private, krate, ident) = (private(model), &model.krate, &into.ident);
    let docs = format!("Changes the buckets of [`{ident}`] before it is registered.");
    let histograms = model.metrics.iter().filter(|metric| metric.kind == Kind::Histogram);
    let setters = histograms.map(|metric| expand_setter(metric, vis));
    let families = model.metrics.iter().map(|metric| {
        let (cfgs, family) = (&metric.cfgs, family_ident(metric, model));
        quote!(#(#cfgs)* &#family)
    });
    let fields = model.metrics.iter().map(|metric| {
        let (cfgs, field) = (&metric.cfgs, &metric.ident);
        quote!(#(#cfgs)* #field: __gapless_metrics.take())
    });
    quote! {
        #[doc = #docs]
        #[derive(::core::clone::Clone, ::core::fmt::Debug)]
        #[must_use = "call `register` on the builder"]
        #vis struct #builder {
            buckets: #private::BlockBuckets,
        }

        #[allow(dead_code)]
        impl #builder {
            /// Sets the upper bounds of the buckets of all histograms, without `+Inf`.
            #vis fn buckets(
                mut self,
                bounds: impl ::core::iter::IntoIterator<Item = ::core::primitive::f64>,
            ) -> Self {
                self.buckets = self.buckets.all(bounds);
                self
            }

            #(#setters)*

            /// Registers the metrics in a registry.
            ///
            /// # Errors
            ///
            /// Returns the errors of `register` of the struct, and an error if bounds do not ascend, or if a histogram
            /// has more series than its budget. The registry then has none of these metrics.
            #vis fn register(
                self,
                registry: &#krate::dynamic::Registry,
            ) -> ::core::result::Result<#ident, #krate::Error> {
                #[allow(unused_mut)]
                let mut __gapless_metrics = registry.declare(&[#(#families),*], &self.buckets)?;
                ::core::result::Result::Ok(#ident { #(#fields),* })
            }
        }
    }
}

/// Expands to the method that sets the buckets of one histogram.
fn expand_setter(metric: &MetricModel, vis: &Visibility) -> TokenStream {
    let MetricModel { cfgs, ident, name, .. } = metric;
    let setter = format_ident!("{}_buckets", ident.unraw(), span = ident.span());
    let docs = format!("Sets the upper bounds of the buckets of `{name}`, without `+Inf`.");
    quote! {
        #(#cfgs)*
        #[doc = #docs]
        #vis fn #setter(
            mut self,
            bounds: impl ::core::iter::IntoIterator<Item = ::core::primitive::f64>,
        ) -> Self {
            self.buckets = self.buckets.of(#name, bounds);
            self
        }
    }
}

/// Expands to a struct whose methods compile and do nothing, for a block with mistakes.
pub(super) fn expand_stub(into: &IntoStruct, model: &Model) -> TokenStream {
    let is_free = |metric: &&MetricModel| !is_method(&metric.ident);
    let accessors = model.metrics.iter().filter(is_free).map(|metric| super::expand_stub(metric, model));
    let (krate, vis, ident) = (&model.krate, visibility(model), &into.ident);
    let builder = format_ident!("{ident}Builder");
    let registered = quote!(::core::result::Result<#ident, #krate::Error>);
    let bounds = quote!(impl ::core::iter::IntoIterator<Item = ::core::primitive::f64>);
    let histograms = model.metrics.iter().filter(|metric| metric.kind == Kind::Histogram);
    let setters = histograms.map(|metric| format_ident!("{}_buckets", metric.ident.unraw()));
    let setters = [format_ident!("buckets")].into_iter().chain(setters);
    quote! {
        #[allow(missing_docs)]
        #[derive(::core::clone::Clone, ::core::fmt::Debug)]
        #vis struct #ident {}
        #[allow(missing_docs)]
        #[derive(::core::clone::Clone, ::core::fmt::Debug)]
        #vis struct #builder {}
        #[allow(missing_docs, dead_code, unused_variables, clippy::all, clippy::pedantic)]
        impl #ident {
            #vis fn register(registry: &#krate::dynamic::Registry) -> #registered { ::core::unreachable!() }
            #vis fn builder() -> #builder { ::core::unreachable!() }
            #vis fn unregister(&self, registry: &#krate::dynamic::Registry) -> ::core::primitive::bool { true }
            #(#accessors)*
        }
        #[allow(missing_docs, dead_code, unused_variables, clippy::all, clippy::pedantic)]
        impl #builder {
            #(#vis fn #setters(self, bounds: #bounds) -> Self { self })*
            #vis fn register(self, registry: &#krate::dynamic::Registry) -> #registered { ::core::unreachable!() }
        }
    }
}

/// Returns the visibility of the metric that most code can see.
fn visibility(model: &Model) -> Visibility {
    let rank = |vis: &Visibility| match vis {
        Visibility::Public(_) => 3,
        Visibility::Restricted(restricted) if restricted.path.is_ident("crate") => 2,
        Visibility::Restricted(restricted) if restricted.path.is_ident("self") => 0,
        Visibility::Restricted(_) => 1, // `pub(super)` or `pub(in path)`
        Visibility::Inherited => 0,
    };
    let widest = model.metrics.iter().map(|metric| &metric.vis).max_by_key(|vis| rank(vis));
    widest.cloned().unwrap_or(Visibility::Inherited)
}
