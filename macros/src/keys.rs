//! Keys of attributes, each of which may be given once.

use syn::parse::{Parse, ParseStream};
use syn::{Ident, Token};

use crate::diag::Errors;

/// What a key was given, if it was.
pub(crate) struct Slot<T> {
    name: &'static str,
    value: Option<T>,
}

impl<T> Slot<T> {
    pub(crate) fn new(name: &'static str) -> Self {
        Slot { name, value: None }
    }

    /// Keeps the first value; a second one is a mistake at `key`.
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

/// The value in `key = value`.
pub(crate) fn value<T: Parse>(input: ParseStream<'_>) -> syn::Result<T> {
    input.parse::<Token![=]>()?;
    input.parse()
}

/// What is in the parentheses of `key(..)`, all of it.
pub(crate) fn group<T>(
    input: ParseStream<'_>,
    parse: impl FnOnce(ParseStream<'_>) -> syn::Result<T>,
) -> syn::Result<T> {
    let content;
    syn::parenthesized!(content in input);
    let value = parse(&content)?;
    if content.is_empty() {
        Ok(value)
    } else {
        Err(content.error("unexpected; nothing more can stand here"))
    }
}

/// A key, which may be the keyword `crate`.
pub(crate) fn key(input: ParseStream<'_>) -> syn::Result<Ident> {
    use syn::ext::IdentExt;
    input.call(Ident::parse_any)
}

/// Skips to after the next comma, so that a mistake in one key does not hide those in the next.
pub(crate) fn skip_to_next(input: ParseStream<'_>) {
    while !input.is_empty() && !input.peek(Token![,]) {
        let _ = input.parse::<proc_macro2::TokenTree>();
    }
    let _ = input.parse::<Option<Token![,]>>();
}
