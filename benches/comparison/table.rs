//! The table: a row for each question, a column for each library.

use crate::{autometrics, axum_prometheus, metrics_exporter, ours, prometheus, prometheus_client, scrape};

/// The answers of a library, in the order of the rows.
pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) answers: [String; ROWS.len()],
    /// The contender in `docs/performance.md` that writes this library's expositions.
    pub(crate) writer: &'static str,
}

impl Column {
    /// Returns the column of a library that counts what it is called for, and knows nothing about functions or
    /// requests.
    pub(crate) fn of_counters(
        name: &'static str,
        writer: &'static str,
        [at_first, values, count]: [String; 3],
    ) -> Self {
        let none = || NOT_APPLICABLE.to_owned();
        let answers = [at_first, none(), none(), none(), none(), none(), values, count];
        Column { name, answers, writer }
    }
}

/// A cell for a question that does not apply to the library.
pub(crate) const NOT_APPLICABLE: &str = "n/a";

const ROWS: [&str; 8] = [
    "series of a counter with 4 possible label sets, in the first scrape",
    "series of a handler's calls, in the first scrape",
    "a response with status 500 counts as",
    "a panic counts as",
    "a cancelled request counts as",
    "calls in flight after the panic and the cancellation",
    "series after 10,000 different values of one label",
    "calls counted after 20,000 calls from 4 threads",
];

const SCRAPE: &str = "time to render 100,000 series";

/// The libraries that the table names, as the manifest does.
const LIBRARIES: [&str; 5] =
    ["axum-prometheus", "autometrics", "metrics-exporter-prometheus", "prometheus", "prometheus-client"];

pub(crate) fn render() -> String {
    let columns = [
        ours::column(),
        axum_prometheus::column(),
        autometrics::column(),
        metrics_exporter::column(),
        prometheus::column(),
        prometheus_client::column(),
    ];
    let line = |first: &str, cell: &dyn Fn(&Column) -> String| {
        let cells: Vec<_> = columns.iter().map(cell).collect();
        format!("| {first} | {} |\n", cells.join(" | "))
    };
    let mut table = line("", &|column| column.name.to_owned());
    table += &line("---", &|_| "---".to_owned());
    for (index, row) in ROWS.iter().enumerate() {
        table += &line(row, &|column| column.answers[index].clone());
    }
    table += &line(SCRAPE, &|column| scrape::milliseconds(column.writer));
    table
        + &format!(
            "\nVersions: {}.\n",
            gapless_benches::versions(&LIBRARIES).replace(", metrics", ",\nmetrics")
        )
}
