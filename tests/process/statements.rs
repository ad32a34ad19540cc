//! `Sql`: the statements of sqlx. SQLite runs them on threads of its own, so they need the global subscriber, and each
//! plugin of a process counts all of them.

use std::sync::Once;
use std::time::Duration;

use gapless::Instance;
use gapless::encode::Format;
use gapless::plugins::Sql;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use sqlx::{ConnectOptions, SqlitePool};
use tokio::sync::{Mutex, MutexGuard};
use tracing_subscriber::layer::SubscriberExt;

/// Lets one test run at a time, under a subscriber with the layer.
async fn alone() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::const_new(());
    static SUBSCRIBED: Once = Once::new();
    SUBSCRIBED.call_once(|| {
        let subscriber = tracing_subscriber::registry().with(gapless::tracing::layer());
        tracing::subscriber::set_global_default(subscriber).expect("this is the only one");
    });
    TURN.lock().await
}

async fn start(plugin: Sql) -> Instance {
    gapless::builder().plugin(plugin).start().await.expect("the plugin starts")
}

fn value(instance: &Instance, series: &str) -> f64 {
    let body = instance.exporter().scrape(Format::Text).into_bytes();
    let text = String::from_utf8(body).expect("it is text");
    let found = text.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' '));
    found.unwrap_or_else(|| panic!("`{series}` is missing")).parse().expect("it is a number")
}

/// The number of statements with a command.
fn statements(instance: &Instance, command: &str) -> f64 {
    value(instance, &format!("sql_statement_duration_seconds_count{{command=\"{command}\"}}"))
}

async fn open(options: SqliteConnectOptions) -> SqlitePool {
    let pool = SqlitePoolOptions::new().max_connections(1);
    pool.connect_with(options.in_memory(true)).await.expect("a database in memory opens")
}

async fn run(pool: &SqlitePool, statement: &'static str) {
    sqlx::raw_sql(statement).execute(pool).await.expect("the statement is valid");
}

/// Emits an event with the fields of sqlx.
fn event(statement: &str) {
    let summary = statement.split_whitespace().take(4).collect::<Vec<_>>().join(" ");
    let rest = if summary == statement { String::new() } else { format!("\n\n{statement}\n") };
    let (rows_affected, rows_returned) = (0_u64, 0_u64);
    tracing::debug!(
        target: "sqlx::query",
        summary,
        db.statement = rest,
        rows_affected,
        rows_returned,
        elapsed_secs = 0.25,
    );
}

