//! `expect_crates!`: crates whose metrics must be linked.
//!
//! ```text
//! const _: () = {
//!     use ::chat as _;
//!     inventory::submit! { Registration::Crates(&["chat"]) }
//! };
//! ```

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Ident, Path, Token};

use crate::diag::Errors;
use crate::keys::{self, Slot};

/// A crate: its name here, and its own name if the dependency renames it.
struct Expected {
    ident: Ident,
    own: Ident,
}

pub(crate) fn expect_crates(list: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let (krate, crates) = parse(list, &mut errors);
    check_twice(&crates, &mut errors);
    if errors.is_empty() { expand(&krate, &crates) } else { errors.into_compile_errors() }
}

fn parse(list: TokenStream, errors: &mut Errors) -> (Path, Vec<Expected>) {
    let (mut krate, mut crates) = (Slot::new("crate"), Vec::new());
    let parser = |input: ParseStream<'_>| {
        while !input.is_empty() {
            let parsed = if input.peek(Token![crate]) {
                parse_crate(input).map(|(key, path)| krate.set(&key, path, errors))
            } else {
                parse_expected(input).map(|expected| crates.push(expected))
            };
            errors.ok(parsed);
            keys::skip_to_next(input);
        }
        Ok(())
    };
    parser.parse2(list).expect("the parser takes every token and collects its errors");
    (krate.get().unwrap_or_else(|| syn::parse_quote!(::gapless)), crates)
}

/// Parses `crate = path`.
fn parse_crate(input: ParseStream<'_>) -> syn::Result<(Ident, Path)> {
    let key = keys::key(input)?;
    if !input.peek(Token![=]) {
        return Err(syn::Error::new(
            key.span(),
            "the metrics of this crate are always linked; write the names of other crates, such as `chat`",
        ));
    }
    input.parse::<Token![=]>()?;
    Ok((key, input.call(Path::parse_mod_style)?))
}

fn parse_expected(input: ParseStream<'_>) -> syn::Result<Expected> {
    let ident = parse_name(input, None)?;
    let own = match input.parse::<Option<Token![=]>>()? {
        Some(_) => parse_name(input, Some(&ident))?,
        None => ident.clone(),
    };
    if input.peek(Token![::]) {
        return Err(input.error(format!("`expect_crates!` takes whole crates; write `{ident}` alone")));
    }
    if input.peek(Token![-]) {
        return Err(input.error("a crate name cannot contain `-`; write `_` instead"));
    }
    keys::check_end(input)?;
    Ok(Expected { ident, own })
}

/// Parses the name of a crate. An error stands at the next token, or at `before` if the list ends.
fn parse_name(input: ParseStream<'_>, before: Option<&Ident>) -> syn::Result<Ident> {
    input.parse().map_err(|error| {
        let span = before.filter(|_| input.is_empty()).map_or(error.span(), Ident::span);
        syn::Error::new(span, "expected the name of a crate, such as `chat`")
    })
}

fn check_twice(crates: &[Expected], errors: &mut Errors) {
    for (i, Expected { ident, .. }) in crates.iter().enumerate() {
        if crates[..i].iter().any(|earlier| earlier.ident == *ident) {
            errors.at(ident, format!("`{ident}` is listed twice; remove one"));
        }
    }
}

fn expand(krate: &Path, crates: &[Expected]) -> TokenStream {
    // The compiler reports a missing crate at its name. A crate that an `extern crate` renames would be an unused
    // import.
    let links = crates.iter().map(
        |Expected { ident, .. }| quote_spanned!(ident.span()=> #[allow(unused_imports)] use ::#ident as _;),
    );
    let own = crates.iter().map(|expected| expected.own.unraw().to_string());
    quote! {
        const _: () = {
            #(#links)*
            #krate::__private::inventory::submit! { #krate::__private::Registration::Crates(&[#(#own),*]) }
        };
    }
}

#[cfg(test)]
mod tests {
    use crate::snapshot;

    #[test]
    fn each_crate_is_linked_and_expected_by_its_own_name() {
        let list = "crate = crate::metrics, chat, r#try, games = their_games,".parse();
        let list = list.expect("the test's tokens are Rust");
        snapshot::check("expect_crates", super::expect_crates(list));
    }
}
