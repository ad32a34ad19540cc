//! `impl` blocks: each method is an instrumented function, and its label `function` is `Type::method`.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Attribute, Ident, ImplItem, ImplItemFn, ItemImpl, Meta};

use super::owner::owner;
use super::parse::{self, Args, Function};
use super::{expand, model};
use crate::alert;
use crate::diag::Errors;

/// Whether an item is an `impl` block.
pub(crate) fn is_impl(item: &TokenStream) -> bool {
    syn::parse2::<ItemImpl>(item.clone()).is_ok()
}

/// Returns the block with its methods instrumented. Methods with `#[metric(skip)]` stay unchanged.
pub(crate) fn instrument(args: &Args, item: TokenStream, errors: &mut Errors) -> Option<TokenStream> {
    let mut block: ItemImpl = errors.ok(syn::parse2(item))?;
    args.check_for_impl(errors);
    for attr in block.attrs.iter().filter(|attr| alert::is_alert(attr)) {
        errors.at(attr, "an alert watches one method; write it above a method of this block");
    }
    let owner = owner(&block);
    for item in &mut block.items {
        if let ImplItem::Fn(method) = item {
            if let Some(tokens) = instrument_method(args, method, owner.as_deref(), errors) {
                *item = ImplItem::Verbatim(tokens);
            }
        }
    }
    Some(block.into_token_stream())
}

fn instrument_method(
    of_block: &Args,
    method: &mut ImplItemFn,
    owner: Option<&str>,
    errors: &mut Errors,
) -> Option<TokenStream> {
    let own = take_metric_args(&mut method.attrs, errors);
    if own.skips_method() {
        let alerts = method.attrs.iter().filter(|attr| alert::is_alert(attr));
        alerts.for_each(|attr| errors.at(attr, "a method that is skipped records nothing; remove the alert"));
        return None;
    }
    let args = own.or(of_block.clone());
    let func: Function = errors.ok(syn::parse2(method.to_token_stream()))?;
    let function = name(owner, &method.sig.ident);
    model::build(args, func, &function, errors).map(|model| expand::expand(&model))
}

fn name(owner: Option<&str>, method: &Ident) -> String {
    let method = method.unraw();
    owner.map_or_else(|| method.to_string(), |owner| format!("{owner}::{method}"))
}

/// Removes `#[metric(..)]` from a method and returns its arguments.
fn take_metric_args(attrs: &mut Vec<Attribute>, errors: &mut Errors) -> Args {
    let (ours, others): (Vec<_>, _) = attrs.drain(..).partition(is_metric);
    *attrs = others;
    let mut ours = ours.into_iter().map(|attr| attr.meta);
    let args = match ours.next() {
        Some(Meta::List(list)) => parse::parse_method_args(list.tokens, errors),
        Some(other) => {
            errors.at(other, "`#[metric]` needs arguments in parentheses; for example `#[metric(skip)]`");
            Args::default()
        }
        None => Args::default(),
    };
    for second in ours {
        errors.at(second, "a method can have only one `#[metric(..)]`; move these keys to the first");
    }
    args
}

fn is_metric(attr: &Attribute) -> bool {
    attr.path().is_ident("metric")
}

/// Returns the item unchanged, without the attributes that only this macro knows.
pub(crate) fn without_own_attrs(item: TokenStream) -> TokenStream {
    let Ok(mut block) = syn::parse2::<ItemImpl>(item.clone()) else { return without_alerts(item) };
    block.attrs.retain(|attr| !alert::is_alert(attr));
    for item in &mut block.items {
        if let ImplItem::Fn(method) = item {
            method.attrs.retain(|attr| !is_metric(attr) && !alert::is_alert(attr));
        }
    }
    block.into_token_stream()
}

/// Removes alerts from the attributes of an item, which may be incomplete.
fn without_alerts(item: TokenStream) -> TokenStream {
    let (mut kept, mut rest) = (Vec::new(), item.into_iter().peekable());
    while let Some(token) = rest.next() {
        let is_start = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '#');
        if is_start && rest.next_if(is_alert_group).is_some() {
            continue;
        }
        kept.push(token);
    }
    kept.into_iter().collect()
}

/// Whether a token is the `[alert(..)]` of an attribute.
fn is_alert_group(token: &TokenTree) -> bool {
    let TokenTree::Group(group) = token else { return false };
    let first = group.stream().into_iter().next();
    group.delimiter() == Delimiter::Bracket
        && matches!(first, Some(TokenTree::Ident(word)) if word == "alert")
}
