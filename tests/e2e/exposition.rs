//! The series of an exposition, to compare them with the series that a receiver stores.

use std::collections::BTreeMap;

use crate::queries::Labels;

/// Returns the value of each series of an exposition in a text format, without exemplars and creation times.
pub(crate) fn parse(body: &str) -> BTreeMap<Labels, f64> {
    let lines = body.lines().filter(|line| !line.starts_with('#'));
    let series = lines.map(|line| series(line).unwrap_or_else(|| panic!("`{line}` is not a sample")));
    series.filter(|(labels, _)| !labels["__name__"].ends_with("_created")).collect()
}

fn series(line: &str) -> Option<(Labels, f64)> {
    let end = line.find(['{', ' '])?;
    let mut labels = Labels::from([("__name__".to_owned(), line[..end].to_owned())]);
    let mut rest = &line[end..];
    while let Some(pair) = rest.strip_prefix(['{', ',']) {
        let (name, value) = pair.split_once("=\"")?;
        let (value, after) = unquoted(value)?;
        labels.insert(name.to_owned(), value);
        rest = after.strip_prefix('}').unwrap_or(after);
    }
    let value = rest.trim_start().split(' ').next()?;
    Some((labels, value.parse().ok()?))
}

/// Returns a string up to its closing quotation mark, and the text behind it.
fn unquoted(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut letters = text.char_indices();
    loop {
        match letters.next()? {
            (end, '"') => return Some((value, &text[end + 1..])),
            (_, '\\') => value.push(match letters.next()?.1 {
                'n' => '\n',
                other => other,
            }),
            (_, other) => value.push(other),
        }
    }
}

/// Returns a line for each series that one side does not have, or has with a different value.
pub(crate) fn differences(expected: &BTreeMap<Labels, f64>, found: &BTreeMap<Labels, f64>) -> Vec<String> {
    differences_beyond(0.0, expected, found)
}

/// Returns the differences that are greater than a part of the value.
pub(crate) fn differences_beyond(
    part: f64,
    expected: &BTreeMap<Labels, f64>,
    found: &BTreeMap<Labels, f64>,
) -> Vec<String> {
    let is_equal = |a: f64, b: f64| a == b || a.is_nan() && b.is_nan() || (a - b).abs() <= a.abs() * part;
    let wrong = expected.iter().filter_map(|(labels, value)| match found.get(labels) {
        Some(found) if is_equal(*value, *found) => None,
        found => Some(format!("{labels:?} is {found:?} instead of {value}")),
    });
    let other = found.iter().filter(|(labels, _)| !expected.contains_key(*labels));
    wrong.chain(other.map(|(labels, value)| format!("{labels:?} is {value}, and was not exposed"))).collect()
}
