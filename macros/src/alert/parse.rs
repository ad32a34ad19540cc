//! The syntax of `#[alert(..)]`: a name, a condition, and keys.

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, Ident, LitStr, Meta, Token};

use super::condition::{Condition, Window, whole_seconds};
use crate::diag::{Errors, expected_or_remedy, nearest};
use crate::duration::Duration;
use crate::keys::{self, list, once, text};

/// An alert as it was given. Mistakes in its syntax have been reported.
pub(crate) struct Given {
    /// Where a missing part is reported.
    pub(super) span: Span,
    pub(super) name: Part<Ident>,
    pub(super) condition: Part<Condition>,
    /// The time for which the condition must hold.
    pub(super) hold: Option<Window>,
    pub(super) severity: Option<LitStr>,
    pub(super) summary: Part<LitStr>,
    pub(super) description: Option<LitStr>,
    pub(super) runbook: Option<LitStr>,
    pub(super) matchers: Vec<Matcher>,
    pub(super) by: Vec<Ident>,
}

/// A required part.
pub(super) enum Part<T> {
    Read(T),
    Missing,
    /// The part has a mistake that has been reported.
    Reported,
}

/// `kind = Kind::Mail` or `kind != [Kind::Mail, Kind::Chat]`
pub(super) struct Matcher {
    pub(super) label: Ident,
    pub(super) negated: bool,
    pub(super) values: Vec<Expr>,
}

const FORM: &str = "QueueTooLong, value > 100, summary = \"The queue is long\"";

const KEYS: &[&str] = &["for", "severity", "summary", "description", "runbook", "where", "by"];

/// Words of rule files, and the keys to write instead.
const ELSEWHERE: &[(&str, &str)] = &[
    ("expr", "write the condition after the name, such as `value > 100`"),
    ("threshold", "write the condition after the name, such as `value > 100`"),
    ("name", "write the name first, such as `#[alert(QueueTooLong, ..)]`"),
    ("alert", "write the name first, such as `#[alert(QueueTooLong, ..)]`"),
    ("labels", "write conditions on labels in `where(kind = \"mail\")`"),
    ("group_by", "write `by(kind)`"),
    ("hold", "write `for = \"5m\"`"),
    ("duration", "write `for = \"5m\"`"),
    ("level", "write `severity = \"page\"`"),
    ("priority", "write `severity = \"page\"`"),
    ("runbook_url", "write `runbook = \"https://..\"`"),
    ("url", "write `runbook = \"https://..\"`"),
    ("annotations", "write `summary = \"..\"` and `description = \"..\"`"),
    ("message", "write `summary = \"..\"`"),
    ("title", "write `summary = \"..\"`"),
];

/// Keys that stand for a summary.
const SUMMARIES: &[&str] = &["summary", "annotations", "message", "title"];

/// Reads an alert, and reports every mistake in its syntax.
pub(crate) fn read(attr: &Attribute, errors: &mut Errors) -> Option<Given> {
    let Meta::List(meta) = &attr.meta else {
        errors.at(attr, format!("`#[alert]` needs arguments in parentheses; for example `#[alert({FORM})]`"));
        return None;
    };
    if meta.tokens.is_empty() {
        errors.at(attr, format!("the alert is empty; write, for example, `#[alert({FORM})]`"));
        return None;
    }
    let mut given = Given::at(attr.path().span());
    let parser = |input: ParseStream<'_>| {
        given.read_name(input, errors);
        given.read_condition(input, errors);
        keys::each(input, errors, |key, input, errors| given.read_key(key, input, errors))
    };
    let parsed = attr.parse_args_with(parser);
    let unread = errors.ok(parsed).unwrap_or_default();
    let is_summary = |key: &Ident| nearest(&key.to_string(), SUMMARIES).is_some();
    if matches!(given.summary, Part::Missing) && unread.iter().any(is_summary) {
        given.summary = Part::Reported;
    }
    Some(given)
}

impl Given {
    /// Returns the place at which a mistake in the whole alert is reported.
    pub(crate) fn span(&self) -> Span {
        self.span
    }

    fn at(span: Span) -> Self {
        Given {
            span,
            name: Part::Missing,
            condition: Part::Missing,
            hold: None,
            severity: None,
            summary: Part::Missing,
            description: None,
            runbook: None,
            matchers: Vec::new(),
            by: Vec::new(),
        }
    }

    /// Reads the name and the comma after it. A condition or a key in its place is left to be read.
    fn read_name(&mut self, input: ParseStream<'_>, errors: &mut Errors) {
        if (Condition::is_next(input) && !is_alone(input)) || is_key(input) {
            return;
        }
        match parse_name(input) {
            Ok(name) => self.name = Part::Read(name),
            Err(error) => {
                self.name = Part::Reported;
                errors.ok::<()>(Err(error));
            }
        }
        keys::skip_to_next(input);
    }

