//! The closures that decide how a call ended, and the warnings about a return type that hides it.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Type;
use syn::spanned::Spanned;

use super::model::{ErrorRule, Model};
use super::shape::{Shape, is_opaque_stream, may_be_future, may_hide_status};

/// Expands to a closure that returns the error of a returned value, if the value is an error.
pub(crate) fn expand_error(model: &Model) -> TokenStream {
    let private = model.private();
    let returned = Ident::new("__gapless_returned", Span::mixed_site());
    let hidden_future = expand_hidden_future(model, &returned, &private);
    let hidden_stream = expand_hidden_stream(model, &returned, &private);
    let hidden_status = expand_hidden_status(model, &returned, &private);
    let is_error = match &model.errors {
        ErrorRule::Kinds(ty) => {
            let kind = expand_error_kind(model, &returned, ty, &private);
            return quote!(|#returned| { #hidden_future #hidden_stream #hidden_status #kind });
        }
        ErrorRule::OkIf(rule) => quote!(!#private::ask(#returned, #rule)),
        ErrorRule::ErrorIf(rule) => quote!(#private::ask(#returned, #rule)),
        ErrorRule::Err => expand_is_error(model, &returned, &private),
    };
    quote!(|#returned| { #hidden_future #hidden_stream #hidden_status (#is_error).then_some(0) })
}

/// Expands to a warning at the return type if the function returns a stream that is not measured.
fn expand_hidden_stream(model: &Model, returned: &Ident, private: &TokenStream) -> Option<TokenStream> {
    let ty = model.output.as_ref()?;
    let is_stream = match model.shape {
        Shape::Sync if may_be_future(ty) => "gapless_is_boxed_stream",
        Shape::Sync | Shape::Async if is_opaque_stream(ty) => "gapless_is_stream",
        _ => return None,
    };
    let is_stream = Ident::new(is_stream, ty.span());
    Some(quote! {
        {
            use #private::NotAStream as _;
            #private::Returned::new(#returned).#is_stream();
        }
    })
}

/// Expands to a warning at the return type if it is an alias of a future. Only the compiler can see that, from the
/// value.
fn expand_hidden_future(model: &Model, returned: &Ident, private: &TokenStream) -> Option<TokenStream> {
    let ty = model.output.as_ref().filter(|ty| model.shape == Shape::Sync && may_be_future(ty))?;
    let is_future = Ident::new("gapless_is_future", ty.span());
    Some(quote! {
        {
            use #private::NotAFuture as _;
            #private::Returned::new(#returned).#is_future();
        }
    })
}

fn expand_is_error(model: &Model, value: &Ident, private: &TokenStream) -> TokenStream {
    let least_status = model.least_status;
    quote!(#private::is_error!(#value, #least_status))
}

/// Expands to the kind of an error. The compiler reports a wrong type of errors at that type.
fn expand_error_kind(model: &Model, returned: &Ident, ty: &Type, private: &TokenStream) -> TokenStream {
    let [error, value] =
        ["__gapless_error", "__gapless_value"].map(|name| Ident::new(name, Span::mixed_site()));
    let is_error = expand_is_error(model, &value, private);
    let typed = quote_spanned!(ty.span()=> let #error: &#ty = #error;);
    let index = quote_spanned!(ty.span()=> <#ty as #private::LabelValue>::index_after(#error, 0));
    quote! {
        match #returned {
            ::core::result::Result::Ok(#value) => (#is_error).then_some(#private::NO_KIND),
            ::core::result::Result::Err(#error) => { #typed ::core::option::Option::Some(#index) }
        }
    }
}

/// Expands to a closure that returns the error of an item. An `Err` counts only if the attribute has a rule.
pub(crate) fn expand_item_error(model: &Model) -> TokenStream {
    match model.errors {
        ErrorRule::Err => quote!(|_| ::core::option::Option::None),
        _ => expand_error(model),
    }
}

/// Expands to a warning at the return type of an async function if the status of its response cannot be read.
fn expand_hidden_status(model: &Model, returned: &Ident, private: &TokenStream) -> Option<TokenStream> {
    if model.shape == Shape::Sync || model.shape.is_stream() || model.errors.is_of_the_user() {
        return None;
    }
    let (ty, inside) = may_hide_status(model.output.as_ref()?)?;
    let inside = inside.then(|| quote!(.gapless_inside()));
    let is_seen = quote_spanned!(ty.span()=> gapless_status_is_seen);
    Some(quote! {
        {
            use #private::{InParts as _, InResponse as _, InResult as _, NoResponse as _, NothingInside as _, WithOneStatus as _};
            #private::Status(#private::Returned::new(#returned) #inside).#is_seen();
        }
    })
}
