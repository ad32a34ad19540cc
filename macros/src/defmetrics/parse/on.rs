//! The event and the keys of `#[on(..)]`, such as `#[on(AccountCreated, measure = took, unit = "ms")]`.

use syn::parse::ParseStream;
use syn::{Attribute, Expr, ExprPath, Ident, LitStr, Meta, Token, Type};

use crate::diag::{Errors, expected_or_remedy};
use crate::keys;

const FORM: &str = "the type of an event, such as `#[on(AccountCreated)]`";

const KEYS: &[&str] = &["measure", "tags", "keep", "drop", "unit"];

/// Keys of other libraries, and the keys to write instead.
const KEYS_ELSEWHERE: &[(&str, &str)] = &[
    ("measurement", "write `measure`"),
    ("value", "write `measure`"),
    ("labels", "write `tags`"),
    ("tag_values", "write `tags`"),
    ("filter", "write `keep`"),
    ("skip", "write `drop`"),
];

/// The arguments of one attribute.
pub(crate) struct Given {
    pub(crate) event: Type,
    pub(crate) measure: Option<(Ident, Measure)>,
    pub(crate) tags: Vec<Tag>,
    pub(crate) keep: Option<(Ident, Expr)>,
    pub(crate) drop: Option<(Ident, Expr)>,
    pub(crate) unit: Option<LitStr>,
}

/// The source of a measurement.
pub(crate) enum Measure {
    /// A field of the event.
    Field(Ident),
    /// A function of the event.
    Function(Box<Expr>),
}

/// `origin = event.origin`
pub(crate) struct Tag {
    pub(crate) label: Ident,
    pub(crate) value: Expr,
}

pub(crate) fn read(attr: &Attribute, errors: &mut Errors) -> syn::Result<Given> {
    match &attr.meta {
        Meta::List(list) if !list.tokens.is_empty() => {
            attr.parse_args_with(|input: ParseStream<'_>| parse(input, errors))
        }
        _ => Err(syn::Error::new_spanned(attr, format!("expected {FORM}"))),
    }
}

fn parse(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Given> {
    let event = input
        .parse()
        .map_err(|error: syn::Error| syn::Error::new(error.span(), format!("expected {FORM}")))?;
    let mut given = Given { event, measure: None, tags: Vec::new(), keep: None, drop: None, unit: None };
    let end = keys::check_end(input);
    errors.ok(end);
    keys::skip_to_next(input);
    keys::each(input, errors, |key, input, errors| given.read(key, input, errors))?;
    Ok(given)
}

impl Given {
    fn read(&mut self, key: &Ident, input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<()> {
        match key.to_string().as_str() {
            "measure" => {
                let measure = measure(expression(
                    key,
                    "a field or a function of the event; for example `measure = took`",
                    input,
                )?);
                keys::once(&mut self.measure, key, (key.clone(), measure), errors);
            }
            "tags" => {
                let tags =
                    keys::list(key, "origin = event.origin", input, |input| parse_tags(input, errors))?;
                self.tags.extend(tags);
            }
            "keep" => {
                let keep = expression(
                    key,
                    "a function of the event; for example `keep = |event| event.is_new`",
                    input,
                )?;
                keys::once(&mut self.keep, key, (key.clone(), keep), errors);
            }
            "drop" => {
                let drop = expression(
                    key,
                    "a function of the event; for example `drop = |event| event.is_test`",
                    input,
                )?;
                keys::once(&mut self.drop, key, (key.clone(), drop), errors);
            }
            "unit" => keys::once(&mut self.unit, key, keys::text(key, "ms", input)?, errors),
            other => {
                return Err(syn::Error::new(
                    key.span(),
                    expected_or_remedy("key", other, KEYS, KEYS_ELSEWHERE),
                ));
            }
        }
        Ok(())
    }
}

/// Parses the expression in `key = expression`.
fn expression(key: &Ident, form: &str, input: ParseStream<'_>) -> syn::Result<Expr> {
    let form = |span| syn::Error::new(span, format!("`{key}` takes {form}"));
    if input.parse::<Option<Token![=]>>()?.is_none() || input.is_empty() {
        return Err(form(key.span()));
    }
    input.parse().map_err(|error: syn::Error| form(error.span()))
}

/// A single name is the name of a field.
fn measure(value: Expr) -> Measure {
    match &value {
        Expr::Path(ExprPath { path, qself: None, .. }) => match path.get_ident() {
            Some(field) => Measure::Field(field.clone()),
            None => Measure::Function(Box::new(value)),
        },
        _ => Measure::Function(Box::new(value)),
    }
}

fn parse_tags(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Vec<Tag>> {
    let mut tags = Vec::new();
    keys::each(input, errors, |label, input, _| {
        let form = format!("the value of the label; for example `{label} = event.{label}`");
        expression(label, &form, input).map(|value| tags.push(Tag { label: label.clone(), value }))
    })?;
    Ok(tags)
}
