//! Bucket bounds: a list, `linear(start, width, count)` or `exponential(start, factor, count)`.
//!
//! `gapless::buckets` generates the same bounds at run time (`declared/bounds.rs` in `core`).

use proc_macro2::Span;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Ident, Lit, Token};

use crate::diag::expected;
use crate::keys;

/// The largest number of bounds that a generator may produce.
const MAX_COUNT: f64 = 500.0;

/// Upper bounds in ascending order, finite, not negative and without `+Inf`; and their place in the source.
#[derive(Clone)]
pub(crate) struct Buckets {
    pub(crate) bounds: Vec<f64>,
    pub(crate) span: Span,
}

impl Parse for Buckets {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let span = input.span();
        let is_generated = input.peek(Ident) && input.peek2(syn::token::Paren);
        let bounds = if is_generated { generate(input)? } else { list(input)? };
        Ok(Buckets { bounds, span })
    }
}

fn list(input: ParseStream<'_>) -> syn::Result<Vec<f64>> {
    let bounds = Punctuated::<Bound, Token![,]>::parse_terminated(input)?;
    if bounds.is_empty() {
        return Err(syn::Error::new(
            input.span(),
            "the list of bounds is empty; write at least one bound, such as `0.5`",
        ));
    }
    let mut last: Option<&Bound> = None;
    for bound in &bounds {
        if bound.value < 0.0 {
            return Err(bound.error(
                "a bound cannot be negative, because a histogram refuses negative values; remove it",
            ));
        }
        match last {
            Some(last) if last.value == bound.value => {
                return Err(bound.error(&format!("the bound {} is given twice; remove one", bound.value)));
            }
            Some(last) if last.value > bound.value => {
                return Err(bound.error(&format!(
                    "the bound {} comes after {}; write the bounds in ascending order",
                    bound.value, last.value
                )));
            }
            _ => last = Some(bound),
        }
    }
    Ok(bounds.iter().map(|bound| bound.value).collect())
}

/// A rule that generates bounds from a start, a step and a count.
struct Generator {
    form: &'static str,
    valid_start: fn(f64) -> bool,
    /// The error for any other start.
    start_rule: &'static str,
    valid_step: fn(f64) -> bool,
    /// The error for any other step.
    step_rule: &'static str,
    bound: fn(f64, f64, u32) -> f64,
}

const LINEAR: Generator = Generator {
    form: "linear(start, width, count)",
    valid_start: |start| start >= 0.0,
    start_rule: "the start of `linear` cannot be negative; write 0 or more",
    valid_step: |width| width > 0.0,
    step_rule: "the width of `linear` must be above 0; write a positive number",
    bound: |start, width, i| start + width * f64::from(i),
};

const EXPONENTIAL: Generator = Generator {
    form: "exponential(start, factor, count)",
    valid_start: |start| start > 0.0,
    start_rule: "the start of `exponential` must be above 0; write a positive number",
    valid_step: |factor| factor > 1.0,
    step_rule: "the factor of `exponential` must be above 1; write a larger number",
    bound: |start, factor, i| start * power(factor, i),
};

fn generate(input: ParseStream<'_>) -> syn::Result<Vec<f64>> {
    let name: Ident = input.parse()?;
    let generator = match name.to_string().as_str() {
        "linear" => LINEAR,
        "exponential" => EXPONENTIAL,
        other => {
            return Err(syn::Error::new(
                name.span(),
                expected("generator", other, &["linear", "exponential"]),
            ));
        }
    };
    let arguments = keys::group(input, Punctuated::<Bound, Token![,]>::parse_terminated)?;
    match &arguments.into_iter().collect::<Vec<_>>()[..] {
        [start, step, count] => generator.bounds(start, step, count),
        _ => Err(syn::Error::new(
            name.span(),
            format!("`{name}` takes three numbers; write `{}`", generator.form),
        )),
    }
}

impl Generator {
    fn bounds(&self, start: &Bound, step: &Bound, count: &Bound) -> syn::Result<Vec<f64>> {
        if !(self.valid_start)(start.value) {
            return Err(start.error(self.start_rule));
        }
        if !(self.valid_step)(step.value) {
            return Err(step.error(self.step_rule));
        }
        if count.value.fract() != 0.0 || !(1.0..=MAX_COUNT).contains(&count.value) {
            return Err(count.error(&format!(
                "`{}` is not a valid number of bounds; write an integer from 1 to {MAX_COUNT}",
                count.value
            )));
        }
        let indexes = (0..).take_while(|&i| f64::from(i) < count.value);
        let bounds: Vec<f64> = indexes.map(|i| round((self.bound)(start.value, step.value, i))).collect();
        let ascending = bounds.windows(2).all(|pair| pair[0] < pair[1]);
        if !ascending || bounds.iter().any(|bound| bound.is_infinite()) {
            return Err(step.error(
                "with this step the bounds leave the range of `f64`; write a smaller step or fewer bounds",
            ));
        }
        Ok(bounds)
    }
}

