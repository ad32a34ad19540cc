//! Statements: the events that sqlx emits for each of them.

use std::fmt::Debug;
use std::time::Duration;

use tracing_core::field::{Field, Visit};
use tracing_core::Event;

use super::command::Command;
use super::metrics::SqlMetrics;

/// The target of the events.
pub(super) const TARGET: &str = "sqlx::query";

/// The fields of one event.
#[derive(Default)]
struct Statement {
    command: Option<Command>,
    elapsed: Option<Duration>,
    rows_returned: u64,
    rows_affected: u64,
    /// Whether sqlx finds the statement slow. Only then does the event have the field.
    is_slow: bool,
}

/// Records an event of sqlx. Statements are slow if they take `slow_after`, or else if sqlx finds them slow.
pub(super) fn record(event: &Event<'_>, slow_after: Option<Duration>, metrics: &SqlMetrics) {
    let mut statement = Statement::default();
    event.record(&mut statement);
    let Statement { command: Some(command), elapsed: Some(elapsed), .. } = statement else { return };
    metrics.statement_duration_seconds(command).observe(elapsed);
    metrics.rows_returned_total(command).inc_by(statement.rows_returned);
    if command.changes_rows() {
        metrics.rows_affected_total(command).inc_by(statement.rows_affected);
    }
    if slow_after.map_or(statement.is_slow, |threshold| elapsed >= threshold) {
        metrics.slow_statements_total(command).inc();
    }
}

impl Visit for Statement {
    fn record_f64(&mut self, field: &Field, value: f64) {
        if field.name() == "elapsed_secs" {
            self.elapsed = Duration::try_from_secs_f64(value).ok();
        }
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        match field.name() {
            "rows_returned" => self.rows_returned = value,
            "rows_affected" => self.rows_affected = value,
            _ => {}
        }
    }

    /// The summary has the first four words, or all. If it lacks words, `db.statement` has all.
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "summary" || field.name() == "db.statement" && !value.is_empty() {
            self.command = Some(Command::of(value));
        }
    }

    fn record_debug(&mut self, field: &Field, _: &dyn Debug) {
        self.is_slow |= field.name() == "slow_threshold";
    }
}
