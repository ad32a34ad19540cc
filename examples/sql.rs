//! How do I measure a database? `cargo run --bin sql` prints the metrics of a pool of two connections and of its
//! statements.

use std::error::Error;
use std::io::{Write, stdout};
use std::time::Duration;

use gapless::encode::Format;
use gapless::plugins::Sql;
use sqlx::sqlite::SqlitePoolOptions;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // The layer passes the events that sqlx emits for each statement to the plugin.
    tracing_subscriber::registry().with(gapless::tracing::layer()).init();
    let options = SqlitePoolOptions::new().max_connections(2).acquire_timeout(Duration::from_millis(500));
    let pool = options.connect("sqlite::memory:").await?;
    let sql = Sql::new().sqlx("main", &pool);
    let metrics = gapless::builder().plugin(sql.clone()).start().await?;

    let mut first = sql.acquire("main", pool.acquire()).await?;
    sqlx::query("CREATE TABLE games (name TEXT)").execute(&mut *first).await?;
    sqlx::query("INSERT INTO games VALUES ('chess'), ('go')").execute(&mut *first).await?;
    let games = sqlx::query("SELECT name FROM games").fetch_all(&mut *first).await?;
    assert_eq!(games.len(), 2);

    let _second = sql.acquire("main", pool.acquire()).await?;
    let third = sql.acquire("main", pool.acquire()).await;
    assert!(third.is_err(), "both connections are in use");

    stdout().write_all(&metrics.exporter().scrape(Format::Text).into_bytes())?;
    metrics.shutdown().await;
    Ok(())
}
