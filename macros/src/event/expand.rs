//! ```text
//! const _: () = {
//!     static __GAPLESS_BUS: Bus<dyn for<'a> Fn(&AccountCreated) + Send + Sync> = Bus::new();
//!     impl ::gapless::Event for AccountCreated {
//!         const TYPE: &'static EventType =
//!             &EventType::new("account.created", &[Field::new("origin", None)], location!());
//!         type Of<'a> = AccountCreated;
//!         fn visit(&self, visit: VisitField<'_>) {
//!             visit(&Self::TYPE.fields[0], ByField(&self.origin).gapless_field());
//!         }
//!         ..
//!     }
//!     inventory::submit! { EventDeclaration::Type(&BusOf::<AccountCreated>::BUS) }
//! };
//! ```

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::model::{FieldModel, FieldOf, Model};
use crate::site;

pub(crate) fn expand(model: &Model) -> TokenStream {
    let private = private(model);
    let fields = model.fields.iter().map(|field| expand_field(field, &private));
    let visits = model.fields.iter().enumerate().map(|(i, field)| expand_visit(i, field, &private));
    let declared = of_any(model, &quote!('static));
    let event = expand_impl(model, &quote!(#(#fields),*), &quote!(#(#visits)*));
    let span = model.is_span.then(|| {
        let (span, submits) =
            (expand_span(model, &private), ["Started", "Ended"].map(|of| expand_submit(model, of, &private)));
        quote!(#span #(#submits)*)
    });
    quote! {
        #[allow(deprecated)] // the struct or a field may be deprecated
        const _: () = {
            #event
            #span
            #private::inventory::submit! {
                #private::event::EventDeclaration::Type(&#private::event::BusOf::<#declared>::BUS)
            }
        };
    }
}

/// Expands to an event without fields, for a struct with mistakes.
pub(crate) fn stub(model: &Model) -> TokenStream {
    if model.generics.params.len() > usize::from(model.lifetime.is_some()) {
        return TokenStream::new();
    }
    let event = expand_impl(model, &TokenStream::new(), &TokenStream::new());
    let span = (model.is_span && model.lifetime.is_none()).then(|| expand_span(model, &private(model)));
    quote!(const _: () = { #event #span };)
}

fn private(model: &Model) -> TokenStream {
    let krate = &model.krate;
    quote!(#krate::__private)
}

/// Returns the type, with the given lifetime if it borrows.
fn of_any(model: &Model, lifetime: &TokenStream) -> TokenStream {
    let ident = &model.ident;
    match model.lifetime {
        Some(_) => quote!(#ident<#lifetime>),
        None => quote!(#ident),
    }
}

fn expand_impl(model: &Model, fields: &TokenStream, visits: &TokenStream) -> TokenStream {
    let (private, Model { ident, name, .. }) = (private(model), model);
    let (impl_generics, ty_generics, where_clause) = model.generics.split_for_impl();
    let (of, location) = (of_any(model, &quote!('gapless)), site::expand(ident.span(), &private));
    let call = quote! {
        dyn for<'gapless> ::core::ops::Fn(&#of) + ::core::marker::Send + ::core::marker::Sync
    };
    quote! {
        static __GAPLESS_BUS: #private::event::Bus<#call> = #private::event::Bus::new();

        #[automatically_derived]
        impl #impl_generics #private::event::Event for #ident #ty_generics #where_clause {
            const TYPE: &'static #private::event::EventType =
                &#private::event::EventType::new(#name, &[#fields], #location);

            type Of<'gapless> = #of;

            type Call = #call;

            #[inline]
            fn bus() -> &'static #private::event::Bus<Self::Call> {
                &__GAPLESS_BUS
            }

            fn call(
                by: impl for<'gapless> ::core::ops::Fn(&#of)
                    + ::core::marker::Send + ::core::marker::Sync + 'static,
            ) -> #private::event::Arc<Self::Call> {
                #private::event::Arc::new(by)
            }

            fn give(&self, to: &Self::Call) {
                to(self);
            }

            fn visit(&self, visit: #private::event::VisitField<'_>) {
                let _ = &visit;
                #visits
            }
        }
    }
}

fn expand_span(model: &Model, private: &TokenStream) -> TokenStream {
    let (Model { ident, name, .. }, location) = (model, site::expand(model.ident.span(), private));
    let (started, ended) = (format!("{name}.started"), format!("{name}.ended"));
    quote! {
        static __GAPLESS_STARTED: #private::event::Bus<#private::event::StartedCall<#ident>> =
            #private::event::Bus::new();
        static __GAPLESS_ENDED: #private::event::Bus<#private::event::EndedCall<#ident>> =
            #private::event::Bus::new();

        #[automatically_derived]
        impl #private::event::Span for #ident {
            const STARTED: &'static #private::event::EventType =
                &#private::event::EventType::new(#started, #private::event::STARTED, #location);
            const ENDED: &'static #private::event::EventType =
                &#private::event::EventType::new(#ended, #private::event::ENDED, #location);

            #[inline]
            fn started() -> &'static #private::event::Bus<#private::event::StartedCall<Self>> {
                &__GAPLESS_STARTED
            }

            #[inline]
            fn ended() -> &'static #private::event::Bus<#private::event::EndedCall<Self>> {
                &__GAPLESS_ENDED
            }
        }
    }
}

/// Registers the event of a span's start or end by its name.
fn expand_submit(model: &Model, of: &str, private: &TokenStream) -> TokenStream {
    let (ident, of) = (&model.ident, Ident::new(of, Span::call_site()));
    quote! {
        #private::inventory::submit! {
            #private::event::EventDeclaration::Type(
                &#private::event::BusOf::<#private::event::#of<'static, #ident>>::BUS,
            )
        }
    }
}

/// Expands to the descriptor of a field. The compiler reports a type that is not a measurement here.
fn expand_field(field: &FieldModel, private: &TokenStream) -> TokenStream {
    let (name, ty) = (field.ident.unraw().to_string(), &field.ty);
    let of_type = quote_spanned!(ty.span()=> <#ty as #private::event::Measurement>::UNIT);
    let measure = match &field.of {
        FieldOf::Tag => quote!(::core::option::Option::None),
        FieldOf::Measure => quote!(::core::option::Option::Some(#of_type)),
        FieldOf::MeasureIn(text, unit) => {
            let unit = unit.variant();
            // The parentheses give the call the span of the string, where the compiler reports a unit that is not
            // needed.
            let declared = quote_spanned! {text.span()=>
                (#private::event::Unit::declared)(#of_type, #private::event::Unit::#unit)
            };
            quote!(::core::option::Option::Some(#declared))
        }
    };
    quote!(#private::event::Field::new(#name, #measure))
}

fn expand_visit(index: usize, field: &FieldModel, private: &TokenStream) -> TokenStream {
    let FieldModel { ident, ty, of } = field;
    let value = match of {
        FieldOf::Tag => {
            let by_field = Ident::new("by_field", Span::mixed_site());
            quote! {{
                use #private::event::{DebugField as _, LabelField as _, OpaqueField as _, TextField as _};
                let #by_field = #private::event::ByField(&self.#ident);
                (&&&&#by_field).gapless_field()
            }}
        }
        FieldOf::Measure | FieldOf::MeasureIn(..) => {
            // With the same span as the descriptor, so that the compiler reports a wrong type once.
            let measurement = quote_spanned!(ty.span()=> <#ty as #private::event::Measurement>::as_f64);
            quote!(#private::event::FieldValue::Number(#measurement(&self.#ident)))
        }
    };
    quote!(visit(&<Self as #private::event::Event>::TYPE.fields[#index], #value);)
}
