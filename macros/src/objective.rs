//! `objective(success = 99.9, latency(0.25, 99))`: the part of a function's calls that must succeed, and that must be
//! fast.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::parse::ParseStream;
use syn::{Ident, Lit, Token};

use crate::catalog::Lines;
use crate::diag::Errors;
use crate::keys;

/// The objective as it was given.
#[derive(Clone, Default)]
pub(crate) struct Objective {
    pub(crate) success: Option<Percent>,
    pub(crate) latency: Option<Latency>,
}

/// The part of the calls that must be faster than a threshold.
#[derive(Clone)]
pub(crate) struct Latency {
    /// The threshold in seconds.
    pub(crate) threshold: f64,
    pub(crate) span: Span,
    percent: Percent,
}

/// A decimal number between 0 and 100, without needless zeros.
#[derive(Clone)]
pub(crate) struct Percent(String);

pub(crate) const EXAMPLE: &str = "success = 99.9, latency(0.25, 99)";

impl Objective {
    /// Reads the conditions in the parentheses of `key`.
    pub(crate) fn parse(key: &Ident, input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Self> {
        let (mut read, n_errors) = (Objective::default(), errors.len());
        keys::each_of(input, &["success", "latency"], errors, |word, input, errors| {
            if word == "success" {
                let percent = Percent::parse_value(word, input)?;
                keys::once(&mut read.success, word, percent, errors);
            } else {
                let latency = keys::list(word, "0.25, 99", input, |input| Latency::parse(word, input))?;
                keys::once(&mut read.latency, word, latency, errors);
            }
            Ok(())
        })?;
        if read.is_empty() && errors.len() == n_errors {
            errors.at(key, format!("the objective is empty; write, for example, `{key}({EXAMPLE})`"));
        }
        Ok(read)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.success.is_none() && self.latency.is_none()
    }

    /// Returns the objective of a function without durations, unless it is then empty.
    pub(crate) fn without_latency(self) -> Option<Self> {
        let rest = Objective { latency: None, ..self };
        (!rest.is_empty()).then_some(rest)
    }

    /// Expands to core's objective.
    pub(crate) fn expand(&self, private: &TokenStream) -> TokenStream {
        let success = self.success.as_ref().map(|Percent(percent)| quote!(.with_success(#percent)));
        let latency = self.latency.as_ref().map(|Latency { threshold, percent: Percent(percent), .. }| {
            quote!(.with_latency(#threshold, #percent))
        });
        quote!(#private::alert::Objective::NONE #success #latency)
    }

    /// Writes `"objective":{..},` to a catalog line.
    pub(crate) fn write(&self, line: &mut Lines) {
        line.raw("\"objective\":{");
        if let Some(Percent(percent)) = &self.success {
            line.item("\"success\":").string(percent);
        }
        if let Some(Latency { threshold, percent: Percent(percent), .. }) = &self.latency {
            line.item(&format!("\"latency\":{{\"threshold\":{threshold},\"percent\":"))
                .string(percent)
                .raw("}");
        }
        line.raw("},");
    }

    /// Returns the sentence about the objective in the function's documentation.
    pub(crate) fn doc(&self) -> String {
        let success = self.success.as_ref().map(|Percent(percent)| format!("{percent} % of calls succeed"));
        let latency =
            self.latency.as_ref().map(|Latency { threshold, percent: Percent(percent), .. }| {
                format!("{percent} % of calls take at most {threshold} s")
            });
        let all: Vec<_> = success.into_iter().chain(latency).collect();
        format!("Objective: {}.", all.join(", and "))
    }
}

impl Latency {
    fn parse(word: &Ident, input: ParseStream<'_>) -> syn::Result<Self> {
        const FORM: &str = "expected a threshold in seconds, such as `0.25`";
        let literal: Lit = input.parse().map_err(|error| syn::Error::new(error.span(), FORM))?;
        let threshold: f64 = match &literal {
            Lit::Float(number) => number.base10_parse()?,
            Lit::Int(number) => number.base10_parse()?,
            _ => return Err(syn::Error::new(literal.span(), FORM)),
        };
        if threshold <= 0.0 || !threshold.is_finite() {
            let message = "the threshold must be above zero; write seconds, such as `0.25`";
            return Err(syn::Error::new(literal.span(), message));
        }
        if input.parse::<Option<Token![,]>>()?.is_none() || input.is_empty() {
            let message = format!(
                "`{word}` needs the percentage of calls that are faster; for example `{word}({literal}, 99)`",
                literal = quote!(#literal)
            );
            return Err(syn::Error::new(literal.span(), message));
        }
        let percent = Percent::parse(input)?;
        input.parse::<Option<Token![,]>>()?;
        Ok(Latency { threshold, span: literal.span(), percent })
    }
}

impl Percent {
    fn parse_value(key: &Ident, input: ParseStream<'_>) -> syn::Result<Self> {
        if input.parse::<Option<Token![=]>>()?.is_none() || input.is_empty() {
            let message = format!("`{key}` takes a percentage; for example `{key} = 99.9`");
            return Err(syn::Error::new(key.span(), message));
        }
        Percent::parse(input)
    }

    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        const FORM: &str = "expected a percentage such as `99.9`";
        let literal: Lit = input.parse().map_err(|error| syn::Error::new(error.span(), FORM))?;
        let (digits, suffix) = match &literal {
            Lit::Float(number) => (number.base10_digits(), number.suffix()),
            Lit::Int(number) => (number.base10_digits(), number.suffix()),
            _ => return Err(syn::Error::new(literal.span(), FORM)),
        };
        Percent::of(digits, suffix).map_err(|message| syn::Error::new(literal.span(), message))
    }

    fn of(digits: &str, suffix: &str) -> Result<Self, String> {
        if !suffix.is_empty() || !digits.chars().all(|c| c.is_ascii_digit() || c == '.') {
            return Err(format!(
                "`{digits}{suffix}` is not a plain decimal number; write, for example, `99.9`"
            ));
        }
        let value: f64 = digits.parse().unwrap_or_default();
        if value <= 0.0 || value >= 100.0 {
            let message = "a percentage of calls must be between 0 and 100";
            return Err(format!("{message}, not `{digits}`; write, for example, `99.9`"));
        }
        if value < 1.0 {
            let percent = (value * 1e11).round() / 1e9;
            return Err(format!("`{digits}` is below one percent; write the percentage `{percent}`"));
        }
        let plain =
            if digits.contains('.') { digits.trim_end_matches('0').trim_end_matches('.') } else { digits };
        Ok(Percent(plain.trim_start_matches('0').to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentage_is_an_exact_string() {
        for (digits, expected) in
            [("99.9", "99.9"), ("99.0", "99"), ("99.950", "99.95"), ("90", "90"), ("099.5", "99.5")]
        {
            assert_eq!(
                Percent::of(digits, "").map(|Percent(text)| text).as_deref(),
                Ok(expected),
                "{digits}"
            );
        }
    }

    #[test]
    fn a_number_that_is_not_a_percentage_is_an_error() {
        for (digits, suffix, message) in [
            ("100", "", "between 0 and 100, not `100`"),
            ("0.0", "", "between 0 and 100"),
            ("0.999", "", "`0.999` is below one percent; write the percentage `99.9`"),
            ("1e1", "", "not a plain decimal number"),
            ("99.9", "f64", "not a plain decimal number"),
        ] {
            let error = Percent::of(digits, suffix).map(|Percent(text)| text).expect_err(digits);
            assert!(error.contains(message), "{digits}: {error}");
        }
    }
}
