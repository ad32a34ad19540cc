//! The condition of an alert: `increase("5m") > 0`.

use proc_macro2::Span;
use syn::parse::ParseStream;
use syn::{Ident, Lit, Path, Token};

use crate::diag::Errors;
use crate::duration::Duration;
use crate::keys;

/// The condition as it was given.
pub(crate) struct Condition {
    /// The word of the measure.
    pub(crate) word: Ident,
    /// The measure; `None` if its word is unknown.
    pub(crate) measure: Option<Measure>,
    /// The comparison and the threshold. `absent` has neither.
    pub(crate) limit: Option<Limit>,
}

/// The number that is compared.
#[derive(Clone)]
pub(crate) enum Measure {
    Value,
    Rate(Window),
    Increase(Window),
    /// The share of a function's calls that fail.
    Errors(Window),
    Quantile(Number, Window),
    /// The increase, divided by the increase of the metric with this accessor.
    Ratio(Path, Window),
    Absent(Window),
}

/// A time in whole seconds, and its text.
#[derive(Clone)]
pub(crate) struct Window {
    pub(crate) text: String,
    pub(crate) seconds: u64,
}

/// `> 0`
#[derive(Clone)]
pub(crate) struct Limit {
    pub(crate) comparison: Comparison,
    pub(crate) threshold: f64,
    /// The place of the threshold.
    pub(crate) at: Span,
}

/// A number literal with an optional sign.
#[derive(Clone)]
pub(crate) struct Number {
    pub(crate) value: f64,
    pub(crate) span: Span,
}

/// An operator, and the name of core's variant.
#[derive(Clone, Copy)]
pub(crate) struct Comparison {
    pub(crate) operator: &'static str,
    pub(crate) variant: &'static str,
}

/// The words of all measures, and an example of each.
pub(crate) const MEASURES: &[(&str, &str)] = &[
    ("value", "value > 100"),
    ("rate", "rate(\"5m\") > 10"),
    ("increase", "increase(\"5m\") > 0"),
    ("quantile", "quantile(0.99, \"5m\") > 0.5"),
    ("ratio", "ratio(requests_total, \"5m\") > 0.01"),
    ("errors", "errors(\"5m\") > 0.01"),
    ("absent", "absent(\"10m\")"),
];

/// The shortest window, which has two scrapes at the most frequent usual interval.
const MIN_WINDOW: u64 = 15;

/// The longest window: servers keep samples for weeks, not for years.
const MAX_WINDOW: u64 = 30 * 24 * 60 * 60;

impl Condition {
    /// Whether the next token is the word of a measure.
    pub(super) fn is_next(input: ParseStream<'_>) -> bool {
        let word = keys::key(&input.fork());
        word.is_ok_and(|word| MEASURES.iter().any(|(measure, _)| word == measure))
    }

