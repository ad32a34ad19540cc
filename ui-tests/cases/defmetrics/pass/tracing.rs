//! `#[tracing(..)]` compiles without the feature `tracing`.

#![forbid(unsafe_code)]
#![deny(warnings, missing_docs)]

use gapless::{LabelValue, StatusClass, defmetrics};

/// The kind of a statement.
#[derive(Clone, Copy, LabelValue)]
pub enum Kind {
    /// It reads.
    Read,
    /// It writes.
    Write,
}

impl Kind {
    fn of(statement: &str) -> Self {
        if statement.starts_with("SELECT") { Kind::Read } else { Kind::Write }
    }
}

fn maybe(text: &str) -> Option<Kind> {
    (!text.is_empty()).then(|| Kind::of(text))
}

fn class(code: &str) -> StatusClass {
    StatusClass::from(code.parse().unwrap_or(0))
}

defmetrics! {
    /// Statements.
    #[tracing(target = "sqlx::query")]
    #[tracing(event = "query", target = "db::*", level = "info", tags(kind = Kind::of("db.statement"), by = target))]
    #[max_series(20)]
    pub counter queries_total(kind: Kind, #[name("client.name")] by: &str);

    /// Statements with an optional kind.
    #[tracing(event, tags(kind = maybe("statement"), level = level, name = name))]
    #[max_series(20)]
    counter texts_total(kind: Option<Kind>, level: impl AsRef<str>, name: &str);

    /// Time of statements.
    #[tracing(target = "sqlx::query", measure = "elapsed_ms", unit = "ms")]
    histogram query_duration_seconds;

    /// Time of requests.
    #[tracing(span = "request")]
    #[tracing(span, target = "http", measure = duration)]
    #[tracing(target = "http", measure = "latency_secs", tags(status = class("code")))]
    #[quantiles(0.5)]
    summary request_duration_seconds(status: StatusClass);

    /// Total time of requests.
    #[tracing(span = "request", measure = duration)]
    counter request_seconds_total: f64;

    /// Size of responses.
    #[tracing(span = "request", measure = "kilobytes", unit = "kB")]
    #[cfg(unix)]
    counter answer_bytes_total;

    /// Requests in flight.
    #[tracing(span = "request")]
    up_down_counter requests_in_flight;

    /// Space that is left.
    #[tracing(target = "pool", measure = "idle")]
    gauge idle_connections;
}

fn main() {
    queries_total(Kind::Read, "by hand").inc();
    texts_total(None, "info", "text").inc();
    let _ = (query_duration_seconds(), request_duration_seconds(StatusClass::Success), request_seconds_total());
    let _ = (requests_in_flight(), idle_connections());
    #[cfg(unix)]
    answer_bytes_total().inc();
}
