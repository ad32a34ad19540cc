//! Conversion of names to Prometheus names.

use std::borrow::Cow;

/// Returns the name of a metric with `_` in place of each invalid character.
pub(super) fn metric(name: &str) -> Cow<'_, str> {
    escape(name, |c| c.is_ascii_alphanumeric() || c == '_' || c == ':')
}

/// Returns the name of a counter, which ends in `_total`.
pub(super) fn counter(name: &str) -> Cow<'_, str> {
    let name = metric(name);
    if name.ends_with("_total") {
        name
    } else {
        format!("{name}_total").into()
    }
}

/// Returns the name of a label with `_` in place of each invalid character, and at most one underscore at its start:
/// Prometheus reserves names that start with two.
pub(super) fn label(name: &str) -> Cow<'_, str> {
    match escape(name, |c| c.is_ascii_alphanumeric() || c == '_') {
        escaped if escaped.starts_with("__") => format!("_{}", escaped.trim_start_matches('_')).into(),
        escaped => escaped,
    }
}

fn escape(name: &str, is_valid: impl Fn(char) -> bool) -> Cow<'_, str> {
    let starts_well = !name.starts_with(|c: char| c.is_ascii_digit()) && !name.is_empty();
    if starts_well && name.chars().all(&is_valid) {
        return name.into();
    }
    let start = if starts_well { "" } else { "_" };
    start.chars().chain(name.chars().map(|c| if is_valid(c) { c } else { '_' })).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invalid_characters_become_underscores() {
        for (name, expected) in [
            ("http.requests", "http_requests"),
            ("ns::thing", "ns::thing"),
            ("2xx", "_2xx"),
            ("", "_"),
            ("gr\u{fc}n", "gr_n"),
        ] {
            assert_eq!(metric(name), expected);
        }
        assert_eq!(counter("hits"), "hits_total");
        assert_eq!(counter("hits.total"), "hits_total");
        for (name, expected) in [("http.method", "http_method"), ("a:b", "a_b"), ("__name__", "_name__")] {
            assert_eq!(label(name), expected);
        }
    }
}
