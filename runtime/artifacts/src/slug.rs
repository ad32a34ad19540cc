//! Names of files and parts of identifiers.

/// Returns the text in lower case, with one hyphen for each run of other characters than letters and digits.
pub(crate) fn slug(text: &str) -> String {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-")
}