#[tokio::test]
async fn statements_of_sqlx_are_counted_by_command_with_their_rows() {
    let _alone = alone().await;
    let pool = open(SqliteConnectOptions::new()).await;
    let instance = start(Sql::new().sqlx("main", &pool)).await;
    let before = statements(&instance, "select");
    assert_eq!((before, statements(&instance, "insert")), (0.0, 0.0));

    run(&pool, "CREATE TABLE games (name TEXT)").await;
    run(&pool, "INSERT INTO games VALUES ('chess'), ('go'), ('dice')").await;
    let games = sqlx::query("SELECT name FROM games ORDER BY name").fetch_all(&pool).await;
    assert_eq!(games.expect("the table exists").len(), 3);
    run(&pool, "DELETE FROM games WHERE name = 'go'").await;
    let commands = ["create", "insert", "select", "delete", "update", "other"];
    assert_eq!(commands.map(|command| statements(&instance, command)), [1.0, 1.0, 1.0, 1.0, 0.0, 0.0]);
    assert_eq!(value(&instance, r#"sql_rows_returned_total{command="select"}"#), 3.0);
    assert_eq!(value(&instance, r#"sql_rows_affected_total{command="insert"}"#), 3.0);
    assert_eq!(value(&instance, r#"sql_rows_affected_total{command="delete"}"#), 1.0);
    assert_eq!(value(&instance, r#"sql_rows_returned_total{command="delete"}"#), 0.0);
    assert_eq!(value(&instance, r#"sql_slow_statements_total{command="select"}"#), 0.0);
    let text = instance.exporter().scrape(Format::Text).into_bytes();
    let text = String::from_utf8(text).expect("it is text");
    assert!(!text.contains(r#"sql_rows_affected_total{command="select"}"#), "a query does not change rows");
    instance.shutdown().await;
}

#[tokio::test]
async fn sqlx_decides_which_statements_are_slow_unless_the_plugin_has_a_threshold() {
    let _alone = alone().await;
    // Every statement takes longer than the first threshold, and none takes longer than the second.
    let info = "info".parse().expect("it is a level");
    let slow = SqliteConnectOptions::new().log_slow_statements(info, Duration::ZERO);
    let pool = open(slow).await;
    let instance = start(Sql::new()).await;
    run(&pool, "SELECT 1").await;
    assert_eq!(value(&instance, r#"sql_slow_statements_total{command="select"}"#), 1.0);
    instance.shutdown().await;

    let instance = start(Sql::new().slow_after(Duration::from_secs(3600))).await;
    run(&pool, "SELECT 1").await;
    assert_eq!(statements(&instance, "select"), 1.0);
    assert_eq!(value(&instance, r#"sql_slow_statements_total{command="select"}"#), 0.0);
    instance.shutdown().await;

    let instance = start(Sql::new().slow_after(Duration::from_millis(250))).await;
    event("UPDATE games SET name = ''");
    assert_eq!(value(&instance, r#"sql_slow_statements_total{command="update"}"#), 1.0);
    instance.shutdown().await;
}

#[tokio::test]
async fn the_command_is_the_verb_behind_comments_parentheses_and_common_tables() {
    let _alone = alone().await;
    for (statement, command) in [
        ("select 1", "select"),
        ("  \n\tUPDATE games SET name = ''", "update"),
        ("-- DROP all\n-- games\nDELETE FROM games", "delete"),
        ("/* a comment of many words; DROP */ Insert into games values (1)", "insert"),
        ("(SELECT 1) UNION (SELECT 2)", "select"),
        ("WITH old AS (SELECT * FROM games) DELETE FROM games WHERE id IN (SELECT id FROM old)", "delete"),
        ("WITH \"delete\" AS (SELECT ')') /* drop */ SELECT * FROM \"delete\"", "select"),
        (
            "with recursive n(x) as (values (1) union all select x + 1 from n) insert into t select x from n",
            "insert",
        ),
        ("WITH a AS (SELECT 1)", "other"),
        ("BEGIN IMMEDIATE", "begin"),
        ("START TRANSACTION", "begin"),
        ("END", "commit"),
        ("COMMIT", "commit"),
        ("ROLLBACK TO SAVEPOINT a", "rollback"),
        ("ALTER TABLE games RENAME TO plays", "alter"),
        ("DROP TABLE games", "drop"),
        ("MERGE INTO games USING plays", "merge"),
        ("REPLACE INTO games VALUES (1)", "replace"),
        ("PRAGMA journal_mode", "pragma"),
        ("EXPLAIN SELECT 1", "other"),
        ("selected", "other"),
        ("Übersicht", "other"),
        ("/* never closed", "other"),
        ("'", "other"),
        (")))", "other"),
        ("", "other"),
    ] {
        let instance = start(Sql::new()).await;
        event(statement);
        assert_eq!(statements(&instance, command), 1.0, "{statement}");
        instance.shutdown().await;
    }
}

#[tokio::test]
async fn events_of_another_target_or_without_the_fields_are_not_counted() {
    let _alone = alone().await;
    let instance = start(Sql::new()).await;
    tracing::debug!(target: "sqlx::query", summary = "SELECT 1");
    tracing::debug!(target: "sqlx::query", elapsed_secs = 0.5);
    tracing::debug!(target: "sqlx::query", summary = "SELECT 1", elapsed_secs = f64::NAN);
    tracing::debug!(target: "sqlx", summary = "SELECT 1", elapsed_secs = 0.5);
    assert_eq!(statements(&instance, "select"), 0.0);
    tracing::debug!(target: "sqlx::query", summary = "SELECT 1", elapsed_secs = 0.5);
    assert_eq!(statements(&instance, "select"), 1.0);
    instance.shutdown().await;
}

#[tokio::test]
async fn the_events_of_sqlx_are_on_only_while_a_plugin_runs() {
    let _alone = alone().await;
    let is_on = || tracing::enabled!(target: "sqlx::query", tracing::Level::DEBUG);
    assert!(!is_on());
    let instance = start(Sql::new()).await;
    assert!(is_on());
    instance.shutdown().await;
    assert!(!is_on());
}
