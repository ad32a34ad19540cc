//! The text of an expression before it is parsed: variables of Grafana, and windows.

/// The start of the names that stand for a variable of Grafana where its value is not known.
pub(super) const VARIABLE: &str = "__variable_";

/// The variables of Grafana that are a number.
const NUMBERS: [&str; 5] = ["__interval_ms", "__range_ms", "__range_s", "__from", "__to"];

/// The variables of Grafana that are a duration.
const DURATIONS: [&str; 3] = ["__interval", "__range", "__rate_interval"];

/// Returns the expression in plain PromQL: a duration, a number or a name stands for each variable outside of strings.
/// Variables in strings stay.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::new();
    for part in parts(text) {
        match part {
            Part::Text(text) | Part::Quoted(text) => plain.push_str(text),
            Part::Variable(name) if plain.trim_end().ends_with(['[', ':']) || DURATIONS.contains(&name) => {
                plain.push_str("5m");
            }
            Part::Variable(name) if NUMBERS.contains(&name) => plain.push_str("60"),
            Part::Variable(name) => plain.push_str(&format!("{VARIABLE}{name}")),
        }
    }
    plain
}

/// Returns the first variable outside of strings.
pub(super) fn variable(text: &str) -> Option<&str> {
    parts(text).into_iter().find_map(|part| match part {
        Part::Variable(name) => Some(name),
        Part::Text(_) | Part::Quoted(_) => None,
    })
}

/// Returns the windows: the texts between brackets.
pub(super) fn windows(text: &str) -> Vec<&str> {
    let unquoted = parts(text).into_iter().filter_map(|part| match part {
        Part::Quoted(quoted) => Some(quoted),
        Part::Text(_) | Part::Variable(_) => None,
    });
    let hidden: Vec<_> = unquoted.map(|quoted| range(text, quoted)).collect();
    let visible = |at: usize| !hidden.iter().any(|of| of.contains(&at));
    let starts = text.match_indices('[').map(|(at, _)| at + 1).filter(|at| visible(*at));
    starts.filter_map(|start| text[start..].split(']').next()).collect()
}

enum Part<'t> {
    Text(&'t str),
    Quoted(&'t str),
    Variable(&'t str),
}

fn range(text: &str, part: &str) -> std::ops::Range<usize> {
    let start = part.as_ptr() as usize - text.as_ptr() as usize;
    start..start + part.len()
}

fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['"', '\'', '`', '$']) {
        parts.push(Part::Text(&rest[..at]));
        rest = &rest[at..];
        let (part, length) = if rest.starts_with('$') { of_variable(rest) } else { of_string(rest) };
        parts.push(part);
        rest = &rest[length..];
    }
    parts.push(Part::Text(rest));
    parts
}

/// Reads a string that starts with its quote.
fn of_string(text: &str) -> (Part<'_>, usize) {
    let quote = text.chars().next().unwrap_or('"');
    let mut escaped = false;
    let end = text.char_indices().skip(1).find(|(_, c)| {
        let ends = *c == quote && !escaped;
        escaped = *c == '\\' && !escaped && quote != '`';
        ends
    });
    let length = end.map_or(text.len(), |(at, _)| at + 1);
    (Part::Quoted(&text[..length]), length)
}

/// Reads a variable in the form `$name` or `${name:format}`.
fn of_variable(text: &str) -> (Part<'_>, usize) {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if let Some(inside) = text.strip_prefix("${") {
        let length = inside.find('}').unwrap_or(inside.len());
        let name = inside[..length].split([':', '.']).next().unwrap_or_default();
        return (Part::Variable(name), (length + 3).min(text.len()));
    }
    let name = &text[1..];
    let length = name.find(|c| !is_name(c)).unwrap_or(name.len());
    (Part::Variable(&name[..length]), length + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_outside_of_strings_become_plain_promql() {
        for (text, expected) in [
            ("rate(a[$__rate_interval])", "rate(a[5m])"),
            ("rate(a[${__rate_interval}])", "rate(a[5m])"),
            ("rate(a[$interval])", "rate(a[5m])"),
            ("a * $__range_s", "a * 60"),
            (r#"a{job=~"$job"}"#, r#"a{job=~"$job"}"#),
            (r#"a{b="\"$c"} + $d"#, r#"a{b="\"$c"} + __variable_d"#),
            ("sum by (${label:csv}) (a)", "sum by (__variable_label) (a)"),
        ] {
            assert_eq!(plain(text), expected);
        }
    }

    #[test]
    fn windows_are_found_outside_of_strings() {
        let text = r#"rate(a{b=~"[0-9]"}[5m]) + max_over_time(c[$__range:1m])"#;
        assert_eq!(windows(text), ["5m", "$__range:1m"]);
    }

    #[test]
    fn broken_text_does_not_panic() {
        for text in ["$", "${", "${a", "\"", "'\\", "[", "é$é[", "`"] {
            let _ = (plain(text), windows(text), variable(text));
        }
    }
}
