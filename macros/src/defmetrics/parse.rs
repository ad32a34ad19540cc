//! ```text
//! #![namespace = "grapevine"]
//! /// Help.
//! #[buckets(..)]
//! pub histogram broadcast_duration_seconds(channel: Channel, kind = "text"): f64;
//! ```

pub(super) mod attributes;
pub(super) mod on;
pub(super) mod tracing;

use proc_macro2::{Group, Punct, Span, TokenStream, TokenTree};
use quote::format_ident;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Attribute, Expr, Ident, Token, Type, Visibility};

use crate::diag::Errors;
use crate::keys;
use crate::kind::is_kind;

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
    /// Whether the whole declaration could be read.
    pub(crate) is_read: bool,
}

pub(crate) struct Label {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) ident: Ident,
    pub(crate) of: LabelOf,
}

/// The values of a label.
pub(crate) enum LabelOf {
    /// The values of a type.
    Type(Box<Type>),
    /// One constant value.
    Constant(Box<Expr>),
    /// Unknown, because the label could not be read. Its argument accepts any value.
    Unread,
}

/// Parses the block. The second value is the error of a group that was not read to its end, which only counts if it is
/// the only error.
pub(crate) fn parse(block: TokenStream, errors: &mut Errors) -> (Block, syn::Result<()>) {
    let (mut attrs, mut metrics) = (Vec::new(), Vec::new());
    let parser = |input: ParseStream<'_>| {
        while !input.is_empty() {
            let parsed = if is_block_attribute(input) {
                parse_block_attribute(input, metrics.is_empty()).map(|attr| attrs.extend(attr))
            } else {
                parse_metric(input, errors).map(|metric| metrics.push(metric))
            };
            if parsed.is_err() {
                skip_declaration(input);
            }
            errors.ok(parsed);
        }
        Ok(())
    };
    let read_to_the_end = parser.parse2(block);
    (Block { attrs, metrics }, read_to_the_end)
}

fn parse_block_attribute(input: ParseStream<'_>, is_first: bool) -> syn::Result<Vec<Attribute>> {
    let form = "expected a name or a string, such as `#![into = HttpMetrics]` or `#![namespace = \"chat\"]`";
    let attrs = Attribute::parse_inner(input).map_err(|error| syn::Error::new(error.span(), form))?;
    match attrs.first() {
        Some(late) if !is_first => Err(syn::Error::new_spanned(
            late,
            "an attribute of the block must come before every metric; move it to the start",
        )),
        _ => Ok(attrs),
    }
}

/// Skips past the next semicolon, or to the next doc comment, so that an error in one declaration does not hide errors
/// in the next.
fn skip_declaration(input: ParseStream<'_>) {
    while !input.is_empty() && !is_comment(input) && !is_block_attribute(input) {
        if matches!(input.parse(), Ok(TokenTree::Punct(punct)) if punct.as_char() == ';') {
            break;
        }
    }
}

