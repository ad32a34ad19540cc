//! Names in expressions. Names with other characters than letters, digits and underscores are quoted.

use std::borrow::Cow;

/// Writes the name of a label, such as `route` or `"http.route"`.
pub(super) fn label(name: &str) -> Cow<'_, str> {
    if is_plain(name) {
        Cow::Borrowed(name)
    } else {
        Cow::Owned(quoted(name))
    }
}

/// Writes a selector, such as `up{job="a"}` or `{"http.requests", job="a"}`.
pub(super) fn selector(metric: &str, conditions: &[&str]) -> String {
    match conditions {
        _ if !is_plain(&metric.replace(':', "_")) => {
            format!("{{{}}}", [&[&*quoted(metric)], conditions].concat().join(", "))
        }
        [] => metric.to_owned(),
        _ => format!("{metric}{{{}}}", conditions.join(", ")),
    }
}

/// Returns a string literal.
pub(crate) fn quoted(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    format!("\"{escaped}\"")
}

/// Returns whether PromQL reads a name without quotes.
pub(crate) fn is_plain(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && name.chars().all(|c| c == '_' || c.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_other_characters_are_quoted() {
        assert_eq!(label("route"), "route");
        assert_eq!(label("http.route"), "\"http.route\"");
        assert_eq!(label("1st"), "\"1st\"");
        assert_eq!(selector("up", &[]), "up");
        assert_eq!(selector("job:up:sum", &["a=\"b\""]), "job:up:sum{a=\"b\"}");
        assert_eq!(selector("http.requests", &[]), "{\"http.requests\"}");
        assert_eq!(
            selector("http.requests", &["a=\"b\"", "c=\"d\""]),
            "{\"http.requests\", a=\"b\", c=\"d\"}"
        );
    }

    #[test]
    fn quoted_names_are_valid_promql() {
        for text in [
            "sum by (\"http.route\") (rate({\"http.requests_total\", \"http.route\"=\"/\"}[5m]))",
            "{\"http.requests\"}",
        ] {
            promql_parser::parser::parse(text).expect(text);
        }
    }
}
