//! Mistakes: gathered over a whole declaration, each at the token to change.

use proc_macro2::{Span, TokenStream};
use quote::{quote_spanned, ToTokens};

/// The mistakes of one declaration.
#[derive(Default)]
pub(crate) struct Errors(Vec<syn::Error>);

impl Errors {
    /// A mistake at a piece of syntax.
    pub(crate) fn at(&mut self, syntax: impl ToTokens, message: impl std::fmt::Display) {
        self.0.push(syn::Error::new_spanned(syntax, message));
    }

    /// A mistake at a span.
    pub(crate) fn at_span(&mut self, span: Span, message: impl std::fmt::Display) {
        self.0.push(syn::Error::new(span, message));
    }

    /// The value, or its mistake gathered.
    pub(crate) fn ok<T>(&mut self, result: syn::Result<T>) -> Option<T> {
        result.map_err(|error| self.0.push(error)).ok()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A `compile_error!` for each mistake.
    pub(crate) fn into_compile_errors(self) -> TokenStream {
        self.0.iter().map(syn::Error::to_compile_error).collect()
    }
}

/// A warning at a span. Macros cannot warn; a deprecation that they write can.
pub(crate) fn warning(span: Span, message: &str) -> TokenStream {
    quote_spanned! {span=>
        const _: () = {
            #[deprecated(note = #message)]
            const LABEL: () = ();
            LABEL
        };
    }
}

/// Which words are valid, and which one was meant if there is one near.
pub(crate) fn expected(found: &str, valid: &[&str]) -> String {
    let hint = match nearest(found, valid) {
        Some(word) if valid.len() > 1 => format!("; did you mean `{word}`?"),
        _ => String::new(),
    };
    format!("expected {}{hint}", one_of(valid))
}

/// The valid word that was probably meant.
pub(crate) fn nearest<'a>(found: &str, valid: &[&'a str]) -> Option<&'a str> {
    let (distance, word) = valid.iter().map(|word| (distance(found, word), *word)).min()?;
    (distance <= 2 && distance < word.len()).then_some(word)
}

fn one_of(words: &[&str]) -> String {
    let quoted: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => String::from("nothing"),
    }
}

/// How many letters have to be added, removed or changed to make one word the other.
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
    fn a_near_miss_is_told_what_was_meant() {
        assert_eq!(
            expected("conter", &["counter", "gauge"]),
            "expected `counter` or `gauge`; did you mean `counter`?"
        );
        assert_eq!(expected("table", &["counter", "gauge"]), "expected `counter` or `gauge`");
    }

    #[test]
    fn distance_counts_letters() {
        for (a, b, expected) in
            [("", "abc", 3), ("seed", "seed", 0), ("sed", "seed", 1), ("buckte", "bucket", 2)]
        {
            assert_eq!(distance(a, b), expected, "{a} {b}");
        }
    }
}