/// Raises to a power. The result of `f64::powi` may depend on the compiler.
fn power(mut base: f64, mut exponent: u32) -> f64 {
    let mut power = 1.0;
    while exponent > 0 {
        if exponent % 2 == 1 {
            power *= base;
        }
        base *= base;
        exponent /= 2;
    }
    power
}

/// Rounds to 15 significant digits, so that `0.1 + 2 * 0.1` is `0.3`.
fn round(bound: f64) -> f64 {
    format!("{bound:.14e}").parse().unwrap_or(bound)
}

/// An integer or a float, with an optional sign.
struct Bound {
    value: f64,
    span: Span,
}

impl Bound {
    fn error(&self, message: &str) -> syn::Error {
        syn::Error::new(self.span, message)
    }
}

impl Parse for Bound {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let minus: Option<Token![-]> = input.parse()?;
        if input.peek(Ident) || input.peek(Token![::]) {
            return Err(named(&input.parse()?));
        }
        let form = "expected a number, such as `0.5`";
        let literal: Lit = input.parse().map_err(|error| syn::Error::new(error.span(), form))?;
        let value: f64 = match &literal {
            Lit::Int(int) => int.base10_parse()?,
            Lit::Float(float) => float.base10_parse()?,
            _ => return Err(syn::Error::new(literal.span(), form)),
        };
        if !value.is_finite() {
            return Err(syn::Error::new(literal.span(), INFINITE));
        }
        Ok(Bound { value: if minus.is_some() { -value } else { value }, span: literal.span() })
    }
}

const INFINITE: &str = "a bound must be finite; remove it, because the `+Inf` bucket is always exported";

/// Returns the error for a bound that is a constant, because a macro cannot see its value.
fn named(path: &syn::Path) -> syn::Error {
    let name = path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
    let message = match &*name {
        "NAN" => "a bound cannot be `NaN`; write a number, such as `0.5`".to_owned(),
        "INFINITY" | "NEG_INFINITY" => INFINITE.to_owned(),
        _ => format!("the bound `{name}` is not a literal; write its value, such as `0.5`"),
    };
    syn::Error::new_spanned(path, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bounds(text: &str) -> Result<Vec<f64>, String> {
        syn::parse_str::<Buckets>(text).map(|buckets| buckets.bounds).map_err(|error| error.to_string())
    }

    #[test]
    fn generators_yield_round_bounds() {
        assert_eq!(bounds("linear(0.1, 0.1, 4)"), Ok(vec![0.1, 0.2, 0.3, 0.4]));
        assert_eq!(bounds("exponential(0.005, 2, 10)").unwrap().len(), 10);
        assert_eq!(bounds("exponential(0.001, 10, 4)"), Ok(vec![0.001, 0.01, 0.1, 1.0]));
        assert_eq!(bounds("1, 2.5, 5e3"), Ok(vec![1.0, 2.5, 5000.0]));
    }

    #[test]
    fn invalid_bounds_are_errors() {
        let cases = [
            ("", "the list of bounds is empty"),
            ("1, 1", "twice"),
            ("2, 1", "ascending"),
            ("-1, 1", "negative"),
            ("1e999", "finite"),
            ("true", "number"),
            ("f64::NAN", "a bound cannot be `NaN`"),
            ("0.5, ::core::f64::NAN", "a bound cannot be `NaN`"),
            ("-NAN", "a bound cannot be `NaN`"),
            ("0.5, f64::INFINITY", "finite"),
            ("-f64::INFINITY", "finite"),
            ("0.5, MAX", "`MAX` is not a literal"),
            ("linear(-1, 1, 3)", "the start of `linear` cannot be negative"),
            ("linear(f64::NAN, 1, 3)", "a bound cannot be `NaN`"),
            ("linear(0, 0, 3)", "the width of `linear` must be above 0"),
            ("linear(0, -1, 3)", "the width of `linear` must be above 0"),
            ("exponential(-1, 2, 3)", "the start of `exponential` must be above 0"),
            ("exponential(0, 2, 3)", "the start of `exponential` must be above 0"),
            ("exponential(1, 1, 3)", "the factor of `exponential` must be above 1"),
            ("exponential(1, -2, 3)", "the factor of `exponential` must be above 1"),
            ("exponential(1, 2, 0)", "from 1 to 500"),
            ("exponential(1, 2, 2.5)", "from 1 to 500"),
            ("exponential(1, 1e300, 3)", "range"),
            ("exponential(1, 2)", "three numbers"),
            ("exponental(1, 2, 3)", "did you mean `exponential`"),
        ];
        for (text, message) in cases {
            let error = bounds(text).expect_err(text);
            assert!(error.contains(message), "{text}: {error}");
        }
    }
}
