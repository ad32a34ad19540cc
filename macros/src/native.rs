//! Native buckets: `#[native]`, or with any of its keys, such as
//! `#[native(factor = 1.05, zero_threshold = 0.001, max_buckets = 100, max_zero_threshold = 0.01)]`.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Ident, Lit, LitInt, Meta, Token};

use crate::diag::{Errors, expected_or_remedy};
use crate::keys;

const KEYS: &[&str] = &["factor", "zero_threshold", "max_buckets", "max_zero_threshold"];

/// Keys of other libraries, and the keys to write instead.
const KEYS_ELSEWHERE: &[(&str, &str)] = &[
    ("schema", "write the growth factor of the buckets; for example `factor = 1.1` for schema 3"),
    ("bucket_factor", "write `factor`"),
    ("max_bucket_number", "write `max_buckets`"),
];

/// The factor of a declaration without `factor`.
const FACTOR: f64 = 1.1;

/// 2^-128.
const ZERO_THRESHOLD: f64 = 2.938_735_877_055_719e-39;

const MAX_BUCKETS: u64 = 160;

/// The native buckets of a histogram.
#[derive(Clone, Copy)]
pub(crate) struct Native {
    pub(crate) schema: i32,
    zero_threshold: f64,
    max_buckets: u64,
    max_zero_threshold: f64,
}

/// The keys as they were given.
#[derive(Default)]
struct Given {
    factor: Option<Number>,
    zero_threshold: Option<Number>,
    max_buckets: Option<LitInt>,
    max_zero_threshold: Option<Number>,
}

/// A number with an optional sign.
struct Number {
    value: f64,
    span: Span,
}

/// Reads an attribute. An error in one key does not hide the others.
pub(crate) fn read(attr: &Attribute, errors: &mut Errors) -> syn::Result<Native> {
    let mut given = Given::default();
    match &attr.meta {
        Meta::Path(_) => {}
        Meta::List(list) => {
            let parse = |input: ParseStream<'_>| {
                keys::each(input, errors, |key, input, errors| given.read(key, input, errors))
            };
            let read = parse.parse2(list.tokens.clone());
            errors.ok(read);
        }
        Meta::NameValue(_) => {
            return Err(syn::Error::new_spanned(attr, "expected `#[native]` or `#[native(factor = 1.1)]`"));
        }
    }
    Ok(given.build(errors))
}

