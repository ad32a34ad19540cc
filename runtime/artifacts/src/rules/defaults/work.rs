//! Rules about work in the background: jobs, scheduled and watched tasks, messages and mail.

use super::{part_of, rises, Metrics, Of, Part, Preset, FIVE_MINUTES, HALF_HOUR, HOUR, QUARTER};
use crate::catalog::Comparison;
use crate::error::Error;
use crate::promql::{Expr, Window};

pub(super) const PART: Part = Part {
    name: "gapless-work",
    alerts: &[
        Preset {
            name: "JobQueueGrowing",
            metrics: &["jobs"],
            of: Of::Any,
            threshold: 100.0,
            minutes: 10,
            severity: "ticket",
            summary: "The queue {{ $labels.queue }} is growing",
            description: "{{ $value }} jobs are due in the queue {{ $labels.queue }} of {{ $labels.job }}, and the number has risen in the last 30 minutes.",
            condition: growing,
        },
        Preset {
            name: "JobQueueSlow",
            metrics: &["job_queue_seconds"],
            of: Of::Any,
            threshold: 300.0,
            minutes: 5,
            severity: "ticket",
            summary: "Jobs wait {{ $value | humanizeDuration }} in the queue {{ $labels.queue }}",
            description: "5 % of the jobs in the queue {{ $labels.queue }} of {{ $labels.job }} wait longer than {{ $value | humanizeDuration }} until they start.",
            condition: queue_slow,
        },
        Preset {
            name: "JobFailures",
            metrics: &["job_ends_total"],
            of: Of::Any,
            threshold: 0.1,
            minutes: 5,
            severity: "ticket",
            summary: "{{ $value | humanizePercentage }} of the jobs {{ $labels.kind }} fail",
            description: "{{ $value | humanizePercentage }} of the runs of the jobs {{ $labels.kind }} in the queue {{ $labels.queue }} of {{ $labels.job }} have failed in the last hour.",
            condition: job_failures,
        },
        Preset {
            name: "CronFailures",
            metrics: &["cron_runs_total"],
            of: Of::Any,
            threshold: 0.0,
            minutes: 0,
            severity: "ticket",
            summary: "The scheduled task {{ $labels.task }} fails",
            description: "{{ $value | humanize }} runs of the scheduled task {{ $labels.task }} of {{ $labels.job }} have failed in the last hour.",
            condition: cron_failures,
        },
        Preset {
            name: "CronOverdue",
            metrics: &["cron_last_success_timestamp_seconds", "cron_interval_seconds"],
            of: Of::Any,
            threshold: 2.0,
            minutes: 5,
            severity: "ticket",
            summary: "The scheduled task {{ $labels.task }} is overdue",
            description: "The last success of the scheduled task {{ $labels.task }} of {{ $labels.job }} is {{ $value | humanize }} intervals ago.",
            condition: overdue,
        },
        Preset {
            name: "TaskDown",
            metrics: &["gapless_task_activity"],
            of: Of::Any,
            threshold: 0.0,
            minutes: 5,
            severity: "ticket",
            summary: "The task {{ $labels.task }} is down",
            description: "The watched task {{ $labels.task }} in {{ $labels.instance }} of {{ $labels.job }} has been down for {hold}.",
            condition: task_down,
        },
        Preset {
            name: "TaskFailures",
            metrics: &["gapless_task_ends_total"],
            of: Of::Any,
            threshold: 0.0,
            minutes: 0,
            severity: "ticket",
            summary: "The task {{ $labels.task }} has ended with an error or a panic",
            description: "The watched task {{ $labels.task }} of {{ $labels.job }} has ended {{ $value | humanize }} times with an error or a panic in the last 15 minutes.",
            condition: task_failures,
        },
        Preset {
            name: "PipelineFailures",
            metrics: &["pipeline_messages_total"],
            of: Of::Any,
            threshold: 0.05,
            minutes: 5,
            severity: "ticket",
            summary: "{{ $value | humanizePercentage }} of the messages in the stage {{ $labels.stage }} fail",
            description: "{{ $value | humanizePercentage }} of the messages in the stage {{ $labels.stage }} of {{ $labels.job }} have failed in the last 5 minutes.",
            condition: pipeline_failures,
        },
        Preset {
            name: "MailFailures",
            metrics: &["mail_messages_total"],
            of: Of::Any,
            threshold: 0.05,
            minutes: 5,
            severity: "ticket",
            summary: "{{ $value | humanizePercentage }} of the mail through {{ $labels.transport }} is not sent",
            description: "{{ $value | humanizePercentage }} of the messages that {{ $labels.job }} has sent through {{ $labels.transport }} in the last hour have failed.",
            condition: mail_failures,
        },
        Preset {
            name: "WebSocketPanics",
            metrics: &["websocket_panics_total"],
            of: Of::Any,
            threshold: 0.0,
            minutes: 0,
            severity: "ticket",
            summary: "Handlers of the WebSocket {{ $labels.endpoint }} panic",
            description: "{{ $value | humanize }} connections of {{ $labels.endpoint }} of {{ $labels.job }} have panicked in the last 15 minutes.",
            condition: websocket_panics,
        },
        Preset {
            name: "RedisErrors",
            metrics: &["redis_command_errors_total"],
            of: Of::Any,
            threshold: 5.0,
            minutes: 5,
            severity: "ticket",
            summary: "Commands of Redis fail",
            description: "{{ $value | humanize }} commands {{ $labels.command }} of {{ $labels.job }} have failed in the last 5 minutes.",
            condition: redis_errors,
        },
    ],
    recordings: &[],
};

