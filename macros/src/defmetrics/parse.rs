//! ```text
//! #![namespace = "grapevine"]
//! /// Help.
//! #[buckets(..)]
//! pub histogram broadcast_duration_seconds(channel: Channel, kind = "text"): f64;
//! ```

use proc_macro2::{TokenStream, TokenTree};
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, Ident, Token, Type, Visibility};

use crate::diag::Errors;
use crate::keys;

pub(crate) struct Block {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) metrics: Vec<Metric>,
}

pub(crate) struct Metric {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) kind: Ident,
    pub(crate) ident: Ident,
    pub(crate) labels: Vec<Label>,
    pub(crate) value: Option<Type>,
}

pub(crate) struct Label {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) ident: Ident,
    pub(crate) of: LabelOf,
}

/// What the values of a label are.
pub(crate) enum LabelOf {
    /// Those of a type.
    Type(Box<Type>),
    /// Always the same.
    Constant(Box<Expr>),
}

pub(crate) fn parse(block: TokenStream, errors: &mut Errors) -> Block {
    let parser = |input: ParseStream<'_>| {
        let attrs = input.call(Attribute::parse_inner).unwrap_or_else(|error| {
            errors.ok::<()>(Err(error));
            Vec::new()
        });
        let mut metrics = Vec::new();
        while !input.is_empty() {
            match input.parse::<Metric>() {
                Ok(metric) => metrics.push(metric),
                Err(error) => {
                    errors.ok::<()>(Err(error));
                    skip_declaration(input);
                }
            }
        }
        Ok(Block { attrs, metrics })
    };
    parser.parse2(block).expect("the parser takes every token and gathers its errors")
}

/// Skips to after the next semicolon, so that a mistake in one declaration does not hide those in the next.
fn skip_declaration(input: ParseStream<'_>) {
    while let Ok(token) = input.parse::<TokenTree>() {
        if matches!(token, TokenTree::Punct(punct) if punct.as_char() == ';') {
            break;
        }
    }
}

impl Parse for Metric {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attrs = input.call(Attribute::parse_outer)?;
        let vis = input.parse()?;
        let kind: Ident = expect(input, "expected the type of a metric, as `counter`")?;
        let ident = expect(input, &format!("expected the name of the {kind}"))?;
        let labels =
            if input.peek(syn::token::Paren) { keys::group(input, parse_labels)? } else { Vec::new() };
        let value = if input.parse::<Option<Token![:]>>()?.is_some() { Some(input.parse()?) } else { None };
        if !input.peek(Token![;]) {
            return Err(input.error(format!("expected `;` after the declaration of `{ident}`")));
        }
        input.parse::<Token![;]>()?;
        Ok(Metric { attrs, vis, kind, ident, labels, value })
    }
}

fn parse_labels(input: ParseStream<'_>) -> syn::Result<Vec<Label>> {
    Ok(Punctuated::<Label, Token![,]>::parse_terminated(input)?.into_iter().collect())
}

impl Parse for Label {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attrs = input.call(Attribute::parse_outer)?;
        let ident: Ident = expect(input, "expected the name of a label, as `channel: Channel`")?;
        let of = if input.parse::<Option<Token![=]>>()?.is_some() {
            LabelOf::Constant(input.parse()?)
        } else if input.parse::<Option<Token![:]>>()?.is_some() {
            LabelOf::Type(input.parse()?)
        } else {
            let message = format!(
                "the label `{ident}` needs a type, as `{ident}: Channel`, or one value, as `{ident} = \"text\"`"
            );
            return Err(syn::Error::new(ident.span(), message));
        };
        Ok(Label { attrs, ident, of })
    }
}

fn expect<T: Parse>(input: ParseStream<'_>, message: &str) -> syn::Result<T> {
    input.parse().map_err(|error| syn::Error::new(error.span(), message))
}