impl Given {
    fn read(&mut self, key: &Ident, input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<()> {
        match key.to_string().as_str() {
            "factor" => keys::once(&mut self.factor, key, factor(key, input)?, errors),
            "zero_threshold" => {
                keys::once(&mut self.zero_threshold, key, threshold(key, "0.001", input)?, errors);
            }
            "max_buckets" => {
                keys::once(&mut self.max_buckets, key, at_least_one(keys::number(key, 160, input)?)?, errors);
            }
            "max_zero_threshold" => {
                keys::once(&mut self.max_zero_threshold, key, threshold(key, "0.01", input)?, errors);
            }
            other => {
                return Err(syn::Error::new(
                    key.span(),
                    expected_or_remedy("key", other, KEYS, KEYS_ELSEWHERE),
                ));
            }
        }
        Ok(())
    }

    fn build(self, errors: &mut Errors) -> Native {
        let zero_threshold = self.zero_threshold.map_or(ZERO_THRESHOLD, |number| number.value);
        if let Some(max) = self.max_zero_threshold.as_ref().filter(|max| max.value <= zero_threshold) {
            let mistake = format!(
                "`max_zero_threshold` must be above the `zero_threshold` of {zero_threshold:?}; write a larger number, or remove it"
            );
            errors.at_span(max.span, mistake);
        }
        let max_buckets = self.max_buckets.and_then(|number| number.base10_parse().ok());
        Native {
            schema: schema(self.factor.map_or(FACTOR, |number| number.value)),
            zero_threshold,
            max_buckets: max_buckets.unwrap_or(MAX_BUCKETS),
            max_zero_threshold: self.max_zero_threshold.map_or(0.0, |number| number.value),
        }
    }
}

/// Returns the coarsest schema in which no bucket grows by more than the factor.
fn schema(factor: f64) -> i32 {
    let is_fine_enough = |schema: &i32| (-f64::from(*schema)).exp2() <= factor.log2();
    (-4..8).find(is_fine_enough).unwrap_or(8)
}

fn factor(key: &Ident, input: ParseStream<'_>) -> syn::Result<Number> {
    let factor = number(key, "1.1", input)?;
    if factor.value > 1.0 {
        Ok(factor)
    } else {
        Err(factor.error("`factor` must be above 1; for example `factor = 1.1`"))
    }
}

fn threshold(key: &Ident, example: &str, input: ParseStream<'_>) -> syn::Result<Number> {
    let threshold = number(key, example, input)?;
    if threshold.value >= 0.0 {
        Ok(threshold)
    } else {
        Err(threshold.error("a threshold cannot be negative; remove the sign"))
    }
}

fn at_least_one(number: LitInt) -> syn::Result<LitInt> {
    match number.base10_parse::<u32>()? {
        0 => Err(syn::Error::new(
            number.span(),
            "`max_buckets` must be at least 1; for example `max_buckets = 160`",
        )),
        _ => Ok(number),
    }
}

/// Parses the number in `key = 0.5`.
fn number(key: &Ident, example: &str, input: ParseStream<'_>) -> syn::Result<Number> {
    let form =
        |span| syn::Error::new(span, format!("`{key}` takes a number; for example `{key} = {example}`"));
    if input.parse::<Option<Token![=]>>()?.is_none() {
        return Err(form(key.span()));
    }
    let minus: Option<Token![-]> = input.parse()?;
    let literal: Lit = input.parse().map_err(|error: syn::Error| form(error.span()))?;
    let value: f64 = match &literal {
        Lit::Int(int) => int.base10_parse()?,
        Lit::Float(float) => float.base10_parse()?,
        _ => return Err(form(literal.span())),
    };
    if value.is_finite() {
        Ok(Number { value: if minus.is_some() { 0.0 - value } else { value }, span: literal.span() })
    } else {
        Err(form(literal.span()))
    }
}

impl Number {
    fn error(&self, message: &str) -> syn::Error {
        syn::Error::new(self.span, message)
    }
}

impl Native {
    /// Expands to `Native::new(3)` and a call for each value that is not the default.
    pub(crate) fn expand(&self, private: &TokenStream) -> TokenStream {
        let Native { schema, zero_threshold, max_zero_threshold, .. } = *self;
        let max_buckets = usize::try_from(self.max_buckets).unwrap_or(usize::MAX);
        let zero_threshold =
            (zero_threshold != ZERO_THRESHOLD).then(|| quote!(.with_zero_threshold(#zero_threshold)));
        let max_buckets = (self.max_buckets != MAX_BUCKETS).then(|| quote!(.with_max_buckets(#max_buckets)));
        let max_zero_threshold =
            (max_zero_threshold > 0.0).then(|| quote!(.with_max_zero_threshold(#max_zero_threshold)));
        quote!(#private::Native::new(#schema) #zero_threshold #max_buckets #max_zero_threshold)
    }

    /// Returns the JSON object for the catalog.
    pub(crate) fn json(&self) -> String {
        let Native { schema, zero_threshold, max_buckets, max_zero_threshold } = self;
        format!(
            "{{\"schema\":{schema},\"zero_threshold\":{zero_threshold:?},\"max_buckets\":{max_buckets},\
             \"max_zero_threshold\":{max_zero_threshold:?}}}"
        )
    }

    /// Returns the sentence for the accessor's documentation.
    pub(crate) fn doc(&self) -> String {
        let Native { schema, max_buckets, .. } = self;
        format!("Native buckets: schema {schema}, at most {max_buckets} buckets.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_factor_is_the_coarsest_schema_that_is_fine_enough() {
        let cases = [
            (1.1, 3),
            (1.05, 4),
            (1.0001, 8),
            (1.002, 8),
            (1.0028, 8),
            (1.006, 7),
            (1.19, 2),
            (1.2, 2),
            (1.5, 1),
            (2.0, 0),
            (3.9, 0),
            (4.0, -1),
            (16.0, -2),
            (65536.0, -4),
            (1e9, -4),
        ];
        for (factor, expected) in cases {
            assert_eq!(schema(factor), expected, "{factor}");
        }
    }
}
