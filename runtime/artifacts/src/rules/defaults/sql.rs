//! Rules about pools of database connections.

use super::{rises, Metrics, Of, Part, Preset, FIVE_MINUTES};
use crate::catalog::Comparison;
use crate::error::Error;
use crate::promql::Expr;

pub(super) const PART: Part = Part {
    name: "gapless-sql",
    alerts: &[
        Preset {
            name: "SqlPoolExhausted",
            metrics: &["sql_pool_connections", "sql_pool_max_connections"],
            of: Of::Any,
            threshold: 1.0,
            minutes: 5,
            severity: "page",
            summary: "All connections of the pool {{ $labels.pool }} are in use",
            description: "All connections of the pool {{ $labels.pool }} in {{ $labels.instance }} of {{ $labels.job }} have been in use for {hold}.",
            condition: exhausted,
        },
        Preset {
            name: "SqlPoolWaiting",
            metrics: &["sql_pool_waiting_acquires"],
            of: Of::Any,
            threshold: 0.0,
            minutes: 5,
            severity: "ticket",
            summary: "{{ $value }} tasks wait for the pool {{ $labels.pool }}",
            description: "{{ $value }} tasks in {{ $labels.instance }} of {{ $labels.job }} wait for a connection of the pool {{ $labels.pool }}: it is too small, or connections are held for too long.",
            condition: waiting,
        },
        Preset {
            name: "SqlAcquireFailures",
            metrics: &["sql_acquire_failures_total"],
            of: Of::Any,
            threshold: 5.0,
            minutes: 0,
            severity: "ticket",
            summary: "The pool {{ $labels.pool }} does not provide connections",
            description: "{{ $value | humanize }} attempts of {{ $labels.job }} to acquire a connection of the pool {{ $labels.pool }} have failed in the last 5 minutes.",
            condition: failures,
        },
        Preset {
            name: "SqlAcquireSlow",
            metrics: &["sql_acquire_duration_seconds"],
            of: Of::Any,
            threshold: 1.0,
            minutes: 10,
            severity: "ticket",
            summary: "It takes {{ $value | humanizeDuration }} to acquire a connection of the pool {{ $labels.pool }}",
            description: "1 % of the tasks in {{ $labels.job }} wait longer than {{ $value | humanizeDuration }} for a connection of the pool {{ $labels.pool }}.",
            condition: slow,
        },
    ],
    recordings: &[],
};

fn exhausted(of: &Metrics<'_>, threshold: f64) -> Result<Expr, Error> {
    let by = ["job", "instance", "pool"];
    let in_use = of.gauge("sql_pool_connections")?.with("state", "in_use")?.sum(&by)?;
    let max = of.gauge("sql_pool_max_connections")?.sum(&by)?;
    Ok((in_use / max).compare(Comparison::GreaterOrEqual, &Expr::number(threshold)))
}

fn waiting(of: &Metrics<'_>, threshold: f64) -> Result<Expr, Error> {
    let by = ["job", "instance", "pool"];
    Ok(of.gauge("sql_pool_waiting_acquires")?.sum(&by)?.above(threshold))
}

fn failures(of: &Metrics<'_>, threshold: f64) -> Result<Expr, Error> {
    let failures = of.counter("sql_acquire_failures_total")?.without("reason", "cancelled")?;
    rises(&failures, FIVE_MINUTES, &["job", "pool"], threshold)
}

fn slow(of: &Metrics<'_>, threshold: f64) -> Result<Expr, Error> {
    let durations = of.histogram("sql_acquire_duration_seconds")?;
    Ok(durations.quantile(0.99, FIVE_MINUTES, &["job", "pool"])?.above(threshold))
}
