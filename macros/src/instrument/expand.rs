//! ```text
//! fn register(form: Form) -> Result<Account, RegisterError> {
//!     static __GAPLESS_FUNCTION: Function = Function::new(FunctionDescriptor { .. }, lines, &__GAPLESS_FUNCTION);
//!     inventory::submit! { Registration::Function(&__GAPLESS_FUNCTION) }
//!     let returns = ReturnType::new();
//!     if false { return returns.value(); }
//!     call(&__GAPLESS_FUNCTION, label_set, returns, move || { let form = form; { the body } }, |returned| ..)
//! }
//! async fn register(form: Form) -> Result<Account, RegisterError> {
//!     the same four statements
//!     let body = async move { if false { return returns.value(); } let form = form; { the body } };
//!     CallFuture::new(&__GAPLESS_FUNCTION, label_set, body, |returned| is_error!(returned, 500).then_some(0)).await
//! }
//! fn register(form: Form) -> impl Future<Output = Result<Account, RegisterError>> {
//!     the same two items
//!     let returns = ReturnType::new();
//!     if false { return CallFuture::of(returns); }
//!     CallFuture::make(&__GAPLESS_FUNCTION, label_set, returns, move || { let form = form; { the body } }, error)
//! }
//! ```
//!
//! A closure and an async block do not know the return type of their function. The statements that never run give it to
//! them before the compiler reads the body, so that type inference works as in the user's function.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{ReturnType, Type};

use super::answer::{Answer, inferred};
use super::arguments::Arguments;
use super::in_place::InPlace;
use super::labels::{
    expand_constant_label, expand_declared, expand_error_label, expand_label_set, expand_list,
};
use super::model::{ConstantValue, ErrorRule, Model, Timing};
use super::outcome::{expand_error, expand_item_error};
use super::shape::Shape;
use super::{catalog_lines, rustdoc, watch};
use crate::site;

/// Clippy gets the user's function, because many lints judge a function as a whole. If the attribute uses the user's
/// types or expressions, clippy would not see those uses, so it gets the instrumented function.
pub(crate) fn expand(model: &Model) -> TokenStream {
    let Model { attrs, vis, sig, body, .. } = model;
    let instrumented = expand_instrumented(model);
    if model.uses_the_users_items() {
        instrumented
    } else {
        quote! {
            #[cfg(clippy)]
            #(#attrs)* #vis #sig #body
            #[cfg(not(clippy))]
            #instrumented
        }
    }
}

