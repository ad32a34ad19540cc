//! The page: a table for each format.

use gapless::encode::Format;
use gapless::encode::lint::Rule;

use crate::answer::{Answer, Case, cell, cell_of_all};
use crate::rows::{Row, SECTIONS};
use crate::{metrics_exporter, ours, prometheus, prometheus_client};

const HEAD: &str = "# Conformance

This page compares what Gapless and three other libraries write, rule by rule, for each wire format. Every row is a
small case that is recorded with each library. `gapless::encode::lint` judges the output: the names in parentheses are
its rules. A row can also require certain lines.

- **yes**: the output follows the rule, or the library refuses input that would break the rule.
- **no**: the cell shows the output instead, with `⇥` for a tab and `⏎` for a line feed.
- **n/a**: the library does not have the type, the format or the check.

prometheus-client writes OpenMetrics; prometheus and metrics-exporter-prometheus write text. Both also have optional
features for protocol buffers, which this comparison does not enable.

`cargo run --package gapless-benches -- conformance` writes this page, and CI fails if the page is out of date.
";

/// A library's answer to a case in a format.
type Library = fn(Case, Format) -> Answer;

const PEERS: [&str; 3] = ["prometheus-client", "prometheus", "metrics-exporter-prometheus"];

/// The libraries, in the order of the columns.
const LIBRARIES: [Library; 4] =
    [ours::answer, prometheus_client::answer, prometheus::answer, metrics_exporter::answer];

const COLUMNS: &str = "| rule | Gapless | prometheus-client | prometheus | metrics-exporter-prometheus |
|---|---|---|---|---|
";

pub(crate) fn render() -> String {
    let mut page = format!("{HEAD}\nVersions: {}.\n", gapless_benches::versions(&PEERS));
    for section in SECTIONS {
        page += &format!("\n## {}\n\n{COLUMNS}", section.title);
        page.extend(section.rows.iter().map(line));
        page.extend(section.rest.map(|format| line_of_the_rest(format, section.rows)));
    }
    page
}

fn line(row: &Row) -> String {
    let cells = LIBRARIES.map(|answer| cell(row, answer(row.case, row.format())));
    format!("| {}{} | {} |\n", row.rule, named(row.rules()), cells.join(" | "))
}

/// Returns the names of linter rules.
fn named(rules: &[Rule]) -> String {
    if rules.is_empty() {
        return String::new();
    }
    format!(" ({})", rules.iter().map(|rule| rule.name()).collect::<Vec<_>>().join(", "))
}

/// Returns a row for the rules that the other rows of a format do not mention.
fn line_of_the_rest(format: Format, rows: &[Row]) -> String {
    let told: Vec<_> = rows.iter().flat_map(Row::rules).collect();
    let rest: Vec<_> = Rule::ALL.iter().copied().filter(|rule| !told.contains(&rule)).collect();
    let cells = LIBRARIES.map(|answer| cell_of_all(|case| answer(case, format), format, &rest));
    format!("| every other rule of the linter | {} |\n", cells.join(" | "))
}
