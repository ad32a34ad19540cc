//! Keys in the parentheses of attributes. Each key may be given once.

use proc_macro2::TokenStream;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Ident, LitInt, LitStr, Meta, Path, Token};

use crate::diag::{Errors, expected};

/// The value of a key, if the key was given.
pub(crate) struct Slot<T> {
    name: &'static str,
    value: Option<T>,
}

impl<T> Slot<T> {
    pub(crate) fn new(name: &'static str) -> Self {
        Slot { name, value: None }
    }

    /// Stores the first value. A second value is an error at `key`.
    pub(crate) fn set(&mut self, key: &impl quote::ToTokens, value: T, errors: &mut Errors) {
        if self.value.is_some() {
            errors.at(key, format!("`{}` is given twice; remove one", self.name));
        } else {
            self.value = Some(value);
        }
    }

    pub(crate) fn get(self) -> Option<T> {
        self.value
    }
}

/// Parses the value in `key = value`.
pub(crate) fn value<T: Parse>(input: ParseStream<'_>) -> syn::Result<T> {
    input.parse::<Token![=]>()?;
    input.parse()
}

/// Parses everything in the parentheses of `key(..)`.
pub(crate) fn group<T>(
    input: ParseStream<'_>,
    parse: impl FnOnce(ParseStream<'_>) -> syn::Result<T>,
) -> syn::Result<T> {
    let content;
    syn::parenthesized!(content in input);
    let value = parse(&content).and_then(|value| {
        if content.is_empty() { Ok(value) } else { Err(content.error("unexpected token; remove it")) }
    });
    content.parse::<TokenStream>()?; // the tokens after an error are not a second error
    value
}

/// Stores the first value of a key. A second value is an error at the key.
pub(crate) fn once<T>(slot: &mut Option<T>, key: &Ident, value: T, errors: &mut Errors) {
    if slot.is_some() {
        errors.at(key, format!("`{key}` is given twice; remove one"));
    } else {
        *slot = Some(value);
    }
}

/// Parses the string in `key = "string"`.
pub(crate) fn text(key: &Ident, example: &str, input: ParseStream<'_>) -> syn::Result<LitStr> {
    value(input).map_err(|error| {
        form(&error, key, &format!("`{key}` takes a string; for example `{key} = {example:?}`"))
    })
}

/// Parses the number in `key = 16`.
pub(crate) fn number(key: &Ident, example: u64, input: ParseStream<'_>) -> syn::Result<LitInt> {
    value(input).map_err(|error| {
        form(&error, key, &format!("`{key}` takes a number; for example `{key} = {example}`"))
    })
}

/// Parses the path in `crate = path`.
pub(crate) fn path(key: &Ident, input: ParseStream<'_>) -> syn::Result<Path> {
    let parsed = input.parse::<Token![=]>().and_then(|_| input.call(Path::parse_mod_style));
    parsed.map_err(|error| {
        syn::Error::new(error.span(), format!("`{key}` takes a path; for example `{key} = ::gapless`"))
    })
}

/// Returns the key of a flag, which takes no value.
pub(crate) fn flag(key: &Ident, input: ParseStream<'_>) -> syn::Result<Ident> {
    if input.is_empty() || input.peek(Token![,]) {
        Ok(key.clone())
    } else if input.peek(Ident) {
        check_end(input).map(|()| key.clone())
    } else {
        Err(input.error(format!("`{key}` takes no value; remove it")))
    }
}

/// Parses everything in the parentheses of `key(..)`, which are required.
pub(crate) fn list<T>(
    key: &Ident,
    example: &str,
    input: ParseStream<'_>,
    parse: impl FnOnce(ParseStream<'_>) -> syn::Result<T>,
) -> syn::Result<T> {
    if input.peek(syn::token::Paren) {
        return group(input, parse);
    }
    Err(form(
        &input.error(""),
        key,
        &format!("`{key}` takes arguments in parentheses; for example `{key}({example})`"),
    ))
}

/// Builds an error about the tokens after a key. It stands at the key if no tokens follow.
fn form(error: &syn::Error, key: &Ident, message: &str) -> syn::Error {
    let at_the_end = error.to_string().starts_with("unexpected end of input");
    syn::Error::new(if at_the_end { key.span() } else { error.span() }, message)
}

/// Fails unless a comma or the end follows.
pub(crate) fn check_end(input: ParseStream<'_>) -> syn::Result<()> {
    if input.is_empty() || input.peek(Token![,]) {
        Ok(())
    } else {
        Err(input.error("expected `,` before this"))
    }
}

/// Parses a key, which may be the keyword `crate`.
pub(crate) fn key(input: ParseStream<'_>) -> syn::Result<Ident> {
    use syn::ext::IdentExt;
    input.call(Ident::parse_any).map_err(|error| syn::Error::new(error.span(), "expected a key"))
}

/// Visits each key with the tokens up to the next comma, and returns the keys that could not be read. An error in one
/// key does not hide errors in the next.
pub(crate) fn each(
    input: ParseStream<'_>,
    errors: &mut Errors,
    mut visit: impl FnMut(&Ident, ParseStream<'_>, &mut Errors) -> syn::Result<()>,
) -> syn::Result<Vec<Ident>> {
    let mut unread = Vec::new();
    while !input.is_empty() {
        let key = key(input)?;
        let visited = visit(&key, input, errors).and_then(|()| check_end(input));
        unread.extend(errors.ok(visited).is_none().then_some(key));
        skip_to_next(input);
    }
    Ok(unread)
}

/// Visits each key. A key that is not in `keys` is an error that names the nearest valid key.
pub(crate) fn each_of(
    input: ParseStream<'_>,
    keys: &[&str],
    errors: &mut Errors,
    mut visit: impl FnMut(&Ident, ParseStream<'_>, &mut Errors) -> syn::Result<()>,
) -> syn::Result<Vec<Ident>> {
    each(input, errors, |key, input, errors| {
        if keys.contains(&key.to_string().as_str()) {
            visit(key, input, errors)
        } else {
            Err(syn::Error::new(key.span(), expected("key", &key.to_string(), keys)))
        }
    })
}

/// Visits the keys in the parentheses of each attribute. An attribute without parentheses is an error that shows
/// `example`.
pub(crate) fn for_each<'a>(
    attrs: impl Iterator<Item = &'a Attribute>,
    example: &str,
    errors: &mut Errors,
    mut visit: impl FnMut(&Ident, ParseStream<'_>, &mut Errors) -> syn::Result<()>,
) {
    for attr in attrs {
        let Meta::List(_) = &attr.meta else {
            let name = attr.path().get_ident().map(ToString::to_string).unwrap_or_default();
            errors.at(
                attr,
                format!("`#[{name}]` needs arguments in parentheses; for example `#[{name}({example})]`"),
            );
            continue;
        };
        let parser = |input: ParseStream<'_>| {
            each(input, errors, &mut visit).map_err(|error| {
                syn::Error::new(error.span(), format!("expected a key; for example `{example}`"))
            })
        };
        let parsed = attr.parse_args_with(parser);
        errors.ok(parsed);
    }
}

/// Skips past the next comma, so that an error in one key does not hide errors in the next.
pub(crate) fn skip_to_next(input: ParseStream<'_>) {
    skip_to_comma(input);
    let _ = input.parse::<Option<Token![,]>>();
}

/// Skips to the next comma.
pub(crate) fn skip_to_comma(input: ParseStream<'_>) {
    while !input.is_empty() && !input.peek(Token![,]) {
        let _ = input.parse::<proc_macro2::TokenTree>();
    }
}
