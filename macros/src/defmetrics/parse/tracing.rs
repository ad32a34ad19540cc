//! The keys of `#[tracing(..)]`, each with its token.

use proc_macro2::Span;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, ExprLit, Ident, Lit, LitStr, Meta, Token};

use crate::diag::{Errors, expected, expected_or_remedy};
use crate::keys;

const FORM: &str = "`#[tracing(target = \"sqlx::query\", measure = \"elapsed_secs\")]`";

const KEYS: &[&str] = &["event", "span", "target", "level", "measure", "unit", "tags"];

/// Keys of other libraries, and the keys to write instead.
const KEYS_ELSEWHERE: &[(&str, &str)] = &[
    ("name", "write `event = \"..\"` or `span = \"..\"`"),
    ("field", "write `measure` for the recorded field, and `tags(..)` for label values"),
    ("fields", "write `measure` for the recorded field, and `tags(..)` for label values"),
    ("labels", "write `tags`"),
    ("module", "write `target`"),
    ("value", "write `measure`"),
];

/// The arguments of one attribute.
#[derive(Default)]
pub(crate) struct Given {
    pub(crate) at: Option<Span>,
    pub(crate) event: Option<Named>,
    pub(crate) span: Option<Named>,
    pub(crate) target: Option<LitStr>,
    pub(crate) level: Option<LitStr>,
    pub(crate) measure: Option<GivenMeasure>,
    pub(crate) unit: Option<LitStr>,
    pub(crate) tags: Vec<GivenTag>,
    /// Whether a key could not be read, so that missing keys are not reported.
    pub(crate) unread: bool,
}

/// `span`, or `span = "request"`.
pub(crate) struct Named {
    pub(crate) key: Ident,
    pub(crate) name: Option<LitStr>,
}

pub(crate) enum GivenMeasure {
    Field(LitStr),
    Duration(Ident),
}

/// `kind = "db.kind"`
pub(crate) struct GivenTag {
    pub(crate) label: Ident,
    pub(crate) source: TagOrigin,
}

/// The source of a label's value.
pub(crate) enum TagOrigin {
    Field(LitStr),
    /// The result of a function of a field.
    Made(Box<Expr>, LitStr),
    Level,
    Target,
    Name,
}

/// Reads the attribute. An error in one key does not hide the others.
pub(crate) fn read(attr: &Attribute, errors: &mut Errors) -> syn::Result<Given> {
    let Meta::List(list) = &attr.meta else {
        return Err(syn::Error::new_spanned(attr, format!("expected {FORM}")));
    };
    let at = list.path.segments.first().map(|segment| segment.ident.span());
    let mut given = Given { at, ..Given::default() };
    let parse = |input: ParseStream<'_>| {
        keys::each(input, errors, |key, input, errors| given.read(key, input, errors))
    };
    let read = parse.parse2(list.tokens.clone());
    given.unread |= errors.ok(read).is_none_or(|unread| !unread.is_empty());
    Ok(given)
}

impl Given {
    fn read(&mut self, key: &Ident, input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<()> {
        let text = |example| keys::text(key, example, input);
        match key.to_string().as_str() {
            "event" => keys::once(&mut self.event, key, named(key, input)?, errors),
            "span" => keys::once(&mut self.span, key, named(key, input)?, errors),
            "target" => keys::once(&mut self.target, key, text("sqlx::query")?, errors),
            "level" => keys::once(&mut self.level, key, text("warn")?, errors),
            "measure" => keys::once(&mut self.measure, key, measure(key, input)?, errors),
            "unit" => keys::once(&mut self.unit, key, text("ms")?, errors),
            "tags" => self.tags.extend(keys::list(key, "kind = \"db.kind\"", input, tags)?),
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

fn named(key: &Ident, input: ParseStream<'_>) -> syn::Result<Named> {
    let name = input.peek(Token![=]).then(|| keys::text(key, "request", input)).transpose()?;
    Ok(Named { key: key.clone(), name })
}

fn measure(key: &Ident, input: ParseStream<'_>) -> syn::Result<GivenMeasure> {
    const FORMS: &str = "`measure` takes a field in quotes, or `duration` for a span; for example `measure = \"elapsed_secs\"`";
    let form = |span| syn::Error::new(span, FORMS);
    input.parse::<Token![=]>().map_err(|_| form(key.span()))?;
    if input.peek(LitStr) {
        return input.parse().map(GivenMeasure::Field);
    }
    let word: Ident = input.parse().map_err(|error: syn::Error| form(error.span()))?;
    if word == "duration" { Ok(GivenMeasure::Duration(word)) } else { Err(form(word.span())) }
}

fn tags(input: ParseStream<'_>) -> syn::Result<Vec<GivenTag>> {
    Ok(Punctuated::<_, Token![,]>::parse_terminated_with(input, tag)?.into_iter().collect())
}

fn tag(input: ParseStream<'_>) -> syn::Result<GivenTag> {
    let label: Ident = input.parse()?;
    let form = format!("expected the field of the label, such as `{label} = \"db.{label}\"`");
    if input.parse::<Option<Token![=]>>()?.is_none() {
        return Err(syn::Error::new(label.span(), form));
    }
    let value: Expr = input.parse().map_err(|error: syn::Error| syn::Error::new(error.span(), &form))?;
    Ok(GivenTag { source: source(&value)?, label })
}

/// Reads `"field"`, `function("field")`, or a property of every event.
fn source(value: &Expr) -> syn::Result<TagOrigin> {
    const WORDS: &[&str] = &["level", "target", "name"];
    const FORMS: &str = "expected a field in quotes, a function of a field such as `Kind::of(\"field\")`, or `level`, `target` or `name`";
    match value {
        Expr::Lit(ExprLit { lit: Lit::Str(field), .. }) => Ok(TagOrigin::Field(field.clone())),
        Expr::Call(call) => match (call.args.first(), call.args.len()) {
            (Some(Expr::Lit(ExprLit { lit: Lit::Str(field), .. })), 1) => {
                Ok(TagOrigin::Made(call.func.clone(), field.clone()))
            }
            _ => Err(syn::Error::new_spanned(
                &call.args,
                "a tag function takes one field in quotes; for example `Kind::of(\"field\")`",
            )),
        },
        Expr::Path(path) => match path.path.get_ident().map(ToString::to_string).as_deref() {
            Some("level") => Ok(TagOrigin::Level),
            Some("target") => Ok(TagOrigin::Target),
            Some("name") => Ok(TagOrigin::Name),
            Some(word) => Err(syn::Error::new_spanned(
                path,
                format!("{}, or a field in quotes, such as `\"{word}\"`", expected("tag", word, WORDS)),
            )),
            None => Err(syn::Error::new_spanned(path, FORMS)),
        },
        other => Err(syn::Error::new_spanned(other, FORMS)),
    }
}
