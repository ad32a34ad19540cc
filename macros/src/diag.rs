//! Compile errors: collected over a whole declaration, each at the token to change.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote_spanned};

/// The errors in one declaration.
#[derive(Default)]
pub(crate) struct Errors(Vec<syn::Error>);

impl Errors {
    /// Adds an error at a piece of syntax.
    pub(crate) fn at(&mut self, syntax: impl ToTokens, message: impl std::fmt::Display) {
        self.0.push(syn::Error::new_spanned(syntax, message));
    }

    /// Adds an error at a span.
    pub(crate) fn at_span(&mut self, span: Span, message: impl std::fmt::Display) {
        self.0.push(syn::Error::new(span, message));
    }

    /// Returns the value, or adds the error.
    pub(crate) fn ok<T>(&mut self, result: syn::Result<T>) -> Option<T> {
        result.map_err(|error| self.0.push(error)).ok()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns a `compile_error!` for each error, in source order.
    pub(crate) fn into_compile_errors(mut self) -> TokenStream {
        self.0.sort_by_key(|error| {
            let place = error.span().start();
            (place.line, place.column)
        });
        self.0.iter().map(syn::Error::to_compile_error).collect()
    }
}

/// Builds what a derive emits: the implementation, or with mistakes a stub and every mistake. The stub implements the
/// trait too, because the compiler would otherwise report each use of the type as one more error.
pub(crate) fn implementation_or_stub<M>(
    model: Option<&M>,
    errors: Errors,
    expand: impl FnOnce(&M) -> TokenStream,
    stub: impl FnOnce(&M) -> TokenStream,
) -> TokenStream {
    match model {
        Some(model) if errors.is_empty() => expand(model),
        model => [model.map(stub).unwrap_or_default(), errors.into_compile_errors()].into_iter().collect(),
    }
}

/// Emits a warning at a span. A macro cannot warn, so it emits the use of a deprecated constant.
pub(crate) fn warning(span: Span, message: &str) -> TokenStream {
    quote_spanned! {span=>
        const _: () = {
            #[deprecated(note = #message)]
            const LABEL: () = ();
            LABEL
        };
    }
}

/// Returns the error for an unknown word: the valid words, and the nearest of them if one is near. `what` says what the
/// word names, such as `key`; `found` is empty where the word is missing.
pub(crate) fn expected(what: &str, found: &str, valid: &[&str]) -> String {
    if found.is_empty() {
        return format!("expected {}", one_of(valid));
    }
    let hint = match nearest(found, valid) {
        Some(word) if valid.len() > 1 => format!("; did you mean `{word}`?"),
        _ => String::new(),
    };
    format!("unknown {what} `{found}`; expected {}{hint}", one_of(valid))
}

/// Returns the error for an unknown word. Words of other libraries have a remedy in `elsewhere`.
pub(crate) fn expected_or_remedy(
    what: &str,
    found: &str,
    valid: &[&str],
    elsewhere: &[(&str, &str)],
) -> String {
    match elsewhere.iter().find(|(word, _)| is_same(word, found)) {
        Some((_, remedy)) => format!("unknown {what} `{found}`; {remedy}"),
        None => expected(what, found, valid),
    }
}

/// Returns the valid word that the user probably meant: the nearest word, or a word that contains `found` or is
/// contained in it.
pub(crate) fn nearest<'a>(found: &str, valid: &[&'a str]) -> Option<&'a str> {
    let found = letters(found);
    let (distance, word) = valid.iter().map(|word| (distance(&found, &letters(word)), *word)).min()?;
    if distance <= 2 && distance < word.len() {
        return Some(word);
    }
    valid.iter().copied().find(|word| is_part(&found, &letters(word)) || is_part(&letters(word), &found))
}

/// Whether two words differ only in case and separators.
pub(crate) fn is_same(a: &str, b: &str) -> bool {
    letters(a) == letters(b)
}

/// Returns a word in lower case without separators.
fn letters(word: &str) -> String {
    word.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase()
}

/// Whether a word contains `part`, which must have three letters, because shorter parts match by accident.
fn is_part(part: &str, word: &str) -> bool {
    part.len() >= 3 && word.contains(part)
}

/// Returns words in backticks, joined by `or`.
pub(crate) fn one_of(words: &[&str]) -> String {
    let quoted: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => String::from("nothing"),
    }
}

/// Returns how many letters must be added, removed or changed to turn one word into the other.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let changed = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_word_gets_the_nearest_valid_word_as_a_hint() {
        assert_eq!(
            expected("type", "conter", &["counter", "gauge"]),
            "unknown type `conter`; expected `counter` or `gauge`; did you mean `counter`?"
        );
        assert_eq!(
            expected("type", "table", &["counter", "gauge"]),
            "unknown type `table`; expected `counter` or `gauge`"
        );
        assert_eq!(expected("type", "", &["counter", "gauge"]), "expected `counter` or `gauge`");
        for (found, meant) in [
            ("UpDownCounter", Some("up_down_counter")),
            ("updown_counter", Some("up_down_counter")),
            ("IntCounterVec", Some("counter")),
            ("GaugeVec", Some("gauge")),
            ("up", None),
            ("summary", None),
        ] {
            assert_eq!(nearest(found, &["counter", "gauge", "up_down_counter"]), meant, "{found}");
        }
    }

    #[test]
    fn a_word_of_another_library_gets_its_remedy() {
        let elsewhere = [("meter", "write `counter`")];
        assert_eq!(
            expected_or_remedy("type", "Meter", &["counter", "gauge"], &elsewhere),
            "unknown type `Meter`; write `counter`"
        );
    }

    #[test]
    fn distance_counts_the_letters_to_change() {
        for (a, b, expected) in
            [("", "abc", 3), ("seed", "seed", 0), ("sed", "seed", 1), ("buckte", "bucket", 2)]
        {
            assert_eq!(distance(a, b), expected, "{a} {b}");
        }
    }
}
