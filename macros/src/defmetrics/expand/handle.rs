//! The handle that an accessor returns and an event handler records into.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::Type;
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::super::model::labels::TypedLabel;
use super::super::model::{MetricModel, Model};
use super::block_constants::optional_impl;
use crate::kind::{Kind, Value};

pub(super) fn private(model: &Model) -> TokenStream {
    let krate = &model.krate;
    quote!(#krate::__private)
}

/// Returns the name of the static of a metric. Several structs of a module may have metrics of one name.
pub(super) fn family_ident(metric: &MetricModel, model: &Model) -> Ident {
    let metric = metric.ident.unraw().to_string().to_uppercase();
    match &model.into {
        Some(into) => format_ident!("__GAPLESS_{}_{metric}", into.ident.unraw().to_string().to_uppercase()),
        None => format_ident!("__GAPLESS_{metric}"),
    }
}

/// Returns the type of the states, or a stand-in if it is missing.
pub(super) fn states_type(metric: &MetricModel) -> Type {
    metric.states.clone().unwrap_or_else(|| syn::parse_quote!(::core::primitive::bool))
}

/// Returns the static of a metric or the field of a struct, and a reference to it for a handle.
fn family(metric: &MetricModel, model: &Model) -> (TokenStream, TokenStream) {
    let (private, family, field) = (private(model), family_ident(metric, model), &metric.ident);
    match model.into {
        Some(_) => (quote!(self.#field), quote!(&self.#field)),
        None => (quote!(#family), quote!(#private::Static::of(&#family))),
    }
}

pub(super) fn handle_type(metric: &MetricModel, model: &Model) -> TokenStream {
    let private = private(model);
    let shared = model.into.as_ref().map(|_| quote!(, &#private::Shared));
    let only_shared = model.into.as_ref().map(|_| quote!(<&#private::Shared>));
    let value = match metric.value {
        Value::U64 => quote!(::core::primitive::u64),
        Value::F64 => quote!(::core::primitive::f64),
        Value::Duration => quote!(::core::time::Duration),
    };
    match metric.kind {
        Kind::Counter => quote!(#private::Counter<#value #shared>),
        Kind::Gauge => quote!(#private::Gauge #only_shared),
        Kind::UpDownCounter => quote!(#private::UpDownCounter #only_shared),
        Kind::Histogram => quote!(#private::Histogram<#value #shared>),
        Kind::Summary => quote!(#private::Summary<#value #shared>),
        Kind::Info => quote!(#private::Info #only_shared),
        Kind::StateSet => {
            let states = states_type(metric);
            quote!(#private::StateSet<#states #shared>)
        }
    }
}

pub(super) fn expand_handle(metric: &MetricModel, model: &Model) -> TokenStream {
    expand_handle_of(metric, model, |label| label.ident.clone())
}

/// Expands to the handle for the label values in the given variables.
pub(super) fn expand_handle_of(
    metric: &MetricModel,
    model: &Model,
    variable: impl Fn(&TypedLabel) -> Ident,
) -> TokenStream {
    let (private, (family, reference)) = (private(model), family(metric, model));
    let handle = handle_type(metric, model);
    // `Histogram<u64>::from_parts` is not an expression; `<Histogram<u64>>::from_parts` is.
    if metric.labels.typed.is_empty() {
        return expand_made(metric, model, &reference, &quote!(#private::SeriesRef::ONLY));
    }
    let labels: Vec<_> = metric.labels.typed.iter().map(|label| (local(label), label)).collect();
    let values = labels.iter().map(|(local, label)| {
        let text = format_ident!("{local}_text");
        let value = label_value(label, &variable(label));
        match optional_impl(&label.ty) {
            Some(_) => quote!(let #text = #value; let #local = &#private::ByType::of(&#text);),
            None => quote!(let #local = &#private::ByType::of(#value);),
        }
    });
    let typed = labels.iter().fold(quote!(0), |index, (local, _)| quote!(#local.gapless_index_after(#index)));
    let open = labels.iter().map(|(local, label)| quote_spanned!(label.ty.span()=> #local.gapless_text()));
    let made = match metric.kind {
        Kind::Info => quote!(<#handle>::of(#reference, #typed, [#(#open),*])),
        _ => {
            let series = quote!(#family.series(#typed, [#(#open),*]));
            expand_made(metric, model, &reference, &series)
        }
    };
    quote! {
        use #private::{ByAny as _, ByOptionalText as _, ByReference as _, ByText as _};
        #(#values)*
        #made
    }
}

/// Expands to the handle of a series.
pub(super) fn expand_made(
    metric: &MetricModel,
    model: &Model,
    family: &TokenStream,
    series: &TokenStream,
) -> TokenStream {
    let (private, handle) = (private(model), handle_type(metric, model));
    let marked = metric.exemplars.then(|| quote!(.marked()));
    let series = quote!(#series #marked);
    if metric.kind != Kind::StateSet {
        return quote!(<#handle>::from_parts(#family, #series));
    }
    let states = states_type(metric);
    quote! {{
        use #private::ByAny as _;
        <#handle>::from_parts(#family, #series, #private::ByType::<#states>::GAPLESS_INDEX)
    }}
}

/// Returns the variable for a label's value. The compiler reports a type that is not a label at the type.
fn local(label: &TypedLabel) -> Ident {
    format_ident!("__gapless_{}", label.ident.unraw(), span = label.ty.span().resolved_at(Span::mixed_site()))
}

fn label_value(label: &TypedLabel, ident: &Ident) -> TokenStream {
    let text = quote!(::core::convert::AsRef::<::core::primitive::str>::as_ref);
    match label.ty {
        Type::ImplTrait(_) => quote!(#text(&#ident)),
        _ if optional_impl(&label.ty).is_some() => quote!(#ident.as_ref().map(#text)),
        _ => quote!(&#ident),
    }
}
