//! `#[on_event]`: a function that handles an event.
//!
//! ```text
//! fn log(event: &AccountCreated) { .. }
//! const _: () = {
//!     inventory::submit! {
//!         EventDeclaration::Handler(|wiring| {
//!             wiring.declared::<AccountCreated>(concat!(module_path!(), "::log"), |event| log(event))
//!         })
//!     }
//! };
//! ```

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::spanned::Spanned;
use syn::{Attribute, FnArg, GenericParam, Path, ReturnType, Signature, Type, Visibility};

use crate::diag::{Errors, expected};
use crate::keys::{self, Slot};

/// The parts of the function that are used. Its body stays tokens.
struct Function {
    cfgs: Vec<Attribute>,
    sig: Signature,
}

pub(crate) fn on_event(args: TokenStream, item: &TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let krate = parse_args(args, &mut errors);
    let function = errors.ok(parse_function.parse2(item.clone()));
    let event = function.as_ref().and_then(|function| check(&function.sig, &mut errors));
    match (&function, event) {
        (Some(function), Some(event)) if errors.is_empty() => {
            let declaration = expand(&krate, function, event);
            quote!(#item #declaration)
        }
        _ => {
            let errors = errors.into_compile_errors();
            quote!(#item #errors)
        }
    }
}

fn parse_args(args: TokenStream, errors: &mut Errors) -> Path {
    let mut krate = Slot::new("crate");
    let parser = |input: ParseStream<'_>| {
        keys::each(input, errors, |key, input, errors| {
            if key == "crate" {
                keys::path(key, input).map(|path| krate.set(key, path, errors))
            } else {
                Err(syn::Error::new(key.span(), unknown(key)))
            }
        })
    };
    let parsed = parser.parse2(args);
    errors.ok(parsed);
    krate.get().unwrap_or_else(|| syn::parse_quote!(::gapless))
}

/// Returns the error for an unknown key. A capital letter suggests that the user wrote the type of the event.
fn unknown(key: &Ident) -> String {
    match key.to_string() {
        name if name.starts_with(char::is_uppercase) => format!(
            "the event is the argument of the function; remove this and write `fn handler(event: &{name})`"
        ),
        name => expected("key", &name, &["crate"]),
    }
}

fn parse_function(input: ParseStream<'_>) -> syn::Result<Function> {
    let start = input.span();
    let parse = || {
        let attrs = input.call(Attribute::parse_outer)?;
        input.parse::<Visibility>()?;
        Ok(Function {
            cfgs: attrs.into_iter().filter(|attr| attr.path().is_ident("cfg")).collect(),
            sig: input.parse()?,
        })
    };
    let function = parse().map_err(|_: syn::Error| {
        syn::Error::new(
            start,
            "`#[on_event]` goes on a function; for example `fn log(event: &AccountCreated)`",
        )
    })?;
    input.parse::<TokenStream>()?; // the body
    Ok(function)
}

const FORM: &str = "a handler takes one argument, the event; for example `event: &AccountCreated`";

/// Returns the type of the event if the function can be a handler.
fn check<'a>(sig: &'a Signature, errors: &mut Errors) -> Option<&'a Type> {
    if let Some(keyword) = &sig.asyncness {
        errors.at(keyword, "a handler cannot be async, because it runs in the thread that emits; remove `async` and spawn a task for slow work");
    }
    if let ReturnType::Type(_, ty) = &sig.output {
        if !matches!(&**ty, Type::Tuple(tuple) if tuple.elems.is_empty()) {
            errors.at(ty, "a handler cannot return a value; remove the return type");
        }
    }
    let parameters = sig.generics.params.iter().filter(|param| !matches!(param, GenericParam::Lifetime(_)));
    for parameter in parameters {
        errors.at(parameter.to_token_stream(), "a handler cannot be generic; write the type of the event");
    }
    let mut inputs = sig.inputs.iter();
    let Some(first) = inputs.next() else {
        errors.at(&sig.ident, FORM);
        return None;
    };
    inputs.for_each(|input| errors.at(input, FORM));
    check_argument(first, errors)
}

fn check_argument<'a>(argument: &'a FnArg, errors: &mut Errors) -> Option<&'a Type> {
    let FnArg::Typed(argument) = argument else {
        errors.at(argument, "a handler cannot take `self`; write a function outside the `impl` block");
        return None;
    };
    match &*argument.ty {
        Type::Reference(reference) if reference.mutability.is_none() => Some(&reference.elem),
        Type::Reference(reference) => {
            errors.at(reference.mutability, "a handler cannot change the event; remove `mut`");
            None
        }
        ty => {
            let source = crate::rustdoc::source(ty);
            errors.at(ty, format!("a handler borrows the event; write `&{source}`"));
            None
        }
    }
}

fn expand(krate: &Path, function: &Function, event: &Type) -> TokenStream {
    let (Function { cfgs, sig }, private) = (function, quote!(#krate::__private));
    let (ident, path) = (&sig.ident, format!("::{}", sig.ident.unraw()));
    let event = with_any_lifetime(event.to_token_stream());
    // With the span of the type, where the compiler reports a type that is not an event.
    let wiring = Ident::new("wiring", Span::mixed_site()); // one hygiene for both uses
    let declared = quote_spanned!(event.span()=> #wiring.declared::<#event>);
    quote! {
        #(#cfgs)*
        const _: () = {
            #private::inventory::submit! {
                #private::event::EventDeclaration::Handler(|#wiring| {
                    #declared(::core::concat!(::core::module_path!(), #path), |event| #ident(event))
                })
            }
        };
    }
}

/// Replaces each named lifetime with `'_`.
fn with_any_lifetime(tokens: TokenStream) -> TokenStream {
    let mut after_quote = false;
    let rename = |tree: TokenTree| {
        let is_name = std::mem::replace(
            &mut after_quote,
            matches!(&tree, TokenTree::Punct(punct) if punct.as_char() == '\''),
        );
        match tree {
            TokenTree::Ident(name) if is_name && name != "static" => Ident::new("_", name.span()).into(),
            TokenTree::Group(group) => {
                Group::new(group.delimiter(), with_any_lifetime(group.stream())).into()
            }
            tree => tree,
        }
    };
    tokens.into_iter().map(rename).collect()
}
