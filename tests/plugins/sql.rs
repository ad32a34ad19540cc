//! `Sql`: pools of sqlx, deadpool and bb8, the time to acquire a connection, and polls of a database.

use std::convert::Infallible;
use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::FutureExt;
use gapless::plugins::{PluginOptions, PollingGroup, PoolState, Sql};
use sqlx::SqlitePool;
use sqlx::sqlite::SqlitePoolOptions;

use crate::{start, text, value};

/// Opens a pool of two connections, each to its own database.
async fn pool_of_two() -> SqlitePool {
    let options = SqlitePoolOptions::new().max_connections(2);
    options.connect("sqlite::memory:").await.expect("a database in memory opens")
}

#[tokio::test]
async fn an_exhausted_pool_of_sqlx_shows_its_connections_and_counts_a_timeout() {
    let pool = pool_of_two().await;
    let sql = Sql::new().sqlx("main", &pool);
    let instance = start(sql.clone()).await;
    let connections =
        |state| value(&instance, &format!("sql_pool_connections{{pool=\"main\",state=\"{state}\"}}"));
    assert_eq!((connections("idle"), connections("in_use")), (Some(1.0), Some(0.0)));
    assert_eq!(value(&instance, r#"sql_pool_max_connections{pool="main"}"#), Some(2.0));
    assert_eq!(value(&instance, r#"sql_acquire_duration_seconds_count{pool="main"}"#), Some(0.0));
    let failures = |reason| {
        value(&instance, &format!("sql_acquire_failures_total{{pool=\"main\",reason=\"{reason}\"}}"))
    };
    assert_eq!(["timeout", "closed", "cancelled", "error"].map(failures), [Some(0.0); 4]);

    let first = sql.acquire("main", pool.acquire()).await.expect("one is idle");
    let _second = sql.acquire("main", pool.acquire()).await.expect("one more may be opened");
    assert_eq!((connections("idle"), connections("in_use")), (Some(0.0), Some(2.0)));
    tokio::time::pause(); // and so the time of the pool passes at once
    let third = sql.acquire("main", pool.acquire()).await;
    tokio::time::resume();
    assert!(matches!(third, Err(sqlx::Error::PoolTimedOut)));
    assert_eq!(failures("timeout"), Some(1.0));
    assert_eq!(value(&instance, r#"sql_acquire_duration_seconds_count{pool="main"}"#), Some(3.0));
    drop(first);
    let _third = sql.acquire("main", pool.acquire()).await.expect("one has been returned");
    assert_eq!(["timeout", "closed", "cancelled", "error"].map(failures), [1.0, 0.0, 0.0, 0.0].map(Some));
}

#[tokio::test]
async fn a_closed_pool_of_sqlx_is_absent_and_its_acquires_fail() {
    let pool = pool_of_two().await;
    let sql = Sql::new().sqlx("main", &pool);
    let instance = start(sql.clone()).await;
    pool.close().await;
    assert!(matches!(sql.acquire("main", pool.acquire()).await, Err(sqlx::Error::PoolClosed)));
    assert!(!text(&instance).contains("sql_pool_connections{"));
    assert_eq!(value(&instance, r#"sql_acquire_failures_total{pool="main",reason="closed"}"#), Some(1.0));

    let reopened = pool_of_two().await;
    sql.sqlx("main", &reopened);
    assert_eq!(value(&instance, r#"sql_pool_connections{pool="main",state="idle"}"#), Some(1.0));
    assert_eq!(value(&instance, r#"sql_acquire_failures_total{pool="main",reason="closed"}"#), Some(1.0));
}

#[tokio::test]
async fn an_acquire_in_progress_is_in_flight_and_counts_as_cancelled_when_it_is_dropped() {
    let sql = Sql::new().pool("main", PoolState::default);
    let instance = start(sql.clone()).await;
    let in_flight = || value(&instance, r#"sql_acquires_in_flight{pool="main"}"#);
    let cancelled = || value(&instance, r#"sql_acquire_failures_total{pool="main",reason="cancelled"}"#);
    let mut waiting = Box::pin(sql.acquire("main", pending::<Result<(), Infallible>>()));
    assert!(waiting.as_mut().now_or_never().is_none());
    assert_eq!((in_flight(), cancelled()), (Some(1.0), Some(0.0)));
    drop(waiting);
    assert_eq!((in_flight(), cancelled()), (Some(0.0), Some(1.0)));
    assert_eq!(value(&instance, r#"sql_acquire_duration_seconds_count{pool="main"}"#), Some(1.0));
}

#[tokio::test]
async fn the_reason_of_an_unknown_error_is_error_and_that_of_an_elapsed_timeout_is_timeout() {
    let sql = Sql::new().pool("main", PoolState::default);
    let instance = start(sql.clone()).await;
    let failed = sql.acquire("main", async { Err::<(), _>(std::fmt::Error) }).await;
    assert_eq!(failed, Err(std::fmt::Error), "the error is passed on");
    let elapsed = sql.acquire("main", tokio::time::timeout(Duration::ZERO, pending::<()>())).await;
    assert!(elapsed.is_err());
    assert_eq!(value(&instance, r#"sql_acquire_failures_total{pool="main",reason="error"}"#), Some(1.0));
    assert_eq!(value(&instance, r#"sql_acquire_failures_total{pool="main",reason="timeout"}"#), Some(1.0));
}

#[tokio::test]
async fn nothing_is_recorded_before_the_start() {
    let sql = Sql::new().pool("main", PoolState::default);
    sql.acquire("main", async { Ok::<_, Infallible>(()) }).await.expect("it is passed on");
    let instance = start(sql).await;
    assert_eq!(value(&instance, r#"sql_acquire_duration_seconds_count{pool="main"}"#), Some(0.0));
}

#[tokio::test]
async fn a_pool_that_is_added_after_the_start_is_exported_at_zero() {
    let sql = Sql::new();
    let instance = start(sql.clone()).await;
    assert!(!text(&instance).contains("pool="));
    sql.clone().pool("late", || PoolState { idle: 2, in_use: 1, max: None, waiting: Some(4) });
    assert_eq!(value(&instance, r#"sql_pool_connections{pool="late",state="idle"}"#), Some(2.0));
    assert_eq!(value(&instance, r#"sql_pool_waiting_acquires{pool="late"}"#), Some(4.0));
    assert_eq!(value(&instance, r#"sql_acquire_duration_seconds_count{pool="late"}"#), Some(0.0));
    assert_eq!(value(&instance, r#"sql_acquire_failures_total{pool="late",reason="timeout"}"#), Some(0.0));
    assert!(!text(&instance).contains("sql_pool_max_connections{"), "the pool has no limit");
}

/// Panics without the message, whose backtrace takes time.
fn broken() -> ! {
    std::panic::resume_unwind(Box::new("it is broken"))
}

#[tokio::test]
async fn a_pool_whose_function_panics_does_not_hide_the_others() {
    let sql = Sql::new().pool("bad", || -> PoolState { broken() }).pool("good", PoolState::default);
    let instance = start(sql).await;
    assert_eq!(value(&instance, r#"sql_pool_connections{pool="bad",state="idle"}"#), None);
    assert_eq!(value(&instance, r#"sql_pool_connections{pool="good",state="idle"}"#), Some(0.0));
}

#[tokio::test]
async fn the_function_of_a_closed_pool_is_dropped() {
    let (kept, is_closed) = (Arc::new(()), Arc::new(AtomicBool::new(false)));
    let (weak, closed) = (Arc::downgrade(&kept), is_closed.clone());
    let instance = start(Sql::new().pool("main", move || {
        let _kept = &kept;
        (!closed.load(Ordering::Relaxed)).then(PoolState::default)
    }))
    .await;
    assert!(text(&instance).contains("sql_pool_connections{") && weak.upgrade().is_some());
    is_closed.store(true, Ordering::Relaxed);
    assert!(!text(&instance).contains("sql_pool_connections{"));
    assert_eq!(weak.strong_count(), 0);
}

#[tokio::test]
async fn options_change_names_labels_and_buckets() {
    let options = PluginOptions::new().metric_prefix("shop").label("region", "eu").buckets([0.25, 2.0]);
    let instance = start(Sql::new().options(options).pool("main", PoolState::default)).await;
    let text = text(&instance);
    for series in [
        r#"shop_sql_acquire_duration_seconds_bucket{region="eu",pool="main",le="0.25"} 0"#,
        r#"shop_sql_statement_duration_seconds_bucket{region="eu",command="select",le="2"} 0"#,
        r#"shop_sql_pool_connections{region="eu",pool="main",state="idle"} 0"#,
    ] {
        assert!(text.lines().any(|line| line == series), "`{series}` is missing:\n{text}");
    }
    let mut own = text.lines().filter(|line| line.starts_with("shop_sql_"));
    assert!(!own.any(|line| line.contains(r#"le="0.1""#)));
}

#[tokio::test]
async fn a_hundred_pools_have_series_of_their_own_with_any_buckets() {
    let options = PluginOptions::new().buckets((1..=50).map(f64::from));
    let sql = Sql::new().options(options);
    let instance = start(sql.clone()).await;
    for number in 0..100 {
        sql.clone().pool(&number.to_string(), PoolState::default);
    }
    assert!(!text(&instance).contains(r#"pool="_other""#));
}

#[tokio::test]
async fn a_plugin_that_has_started_does_not_start_again() {
    let sql = Sql::new();
    let _instance = start(sql.clone()).await;
    let error = gapless::builder().plugin(sql).start().await.expect_err("it has started");
    assert!(error.to_string().contains("sql"), "{error}");
}

/// Opens connections without a database. It is a manager for deadpool and for bb8.
struct Dialer;

impl deadpool::managed::Manager for Dialer {
    type Type = ();
    type Error = Infallible;

    async fn create(&self) -> Result<(), Infallible> {
        Ok(())
    }

    async fn recycle(
        &self,
        _: &mut (),
        _: &deadpool::managed::Metrics,
    ) -> deadpool::managed::RecycleResult<Infallible> {
        Ok(())
    }
}

impl bb8::ManageConnection for Dialer {
    type Connection = ();
    type Error = Infallible;

    async fn connect(&self) -> Result<(), Infallible> {
        Ok(())
    }

    async fn is_valid(&self, (): &mut ()) -> Result<(), Infallible> {
        Ok(())
    }

    fn has_broken(&self, (): &mut ()) -> bool {
        false
    }
}

#[tokio::test]
async fn a_pool_of_deadpool_shows_who_waits_and_is_not_kept_alive() {
    let pool: deadpool::managed::Pool<Dialer> =
        deadpool::managed::Pool::builder(Dialer).max_size(1).build().expect("no timeout needs a runtime");
    let sql = Sql::new().deadpool("main", &pool);
    let instance = start(sql.clone()).await;
    let waiting = || value(&instance, r#"sql_pool_waiting_acquires{pool="main"}"#);
    let taken = sql.acquire("main", pool.get()).await.expect("the pool has room");
    let mut second = Box::pin(sql.acquire("main", pool.get()));
    assert!(second.as_mut().now_or_never().is_none());
    assert_eq!(value(&instance, r#"sql_pool_connections{pool="main",state="in_use"}"#), Some(1.0));
    assert_eq!(
        (waiting(), value(&instance, r#"sql_pool_max_connections{pool="main"}"#)),
        (Some(1.0), Some(1.0))
    );
    drop(taken);
    drop(second.await.expect("the first has been returned"));

    let no_wait = deadpool::managed::Timeouts { wait: Some(Duration::ZERO), ..Default::default() };
    let taken = pool.get().await.expect("all have been returned");
    assert!(sql.acquire("main", pool.timeout_get(&no_wait)).await.is_err());
    assert_eq!(value(&instance, r#"sql_acquire_failures_total{pool="main",reason="timeout"}"#), Some(1.0));
    drop((taken, pool));
    assert_eq!(waiting(), None);
}

#[tokio::test(start_paused = true)]
async fn a_pool_of_bb8_shows_its_connections_and_counts_a_timeout() {
    let pool = bb8::Pool::builder().max_size(1).build(Dialer).await.expect("it connects");
    let sql = Sql::new().bb8("main", &pool);
    let instance = start(sql.clone()).await;
    let taken = sql.acquire("main", pool.get()).await.expect("the pool has room");
    assert_eq!(value(&instance, r#"sql_pool_connections{pool="main",state="in_use"}"#), Some(1.0));
    assert_eq!(value(&instance, r#"sql_pool_max_connections{pool="main"}"#), Some(1.0));
    assert!(matches!(sql.acquire("main", pool.get()).await, Err(bb8::RunError::TimedOut)));
    assert_eq!(value(&instance, r#"sql_acquire_duration_seconds_sum{pool="main"}"#), Some(30.0));
    assert_eq!(value(&instance, r#"sql_acquire_failures_total{pool="main",reason="timeout"}"#), Some(1.0));
    drop(taken);
    assert_eq!(value(&instance, r#"sql_pool_connections{pool="main",state="idle"}"#), Some(1.0));
}

#[tokio::test]
async fn a_failing_query_does_not_stop_its_poll() {
    let pool =
        SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await.expect("it opens");
    let (polled, mut polls) = tokio::sync::mpsc::unbounded_channel();
    let database = pool.clone();
    let group = PollingGroup::new_async("accounts", move || {
        let (database, polled) = (database.clone(), polled.clone());
        async move {
            let count =
                sqlx::query_scalar::<_, i64>("SELECT count(*) FROM accounts").fetch_one(&database).await;
            polled.send(count.is_ok()).expect("the test waits");
            count.map(drop)
        }
    });
    let group = group.every(Duration::from_millis(20));
    let instance = gapless::builder().polling_group(group).start().await.expect("it starts");
    assert_eq!(polls.recv().await, Some(false), "the table does not exist");
    sqlx::raw_sql("CREATE TABLE accounts (name TEXT)").execute(&pool).await.expect("it can be created");
    while polls.recv().await != Some(true) {}
    instance.shutdown().await;
}
