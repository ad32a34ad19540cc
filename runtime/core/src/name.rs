//! The rules for names that a program makes while it runs: those without which Prometheus would not read them, or read them as
//! something else. The macros have more, for names that somebody writes down.
//!
//! Each says what is wrong with a name, and what to write instead.

use std::borrow::Cow;

use crate::descriptor::Kind;

/// The base units of Prometheus.
const BASE_UNITS: &[&str] =
    &["seconds", "bytes", "ratio", "celsius", "meters", "grams", "joules", "volts", "amperes", "watts"];

/// What is wrong with the name of a metric; any character may be in it but control characters.
pub(crate) fn check_metric(name: &str, kind: Kind) -> Result<(), String> {
    check_characters(name, "metric")?;
    let own = match kind {
        Kind::Counter => "_total",
        Kind::Info => "_info",
        _ => "",
    };
    match name.strip_suffix(own).is_some_and(|stem| !stem.is_empty()) {
        true => Ok(()),
        false => Err(format!("the name of a metric of type {kind} ends in `{own}`; call it `{name}{own}`")),
    }
}

/// What is wrong with the name of a label of a metric of this type.
pub(crate) fn check_label(name: &str, kind: Kind) -> Result<(), String> {
    check_characters(name, "label")?;
    let is_of_type = matches!((name, kind), ("le", Kind::Histogram) | ("quantile", Kind::Summary));
    match name {
        _ if is_of_type => Err(format!("the label `{name}` is that of the type's own lines; rename it")),
        _ if plain_label(name).starts_with("__") => Err(format!(
            "labels that start with `__` belong to Prometheus; write {}",
            match plain_label(name).trim_start_matches('_') {
                "" => "a word".to_owned(),
                name => format!("`{name}`"),
            }
        )),
        _ => Ok(()),
    }
}

/// The name of a label as readers have it that know no other characters than those of plain names.
pub(crate) fn plain_label(name: &str) -> Cow<'_, str> {
    plain(name, is_plain_at)
}

/// The same of a metric, whose name may have colons.
pub(crate) fn plain_metric(name: &str) -> Cow<'_, str> {
    plain(name, |index, c| c == ':' || is_plain_at(index, c))
}

fn is_plain_at(index: usize, c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_' || (c.is_ascii_digit() && index > 0)
}

fn plain(name: &str, is_plain: fn(usize, char) -> bool) -> Cow<'_, str> {
    match name.char_indices().all(|(index, c)| is_plain(index, c)) {
        true => name.into(),
        false => name.char_indices().map(|(index, c)| if is_plain(index, c) { c } else { '_' }).collect(),
    }
}

fn check_characters(name: &str, what: &str) -> Result<(), String> {
    match name {
        "" => Err(format!("the name of a {what} cannot be empty; give it one")),
        _ if name.chars().any(char::is_control) => {
            Err(format!("the name of a {what} has no control characters; write it without"))
        }
        _ => Ok(()),
    }
}

/// The base unit that a name ends in, before a counter's `_total`.
pub(crate) fn unit(name: &str) -> Option<&'static str> {
    let stem = name.strip_suffix("_total").unwrap_or(name);
    BASE_UNITS.iter().find(|unit| stem.strip_suffix(**unit).is_some_and(|rest| rest.ends_with('_'))).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_says_what_to_write() {
        for (name, kind, says) in [
            ("", Kind::Gauge, "give it one"),
            ("a\nb", Kind::Gauge, "write it without"),
            ("requests", Kind::Counter, "call it `requests_total`"),
            ("_total", Kind::Counter, "call it `_total_total`"),
            ("build", Kind::Info, "call it `build_info`"),
        ] {
            let mistake = check_metric(name, kind).expect_err(name);
            assert!(mistake.ends_with(says), "{name}: {mistake}");
        }
        for (label, kind) in [("", Kind::Gauge), ("__name__", Kind::Gauge), ("le", Kind::Histogram)] {
            check_label(label, kind).expect_err(label);
        }
    }

    #[test]
    fn good_names_pass() {
        for (name, kind) in [
            ("requests_total", Kind::Counter),
            ("http.server.requests_total", Kind::Counter),
            ("queue:depth", Kind::Gauge),
            ("jobs_count", Kind::Gauge), // unless there is a histogram `jobs`
            ("build_info", Kind::Info),
        ] {
            assert_eq!(check_metric(name, kind), Ok(()), "{name}");
        }
        assert_eq!(check_label("le", Kind::Gauge), Ok(()));
    }

    #[test]
    fn the_unit_is_what_a_name_ends_in() {
        for (name, expected) in [
            ("wait_seconds", Some("seconds")),
            ("sent_bytes_total", Some("bytes")),
            ("seconds", None),
            ("wait_seconds_max", None),
        ] {
            assert_eq!(unit(name), expected, "{name}");
        }
    }
}
