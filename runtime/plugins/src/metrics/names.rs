//! Names as Prometheus has them.

use std::borrow::Cow;

/// The name of a metric with `_` for each character that it cannot have.
pub(super) fn metric(name: &str) -> Cow<'_, str> {
    escape(name, |c| c.is_ascii_alphanumeric() || c == '_' || c == ':')
}

/// The name of a counter, which ends in `_total`.
pub(super) fn counter(name: &str) -> Cow<'_, str> {
    let name = metric(name);
    match name.ends_with("_total") {
        true => name,
        false => format!("{name}_total").into(),
    }
}

/// The name of a label likewise; those that begin with two underscores are Prometheus' own.
pub(super) fn label(name: &str) -> Cow<'_, str> {
    match escape(name, |c| c.is_ascii_alphanumeric() || c == '_') {
        escaped if escaped.starts_with("__") => format!("_{}", escaped.trim_start_matches('_')).into(),
        escaped => escaped,
    }
}

fn escape(name: &str, is_good: impl Fn(char) -> bool) -> Cow<'_, str> {
    let begins_well = !name.starts_with(|c: char| c.is_ascii_digit()) && !name.is_empty();
    if begins_well && name.chars().all(&is_good) {
        return name.into();
    }
    let start = if begins_well { "" } else { "_" };
    start.chars().chain(name.chars().map(|c| if is_good(c) { c } else { '_' })).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_name_cannot_have_is_an_underscore() {
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
