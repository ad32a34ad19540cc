//! Names outside `[a-zA-Z_:][a-zA-Z0-9_:]*`, which older readers do not know: what a client asks to be told instead.
//!
//! The schemes are those of Prometheus' proposal on UTF-8 names, spelled as its own libraries spell them. They apply to
//! the names of families and labels, never to values. A family's name is escaped first and gets its suffix then.

use std::borrow::Cow;
use std::fmt::Write;

/// What becomes of a name that is not of letters, digits, underscores and colons.
///
/// ```
/// use gapless_encode::Escaping;
///
/// assert_eq!(Escaping::Underscores.escape("http.requests_total"), "http_requests_total");
/// assert_eq!(Escaping::Dots.escape("http.requests_total"), "http_dot_requests__total");
/// assert_eq!(Escaping::Values.escape("http.requests_total"), "U__http_2e_requests__total");
/// assert_eq!(Escaping::AllowUtf8.escape("http.requests_total"), "http.requests_total");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Escaping {
    /// Each other character is `_`.
    Underscores,
    /// A dot is `_dot_`, each other character `__`; so is each underscore, in plain names too.
    Dots,
    /// Each other character is its code point between underscores, and the name begins with `U__`.
    Values,
    /// Names are in quotes, as they are.
    AllowUtf8,
}

impl Escaping {
    /// The escaping that a client calls so.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        match name {
            "underscores" => Some(Escaping::Underscores),
            "dots" => Some(Escaping::Dots),
            "values" => Some(Escaping::Values),
            "allow-utf-8" => Some(Escaping::AllowUtf8),
            _ => None,
        }
    }

    /// A name as it is written.
    #[must_use]
    pub fn escape(self, name: &str) -> Cow<'_, str> {
        match self {
            Escaping::AllowUtf8 => Cow::Borrowed(name),
            Escaping::Dots => Cow::Owned(escape_each(name, "__", write_dots)),
            _ if is_plain(name) => Cow::Borrowed(name),
            Escaping::Underscores => Cow::Owned(escape_each(name, "_", |_, out| out.push('_'))),
            Escaping::Values => Cow::Owned(format!("U__{}", escape_each(name, "__", write_value))),
        }
    }
}

/// Whether every reader knows a name as it is.
pub(crate) fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.char_indices().all(|(index, c)| is_plain_at(index, c))
}

/// Whether a label's name needs no quotes; a colon does.
pub(crate) fn is_plain_label(name: &str) -> bool {
    is_plain(name) && !name.contains(':')
}

fn is_plain_at(index: usize, c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_' || c == ':' || (c.is_ascii_digit() && index > 0)
}

/// Passes on what is plain, an underscore as `underscore` and everything else through `write_other`.
fn escape_each(name: &str, underscore: &str, write_other: fn(char, &mut String)) -> String {
    let mut out = String::with_capacity(name.len() * 2);
    for (index, c) in name.char_indices() {
        match c {
            '_' => out.push_str(underscore),
            c if is_plain_at(index, c) => out.push(c),
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
    fn names_are_escaped_as_the_libraries_of_prometheus_do() {
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
}
