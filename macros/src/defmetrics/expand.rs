//! ```text
//! static __GAPLESS_CHAT_MESSAGES_TOTAL: Family = Family::new({
//!     const DESCRIPTOR: Descriptor = Descriptor::new(Kind::Counter, "grapevine_chat_messages_total", "Help.", site!())
//!         .with_labels(&[Label::new("channel", <Channel as LabelValue>::VALUES)]);
//!     const _: () = DESCRIPTOR.check_budget(512);
//!     DESCRIPTOR
//! });
//! pub fn chat_messages_total(channel: Channel) -> Counter<u64> {
//!     <Counter<u64>>::from_parts(&__GAPLESS_CHAT_MESSAGES_TOTAL, <Channel as LabelValue>::index_after(&channel, 0))
//! }
//! const _: () = { inventory::submit! { Registration::Families(&[&__GAPLESS_CHAT_MESSAGES_TOTAL]) } };
//! ```

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::model::{Kind, MetricModel, Model, Seed, Value};
use crate::{diag, site};

pub(crate) fn expand(model: &Model) -> TokenStream {
    let private = private(model);
    let metrics = model.metrics.iter().map(|metric| expand_metric(metric, model));
    let families = model.metrics.iter().map(|metric| {
        let (cfgs, family) = (&metric.cfgs, family_ident(metric));
        quote!(#(#cfgs)* &#family)
    });
    quote! {
        #(#metrics)*
        const _: () = {
            #private::inventory::submit! { #private::Registration::Families(&[#(#families),*]) }
        };
    }
}

/// Accessors that are only there to be named, one for each name.
pub(crate) fn stubs(model: &Model) -> TokenStream {
    let mut named = BTreeSet::new();
    let first = model.metrics.iter().filter(|metric| named.insert(&metric.ident));
    let stub = |metric: &MetricModel| {
        let labels = metric.labels.iter().map(|label| &label.ident);
        expand_accessor(metric, model, &quote!(let _ = (#(#labels,)*); ::core::unreachable!()))
    };
    first.map(stub).collect()
}

fn private(model: &Model) -> TokenStream {
    let krate = &model.krate;
    quote!(#krate::__private)
}

fn family_ident(metric: &MetricModel) -> Ident {
    format_ident!("__GAPLESS_{}", metric.ident.unraw().to_string().to_uppercase())
}

fn expand_metric(metric: &MetricModel, model: &Model) -> TokenStream {
    let (private, cfgs, family) = (private(model), &metric.cfgs, family_ident(metric));
    let descriptor = expand_descriptor(metric, model);
    let max_series = match &metric.max_series {
        Some(number) => quote!(#number),
        None => quote!(#private::DEFAULT_MAX_SERIES),
    };
    let check = quote_spanned!(metric.ident.span()=> const _: () = DESCRIPTOR.check_budget(#max_series););
    let accessor = expand_accessor(metric, model, &expand_handle(metric, model));
    let warnings = metric.warnings.iter().map(|(span, message)| diag::warning(*span, message));
    quote! {
        #(#cfgs)*
        #[doc(hidden)]
        static #family: #private::Family = #private::Family::new({
            const DESCRIPTOR: #private::Descriptor = #descriptor;
            #check
            DESCRIPTOR
        });
        #accessor
        #(#warnings)*
    }
}

fn expand_descriptor(metric: &MetricModel, model: &Model) -> TokenStream {
    let (private, Model { namespace, group, .. }, MetricModel { name, help, .. }) =
        (private(model), model, metric);
    let kind = match metric.kind {
        Kind::Counter => quote!(Counter),
        Kind::Gauge => quote!(Gauge),
        Kind::UpDownCounter => quote!(UpDownCounter),
        Kind::Histogram => quote!(Histogram),
    };
    let precision = match metric.value {
        Value::U64 => quote!(U64),
        Value::F64 => quote!(F64),
        Value::Duration => quote!(Nanoseconds),
    };
    let site = site::expand(metric.ident.span(), &private);
    let unit = metric.unit.map(|unit| quote!(.with_unit(#unit)));
    let (labels, buckets, seed) =
        (expand_labels(metric, &private), expand_buckets(metric, &private), expand_seed(metric, &private));
    quote! {
        #private::Descriptor::new(#private::Kind::#kind, #name, #help, #site)
            .with_precision(#private::Precision::#precision)
            .with_namespace(#namespace)
            .with_group(#group)
            #unit #labels #buckets #seed
    }
}

fn expand_labels(metric: &MetricModel, private: &TokenStream) -> Option<TokenStream> {
    let labels = metric.labels.iter().map(|label| {
        let (name, ty) = (label.ident.unraw().to_string(), &label.ty);
        let values = quote_spanned!(ty.span()=> <#ty as #private::LabelValue>::VALUES);
        quote!(#private::Label::new(#name, #values))
    });
    (!metric.labels.is_empty()).then(|| quote!(.with_labels(&[#(#labels),*])))
}

fn expand_buckets(metric: &MetricModel, private: &TokenStream) -> Option<TokenStream> {
    let bounds = match &metric.buckets {
        Some(bounds) => quote!(&[#(#bounds),*]),
        None => quote!(#private::DEFAULT_BUCKETS),
    };
    (metric.kind == Kind::Histogram).then(|| quote!(.with_buckets(#bounds)))
}

fn expand_seed(metric: &MetricModel, private: &TokenStream) -> Option<TokenStream> {
    let seed = match metric.seed.as_ref()? {
        Seed::None => quote!(None),
        Seed::Gauge(value) => quote_spanned!(value.span()=> With(|| #private::GaugeSeed::value(#value))),
    };
    Some(quote!(.with_seed(#private::Seed::#seed)))
}

fn expand_accessor(metric: &MetricModel, model: &Model, body: &TokenStream) -> TokenStream {
    let MetricModel { attrs, cfgs, vis, ident, help, .. } = metric;
    let handle = handle_type(metric, &private(model));
    // Without labels the handle is a constant: `static REQUESTS: Counter = requests_total();`
    let constness = metric.labels.is_empty().then(|| quote!(const));
    let arguments = metric.labels.iter().map(|label| {
        let (name, ty) = (&label.ident, &label.ty);
        quote!(#name: #ty)
    });
    let summary = summary(metric);
    let many = (metric.labels.len() > 7).then(|| quote!(#[allow(clippy::too_many_arguments)]));
    quote! {
        #(#cfgs)*
        #many
        #(#attrs)*
        #[doc = #help]
        #[doc = ""]
        #[doc = #summary]
        #[must_use]
        #vis #constness fn #ident(#(#arguments),*) -> #handle {
            #body
        }
    }
}

fn handle_type(metric: &MetricModel, private: &TokenStream) -> TokenStream {
    let value = match metric.value {
        Value::U64 => quote!(::core::primitive::u64),
        Value::F64 => quote!(::core::primitive::f64),
        Value::Duration => quote!(::core::time::Duration),
    };
    match metric.kind {
        Kind::Counter => quote!(#private::Counter<#value>),
        Kind::Gauge => quote!(#private::Gauge),
        Kind::UpDownCounter => quote!(#private::UpDownCounter),
        Kind::Histogram => quote!(#private::Histogram<#value>),
    }
}

fn expand_handle(metric: &MetricModel, model: &Model) -> TokenStream {
    let (private, family) = (private(model), family_ident(metric));
    let handle = handle_type(metric, &private);
    let index = metric.labels.iter().fold(quote!(0), |index, label| {
        let (name, ty) = (&label.ident, &label.ty);
        quote_spanned!(ty.span()=> <#ty as #private::LabelValue>::index_after(&#name, #index))
    });
    // `Histogram<u64>::from_parts` is no expression; `<Histogram<u64>>::from_parts` is.
    quote!(<#handle>::from_parts(&#family, #index))
}

/// One line of documentation: type and name, and the query that a reader would start with.
fn summary(metric: &MetricModel) -> String {
    let labels: Vec<_> = metric.labels.iter().map(|label| label.ident.unraw().to_string()).collect();
    let (name, by) = (&metric.name, labels.join(", "));
    let (kind, query) = match metric.kind {
        Kind::Counter => ("counter", format!("sum by ({by}) (rate({name}[5m]))")),
        Kind::Gauge => ("gauge", name.clone()),
        Kind::UpDownCounter => ("up-down counter", format!("sum by ({by}) ({name})")),
        Kind::Histogram => {
            let by = [&["le".to_owned()], &labels[..]].concat().join(", ");
            ("histogram", format!("histogram_quantile(0.99, sum by ({by}) (rate({name}_bucket[5m])))"))
        }
    };
    format!("The {kind} `{name}`; in PromQL, `{query}`.").replace(" by ()", "")
}
