//! Rules about the process: its limits, its machine, its runtime and its connections.

use super::{part_of, rises, Metrics, Of, Part, Preset, FIVE_MINUTES};
use crate::error::Error;
use crate::promql::Expr;

pub(super) const PART: Part = Part {
    name: "gapless-process",
    alerts: &[
        Preset {
            name: "ProcessFileDescriptors",
            metrics: &["process_open_fds", "process_max_fds"],
            of: Of::Any,
            threshold: 0.8,
            minutes: 10,
            severity: "ticket",
            summary: "{{ $labels.instance }} of {{ $labels.job }} uses {{ $value | humanizePercentage }} of its file descriptors",
            description: "{{ $labels.instance }} of {{ $labels.job }} uses {{ $value | humanizePercentage }} of its file descriptors. At the limit, it cannot open files and accept connections.",
            condition: descriptors,
        },
        Preset {
            name: "OsDiskFull",
            metrics: &["os_filesystem_avail_bytes", "os_filesystem_size_bytes"],
            of: Of::Any,
            threshold: 0.1,
            minutes: 10,
            severity: "ticket",
            summary: "{{ $value | humanizePercentage }} of {{ $labels.mountpoint }} is available on {{ $labels.instance }}",
            description: "Only {{ $value | humanizePercentage }} of the file system {{ $labels.mountpoint }} of {{ $labels.instance }} is available.",
            condition: disk,
        },
        Preset {
            name: "OsMemoryLow",
            metrics: &["os_memory_available_bytes", "os_memory_total_bytes"],
            of: Of::Any,
            threshold: 0.05,
            minutes: 10,
            severity: "ticket",
            summary: "{{ $value | humanizePercentage }} of the memory is available on {{ $labels.instance }}",
            description: "Only {{ $value | humanizePercentage }} of the memory of the machine of {{ $labels.instance }} is available.",
            condition: memory,
        },
        Preset {
            name: "TokioDelay",
            metrics: &["tokio_scheduling_delay_seconds"],
            of: Of::Any,
            threshold: 0.1,
            minutes: 10,
            severity: "ticket",
            summary: "Tasks in {{ $labels.instance }} wait {{ $value | humanizeDuration }} for a worker",
            description: "1 % of the wake-ups in {{ if $labels.runtime }}the runtime {{ $labels.runtime }} of {{ end }}{{ $labels.instance }} of {{ $labels.job }} are late by {{ $value | humanizeDuration }} or more: tasks block the workers.",
            condition: delay,
        },
        Preset {
            name: "TokioBusy",
            metrics: &["tokio_worker_busy_seconds_total", "tokio_workers"],
            of: Of::Any,
            threshold: 0.9,
            minutes: 10,
            severity: "ticket",
            summary: "The workers of {{ $labels.instance }} are {{ $value | humanizePercentage }} busy",
            description: "The workers of {{ if $labels.runtime }}the runtime {{ $labels.runtime }} of {{ end }}{{ $labels.instance }} of {{ $labels.job }} are {{ $value | humanizePercentage }} busy.",
            condition: busy,
        },
        Preset {
            name: "ServerAcceptFailures",
            metrics: &["server_accept_failures_total"],
            of: Of::Any,
            threshold: 5.0,
            minutes: 0,
            severity: "ticket",
            summary: "The listener {{ $labels.listener }} cannot accept connections",
            description: "The listener {{ $labels.listener }} in {{ $labels.instance }} of {{ $labels.job }} has failed {{ $value | humanize }} times to accept a connection in the last 5 minutes.",
            condition: accept_failures,
        },
        Preset {
            name: "ServerTlsFailures",
            metrics: &["server_tls_handshake_duration_seconds"],
            of: Of::Any,
            threshold: 0.2,
            minutes: 10,
            severity: "ticket",
            summary: "{{ $value | humanizePercentage }} of the TLS handshakes of {{ $labels.listener }} fail",
            description: "{{ $value | humanizePercentage }} of the TLS handshakes of the listener {{ $labels.listener }} of {{ $labels.job }} have failed in the last 5 minutes: its certificate may have expired.",
            condition: tls_failures,
        },
    ],
    recordings: &[],
};

fn descriptors(of: &Metrics<'_>, threshold: f64) -> Result<Expr, Error> {
    let (open, max) = (of.gauge("process_open_fds")?.value(), of.gauge("process_max_fds")?.value());
    Ok((open / max).above(threshold))
}

fn disk(of: &Metrics<'_>, threshold: f64) -> Result<Expr, Error> {
    let (available, size) = (of.gauge("os_filesystem_avail_bytes")?, of.gauge("os_filesystem_size_bytes")?);
    Ok((available.value() / size.value()).below(threshold))
}

fn memory(of: &Metrics<'_>, threshold: f64) -> Result<Expr, Error> {
    let (available, total) = (of.gauge("os_memory_available_bytes")?, of.gauge("os_memory_total_bytes")?);
    Ok((available.value() / total.value()).below(threshold))
}

fn delay(of: &Metrics<'_>, threshold: f64) -> Result<Expr, Error> {
    let by = of.labels("tokio_scheduling_delay_seconds", &["job", "instance", "runtime"]);
    Ok(of.histogram("tokio_scheduling_delay_seconds")?.quantile(0.99, FIVE_MINUTES, &by)?.above(threshold))
}

fn busy(of: &Metrics<'_>, threshold: f64) -> Result<Expr, Error> {
    let by = of.labels("tokio_workers", &["job", "instance", "runtime"]);
    let busy = of.counter("tokio_worker_busy_seconds_total")?.rate(FIVE_MINUTES, &by)?;
    Ok((busy / of.gauge("tokio_workers")?.sum(&by)?).above(threshold))
}

fn accept_failures(of: &Metrics<'_>, threshold: f64) -> Result<Expr, Error> {
    let by = ["job", "instance", "listener"];
    rises(&of.counter("server_accept_failures_total")?, FIVE_MINUTES, &by, threshold)
}

fn tls_failures(of: &Metrics<'_>, threshold: f64) -> Result<Expr, Error> {
    let by = ["job", "listener"];
    let handshakes = || of.histogram("server_tls_handshake_duration_seconds");
    let failures = handshakes()?.with("outcome", "error")?.increase(FIVE_MINUTES, &by)?;
    Ok(part_of(failures, handshakes()?.increase(FIVE_MINUTES, &by)?, threshold))
}