fn is_block_attribute(input: ParseStream<'_>) -> bool {
    input.peek(Token![#]) && input.peek2(Token![!])
}

fn is_comment(input: ParseStream<'_>) -> bool {
    let ahead = input.fork();
    let is_attribute = ahead.parse::<Token![#]>().is_ok();
    is_attribute && ahead.parse::<Group>().is_ok_and(|group| group.stream().to_string().starts_with("doc"))
}

fn parse_metric(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Metric> {
    let attrs = input.call(Attribute::parse_outer)?;
    if let (true, Some(last)) = (input.is_empty(), attrs.last()) {
        return Err(syn::Error::new_spanned(
            last,
            "expected a declaration after this, such as `counter jobs_total;`",
        ));
    }
    let vis = input.parse()?;
    let n_errors = errors.len();
    let kind: Ident = expect(input, "expected the type of a metric, such as `counter`")?;
    let ident = parse_name(input, errors).map_err(|error| without_name(&kind, error.span()))?;
    let labels = if input.peek(syn::token::Paren) {
        keys::group(input, |input| parse_labels(input, errors))?
    } else {
        Vec::new()
    };
    let value = match input.parse::<Option<Token![:]>>()? {
        Some(_) => errors.ok(expect(input, "expected the type of the values, such as `f64`")),
        None => None,
    };
    if input.parse::<Option<Token![;]>>()?.is_none() {
        errors.ok::<()>(Err(input.error(format!("expected `;` after the declaration of `{ident}`"))));
        skip_declaration(input);
    }
    Ok(Metric { attrs, vis, kind, ident, labels, value, is_read: errors.len() == n_errors })
}

/// Parses a name. A keyword, and words that are joined by other characters, are reported and then used as the name.
fn parse_name(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Ident> {
    if input.peek(Ident) {
        let word = input.parse()?;
        return parse_joined(word, input, errors);
    }
    if input.peek2(Ident) {
        return Err(input.error("expected a name"));
    }
    let keyword = input.call(Ident::parse_any)?;
    match keyword.to_string().as_str() {
        word @ ("self" | "Self" | "super" | "crate" | "_") => {
            let message = format!(
                "`{word}` is a keyword; write another name, and the exported name in `#[name(..)]` above it"
            );
            errors.at(&keyword, message);
            Ok(format_ident!("keyword", span = keyword.span()))
        }
        word => {
            errors.at(
                &keyword,
                format!("`{word}` is a keyword; write `r#{word}`, which is exported as `{word}`"),
            );
            Ok(Ident::new_raw(word, keyword.span()))
        }
    }
}

/// Parses the rest of a name such as `chat-messages`, which is used as `chat_messages`.
fn parse_joined(mut name: Ident, input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Ident> {
    let mut wrong = None;
    while (input.peek(Token![-]) || input.peek(Token![.])) && input.peek2(Ident) {
        let joint: Punct = input.parse()?;
        let word: Ident = input.parse()?;
        name = format_ident!("{name}_{word}", span = name.span());
        wrong.get_or_insert(joint);
    }
    if let Some(joint) = wrong {
        errors.at_span(joint.span(), format!("a name cannot contain `{joint}`; write `{name}`"));
    }
    Ok(name)
}

/// Returns the error for a single word where a type and a name are expected.
fn without_name(word: &Ident, after: Span) -> syn::Error {
    if is_kind(word) {
        syn::Error::new(after, format!("expected the name of the {word}, such as `{word} jobs`"))
    } else {
        syn::Error::new(
            word.span(),
            format!("expected the type of the metric before its name, such as `counter {word}`"),
        )
    }
}

/// Parses one label between each two commas, so that an error in a label does not change the number of arguments.
fn parse_labels(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Vec<Label>> {
    let mut labels = Vec::new();
    while !input.is_empty() {
        let start = input.span();
        let parsed = parse_label(input, errors);
        labels.push(errors.ok(parsed).unwrap_or_else(|| Label::unread(start)));
        if is_next_label(input) {
            errors.at_span(input.span(), "expected `,` before this");
            continue;
        }
        let end =
            keys::check_end(input).map_err(|error| syn::Error::new(error.span(), "expected `,` before this"));
        let is_new = labels.last().is_some_and(|label| !matches!(label.of, LabelOf::Unread));
        errors.ok(end.or_else(|error| if is_new { Err(error) } else { Ok(()) }));
        keys::skip_to_next(input);
    }
    Ok(labels)
}

/// Whether the next label follows without a comma.
fn is_next_label(input: ParseStream<'_>) -> bool {
    input.peek(Ident) && (input.peek2(Token![:]) || input.peek2(Token![=]))
}

/// Parses a label. If only its name can be read, the error is reported and the label is kept.
fn parse_label(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Label> {
    let attrs = input.call(Attribute::parse_outer)?;
    let form = "expected a label, such as `channel: Channel`";
    let ident = parse_name(input, errors).map_err(|error| syn::Error::new(error.span(), form))?;
    let is_constant = input.peek(Token![=]);
    let of = errors.ok(parse_label_of(&ident, input));
    Ok(Label { attrs, ident, of: of.unwrap_or_else(|| LabelOf::unread(is_constant)) })
}

fn parse_label_of(ident: &Ident, input: ParseStream<'_>) -> syn::Result<LabelOf> {
    let forms = format!(
        "the label `{ident}` needs a type or a constant value; for example `{ident}: Channel` or `{ident} = \"value\"`"
    );
    if input.parse::<Option<Token![=]>>()?.is_some() {
        expect(input, &forms).map(|value| LabelOf::Constant(Box::new(value)))
    } else if input.parse::<Option<Token![:]>>()?.is_some() {
        expect(input, &forms).map(|ty| LabelOf::Type(Box::new(ty)))
    } else {
        Err(syn::Error::new(ident.span(), forms))
    }
}

impl LabelOf {
    fn unread(is_constant: bool) -> Self {
        if is_constant { LabelOf::Constant(syn::parse_quote!("?")) } else { LabelOf::Unread }
    }
}

impl Label {
    /// Creates a stand-in for a label without a name.
    fn unread(span: Span) -> Self {
        Label { attrs: Vec::new(), ident: Ident::new("unread", span), of: LabelOf::Unread }
    }
}

fn expect<T: Parse>(input: ParseStream<'_>, message: &str) -> syn::Result<T> {
    input.parse().map_err(|error| syn::Error::new(error.span(), message))
}