fn growing(of: &Metrics<'_>, threshold: f64) -> Result<Expr, Error> {
    // Each instance reads the same queue.
    let due = of.gauge("jobs")?.with("state", "pending")?;
    let rising = due.deriv(HALF_HOUR).max_by(&["job", "queue"]).above(0.0);
    Ok(due.max(&["job", "queue"])?.above(threshold).and(&rising))
}

fn queue_slow(of: &Metrics<'_>, threshold: f64) -> Result<Expr, Error> {
    let waits = of.histogram("job_queue_seconds")?;
    Ok(waits.quantile(0.95, QUARTER, &["job", "queue"])?.above(threshold))
}

fn job_failures(of: &Metrics<'_>, threshold: f64) -> Result<Expr, Error> {
    let by = ["job", "kind", "queue"];
    let ends = || of.counter("job_ends_total");
    let failures = ends()?.any_of("outcome", &["failed", "retried", "panicked"])?.increase(HOUR, &by)?;
    Ok(part_of(failures, ends()?.increase(HOUR, &by)?, threshold))
}

fn cron_failures(of: &Metrics<'_>, threshold: f64) -> Result<Expr, Error> {
    let failures = of.counter("cron_runs_total")?.any_of("outcome", &["error", "panic"])?;
    rises(&failures, HOUR, &["job", "task"], threshold)
}

fn overdue(of: &Metrics<'_>, threshold: f64) -> Result<Expr, Error> {
    let by = ["job", "task"];
    let success = of.gauge("cron_last_success_timestamp_seconds")?.max(&by)?;
    let interval = of.gauge("cron_interval_seconds")?.max(&by)?;
    Ok(((Expr::time() - success) / interval).above(threshold))
}

fn task_down(of: &Metrics<'_>, threshold: f64) -> Result<Expr, Error> {
    Ok(of.gauge("gapless_task_activity")?.value().compare(Comparison::Equal, &Expr::number(threshold)))
}

fn task_failures(of: &Metrics<'_>, threshold: f64) -> Result<Expr, Error> {
    let failures = of.counter("gapless_task_ends_total")?.any_of("outcome", &["error", "panic"])?;
    rises(&failures, QUARTER, &["job", "task"], threshold)
}

fn pipeline_failures(of: &Metrics<'_>, threshold: f64) -> Result<Expr, Error> {
    failed_part(of, "pipeline_messages_total", FIVE_MINUTES, &["job", "stage"], threshold)
}

fn mail_failures(of: &Metrics<'_>, threshold: f64) -> Result<Expr, Error> {
    failed_part(of, "mail_messages_total", HOUR, &["job", "transport"], threshold)
}

/// Returns the part of a counter that has the outcome `error` or `panic`.
fn failed_part(
    of: &Metrics<'_>,
    name: &str,
    window: Window,
    by: &[&str],
    threshold: f64,
) -> Result<Expr, Error> {
    let failures = of.counter(name)?.any_of("outcome", &["error", "panic"])?.increase(window, by)?;
    Ok(part_of(failures, of.counter(name)?.increase(window, by)?, threshold))
}

fn websocket_panics(of: &Metrics<'_>, threshold: f64) -> Result<Expr, Error> {
    rises(&of.counter("websocket_panics_total")?, QUARTER, &["job", "endpoint"], threshold)
}

fn redis_errors(of: &Metrics<'_>, threshold: f64) -> Result<Expr, Error> {
    rises(&of.counter("redis_command_errors_total")?, FIVE_MINUTES, &["job", "command"], threshold)
}
