//! The `Content-Type`: the format of a body, and the escaping of its names.

use super::finding::{shown, Position, Report};
use super::name::Names;
use super::rule::Rule;

/// A format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wire {
    /// Text 0.0.4 and 1.0.0. They differ only in quoted names, which the escaping decides.
    Text,
    OpenMetrics,
    Protobuf,
}

/// A format with the names that are allowed in it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Form {
    pub(super) wire: Wire,
    pub(super) names: Names,
}

/// The media type of a format, and the allowed values of its parameters.
type Known = (&'static str, Wire, &'static [(&'static str, &'static [&'static str])]);

const KNOWN: [Known; 3] = [
    ("text/plain", Wire::Text, &[("version", &["0.0.4", "1.0.0"]), ("charset", &["utf-8"])]),
    ("application/openmetrics-text", Wire::OpenMetrics, &[("version", &["1.0.0"]), ("charset", &["utf-8"])]),
    (
        "application/vnd.google.protobuf",
        Wire::Protobuf,
        &[("proto", &["io.prometheus.client.MetricFamily"]), ("encoding", &["delimited"])],
    ),
];

/// Reads the header and reports wrong parameters. The linter reads the body in spite of wrong parameters.
pub(super) fn read(header: &str, report: &mut Report) -> Option<Form> {
    let mut parts = header.split(';').map(str::trim);
    let media = parts.next().unwrap_or_default();
    let Some((_, wire, known)) = KNOWN.iter().find(|(known, ..)| known.eq_ignore_ascii_case(media)) else {
        let known = KNOWN.map(|(known, ..)| format!("`{known}`")).join(" or ");
        say(report, format!("{} is not a known format; write {known}", shown(media)));
        return None;
    };
    let parameters: Vec<_> = parts.map(parameter).collect();
    for (name, allowed) in *known {
        check_parameter(*wire, name, find(&parameters, name), allowed, report);
    }
    check_names(&parameters, known.iter().map(|(name, _)| *name), report);
    Some(Form { wire: *wire, names: names(find(&parameters, "escaping"), report) })
}

fn parameter(part: &str) -> (&str, &str) {
    let (name, value) = part.split_once('=').unwrap_or((part, ""));
    (name.trim_end(), value.trim_start().trim_matches('"'))
}

fn find<'a>(parameters: &[(&str, &'a str)], wanted: &str) -> Option<&'a str> {
    parameters.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| *value)
}

/// Checks a parameter. Readers also accept text without parameters.
fn check_parameter(wire: Wire, name: &str, value: Option<&str>, allowed: &[&str], report: &mut Report) {
    if !value.is_some_and(|value| allowed.iter().any(|allowed| allowed.eq_ignore_ascii_case(value))) {
        let is = value.map_or("is missing".to_owned(), |value| format!("is {}", shown(value)));
        let words = format!("`{name}` {is}; write `{name}={}`", allowed.join(&format!("` or `{name}=")));
        match (wire, value) {
            (Wire::Text, None) => report.advise(Position::ContentType, Rule::ContentType, words),
            _ => say(report, words),
        }
    }
}

fn check_names<'a>(parameters: &[(&str, &str)], known: impl Iterator<Item = &'a str>, report: &mut Report) {
    let known: Vec<_> = known.chain(["escaping"]).collect();
    for (name, _) in parameters {
        if !known.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            let words = format!("{} is not a parameter of this format; leave it out", shown(name));
            report.advise(Position::ContentType, Rule::ContentType, words);
        }
    }
}

/// Returns the allowed names. Without an escaping, names are plain.
fn names(escaping: Option<&str>, report: &mut Report) -> Names {
    match escaping {
        None | Some("underscores") => Names::Plain,
        Some("dots") => Names::Dots,
        Some("values") => Names::Values,
        Some("allow-utf-8") => Names::Utf8,
        Some(other) => {
            let known = "`allow-utf-8`, `underscores`, `dots` or `values`";
            say(report, format!("{} is not a known escaping; write {known}", shown(other)));
            Names::Plain
        }
    }
}

fn say(report: &mut Report, words: String) {
    report.say(Position::ContentType, Rule::ContentType, words);
}
