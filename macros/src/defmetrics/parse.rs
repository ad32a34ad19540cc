//! ```text
//! #![namespace = "grapevine"]
//! /// Help.
//! #[buckets(..)]
//! pub histogram broadcast_duration_seconds(channel: Channel, kind = "text"): f64;
//! ```

use proc_macro2::{TokenStream, TokenTree};
use syn::parse::{Parse, ParseStream, Parser};
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
    let (mut attrs, mut metrics) = (Vec::new(), Vec::new());
    let parser = |input: ParseStream<'_>| {
        attrs = errors.ok(input.call(Attribute::parse_inner)).unwrap_or_default();
        while !input.is_empty() {
            let metric = parse_metric(input, errors);
            if metric.is_err() {
                skip_declaration(input);
            }
            metrics.extend(errors.ok(metric));
        }
        Ok(())
    };
    let read_to_the_end = parser.parse2(block);
    if errors.is_empty() {
        errors.ok(read_to_the_end); // what is left in a group after a mistake is no mistake more
    }
    Block { attrs, metrics }
}

/// Skips to after the next semicolon or to the next comment, so that a mistake in one declaration does not hide those in
/// the next.
fn skip_declaration(input: ParseStream<'_>) {
    while !input.is_empty() && !input.peek(Token![#]) {
        if matches!(input.parse(), Ok(TokenTree::Punct(punct)) if punct.as_char() == ';') {
            break;
        }
    }
}

fn parse_metric(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Metric> {
    check_place_of_block_attributes(input)?;
    let attrs = input.call(Attribute::parse_outer)?;
    if let (true, Some(last)) = (input.is_empty(), attrs.last()) {
        return Err(syn::Error::new_spanned(
            last,
            "expected a declaration after this, as `counter jobs_total;`",
        ));
    }
    let vis = input.parse()?;
    let kind: Ident = expect(input, "expected the type of a metric, as `counter`")?;
    let ident = expect(input, &format!("expected the name of the {kind}, as `{kind} jobs`"))?;
    let labels = match input.peek(syn::token::Paren) {
        true => keys::group(input, |input| parse_labels(input, errors))?,
        false => Vec::new(),
    };
    let value = match input.parse::<Option<Token![:]>>()? {
        Some(_) => errors.ok(expect(input, "expected the type of the value, as `f64`")),
        None => None,
    };
    if input.parse::<Option<Token![;]>>()?.is_none() {
        errors.ok::<()>(Err(input.error(format!("expected `;` after the declaration of `{ident}`"))));
        skip_declaration(input);
    }
    Ok(Metric { attrs, vis, kind, ident, labels, value })
}

fn check_place_of_block_attributes(input: ParseStream<'_>) -> syn::Result<()> {
    match input.call(Attribute::parse_inner)?.first() {
        None => Ok(()),
        Some(late) => Err(syn::Error::new_spanned(
            late,
            "what is said of the block comes first; move this to its start",
        )),
    }
}

fn parse_labels(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Vec<Label>> {
    let mut labels = Vec::new();
    while !input.is_empty() {
        labels.push(parse_label(input, errors)?);
        let end = keys::check_end(input);
        if errors.ok(end).is_some() || !input.peek(Ident) {
            keys::skip_to_next(input);
        }
    }
    Ok(labels)
}

/// A label, or one that stands for it where only its name could be read.
fn parse_label(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Label> {
    let attrs = input.call(Attribute::parse_outer)?;
    let ident: Ident = expect(input, "expected the name of a label, as `channel: Channel`")?;
    let forms = format!(
        "the label `{ident}` needs a type, as `{ident}: Channel`, or one value, as `{ident} = \"text\"`"
    );
    let of = if input.parse::<Option<Token![=]>>()?.is_some() {
        let value = errors.ok(expect(input, &forms));
        LabelOf::Constant(Box::new(value.unwrap_or_else(|| syn::parse_quote!("?"))))
    } else {
        let ty = match input.parse::<Option<Token![:]>>()? {
            Some(_) => expect(input, &forms),
            None => Err(syn::Error::new(ident.span(), &forms)),
        };
        LabelOf::Type(Box::new(
            errors.ok(ty).unwrap_or_else(|| syn::parse_quote!(impl ::core::marker::Sized)),
        ))
    };
    Ok(Label { attrs, ident, of })
}

fn expect<T: Parse>(input: ParseStream<'_>, message: &str) -> syn::Result<T> {
    input.parse().map_err(|error| syn::Error::new(error.span(), message))
}
