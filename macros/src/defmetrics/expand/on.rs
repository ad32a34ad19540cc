//! ```text
//! const _: () = {
//!     fn on_event(event: &AccountCreated) {
//!         if !event::asks(&__GAPLESS_ACCOUNTS_TOTAL, event, |event| event.is_new) { return; }
//!         let origin: &Origin = &(event.origin);
//!         record(event.took, <handle>, unit);
//!     }
//!     inventory::submit! {
//!         EventDeclaration::Metric(|wiring| wiring.declared::<AccountCreated>("accounts_total", on_event))
//!     }
//! };
//! ```

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Expr, Type};

use super::super::model::labels::TypedLabel;
use super::super::model::on::{Measured, On};
use super::super::model::{MetricModel, Model};
use super::handle::{expand_handle_of, family_ident};
use crate::kind::Value;

/// Expands to the handlers that record a metric.
pub(crate) fn expand(metric: &MetricModel, model: &Model, private: &TokenStream) -> Option<TokenStream> {
    let handlers = metric.on.iter().map(|on| expand_on(on, metric, model, private));
    (!metric.on.is_empty()).then(|| quote!(#(#handlers)*))
}

fn expand_on(on: &On, metric: &MetricModel, model: &Model, private: &TokenStream) -> TokenStream {
    let (cfgs, event, name) = (&metric.cfgs, &on.event, &metric.name);
    let wiring = Ident::new("wiring", Span::mixed_site()); // one hygiene for both uses
    let declared = quote_spanned!(event.span()=> #wiring.declared::<#event>);
    let (check, record) = (expand_check(on, metric, private), expand_record(on, metric, model, private));
    quote! {
        #(#cfgs)*
        const _: () = {
            #check
            #[allow(clippy::all, clippy::pedantic, clippy::nursery)]
            fn __gapless_on_event(event: &#event) {
                let _ = event;
                #record
            }
            #private::inventory::submit! {
                #private::event::EventDeclaration::Metric(|#wiring| #declared(#name, __gapless_on_event))
            }
        };
    }
}

/// Expands the check of units. The compiler reports at the field if its unit does not fit the metric.
fn expand_check(on: &On, metric: &MetricModel, private: &TokenStream) -> Option<TokenStream> {
    let Measured::Field(field) = &on.measure else { return None };
    let (event, name, metric_name) = (&on.event, field.unraw().to_string(), metric.ident.unraw().to_string());
    let unit = metric.unit.as_deref().unwrap_or_default();
    let is_integer = metric.value == Value::U64;
    Some(quote_spanned! {field.span()=>
        const _: () = (#private::event::check_measure)(
            <#event as #private::event::Event>::TYPE, #name, #unit, #is_integer, #metric_name,
        );
    })
}

fn expand_record(on: &On, metric: &MetricModel, model: &Model, private: &TokenStream) -> TokenStream {
    let family = family_ident(metric, model);
    let keep = on.keep.as_ref().map(|keep| expand_question(keep, &quote!(!), private));
    let drop = on.drop.as_ref().map(|drop| expand_question(drop, &quote!(), private));
    let tags = metric.labels.typed.iter().zip(&on.tags).map(|(label, tag)| expand_tag(label, tag.as_ref()));
    let handle = expand_handle_of(metric, model, value_ident);
    let handle_ident = Ident::new("__gapless_handle", Span::mixed_site());
    let is_time = metric.unit.as_deref() == Some("seconds");
    let record = expand_measure(on, is_time, &handle_ident, private);
    quote! {
        if !#family.is_on() {
            return;
        }
        #keep
        #drop
        #(#tags)*
        let #handle_ident = { #handle };
        #record
    }
}

fn expand_question(question: &Expr, not: &TokenStream, private: &TokenStream) -> TokenStream {
    let event = event_ident(question.span());
    let asked = quote_spanned!(question.span()=> (#private::event::ask)(#question, #event));
    quote! {
        if #not #asked {
            return;
        }
    }
}

/// Returns the variable for a label's value. The user's expressions cannot see it.
fn value_ident(label: &TypedLabel) -> Ident {
    format_ident!("__gapless_value_of_{}", label.ident.unraw(), span = Span::mixed_site())
}

/// Returns the handler's argument `event`, with the place for errors. The user's expressions can see it.
fn event_ident(place: Span) -> Ident {
    Ident::new("event", Span::call_site().located_at(place))
}

/// Expands to the value of a label, by reference, because the field may not be `Copy`.
fn expand_tag(label: &TypedLabel, tag: Option<&Expr>) -> TokenStream {
    let (local, ident) = (value_ident(label), &label.ident);
    let value = match tag {
        Some(value) => quote_spanned!(value.span()=> &(#value)),
        None => {
            let event = event_ident(ident.span());
            quote_spanned!(ident.span()=> &(#event.#ident))
        }
    };
    match &label.ty {
        Type::ImplTrait(_) => quote!(let #local = #value;),
        Type::Reference(ty) => quote!(let #local: #ty = #value;),
        ty => quote!(let #local: &#ty = #value;),
    }
}

fn expand_measure(on: &On, is_time: bool, handle: &Ident, private: &TokenStream) -> TokenStream {
    let event = &on.event;
    match &on.measure {
        Measured::One => quote!(#handle.inc();),
        Measured::Field(field) => {
            let name = field.unraw().to_string();
            let argument = event_ident(field.span());
            let value = quote_spanned!(field.span()=> #argument.#field);
            let record = quote_spanned!(field.span()=> (#private::event::Record::record));
            quote! {
                const __GAPLESS_UNIT: #private::event::Unit =
                    #private::event::unit_of(<#event as #private::event::Event>::TYPE, #name);
                #record(#value, #handle, __GAPLESS_UNIT);
            }
        }
        Measured::Function(function) if is_time => {
            let measured = expand_function(function, private);
            quote_spanned!(function.span()=> (#private::event::record_time)(#measured, #handle);)
        }
        Measured::Function(function) => {
            let unit = Ident::new("None", Span::call_site());
            expand_number(function, &unit, handle, private)
        }
        Measured::FunctionIn(function, unit) => expand_number(function, &unit.variant(), handle, private),
    }
}

fn expand_number(function: &Expr, unit: &Ident, handle: &Ident, private: &TokenStream) -> TokenStream {
    let measured = expand_function(function, private);
    quote_spanned! {function.span()=>
        (#private::event::record_number)(#measured, #handle, #private::event::Unit::#unit);
    }
}

fn expand_function(function: &Expr, private: &TokenStream) -> TokenStream {
    let event = event_ident(function.span());
    quote_spanned!(function.span()=> (#private::event::measure)(#function, #event))
}
