//! Every series from the first scrape, the first event as an increase of one, and the right outcome of every call.

use std::process::Command;

use crate::grapevine::Grapevine;
use crate::peer::peer;
use crate::process::run_on;
use crate::prometheus::Prometheus;

async fn start() -> (Grapevine, Prometheus) {
    let grapevine = Grapevine::start();
    let prometheus = Prometheus::scraping(&grapevine.url).await;
    (grapevine, prometheus)
}

/// Families of grapevine, and the number of series of each before anything happens.
const SEEDED: &[(&str, f64)] = &[
    ("grapevine_chat_messages_total", 6.0), // 3 channels * 2 origins
    ("grapevine_chat_messages_removed_total", 1.0),
    ("grapevine_chat_listeners", 3.0), // 3 channels
    ("http_requests_total", 160.0),    // (18 routes + 2 methods without a route) * 8 statuses
    ("http_requests_in_flight", 11.0), // methods
    ("grapevine_open_sessions", 1.0),
    ("grapevine_session_duration_seconds_count", 1.0),
    ("grapevine_game_list_views_total", 2.0), // built or not
    ("grapevine_login_calls_total", 8.0),     // 2 origins * 4 outcomes
    ("sql_statement_duration_seconds_count{command=~\"insert|delete\"}", 2.0),
    ("sql_slow_statements_total", 14.0), // commands
    ("sql_acquire_failures_total", 4.0), // reasons
    ("job_ends_total", 24.0),            // 4 jobs * 6 outcomes
    ("websocket_connections", 1.0),
    ("grapevine_login_in_flight", 2.0),
    ("function_calls_total{function=\"stall\"}", 3.0), // no error
    ("function_calls_total{function=\"register\"}", 4.0),
];

#[tokio::test]
async fn every_declared_series_is_at_zero_before_the_first_event() {
    let (grapevine, prometheus) = start().await;
    for &(series, expected) in SEEDED {
        assert_eq!(prometheus.value(&format!("count({series} == 0)")).await, expected, "{series}");
    }
    let seeded = [
        "sql_pool_max_connections",
        "tokio_workers",
        "gapless_core_copies",
        "gapless_info",
        "gapless_series",
        "gapless_task_activity{task=\"jobs\"}",
    ];
    for series in seeded {
        assert!(prometheus.value(series).await > 0.0, "{series} is seeded with a value of its own");
    }
    let unset = "grapevine_game_list_rebuilt_timestamp_seconds";
    assert_eq!(prometheus.query(unset).await, [], "{unset} is a gauge that nothing has set");
    // Measurements need statements, the jobs have been polled, the live page reads a history, and metrics of the
    // process and of tokio are never zero.
    let other = format!(
        "count({{job=\"grapevine\",__name__!~\"up|(gapless_)?scrape.*|sql_.*|tokio_.*|process_.*|application_.*|gapless_task_.*|gapless_live_gathering_.*|{}\"}} != 0)",
        seeded.map(|series| series.split('{').next().unwrap_or_default()).join("|")
    );
    assert_eq!(prometheus.query(&other).await, [], "nothing else is anything but zero");
    assert_stored_as_served(&grapevine, &prometheus).await;
}

/// Asserts that Prometheus has exactly the series of the exposition.
async fn assert_stored_as_served(grapevine: &Grapevine, prometheus: &Prometheus) {
    let served = grapevine.metrics().await;
    let served = served.lines().filter(|line| !line.starts_with('#')).count();
    let stored = prometheus.value("count({job=\"grapevine\",__name__!~\"up|scrape_.*\"})").await;
    assert_eq!(stored, served as f64);
}

#[tokio::test]
async fn the_first_event_is_an_increase_of_one() {
    let (grapevine, mut prometheus) = start().await;
    let registered = "function_calls_total{function=\"register\",outcome=\"ok\"}";
    let refused = "function_calls_total{function=\"register\",outcome=\"error\"}";
    let observed = "function_duration_seconds_count{function=\"register\"}";
    assert_eq!(prometheus.value(registered).await, 0.0);
    for password in ["long enough", ""] {
        let form = [("name", "Ada"), ("password", password)];
        let request = reqwest::Client::new().post(format!("{}/register", grapevine.url)).form(&form);
        request.send().await.expect("grapevine answers");
    }
    prometheus.scraped().await;
    assert_eq!(prometheus.increase(registered).await, 1.0);
    assert_eq!(prometheus.increase(refused).await, 1.0);
    assert_eq!(prometheus.increase(observed).await, 2.0);
}

#[tokio::test]
async fn statements_that_sqlx_reports_to_tracing_are_measured() {
    let (grapevine, mut prometheus) = start().await;
    let statements = |of| format!("sql_statement_duration_seconds_count{{command=\"{of}\"}}");
    let rows = "sql_rows_returned_total{command=\"select\"}";
    let form = [("name", "Ada"), ("password", "long enough")];
    for page in ["register", "login"] {
        let request = reqwest::Client::new().post(format!("{}/{page}", grapevine.url)).form(&form);
        assert!(request.send().await.expect("grapevine answers").status().is_success());
    }
    prometheus.scraped().await;
    assert_eq!(prometheus.increase(&statements("insert")).await, 1.0);
    assert_eq!(prometheus.increase(rows).await, 1.0, "the account of whom is logged in");
    assert_eq!(prometheus.increase(&statements("delete")).await, 0.0);
}

#[tokio::test]
async fn a_panic_and_a_dropped_future_are_counted_and_leave_no_call_in_flight() {
    let (grapevine, mut prometheus) = start().await;
    let ended =
        |function, outcome| format!("function_calls_total{{function=\"{function}\",outcome=\"{outcome}\"}}");

    let answer = reqwest::get(format!("{}/drill/panic", grapevine.url)).await.expect("grapevine answers");
    assert_eq!(answer.status(), 500);
    prometheus.scraped().await;
    assert_eq!(prometheus.increase(&ended("panic", "panic")).await, 1.0);

    let visit = tokio::spawn(reqwest::get(format!("{}/drill/stall", grapevine.url)));
    prometheus.until("function_in_flight{function=\"stall\"}", 1.0).await;
    visit.abort();
    prometheus.until(&ended("stall", "cancelled"), 1.0).await;
    assert_eq!(prometheus.increase(&ended("stall", "cancelled")).await, 1.0);

    assert_eq!(prometheus.value("sum(function_in_flight)").await, 0.0);
    let other = "sum(function_calls_total{function=~\"panic|stall\",outcome!~\"panic|cancelled\"})";
    assert_eq!(prometheus.value(other).await, 0.0);
}

#[tokio::test]
async fn promtool_reports_no_problem() {
    let grapevine = Grapevine::start();
    let (accepted, said) =
        run_on(Command::new(peer("usr/bin/promtool")).args(["check", "metrics"]), &grapevine.metrics().await);
    assert_eq!((accepted, said.as_str()), (true, ""));
}