fn expand_instrumented(model: &Model) -> TokenStream {
    let Model { attrs, vis, .. } = model;
    let arguments = Arguments::of(&model.sig, &model.expressions());
    let (items, call, sig) = (expand_static(model), expand_call(model, &arguments), &arguments.sig);
    let docs = attrs.iter().any(|attr| attr.path().is_ident("doc")).then(|| rustdoc::lines(model));
    let docs = docs.into_iter().flatten();
    // With the user's braces, because the compiler only warns about functions whose span is the user's.
    let body = braces(model.body.span(), quote!(#items #call));
    quote! {
        #(#attrs)*
        #(#[doc = #docs])*
        #vis #sig #body
    }
}

fn braces(span: Span, content: TokenStream) -> Group {
    let mut braces = Group::new(Delimiter::Brace, content);
    braces.set_span(span);
    braces
}

fn expand_static(model: &Model) -> TokenStream {
    let (private, ident) = (model.private(), &model.sig.ident);
    let descriptor = expand_descriptor(model, &private);
    let labels = expand_declared(model, &private);
    let (lines, lines_ident) = catalog_lines::lines(model, &private).expand(&private);
    let max_series = match &model.max_series {
        Some(number) => quote!(#number),
        None => quote!(#private::DEFAULT_MAX_SERIES),
    };
    let check = quote_spanned!(ident.span()=> DESCRIPTOR.check_budget(#max_series););
    let (alerts, watch) = (watch::expand_constants(model, &private), watch::expand(model, &private));
    let constructor = if watch.is_some() { quote!(watched) } else { quote!(new) };
    quote! {
        static __GAPLESS_FUNCTION: #private::Function = {
            #labels
            const DESCRIPTOR: #private::FunctionDescriptor = #descriptor;
            #check
            #alerts
            #lines
            #private::Function::#constructor(
                DESCRIPTOR, #watch #private::CatalogLine::new(&#lines_ident.0), &__GAPLESS_FUNCTION
            )
        };
        #private::inventory::submit! { #private::Registration::Function(&__GAPLESS_FUNCTION) }
    }
}

fn expand_descriptor(model: &Model, private: &TokenStream) -> TokenStream {
    let Model { names, helps, in_flight, .. } = model;
    let constant = model.constant.iter().map(expand_constant_label);
    let adds_up = !model.constant.iter().any(|label| matches!(label.value, ConstantValue::Function(_)));
    let labels = expand_list(model, &[], private);
    let mut with_outcome = vec![quote!(#private::Outcome::LABEL)];
    let errors = match &model.errors {
        ErrorRule::Kinds(ty) => {
            with_outcome.push(quote!(#private::Outcome::NO_ERROR_LABEL));
            let error = [quote!(#private::Outcome::ERROR_LABEL), expand_error_label(ty, private)];
            expand_list(model, &error, private)
        }
        _ => quote!(&[]),
    };
    let with_outcome = expand_list(model, &with_outcome, private);
    let (timing, impossible) = (expand_timing(model, private), expand_impossible(model, private));
    let location = site::expand(model.sig.ident.span(), private);
    let items = match &model.items {
        Some([name, help]) => quote!(::core::option::Option::Some([#name, #help])),
        None => quote!(::core::option::Option::None),
    };
    quote! {
        #private::FunctionDescriptor {
            names: [#(#names),*],
            helps: [#(#helps),*],
            constant_labels: &[#(#constant),*],
            adds_up: #adds_up,
            labels: #labels,
            labels_and_outcome: #with_outcome,
            labels_and_error: #errors,
            impossible: &[#impossible],
            timing: #timing,
            in_flight: #in_flight,
            items: #items,
            location: #location,
        }
    }
}

fn expand_timing(model: &Model, private: &TokenStream) -> TokenStream {
    let Some(Timing { one_in, by_outcome, exemplars, buckets }) = &model.timing else {
        return quote!(::core::option::Option::None);
    };
    let outcome: Vec<_> = by_outcome.then(|| quote!(#private::Outcome::LABEL)).into_iter().collect();
    let (one_in, labels) = (one_in.unwrap_or(1), expand_list(model, &outcome, private));
    quote! {
        ::core::option::Option::Some(#private::Timing {
            one_in: #one_in,
            by_outcome: #by_outcome,
            labels: #labels,
            buckets: &[#(#buckets),*],
            exemplars: #exemplars,
        })
    }
}

/// Expands to the outcomes that the function cannot have, and to series that another family has instead.
fn expand_impossible(model: &Model, private: &TokenStream) -> TokenStream {
    let no_error = (!model.seeds_error).then(|| quote!(#private::Outcome::NO_ERROR,));
    let no_error_without_kind = (matches!(model.errors, ErrorRule::Kinds(_))
        && !model.has_errors_without_kind)
        .then(|| quote!(#private::Outcome::NO_ERROR_WITHOUT_KIND,));
    let no_cancelled = (model.shape == Shape::Sync).then(|| quote!(#private::Outcome::NO_CANCELLED,));
    quote!(#no_error #no_error_without_kind #no_cancelled)
}

fn expand_call(model: &Model, arguments: &Arguments) -> TokenStream {
    let call = Ident::new("__gapless_call", Span::mixed_site());
    if let Some(in_place) = InPlace::of(model, &quote!(#call.ok();)) {
        return expand_in_place(model, arguments, &in_place, &call);
    }
    if let Some(answer) = Answer::of(model) {
        return answer.expand(model, &expand_body(model, arguments));
    }
    if model.shape.is_stream() {
        return expand_stream(model, arguments);
    }
    let returns = Ident::new("__gapless_returns", Span::mixed_site());
    let (private, label_set) = (model.private(), expand_label_set(model));
    let (error, body) = (expand_error(model), expand_body(model, arguments));
    let closure = expand_closure(model, arguments);
    let never = returns_never(model);
    let ty = never.then(|| quote!(::<::core::convert::Infallible>));
    let unite = quote!(if false { return #returns.value(); });
    let unite_outside = match model.shape {
        Shape::ReturnsFuture => Some(quote!(if false { return #private::CallFuture::of(#returns); })),
        _ => (!never).then(|| unite.clone()),
    };
    let make = quote! {
        #private::CallFuture::make(&__GAPLESS_FUNCTION, #label_set, #returns, #closure, #error)
    };
    let call = match model.shape {
        Shape::Sync => quote! {
            #private::call(&__GAPLESS_FUNCTION, #label_set, #returns, #closure, #error)
        },
        Shape::Async => quote! {
            #private::CallFuture::new(&__GAPLESS_FUNCTION, #label_set, async move { #unite #body }, #error).await
        },
        Shape::ReturnsFuture => make,
        _ => quote!(::std::boxed::Box::pin(#make)),
    };
    // `!` cannot be inferred, so the body returns `Infallible`.
    let call = if never { quote!(match #call {}) } else { call };
    quote! {
        let #returns = #private::ReturnType #ty::new();
        #unite_outside
        #call
    }
}

/// Expands to a wrapped stream. The compiler chooses the method: a value of another trait named `Stream` stays
/// unchanged.
///
/// ```text
/// use NoStream as _;
/// let returns = ReturnType::<Pin<Box<dyn Stream<..>>>>::new();
/// let body = (move || { if false { return returns.value(); } the body })();
/// IntoStream { function: &__GAPLESS_FUNCTION, label_set, body }.gapless_boxed_stream(|item| ..)
/// ```
fn expand_stream(model: &Model, arguments: &Arguments) -> TokenStream {
    let (private, label_set) = (model.private(), expand_label_set(model));
    let (error, body) = (expand_item_error(model), expand_body(model, arguments));
    let [returns, set] =
        ["__gapless_returns", "__gapless_label_set"].map(|name| Ident::new(name, Span::mixed_site()));
    let ReturnType::Type(_, ty) = &model.sig.output else { return TokenStream::new() };
    let ty = inferred(ty);
    let into_stream = match model.shape {
        Shape::ReturnsBoxedStream => quote!(gapless_boxed_stream),
        _ => quote!(gapless_stream),
    };
    quote! {
        use #private::NoStream as _;
        let #returns = #private::ReturnType::<#ty>::new();
        let #set = #label_set;
        #private::IntoStream {
            function: &__GAPLESS_FUNCTION,
            label_set: #set,
            body: (move || { if false { return #returns.value(); } #body })(),
        }.#into_stream(#error)
    }
}

fn returns_never(model: &Model) -> bool {
    matches!(model.output, Some(Type::Never(_))) && matches!(model.shape, Shape::Sync | Shape::Async)
}

/// Expands to the body as a closure. The compiler reports a missing value at the bars, so they have the span of the
/// return type.
fn expand_closure(model: &Model, arguments: &Arguments) -> TokenStream {
    let content = expand_body(model, arguments);
    let bars = match &model.sig.output {
        ReturnType::Type(_, ty) => quote_spanned!(ty.span()=> ||),
        ReturnType::Default => quote!(||),
    };
    quote!(move #bars { #content })
}

/// Expands to the content of the closure: the moved arguments, and the user's block. In edition 2024, which this crate
/// uses, the last expression of a block drops its temporary values before the block's variables, as a function does
/// before its arguments.
///
/// An empty `allow` keeps the compiler from reporting a block on one line as unnecessary braces.
fn expand_body(model: &Model, arguments: &Arguments) -> TokenStream {
    let (moves, body) = (&arguments.moves, &model.body);
    let allow = if arguments.has_mut_self {
        Some(quote!(#[allow(unused_assignments)]))
    } else {
        is_one_expression_on_a_line(body).then(|| quote!(#[allow()]))
    };
    quote!(#moves #allow #body)
}

fn is_one_expression_on_a_line(body: &Group) -> bool {
    let is_end = |token: TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ';');
    let is_on_a_line = body.span_open().start().line == body.span_close().end().line;
    is_on_a_line && !body.stream().is_empty() && !body.stream().into_iter().any(is_end)
}

/// Expands to the body in the function itself, between the start and the end of the call.
fn expand_in_place(model: &Model, arguments: &Arguments, in_place: &InPlace, call: &Ident) -> TokenStream {
    let (private, label_set, moves) = (model.private(), expand_label_set(model), &arguments.moves);
    let start = quote!(#private::Call::in_place(&__GAPLESS_FUNCTION, #label_set));
    match in_place {
        InPlace::Closure(statements) => {
            let body = braces(model.body.span(), quote!(#(#statements)*));
            quote!(let mut #call = #start; #moves #[allow()] #body)
        }
        InPlace::Recursion => {
            let (error, body) = (expand_error(model), expand_body(model, arguments));
            quote!(#private::Call::returns(#start, { #body }, #error))
        }
    }
}
