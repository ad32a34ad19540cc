//! Catalogs for tests, in a short notation.

use gapless_core::Kind;

use crate::catalog::{Catalog, Declaration, Family, Label, Origin};

/// Reads a catalog: a family a line, `counter jobs_total(queue, outcome=ok|error) [0.1 1]`, with buckets in brackets.
/// A label with `==` is a constant label, and `function` before the type marks a family of functions.
pub(crate) fn catalog(lines: &str) -> Catalog {
    Catalog::new(lines.lines().map(str::trim).filter(|line| !line.is_empty()).map(family))
}

fn family(line: &str) -> Family {
    let (line, origin) = match line.strip_prefix("function ") {
        Some(line) => (line, Origin::Function),
        None => (line, Origin::Declaration),
    };
    let (kind, rest) = line.split_once(' ').unwrap();
    let (rest, buckets) = rest.split_once(" [").unwrap_or((rest, "]"));
    let (name, labels) = rest.split_once('(').unwrap_or((rest, ")"));
    let buckets = buckets.trim_end_matches(']').split_whitespace().map(|bound| bound.parse().unwrap());
    let labels = labels.trim_end_matches(')').split(", ").filter(|label| !label.is_empty());
    let (constant, labels): (Vec<_>, Vec<_>) = labels.partition(|label| label.contains("=="));
    let declaration = Declaration {
        constant_labels: constant.into_iter().map(constant_label).collect(),
        labels: labels.into_iter().map(label).collect(),
        buckets: buckets.collect(),
        origin,
        ..Declaration::default()
    };
    Family {
        name: name.to_owned(),
        kind: self::kind(kind),
        help: String::new(),
        unit: None,
        group: String::new(),
        declarations: vec![declaration],
    }
}

fn kind(word: &str) -> Kind {
    const KINDS: [Kind; 7] = [
        Kind::Counter,
        Kind::Gauge,
        Kind::UpDownCounter,
        Kind::Histogram,
        Kind::Summary,
        Kind::StateSet,
        Kind::Info,
    ];
    KINDS.into_iter().find(|kind| kind.as_str() == word).unwrap()
}

fn constant_label(text: &str) -> (String, String) {
    let (name, value) = text.split_once("==").unwrap();
    (name.to_owned(), value.to_owned())
}

fn label(text: &str) -> Label {
    let (name, values) = match text.split_once('=') {
        Some((name, values)) => (name, Some(values.split('|').map(str::to_owned).collect())),
        None => (text, None),
    };
    Label { name: name.to_owned(), values }
}
