//! The attribute's keys, and the function, whose body stays tokens: half-typed code still completes in an editor.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, Ident, LitInt, LitStr, Path, Signature, Token, Type, Visibility};

use crate::buckets::Buckets;
use crate::diag::{expected, Errors};
use crate::keys::{self, Slot};

#[derive(Clone, Default)]
pub(crate) struct Args {
    pub(crate) name: Option<LitStr>,
    pub(crate) function: Option<LitStr>,
    pub(crate) labels: Option<Labels>,
    /// The type whose values tell errors apart.
    pub(crate) error: Option<Type>,
    pub(crate) ok_if: Option<Expr>,
    pub(crate) error_if: Option<Expr>,
    pub(crate) buckets: Option<Buckets>,
    pub(crate) max_series: Option<LitInt>,
    pub(crate) krate: Option<Path>,
    /// Of a method in an `impl` block: it stays as it is.
    pub(crate) skip: Option<Ident>,
}

#[derive(Clone)]
pub(crate) struct Labels(pub(crate) Vec<Label>);

/// `kind: Kind = form.kind()`
#[derive(Clone)]
pub(crate) struct Label {
    pub(crate) ident: Ident,
    pub(crate) ty: Type,
    pub(crate) value: Expr,
}

pub(crate) struct Function {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) sig: Signature,
    pub(crate) body: TokenStream,
}

/// The keys of `#[instrument_metric(..)]`.
pub(crate) const KEYS: &[&str] =
    &["name", "function", "labels", "error", "ok_if", "error_if", "buckets", "max_series", "crate"];

/// The keys of `#[metric(..)]` on a method of an instrumented `impl` block.
pub(crate) const METHOD_KEYS: &[&str] =
    &["skip", "name", "function", "labels", "error", "ok_if", "error_if", "buckets", "max_series"];

impl Args {
    /// These arguments, and for each that is not given, that of `others`.
    pub(crate) fn or(self, others: Args) -> Self {
        Args {
            name: self.name.or(others.name),
            function: self.function.or(others.function),
            labels: self.labels.or(others.labels),
            error: self.error.or(others.error),
            ok_if: self.ok_if.or(others.ok_if),
            error_if: self.error_if.or(others.error_if),
            buckets: self.buckets.or(others.buckets),
            max_series: self.max_series.or(others.max_series),
            krate: self.krate.or(others.krate),
            skip: self.skip.or(others.skip),
        }
    }

    /// What can only be said of one method is no argument of a block.
    pub(crate) fn check_for_impl(&self, errors: &mut Errors) {
        const REMEDY: &str = "write it above the method, as `#[metric(function = \"..\")]`";
        if let Some(function) = &self.function {
            errors.at(function, format!("the methods of a block cannot all have one name; {REMEDY}"));
        }
        if let Some(label) = self.labels.as_ref().and_then(|labels| labels.0.first()) {
            errors.at(&label.ident, "the methods of a block have arguments of their own; write labels above each, as `#[metric(labels(..))]`");
        }
    }
}

pub(crate) fn parse_args(args: TokenStream, keys: &[&str], errors: &mut Errors) -> Args {
    let (mut name, mut function, mut labels) =
        (Slot::new("name"), Slot::new("function"), Slot::new("labels"));
    let (mut buckets, mut max_series, mut krate) =
        (Slot::new("buckets"), Slot::new("max_series"), Slot::new("crate"));
    let (mut error, mut ok_if, mut error_if) =
        (Slot::new("error"), Slot::new("ok_if"), Slot::new("error_if"));
    let mut skip = Slot::new("skip");
    let parsed = (|input: ParseStream<'_>| {
        while !input.is_empty() {
            let key = keys::key(input)?;
            let result = match key.to_string().as_str() {
                other if !keys.contains(&other) => Err(syn::Error::new(key.span(), expected(other, keys))),
                "name" => keys::value(input).map(|value| name.set(&key, value, errors)),
                "function" => keys::value(input).map(|value| function.set(&key, value, errors)),
                "labels" => keys::group(input, Labels::parse).map(|value| labels.set(&key, value, errors)),
                "error" => keys::value(input).map(|value| error.set(&key, value, errors)),
                "ok_if" => keys::value(input).map(|value| ok_if.set(&key, value, errors)),
                "error_if" => keys::value(input).map(|value| error_if.set(&key, value, errors)),
                "buckets" => keys::group(input, Buckets::parse).map(|value| buckets.set(&key, value, errors)),
                "max_series" => keys::value(input).map(|value| max_series.set(&key, value, errors)),
                "crate" => keys::value(input).map(|value| krate.set(&key, value, errors)),
                _ => {
                    skip.set(&key, key.clone(), errors);
                    Ok(())
                }
            };
            errors.ok(result);
            keys::skip_to_next(input);
        }
        Ok(())
    })
    .parse2(args);
    errors.ok(parsed);
    Args {
        name: name.get(),
        function: function.get(),
        labels: labels.get(),
        error: error.get(),
        ok_if: ok_if.get(),
        error_if: error_if.get(),
        buckets: buckets.get(),
        max_series: max_series.get(),
        krate: krate.get(),
        skip: skip.get(),
    }
}

impl Parse for Labels {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        Ok(Labels(Punctuated::<Label, Token![,]>::parse_terminated(input)?.into_iter().collect()))
    }
}

impl Parse for Label {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let ident: Ident = input.parse()?;
        let form = |error: syn::Error| {
            syn::Error::new(
                error.span(),
                format!("a label has a type and a value, as `{ident}: Kind = form.kind()`"),
            )
        };
        input.parse::<Token![:]>().map_err(form)?;
        let ty = input.parse()?;
        input.parse::<Token![=]>().map_err(form)?;
        Ok(Label { ty, value: input.parse()?, ident })
    }
}

pub(crate) fn parse_function(item: TokenStream, errors: &mut Errors) -> Option<Function> {
    let first = item.clone().into_iter().next();
    let parsed = Function::parse.parse2(item);
    let wrong_place = |error: syn::Error| {
        let place = first.map_or_else(TokenStream::new, TokenTree::into_token_stream);
        match error.to_string() {
            message if message.starts_with("expected `fn`") || message.starts_with("expected one of") => {
                syn::Error::new_spanned(
                    place,
                    "`#[instrument_metric]` goes on a function with a body, or on an `impl` block",
                )
            }
            _ => error,
        }
    };
    errors.ok(parsed.map_err(wrong_place))
}

impl Parse for Function {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut attrs = input.call(Attribute::parse_outer)?;
        let vis = input.parse()?;
        let sig = input.parse()?;
        if input.peek(Token![;]) {
            return Err(
                input.error("this function has no body to measure; annotate the one that implements it")
            );
        }
        let content;
        syn::braced!(content in input);
        for mut attr in content.call(Attribute::parse_inner)? {
            attr.style = syn::AttrStyle::Outer; // the body becomes that of a closure, which has no inner attributes
            attrs.push(attr);
        }
        Ok(Function { attrs, vis, sig, body: content.parse()? })
    }
}