    /// Reads the condition and the comma after it. A key in its place is left to be read.
    fn read_condition(&mut self, input: ParseStream<'_>, errors: &mut Errors) {
        if input.is_empty() || is_key(input) {
            return;
        }
        let parsed =
            Condition::parse(input, errors).and_then(|condition| keys::check_end(input).map(|()| condition));
        self.condition = errors.ok(parsed).map_or(Part::Reported, Part::Read);
        keys::skip_to_next(input);
    }

    fn read_key(&mut self, key: &Ident, input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<()> {
        match key.to_string().as_str() {
            "for" => {
                let hold = hold(key, input)?;
                let seconds = whole_seconds(&hold, errors);
                once(&mut self.hold, key, Window { text: hold.text, seconds }, errors);
            }
            "severity" => once(&mut self.severity, key, text(key, "page", input)?, errors),
            "summary" => {
                let summary = text(key, "The queue is long", input)?;
                match &self.summary {
                    Part::Read(_) => errors.at(key, "`summary` is given twice; remove one"),
                    _ => self.summary = Part::Read(summary),
                }
            }
            "description" => {
                once(&mut self.description, key, text(key, "Jobs wait for a worker.", input)?, errors);
            }
            "runbook" => {
                once(&mut self.runbook, key, text(key, "https://example.org/queue", input)?, errors);
            }
            "where" => {
                let n_errors = errors.len();
                let read = list(key, "kind = \"mail\"", input, |input| parse_matchers(input, errors))?;
                if read.is_empty() && errors.len() == n_errors {
                    errors.at(key, "`where` is empty; write a condition such as `kind = \"mail\"`");
                }
                self.matchers.extend(read);
            }
            "by" => {
                let labels = list(key, "kind", input, |input| {
                    Punctuated::<Ident, Token![,]>::parse_terminated(input)
                })?;
                if labels.is_empty() {
                    errors.at(key, "`by` is empty; write the names of labels, or remove it");
                }
                self.by.extend(labels);
            }
            word => {
                return Err(syn::Error::new(key.span(), expected_or_remedy("key", word, KEYS, ELSEWHERE)));
            }
        }
        Ok(())
    }
}

/// Whether a word stands alone, as a name does.
fn is_alone(input: ParseStream<'_>) -> bool {
    input.peek2(Token![,])
}

/// Whether a key follows, and not a name or a condition.
fn is_key(input: ParseStream<'_>) -> bool {
    let Ok(word) = keys::key(&input.fork()) else { return false };
    let is_list = (word == "where" || word == "by") && input.peek2(syn::token::Paren);
    let has_value = input.peek2(Token![=]) && !input.peek2(Token![==]);
    is_list || (has_value && !Condition::is_next(input))
}

/// Parses the name of an alert, which may be in quotes by mistake.
fn parse_name(input: ParseStream<'_>) -> syn::Result<Ident> {
    const FORM: &str = "expected the name of the alert, such as `QueueTooLong`";
    if input.peek(LitStr) {
        let quoted: LitStr = input.parse()?;
        let message = format!("the name of an alert has no quotes; write `{}`", quoted.value());
        return Err(syn::Error::new(quoted.span(), message));
    }
    let name = input.call(Ident::parse_any).map_err(|error| syn::Error::new(error.span(), FORM))?;
    keys::check_end(input)?;
    Ok(name)
}

/// Parses `= "5m"`, which may be zero.
fn hold(key: &Ident, input: ParseStream<'_>) -> syn::Result<Duration> {
    let literal = text(key, "5m", input)?;
    Duration::or_zero(&literal)
}

/// Parses one matcher between each two commas, so that an error in a matcher does not hide errors in the next.
fn parse_matchers(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Vec<Matcher>> {
    let mut matchers = Vec::new();
    while !input.is_empty() {
        let parsed = parse_matcher(input).and_then(|matcher| keys::check_end(input).map(|()| matcher));
        matchers.extend(errors.ok(parsed));
        keys::skip_to_next(input);
    }
    Ok(matchers)
}

fn parse_matcher(input: ParseStream<'_>) -> syn::Result<Matcher> {
    let label: Ident = input.call(Ident::parse_any).map_err(|error| {
        syn::Error::new(error.span(), "expected a condition on a label, such as `kind = \"mail\"`")
    })?;
    let form = format!("expected `=` or `!=` and a value, such as `{label} = \"mail\"`");
    let negated = input.parse::<Option<Token![!=]>>()?.is_some();
    if input.peek(Token![==]) {
        return Err(input.error(format!("write one `=`, such as `{label} = \"mail\"`")));
    }
    if !negated && input.parse::<Option<Token![=]>>()?.is_none() {
        let span = if input.is_empty() || input.peek(Token![,]) { label.span() } else { input.span() };
        return Err(syn::Error::new(span, form));
    }
    let at = if input.is_empty() { label.span() } else { input.span() };
    let value: Expr = input.parse().map_err(|_| syn::Error::new(at, form))?;
    let values = match value {
        Expr::Array(list) if list.elems.is_empty() => {
            return Err(syn::Error::new_spanned(
                list,
                "the list of values is empty; write at least one value",
            ));
        }
        Expr::Array(list) => list.elems.into_iter().collect(),
        one => vec![one],
    };
    Ok(Matcher { label, negated, values })
}
