//! The database: one SQLite file, its schema, and its size.
//!
//! Not here: the queries, which are in the modules that use them.

use std::path::{Path, PathBuf};
use std::time::Duration;

use gapless::{LabelValue, defmetrics};
use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use thiserror::Error;

use crate::failure::Failure;

const MAX_CONNECTIONS: u32 = 4;

defmetrics! {
    #![namespace = "grapevine"]
    #![group = "database"]

    /// Maximum number of open connections to the database.
    #[seed(f64::from(MAX_CONNECTIONS))]
    gauge database_max_connections;

    /// Duration of statements, as sqlx reports it.
    #[tracing(target = "sqlx::query", measure = "elapsed_secs", tags(statement = Statement::of("summary")))]
    #[buckets(exponential(0.000_1, 4, 7))]
    histogram database_statement_duration_seconds(statement: Statement);

    /// Rows that statements returned.
    #[tracing(target = "sqlx::query", measure = "rows_returned", tags(statement = Statement::of("summary")))]
    counter database_rows_returned_total(statement: Statement);

    /// Statements that took longer than a second, as sqlx reports them.
    #[tracing(target = "sqlx::query", level = "warn")]
    counter database_slow_statements_total;
}

/// The kind of a statement.
#[derive(Clone, Copy, LabelValue)]
enum Statement {
    Select,
    Insert,
    Delete,
    Other,
}

impl Statement {
    /// Returns the kind of a statement by its first words.
    fn of(summary: &str) -> Self {
        match summary.split(' ').next() {
            Some("SELECT") => Statement::Select,
            Some("INSERT") => Statement::Insert,
            Some("DELETE") => Statement::Delete,
            _ => Statement::Other,
        }
    }
}

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS accounts (
        name TEXT PRIMARY KEY COLLATE NOCASE,
        password_hash TEXT NOT NULL
    ) STRICT;
    CREATE TABLE IF NOT EXISTS messages (
        id INTEGER PRIMARY KEY,
        channel TEXT NOT NULL,
        author TEXT NOT NULL,
        text TEXT NOT NULL
    ) STRICT;
    CREATE INDEX IF NOT EXISTS messages_by_channel ON messages (channel, id);
    CREATE TABLE IF NOT EXISTS games (
        name TEXT PRIMARY KEY COLLATE NOCASE,
        genre TEXT,
        added_by TEXT NOT NULL
    ) STRICT;
";

/// The error of opening the database.
#[derive(Debug, Error)]
#[error("cannot open the database {}: {source}; name a file that can be written with --database", path.display())]
pub(crate) struct OpenError {
    path: PathBuf,
    source: sqlx::Error,
}

/// Opens the file, and creates it if it does not exist.
pub(crate) async fn open(path: &Path) -> Result<SqlitePool, OpenError> {
    let opened = async {
        let database = SqlitePoolOptions::new()
            .max_connections(MAX_CONNECTIONS)
            .acquire_timeout(Duration::from_secs(5))
            .connect_with(options(path))
            .await?;
        sqlx::raw_sql(SCHEMA).execute(&database).await?;
        Ok(database)
    };
    opened.await.map_err(|source| OpenError { path: path.to_owned(), source })
}

fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal)
}

defmetrics! {
    #![namespace = "grapevine"]
    #![group = "database_size"] // separate, because the gauges of a failing poll are unset

    /// Size of the database file, without the write-ahead log.
    gauge database_size_bytes;
}

/// Measures the size of the database.
pub(crate) async fn measure(database: &SqlitePool) -> Result<(), Failure> {
    let size = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()";
    let bytes: i64 = sqlx::query_scalar(size).fetch_one(database).await?;
    #[expect(clippy::cast_precision_loss, reason = "exact up to eight petabytes")]
    database_size_bytes().set(bytes as f64);
    Ok(())
}

/// Opens a new database in memory, for a test.
#[cfg(test)]
pub(crate) async fn in_memory() -> SqlitePool {
    let pool = SqlitePoolOptions::new().max_connections(1); // each connection would open another database
    let database = pool.connect_with(SqliteConnectOptions::new().in_memory(true)).await.unwrap();
    sqlx::raw_sql(SCHEMA).execute(&database).await.unwrap();
    database
}