    pub(super) fn parse(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Self> {
        let word = keys::key(input).map_err(|error| {
            syn::Error::new(error.span(), "expected a condition, such as `increase(\"5m\") > 0`")
        })?;
        let Some((_, example)) = MEASURES.iter().find(|(measure, _)| word == measure) else {
            keys::skip_to_comma(input); // the model knows which measures the metric has
            return Ok(Condition { word, measure: None, limit: None });
        };
        let measure = Measure::parse(&word, input, errors)?;
        let limit = if let Measure::Absent(_) = measure {
            check_absent(input)?;
            None
        } else {
            Some(Limit::parse(&word, example, input)?)
        };
        Ok(Condition { word, measure: Some(measure), limit })
    }
}

fn check_absent(input: ParseStream<'_>) -> syn::Result<()> {
    if input.is_empty() || input.peek(Token![,]) {
        return Ok(());
    }
    Err(input.error("`absent` holds or does not hold; remove the comparison"))
}

impl Measure {
    fn parse(word: &Ident, input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Self> {
        let text = word.to_string();
        if text == "value" {
            return match input.peek(syn::token::Paren) {
                true => Err(input.error("`value` takes no arguments; remove them")),
                false => Ok(Measure::Value),
            };
        }
        let example = match &*text {
            "quantile" => "0.99, \"5m\"",
            "ratio" => "requests_total, \"5m\"",
            _ => "\"5m\"",
        };
        keys::list(word, example, input, |input| {
            Ok(match &*text {
                "rate" => Measure::Rate(Window::parse(input, errors)?),
                "increase" => Measure::Increase(Window::parse(input, errors)?),
                "errors" => Measure::Errors(Window::parse(input, errors)?),
                "absent" => Measure::Absent(Window::parse(input, errors)?),
                "quantile" => {
                    let at = Number::parse("0.99", input)?;
                    check_quantile(&at, errors);
                    Measure::Quantile(at, Window::parse_next(word, example, input, errors)?)
                }
                _ => {
                    let path = parse_accessor(input)?;
                    Measure::Ratio(path, Window::parse_next(word, example, input, errors)?)
                }
            })
        })
    }
}

/// Parses the path of an accessor.
fn parse_accessor(input: ParseStream<'_>) -> syn::Result<Path> {
    const FORM: &str =
        "expected the accessor of another metric, such as `requests_total` or `crate::web::requests_total`";
    let path = input.call(Path::parse_mod_style).map_err(|error| syn::Error::new(error.span(), FORM))?;
    if input.peek(syn::token::Paren) {
        return Err(input.error("write only the path of the accessor; remove the parentheses"));
    }
    Ok(path)
}

fn check_quantile(at: &Number, errors: &mut Errors) {
    let value = at.value;
    if (0.0..=1.0).contains(&value) {
        return;
    }
    let meant = if (1.0..=100.0).contains(&value) { value / 100.0 } else { 0.99 };
    errors.at_span(at.span, format!("`{value}` is not a quantile from 0 to 1; write `{meant}`"));
}

impl Window {
    fn parse(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Self> {
        let window: Duration = input.parse()?;
        let seconds = whole_seconds(&window, errors);
        let text = &window.text;
        if seconds < MIN_WINDOW {
            let message = format!("the window `{text}` is shorter than two scrapes; write at least `15s`");
            errors.at_span(window.span, message);
        }
        if seconds > MAX_WINDOW {
            errors.at_span(window.span, format!("the window `{text}` is too long; write at most `30d`"));
        }
        Ok(Window { text: window.text, seconds })
    }

    /// Parses `, "5m"`.
    fn parse_next(
        word: &Ident,
        example: &str,
        input: ParseStream<'_>,
        errors: &mut Errors,
    ) -> syn::Result<Self> {
        if input.parse::<Option<Token![,]>>()?.is_none() || input.is_empty() {
            let message = format!("`{word}` needs a window; for example `{word}({example})`");
            return Err(syn::Error::new(if input.is_empty() { word.span() } else { input.span() }, message));
        }
        Window::parse(input, errors)
    }
}

/// Returns the seconds of a duration. Milliseconds are reported.
pub(super) fn whole_seconds(of: &Duration, errors: &mut Errors) -> u64 {
    let seconds = of.milliseconds.div_ceil(1000);
    if of.milliseconds % 1000 != 0 {
        let text = &of.text;
        errors.at_span(of.span, format!("`{text}` is not a number of whole seconds; write `{seconds}s`"));
    }
    seconds
}

impl Limit {
    fn parse(word: &Ident, example: &str, input: ParseStream<'_>) -> syn::Result<Self> {
        if input.is_empty() || input.peek(Token![,]) {
            let message = format!("`{word}` is not compared with a number; write, for example, `{example}`");
            return Err(syn::Error::new(word.span(), message));
        }
        let comparison = Comparison::parse(input)?;
        if input.is_empty() || input.peek(Token![,]) {
            let message = format!(
                "the number after `{}` is missing; write, for example, `{example}`",
                comparison.operator
            );
            return Err(syn::Error::new(word.span(), message));
        }
        let number = Number::parse("100", input)?;
        Ok(Limit { comparison, threshold: number.value, at: number.span })
    }
}

impl Comparison {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let of = |operator, variant| Ok(Comparison { operator, variant });
        if input.parse::<Option<Token![>=]>>()?.is_some() {
            of(">=", "GreaterOrEqual")
        } else if input.parse::<Option<Token![<=]>>()?.is_some() {
            of("<=", "LessOrEqual")
        } else if input.parse::<Option<Token![==]>>()?.is_some() {
            of("==", "Equal")
        } else if input.parse::<Option<Token![!=]>>()?.is_some() {
            of("!=", "NotEqual")
        } else if input.parse::<Option<Token![>]>>()?.is_some() {
            of(">", "Greater")
        } else if input.parse::<Option<Token![<]>>()?.is_some() {
            of("<", "Less")
        } else if input.peek(Token![=]) {
            Err(input.error("`=` is not a comparison; write `==`"))
        } else {
            Err(input.error("expected `>`, `>=`, `<`, `<=`, `==` or `!=`"))
        }
    }
}

impl Number {
    fn parse(example: &str, input: ParseStream<'_>) -> syn::Result<Self> {
        let minus: Option<Token![-]> = input.parse()?;
        if input.peek(Ident) || input.peek(Token![::]) {
            let path = input.call(Path::parse_mod_style)?;
            let text = crate::rustdoc::source(&path);
            let message = format!("`{text}` is not a literal; write its value, such as `{example}`");
            return Err(syn::Error::new_spanned(path, message));
        }
        let form = format!("expected a number, such as `{example}`");
        let literal: Lit = input.parse().map_err(|error| syn::Error::new(error.span(), &form))?;
        let value: f64 = match &literal {
            Lit::Int(int) => int.base10_parse()?,
            Lit::Float(float) => float.base10_parse()?,
            _ => return Err(syn::Error::new(literal.span(), form)),
        };
        if !value.is_finite() {
            let message = format!("the number is too large; write a finite number, such as `{example}`");
            return Err(syn::Error::new(literal.span(), message));
        }
        Ok(Number { value: if minus.is_some() { -value } else { value }, span: literal.span() })
    }
}
