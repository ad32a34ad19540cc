//! Quantiles: `#[quantiles(0.5, 0.9, 0.99)]`.

use proc_macro2::Span;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Lit, Token};

use crate::duration::Duration;

pub(crate) const FORM: &str = "quantiles, such as `#[quantiles(0.5, 0.9, 0.99)]`";

/// The quantiles of a declaration that does not list any.
pub(crate) const DEFAULT: [f64; 3] = [0.5, 0.9, 0.99];

/// Returns the window of a declaration without `#[window(..)]`.
pub(crate) fn window() -> Duration {
    Duration { text: "10m".to_owned(), milliseconds: 10 * 60 * 1000, span: Span::call_site() }
}

/// Numbers from 0 to 1 in ascending order.
pub(crate) struct Quantiles(pub(crate) Vec<f64>);

impl Parse for Quantiles {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let literals = Punctuated::<Lit, Token![,]>::parse_terminated(input)
            .map_err(|error| syn::Error::new(error.span(), format!("expected {FORM}")))?;
        if literals.is_empty() {
            return Err(syn::Error::new(input.span(), format!("expected {FORM}")));
        }
        let mut quantiles: Vec<f64> = Vec::new();
        for literal in &literals {
            let quantile = quantile(literal)?;
            if quantiles.last().is_some_and(|last| *last >= quantile) {
                let mistake = format!(
                    "the quantile `{quantile}` is not above the one before it; write the quantiles in ascending order"
                );
                return Err(syn::Error::new(literal.span(), mistake));
            }
            quantiles.push(quantile);
        }
        Ok(Quantiles(quantiles))
    }
}

fn quantile(literal: &Lit) -> syn::Result<f64> {
    let value: f64 = match literal {
        Lit::Float(float) => float.base10_parse()?,
        Lit::Int(int) => int.base10_parse()?,
        _ => return Err(syn::Error::new(literal.span(), format!("expected {FORM}"))),
    };
    match value {
        0.0..=1.0 => Ok(value),
        _ => Err(syn::Error::new(literal.span(), percent(value))),
    }
}

/// Returns the error for a number outside 0 to 1, which may be a percentage.
fn percent(value: f64) -> String {
    let meant = if value <= 100.0 { value / 100.0 } else { 0.99 };
    format!("`{value}` is not a quantile from 0 to 1; write `{meant}`")
}
