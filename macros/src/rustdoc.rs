//! What generated documentation is put together from.

use quote::ToTokens;

/// Tokens as one would write them.
pub(crate) fn source(tokens: &impl ToTokens) -> String {
    let spaced = tokens.to_token_stream().to_string();
    [
        (" :: ", "::"),
        (":: ", "::"),
        (" < ", "<"),
        (" >", ">"),
        ("& ", "&"),
        (" ,", ","),
        (" !", "!"),
        (" (", "("),
    ]
    .iter()
    .fold(spaced, |text, (from, to)| text.replace(from, to))
}

/// The bounds of a histogram, as `Buckets: 0.5, +Inf.`
pub(crate) fn buckets(bounds: &[f64]) -> String {
    let bounds: String = bounds.iter().map(|bound| format!("{bound}, ")).collect();
    format!("Buckets: {bounds}+Inf.")
}
