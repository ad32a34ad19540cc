//! The page: a table for each format.

use gapless::encode::Format;
use gapless::encode::lint::Rule;

use crate::answer::{Answer, Case, cell, cell_of_all};
use crate::rows::{Row, SECTIONS};
use crate::{metrics_exporter, ours, prometheus, prometheus_client};

const HEAD: &str = "# Conformance

What Gapless and three other libraries write where a wire format has a rule. Each row is a small case of its own, recorded with
each library and judged by `gapless::encode::lint`, whose rules are named, and by the lines that have to be there; this page is what
`cargo run --package gapless-benches -- conformance` says, and the build fails where it is not.

- **yes**: what was written keeps the rule, or what would break it is refused.
- **no**: what was written in its place, with `⇥` for a tab and `⏎` for a line feed.
- **n/a**: there is no such type, format or check in the library.

prometheus-client writes OpenMetrics; prometheus and metrics-exporter-prometheus write text. Protocol buffers are optional
features of theirs, which are not built here.
";

/// A library's answer to a case in a format.
type Library = fn(Case, Format) -> Answer;

const PEERS: [&str; 3] = ["prometheus-client", "prometheus", "metrics-exporter-prometheus"];

/// In the order of the columns.
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

/// The names of the linter's rules.
fn named(rules: &[Rule]) -> String {
    if rules.is_empty() {
        return String::new();
    }
    format!(" ({})", rules.iter().map(|rule| rule.name()).collect::<Vec<_>>().join(", "))
}

/// What the rows of a format are not about.
fn line_of_the_rest(format: Format, rows: &[Row]) -> String {
    let told: Vec<_> = rows.iter().flat_map(Row::rules).collect();
    let rest: Vec<_> = Rule::ALL.iter().copied().filter(|rule| !told.contains(&rule)).collect();
    let cells = LIBRARIES.map(|answer| cell_of_all(|case| answer(case, format), format, &rest));
    format!("| no case breaks any other rule of the linter | {} |\n", cells.join(" | "))
}
