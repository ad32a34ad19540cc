//! The metrics of pools and statements.

use gapless_macros::{defmetrics, LabelValue};

use super::command::Command;

defmetrics! {
    #![crate = gapless_core]
    #![into = SqlMetrics]
    #![namespace = "sql"]
    #![group = "sql"]

    /// Time to acquire a connection from a pool, including the time to open it.
    #[native]
    #[buckets(0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10)]
    #[max_series(6400)]
    pub(super) histogram acquire_duration_seconds(pool: &str);

    /// Attempts to acquire a connection from a pool that ended without a connection.
    #[max_series(400)]
    pub(super) counter acquire_failures_total(pool: &str, reason: AcquireFailure);

    /// Attempts to acquire a connection from a pool that have not ended.
    #[max_series(100)]
    pub(super) up_down_counter acquires_in_flight(pool: &str);

    /// Duration of statements of sqlx, until the last row was read.
    #[native]
    #[buckets(0.000_1, 0.000_5, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10)]
    #[max_series(896)]
    pub(super) histogram statement_duration_seconds(command: Command);

    /// Statements of sqlx that reached the threshold for slow statements.
    pub(super) counter slow_statements_total(command: Command);

    /// Rows that statements of sqlx returned.
    pub(super) counter rows_returned_total(command: Command);

    /// Rows that statements of sqlx changed.
    #[skip(command = "alter")]
    #[skip(command = "begin")]
    #[skip(command = "commit")]
    #[skip(command = "create")]
    #[skip(command = "drop")]
    #[skip(command = "other")]
    #[skip(command = "pragma")]
    #[skip(command = "rollback")]
    #[skip(command = "select")]
    pub(super) counter rows_affected_total(command: Command);
}

/// Why a program did not get a connection.
#[derive(Clone, Copy, Debug, LabelValue)]
#[label(crate = gapless_core)]
pub(super) enum AcquireFailure {
    /// The pool had no connection in time.
    Timeout,
    /// The pool is closed.
    Closed,
    /// The future was dropped.
    Cancelled,
    /// Any other error, for example of the database.
    Error,
}

impl SqlMetrics {
    /// Creates all series of a pool at zero.
    pub(super) fn seed(&self, pool: &str) {
        let _ = self.acquire_duration_seconds(pool);
        let _ = self.acquires_in_flight(pool);
        let _ = self.acquire_failures_total(pool, AcquireFailure::Error); // for all reasons
    }
}
