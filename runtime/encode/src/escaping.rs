//! Escapes names outside `[a-zA-Z_:][a-zA-Z0-9_:]*`, which older readers do not accept.
//!
//! The schemes are from Prometheus' proposal on UTF-8 names, as implemented in its own libraries. They apply to the
//! names of families and labels, but not to values. The name of a family is escaped before a suffix is appended.

use std::borrow::Cow;
use std::fmt::Write;

/// The escaping of names with characters other than letters, digits, underscores and colons.
///
/// ```
/// use gapless::encode::Escaping;
///
/// assert_eq!(Escaping::Underscores.escape("http.requests_total"), "http_requests_total");
/// assert_eq!(Escaping::Dots.escape("http.requests_total"), "http_dot_requests__total");
/// assert_eq!(Escaping::Values.escape("http.requests_total"), "U__http_2e_requests__total");
/// assert_eq!(Escaping::AllowUtf8.escape("http.requests_total"), "http.requests_total");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Escaping {
    /// Writes `_` for each other character.
    Underscores,
    /// Writes `_dot_` for a dot, and `__` for each other character and for each underscore, even in plain names.
    Dots,
    /// Writes `U__` before the name, and each other character as its code point between underscores.
    Values,
    /// Writes names unchanged, in quotes.
    AllowUtf8,
}

impl Escaping {
    /// Returns the escaping with this name in an `Accept` header.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        match name {
            "underscores" => Some(Escaping::Underscores),
            "dots" => Some(Escaping::Dots),
            "values" => Some(Escaping::Values),
            "allow-utf-8" => Some(Escaping::AllowUtf8),
            _ => None,
        }
    }

    /// Escapes the name of a family.
    #[must_use]
    pub fn escape(self, name: &str) -> Cow<'_, str> {
        self.escape_unless(name, is_plain_at)
    }

    /// Escapes the name of a label. A colon is escaped too, although Prometheus' own libraries do not escape it.
    ///
    /// ```
    /// use gapless::encode::Escaping;
    ///
    /// assert_eq!(Escaping::Underscores.escape("site:requests"), "site:requests");
    /// assert_eq!(Escaping::Underscores.escape_label("site:host"), "site_host");
    /// ```
    #[must_use]
    pub fn escape_label(self, name: &str) -> Cow<'_, str> {
        self.escape_unless(name, is_plain_in_label_at)
    }

    fn escape_unless(self, name: &str, plain: IsPlainAt) -> Cow<'_, str> {
        match self {
            Escaping::AllowUtf8 => Cow::Borrowed(name),
            Escaping::Dots => Cow::Owned(escape_each(name, plain, "__", write_dots)),
            _ if all_plain(name, plain) => Cow::Borrowed(name),
            Escaping::Underscores => Cow::Owned(escape_each(name, plain, "_", |_, out| out.push('_'))),
            Escaping::Values => Cow::Owned(format!("U__{}", escape_each(name, plain, "__", write_value))),
        }
    }
}

/// Returns whether the name of a family is valid without quotes.
pub(crate) fn is_plain(name: &str) -> bool {
    all_plain(name, is_plain_at)
}

/// Returns whether the name of a label is valid without quotes.
pub(crate) fn is_plain_label(name: &str) -> bool {
    all_plain(name, is_plain_in_label_at)
}

/// Returns whether every reader accepts a character at an index.
type IsPlainAt = fn(usize, char) -> bool;

fn is_plain_at(index: usize, c: char) -> bool {
    c == ':' || is_plain_in_label_at(index, c)
}

fn is_plain_in_label_at(index: usize, c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_' || (c.is_ascii_digit() && index > 0)
}

fn all_plain(name: &str, plain: IsPlainAt) -> bool {
    !name.is_empty() && name.char_indices().all(|(index, c)| plain(index, c))
}

/// Copies plain characters, writes `underscore` for `_`, and writes other characters with `write_other`.
fn escape_each(name: &str, plain: IsPlainAt, underscore: &str, write_other: fn(char, &mut String)) -> String {
    let mut out = String::with_capacity(name.len() * 2);
    for (index, c) in name.char_indices() {
        match c {
            '_' => out.push_str(underscore),
            c if plain(index, c) => out.push(c),
            c => write_other(c, &mut out),
        }
    }
    out
}

fn write_dots(c: char, out: &mut String) {
    out.push_str(if c == '.' { "_dot_" } else { "__" });
}

fn write_value(c: char, out: &mut String) {
    let _ = write!(out, "_{:x}_", u32::from(c)); // writing to a string does not fail
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_escaped_as_in_the_libraries_of_prometheus() {
        for (name, underscores, dots, values) in [
            ("no:escaping_required", "no:escaping_required", "no:escaping__required", "no:escaping_required"),
            (
                "mysystem.prod.cpu.load_total",
                "mysystem_prod_cpu_load_total",
                "mysystem_dot_prod_dot_cpu_dot_load__total",
                "U__mysystem_2e_prod_2e_cpu_2e_load__total",
            ),
            ("label with \u{1f631}", "label_with__", "label__with____", "U__label_20_with_20__1f631_"),
            ("\u{82b1}\u{706b}", "__", "____", "U___82b1__706b_"),
            ("1st", "_st", "__st", "U___31_st"),
        ] {
            assert_eq!(Escaping::Underscores.escape(name), underscores);
            assert_eq!(Escaping::Dots.escape(name), dots);
            assert_eq!(Escaping::Values.escape(name), values);
            assert_eq!(Escaping::AllowUtf8.escape(name), name);
        }
    }

    #[test]
    fn a_colon_is_escaped_in_the_name_of_a_label() {
        for (escaping, label) in [
            (Escaping::Underscores, "a_b"),
            (Escaping::Dots, "a__b"),
            (Escaping::Values, "U__a_3a_b"),
            (Escaping::AllowUtf8, "a:b"),
        ] {
            assert_eq!(escaping.escape_label("a:b"), label);
        }
    }
}
