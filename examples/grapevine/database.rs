//! The database: one SQLite file, its schema, and how large it is.
//!
//! Not here: the queries, which are with the things that they are about.

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

    /// The most connections to the database that are open at a time.
    #[seed(f64::from(MAX_CONNECTIONS))]
    gauge database_max_connections;

    /// Time of statements, as sqlx tells it.
    #[tracing(target = "sqlx::query", measure = "elapsed_secs", tags(statement = Statement::of("summary")))]
    #[buckets(exponential(0.000_1, 4, 7))]
    histogram database_statement_duration_seconds(statement: Statement);

    /// Rows that statements returned.
    #[tracing(target = "sqlx::query", measure = "rows_returned", tags(statement = Statement::of("summary")))]
    counter database_rows_returned_total(statement: Statement);

    /// Statements that took more than a second, each of which sqlx warns of.
    #[tracing(target = "sqlx::query", level = "warn")]
    counter database_slow_statements_total;
}

/// What a statement does.
#[derive(Clone, Copy, LabelValue)]
enum Statement {
    Select,
    Insert,
    Delete,
    Other,
}

impl Statement {
    /// By the first words of one.
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

/// Why the database could not be opened.
#[derive(Debug, Error)]
#[error("cannot open the database {}: {source}; name a file that can be written with --database", path.display())]
pub(crate) struct OpenError {
    path: PathBuf,
    source: sqlx::Error,
}

/// Opens the file, which is made if it is missing.
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
    #![group = "database_size"] // of its own: what a poll measures is absent while it fails, and the above is not

    /// Size of the database, without what is still to be merged into its file.
    gauge database_size_bytes;
}

/// Looks how large the database has become.
pub(crate) async fn measure(database: &SqlitePool) -> Result<(), Failure> {
    let size = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()";
    let bytes: i64 = sqlx::query_scalar(size).fetch_one(database).await?;
    #[expect(clippy::cast_precision_loss, reason = "exact up to eight petabytes")]
    database_size_bytes().set(bytes as f64);
    Ok(())
}

/// A database of its own for each test.
#[cfg(test)]
pub(crate) async fn in_memory() -> SqlitePool {
    let pool = SqlitePoolOptions::new().max_connections(1); // each connection would have one of its own
    let database = pool.connect_with(SqliteConnectOptions::new().in_memory(true)).await.unwrap();
    sqlx::raw_sql(SCHEMA).execute(&database).await.unwrap();
    database
}
