//! The database: one SQLite file, its schema, and its size.
//!
//! Not here: the queries, which are in the modules that use them.

use std::path::{Path, PathBuf};
use std::time::Duration;

use gapless::defmetrics;
use gapless::plugins::Sql;
use sqlx::pool::PoolConnection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Sqlite, SqlitePool};
use thiserror::Error;

use crate::failure::Failure;

const MAX_CONNECTIONS: u32 = 4;

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

/// The database: its pool of connections, and the metrics of the pool and of the statements.
#[derive(Clone)]
pub(crate) struct Database {
    pool: SqlitePool,
    pub(crate) sql: Sql,
}

impl Database {
    fn new(pool: SqlitePool) -> Self {
        Database { sql: Sql::new().sqlx("main", &pool), pool }
    }

    /// Acquires a connection, and measures how long that takes.
    pub(crate) async fn acquire(&self) -> sqlx::Result<PoolConnection<Sqlite>> {
        self.sql.acquire("main", self.pool.acquire()).await
    }

    pub(crate) async fn close(&self) {
        self.pool.close().await;
    }
}

/// The error of opening the database.
#[derive(Debug, Error)]
#[error("cannot open the database {}: {source}; name a file that can be written with --database", path.display())]
pub(crate) struct OpenError {
    path: PathBuf,
    source: sqlx::Error,
}

/// Opens the file, and creates it if it does not exist.
pub(crate) async fn open(path: &Path) -> Result<Database, OpenError> {
    let opened = async {
        let pool = SqlitePoolOptions::new()
            .max_connections(MAX_CONNECTIONS)
            .acquire_timeout(Duration::from_secs(5))
            .connect_with(options(path))
            .await?;
        sqlx::raw_sql(SCHEMA).execute(&pool).await?;
        Ok(Database::new(pool))
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
pub(crate) async fn measure(database: &Database) -> Result<(), Failure> {
    let size = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()";
    let bytes: i64 = sqlx::query_scalar(size).fetch_one(&mut *database.acquire().await?).await?;
    #[expect(clippy::cast_precision_loss, reason = "exact up to eight petabytes")]
    database_size_bytes().set(bytes as f64);
    Ok(())
}

/// Opens a new database in memory, for a test.
#[cfg(test)]
pub(crate) async fn in_memory() -> Database {
    let pool = SqlitePoolOptions::new().max_connections(1); // each connection would open another database
    let pool = pool.connect_with(SqliteConnectOptions::new().in_memory(true)).await.unwrap();
    sqlx::raw_sql(SCHEMA).execute(&pool).await.unwrap();
    Database::new(pool)
}
