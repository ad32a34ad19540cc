//! Parts of the generated documentation.

use quote::ToTokens;

/// Returns tokens with the usual spacing of source code.
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

/// Returns the line about the bounds of a histogram, such as `Buckets: 0.5, +Inf.`
pub(crate) fn buckets(bounds: &[f64]) -> String {
    let bounds: String = bounds.iter().map(|bound| format!("{bound}, ")).collect();
    format!("Buckets: {bounds}+Inf.")
}
