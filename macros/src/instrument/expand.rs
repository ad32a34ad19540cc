//! ```text
//! fn register(form: Form) -> Result<Account, RegisterError> {
//!     static __GAPLESS_FUNCTION: Function = Function::new(FunctionDescriptor { .. }, lines, &__GAPLESS_FUNCTION);
//!     inventory::submit! { Registration::Function(&__GAPLESS_FUNCTION) }
//!     call(&__GAPLESS_FUNCTION, 0, move || { the body }, |returned| is_error!(returned, 500).then_some(0))
//! }
//! async fn register(form: Form) -> Result<Account, RegisterError> {
//!     the same two items
//!     let body = pin!(async move { the body });
//!     CallFuture::start(&__GAPLESS_FUNCTION, 0, body, |returned| is_error!(returned, 500).then_some(0)).await
//! }
//! ```

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::visit_mut::VisitMut;
use syn::{ReturnType, Type};

use super::model::{ErrorRule, Model, Timing};
use super::shape::{may_be_future, Shape};
use super::{catalog_lines, rustdoc};
use crate::site;

pub(crate) fn expand(model: &Model) -> TokenStream {
    let Model { attrs, vis, sig, .. } = model;
    let items = expand_static(model);
    let call = match model.shape {
        Shape::Sync => expand_sync(model),
        Shape::Async => expand_async(model),
        Shape::ReturnsFuture => expand_returned_future(model),
        Shape::ReturnsBoxedFuture => {
            let future = expand_returned_future(model);
            quote!(::std::boxed::Box::pin({ #future }))
        }
    };
    // What never returns is a closure that returns a type without values, as `!` cannot be inferred.
    let call = if returns_never(model) { quote!(match { #call } {}) } else { call };
    let docs = rustdoc::lines(model);
    quote! {
        #(#attrs)*
        #(#[doc = #docs])*
        #vis #sig {
            #items
            #call
        }
    }
}

fn returns_never(model: &Model) -> bool {
    matches!(model.output, Some(Type::Never(_))) && matches!(model.shape, Shape::Sync | Shape::Async)
}

fn private(model: &Model) -> TokenStream {
    let krate = &model.krate;
    quote!(#krate::__private)
}

fn expand_static(model: &Model) -> TokenStream {
    let (private, ident) = (private(model), &model.sig.ident);
    let descriptor = expand_descriptor(model, &private);
    let (lines, lines_ident) = catalog_lines::lines(model, &private).expand(&private);
    let max_series = match &model.max_series {
        Some(number) => quote!(#number),
        None => quote!(#private::DEFAULT_MAX_SERIES),
    };
    let check = quote_spanned!(ident.span()=> DESCRIPTOR.check_budget(#max_series););
    quote! {
        static __GAPLESS_FUNCTION: #private::Function = {
            const DESCRIPTOR: #private::FunctionDescriptor = #descriptor;
            #check
            #lines
            #private::Function::new(DESCRIPTOR, #private::CatalogLine::new(&#lines_ident.0), &__GAPLESS_FUNCTION)
        };
        #private::inventory::submit! { #private::Registration::Function(&__GAPLESS_FUNCTION) }
    }
}

fn expand_descriptor(model: &Model, private: &TokenStream) -> TokenStream {
    let Model { names, helps, function, in_flight, .. } = model;
    let labels: Vec<_> = model.labels.iter().map(|label| expand_label(label, private)).collect();
    let (errors, no_error_label) = match &model.errors {
        ErrorRule::Kinds(ty) => {
            (expand_error_labels(&labels, ty, private), quote!(#private::Outcome::NO_ERROR_LABEL))
        }
        _ => (TokenStream::new(), TokenStream::new()),
    };
    let (timing, impossible) = (expand_timing(model, &labels, private), expand_impossible(model, private));
    let site = site::expand(model.sig.ident.span(), private);
    quote! {
        #private::FunctionDescriptor {
            names: [#(#names),*],
            helps: [#(#helps),*],
            constant_labels: &[("function", #function), ("module", ::core::module_path!())],
            labels: &[#(#labels),*],
            labels_and_outcome: &[#(#labels,)* #private::Outcome::LABEL, #no_error_label],
            labels_and_error: &[#errors],
            impossible: &[#impossible],
            timing: #timing,
            in_flight: #in_flight,
            site: #site,
        }
    }
}

fn expand_timing(model: &Model, labels: &[TokenStream], private: &TokenStream) -> TokenStream {
    let Some(Timing { one_in, by_outcome, exemplars, buckets }) = &model.timing else {
        return quote!(::core::option::Option::None);
    };
    let (one_in, outcome) = (one_in.unwrap_or(1), by_outcome.then(|| quote!(#private::Outcome::LABEL)));
    quote! {
        ::core::option::Option::Some(#private::Timing {
            one_in: #one_in,
            by_outcome: #by_outcome,
            labels: &[#(#labels,)* #outcome],
            buckets: &[#(#buckets),*],
            exemplars: #exemplars,
        })
    }
}

/// The outcomes that the function cannot have, and the series that another one has instead.
fn expand_impossible(model: &Model, private: &TokenStream) -> TokenStream {
    let no_error = (!model.seeds_error).then(|| quote!(#private::Outcome::NO_ERROR,));
    let told_apart = (matches!(model.errors, ErrorRule::Kinds(_)) && !model.has_errors_without_kind)
        .then(|| quote!(#private::Outcome::NO_ERROR_WITHOUT_KIND,));
    let no_cancelled = (model.shape == Shape::Sync).then(|| quote!(#private::Outcome::NO_CANCELLED,));
    quote!(#no_error #told_apart #no_cancelled)
}

fn expand_label(label: &super::parse::Label, private: &TokenStream) -> TokenStream {
    let (name, ty) = (label.ident.unraw().to_string(), &label.ty);
    let values = quote_spanned!(ty.span()=> <#ty as #private::LabelValue>::VALUES);
    quote!(#private::Label::new(#name, #values))
}

/// The index of the label set of this call, worked out before the body takes the arguments.
fn expand_label_set(model: &Model) -> TokenStream {
    let private = private(model);
    // No expression of the user's sees this variable.
    let value = Ident::new("__gapless_value", Span::mixed_site());
    let index = model.labels.iter().fold(quote!(0), |index, label| {
        let (ty, expression) = (&label.ty, &label.value);
        let typed = quote_spanned!(ty.span()=> let #value: #ty = #expression;);
        let index = quote_spanned!(ty.span()=> <#ty as #private::LabelValue>::index_after(&#value, #index));
        quote!({ #typed #index })
    });
    match model.labels[..] {
        [] => index,
        _ => quote!(if #private::ENABLED { #index } else { 0 }),
    }
}

/// The labels of calls that ended in an error, where errors are told apart.
fn expand_error_labels(labels: &[TokenStream], ty: &Type, private: &TokenStream) -> TokenStream {
    let values = quote_spanned!(ty.span()=> <#ty as #private::LabelValue>::VALUES);
    quote!(#(#labels,)* #private::Outcome::ERROR_LABEL, #private::Label::new("error", #values))
}

/// A closure that says which error a returned value is, if it is one.
fn expand_error(model: &Model) -> TokenStream {
    let private = private(model);
    let returned = Ident::new("__gapless_returned", Span::mixed_site());
    let hidden_future = expand_hidden_future(model, &returned, &private);
    let of_type = expand_returned_type(model);
    let is_error = match &model.errors {
        ErrorRule::Kinds(ty) => {
            let kind = expand_error_kind(model, &returned, ty, &private);
            return quote!(|#returned #of_type| { #hidden_future #kind });
        }
        ErrorRule::OkIf(rule) => quote!(!#private::ask(#returned, #rule)),
        ErrorRule::ErrorIf(rule) => quote!(#private::ask(#returned, #rule)),
        ErrorRule::Err => expand_is_error(model, &returned, &private),
    };
    quote!(|#returned #of_type| { #hidden_future (#is_error).then_some(0) })
}

/// The type of the value that a future yields, which the body may leave to the signature.
fn expand_returned_type(model: &Model) -> Option<TokenStream> {
    let ty = expressible(model.output.as_ref().filter(|_| model.shape == Shape::ReturnsFuture))?;
    Some(quote!(: &#ty))
}

/// Warns, at the return type, where that is an alias of a future. Only the compiler knows that, by the value.
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

/// The compiler reports a type that is not the type of the function's errors at that type.
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

fn expand_sync(model: &Model) -> TokenStream {
    let (private, label_set, error, body) =
        (private(model), expand_label_set(model), expand_error(model), &model.body);
    // So that a mistake in the body is told there.
    let output = expressible(model.output.as_ref()).map(|ty| quote!(-> #ty));
    quote!(#private::call(&__GAPLESS_FUNCTION, #label_set, move || #output { #body }, #error))
}

fn expand_async(model: &Model) -> TokenStream {
    let (private, label_set, error, body) =
        (private(model), expand_label_set(model), expand_error(model), &model.body);
    let [set, future] =
        ["__gapless_label_set", "__gapless_body"].map(|name| Ident::new(name, Span::mixed_site()));
    let hint = expand_type_hint(model.output.as_ref());
    quote! {
        let #set = #label_set;
        let #future = ::core::pin::pin!(async move { #hint #body });
        #private::CallFuture::start(&__GAPLESS_FUNCTION, #set, #future, #error).await
    }
}

/// The body makes the future, and its work is in there: the call starts at the first poll.
fn expand_returned_future(model: &Model) -> TokenStream {
    let (private, label_set, error, body) =
        (private(model), expand_label_set(model), expand_error(model), &model.body);
    let [set, future] =
        ["__gapless_label_set", "__gapless_future"].map(|name| Ident::new(name, Span::mixed_site()));
    // A boxed future says its type, for the body to coerce to; an `impl Future` is the one that the body has.
    let output = match (model.shape, &model.sig.output) {
        (Shape::ReturnsBoxedFuture, ReturnType::Type(_, ty)) => Some(quote!(-> #ty)),
        _ => None,
    };
    quote! {
        let #set = #label_set;
        let #future = #private::make(move || #output { #body });
        async move {
            let #future = ::core::pin::pin!(#future);
            #private::CallFuture::start(&__GAPLESS_FUNCTION, #set, #future, #error).await
        }
    }
}

/// An async block cannot say what it returns, so that `?` would not know its error type; a statement that is never
/// reached tells it.
fn expand_type_hint(output: Option<&Type>) -> Option<TokenStream> {
    let ty = expressible(output)?;
    Some(quote! {
        #[allow(unreachable_code, clippy::diverging_sub_expression, clippy::let_unit_value, clippy::never_loop)]
        if false {
            let __gapless_returned: #ty = loop {};
            return __gapless_returned;
        }
    })
}

/// A type as it can stand in a body: `impl Trait` is inferred there, and `!` is a type without values.
fn expressible(ty: Option<&Type>) -> Option<Type> {
    match ty? {
        Type::ImplTrait(_) => None,
        Type::Never(_) => Some(syn::parse_quote!(::core::convert::Infallible)),
        ty => {
            let mut ty = ty.clone();
            ImplTraitToInferred.visit_type_mut(&mut ty);
            Some(ty)
        }
    }
}

struct ImplTraitToInferred;

impl VisitMut for ImplTraitToInferred {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        if matches!(ty, Type::ImplTrait(_)) {
            *ty = syn::parse_quote!(_);
        } else {
            syn::visit_mut::visit_type_mut(self, ty);
        }
    }
}
