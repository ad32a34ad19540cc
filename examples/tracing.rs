//! How do I get metrics from a library that only uses `tracing`? `cargo run --bin tracing` prints the metrics.

use std::io;

use gapless::encode::Format;
use gapless::{LabelValue, Registry, StatusClass, defmetrics};
use tracing::level_filters::LevelFilter;
use tracing::{debug, field, info_span, warn};
use tracing_subscriber::prelude::*;

/// Stands for a library that uses `tracing` and does not know metrics.
mod database {
    pub(super) fn query(statement: &str, took_ms: u64, rows: u64) {
        tracing::debug!(target: "database::query", statement, took_ms, rows);
    }
}

#[derive(Clone, Copy, LabelValue)]
enum Statement {
    Select,
    Insert,
    Other,
}

impl Statement {
    fn of(text: &str) -> Self {
        match text.split(' ').next() {
            Some("SELECT") => Statement::Select,
            Some("INSERT") => Statement::Insert,
            _ => Statement::Other,
        }
    }
}

#[derive(Clone, Copy, LabelValue)]
enum Severity {
    Error,
    Warn,
}

defmetrics! {
    #![namespace = "site"]

    /// Duration of database statements.
    #[tracing(target = "database::query", measure = "took_ms", unit = "ms", tags(statement = Statement::of("statement")))]
    #[buckets(0.001, 0.01, 0.1)]
    histogram statement_seconds(statement: Statement);

    /// Rows that the database returned.
    #[tracing(target = "database::query", measure = "rows")]
    counter rows_total;

    /// Duration of requests, each of which is a span.
    #[tracing(span = "request")]
    #[buckets(60)]
    histogram request_seconds(status: StatusClass);

    /// Requests in flight.
    #[tracing(span = "request")]
    up_down_counter requests_in_flight;

    /// Warnings and errors, from any part of the program.
    #[tracing(event, level = "warn", tags(severity = level))]
    counter complaints_total(severity: Severity);
}

fn answer() {
    let request = info_span!("request", status = field::Empty).entered();
    database::query("SELECT name FROM games", 3, 12);
    database::query("INSERT INTO visits VALUES (?)", 15, 0);
    request.record("status", 200);
}

fn main() {
    // The filter applies to the log only, so the metrics see all events and spans.
    let log = tracing_subscriber::fmt::layer().with_writer(io::stderr).with_filter(LevelFilter::INFO);
    tracing_subscriber::registry().with(log).with(gapless::tracing::layer()).init();
    answer();
    warn!("the disk is nearly full");
    debug!("nothing is declared of this, so it is not even made");
    print(&String::from_utf8_lossy(&Format::Text.encode(&Registry::global().gather())));
}

#[expect(clippy::print_stdout, reason = "it is what this program is for")]
fn print(exposition: &str) {
    print!("{exposition}");
}
