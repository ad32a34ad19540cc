//! Rules about Gapless itself: metrics that are missing or wrong.

use super::{rises, Metrics, Of, Part, Preset, FIVE_MINUTES, QUARTER};
use crate::catalog::Comparison;
use crate::error::Error;
use crate::promql::Expr;

pub(super) const PART: Part = Part {
    name: "gapless-own",
    alerts: &[
        Preset {
            name: "GaplessConflicts",
            metrics: &["gapless_conflicts"],
            of: Of::Any,
            threshold: 0.0,
            minutes: 0,
            severity: "ticket",
            summary: "Metrics of {{ $labels.job }} are missing: declarations conflict",
            description: "{{ $value }} declarations in {{ $labels.instance }} of {{ $labels.job }} are not exported, because they conflict with earlier ones. The log of the program names them.",
            condition: |of, threshold| Ok(of.gauge("gapless_conflicts")?.value().above(threshold)),
        },
        Preset {
            name: "GaplessCopies",
            metrics: &["gapless_core_copies"],
            of: Of::Any,
            threshold: 1.0,
            minutes: 0,
            severity: "ticket",
            summary: "Metrics of {{ $labels.job }} are missing: it contains several copies of Gapless",
            description: "{{ $labels.instance }} of {{ $labels.job }} contains {{ $value }} copies of the core of Gapless, and exports the metrics of one.",
            condition: |of, threshold| Ok(of.gauge("gapless_core_copies")?.value().above(threshold)),
        },
        Preset {
            name: "GaplessOverflow",
            metrics: &["gapless_overflowed_total"],
            of: Of::Any,
            threshold: 0.0,
            minutes: 0,
            severity: "ticket",
            summary: "The labels of {{ $labels.metric }} have more values than allowed",
            description: "{{ $value | humanize }} records of {{ $labels.metric }} in {{ $labels.job }} have been counted as `_other` in the last 15 minutes, because the limit of its series is reached.",
            condition: |of, threshold| {
                rises(&of.counter("gapless_overflowed_total")?, QUARTER, &["job", "metric"], threshold)
            },
        },
        Preset {
            name: "GaplessRefused",
            metrics: &["gapless_refused_total"],
            of: Of::Any,
            threshold: 0.0,
            minutes: 0,
            severity: "ticket",
            summary: "Values of {{ $labels.metric }} are refused",
            description: "{{ $value | humanize }} values of {{ $labels.metric }} in {{ $labels.job }} have not been recorded in the last 15 minutes: they are negative, out of range or not a number.",
            condition: |of, threshold| {
                rises(&of.counter("gapless_refused_total")?, QUARTER, &["job", "metric"], threshold)
            },
        },
        Preset {
            name: "GaplessLabelConflicts",
            metrics: &["gapless_label_conflicts_total"],
            of: Of::Any,
            threshold: 0.0,
            minutes: 0,
            severity: "ticket",
            summary: "Values of {{ $labels.metric }} have equal labels",
            description: "{{ $value | humanize }} measured values of {{ $labels.metric }} in {{ $labels.job }} have been left out in the last 15 minutes, because the labels of another value are equal.",
            condition: |of, threshold| {
                rises(&of.counter("gapless_label_conflicts_total")?, QUARTER, &["job", "metric"], threshold)
            },
        },
        Preset {
            name: "GaplessReadPanics",
            metrics: &["gapless_read_panics_total"],
            of: Of::Any,
            threshold: 0.0,
            minutes: 0,
            severity: "ticket",
            summary: "Reading {{ $labels.metric }} panics",
            description: "{{ $value | humanize }} reads of {{ $labels.metric }} in {{ $labels.job }} have panicked in the last 15 minutes.",
            condition: |of, threshold| {
                rises(&of.counter("gapless_read_panics_total")?, QUARTER, &["job", "metric"], threshold)
            },
        },
        Preset {
            name: "GaplessSourceFailures",
            metrics: &["gapless_source_failures_total"],
            of: Of::Any,
            threshold: 0.0,
            minutes: 10,
            severity: "ticket",
            summary: "The source {{ $labels.source }} fails",
            description: "The source {{ $labels.source }} of {{ $labels.job }} has failed {{ $value | humanize }} times in the last 5 minutes, with the reason {{ $labels.reason }}. Its metrics are missing in these scrapes.",
            condition: |of, threshold| {
                rises(&of.counter("gapless_source_failures_total")?, FIVE_MINUTES, &["job", "source", "reason"], threshold)
            },
        },
        Preset {
            name: "GaplessPollFailures",
            metrics: &["gapless_poll_failures_total"],
            of: Of::Any,
            threshold: 0.0,
            minutes: 10,
            severity: "ticket",
            summary: "The measurement {{ $labels.poll }} fails",
            description: "The measurement {{ $labels.poll }} of {{ $labels.job }} has failed {{ $value | humanize }} times in the last 15 minutes, with the reason {{ $labels.reason }}.",
            condition: |of, threshold| {
                rises(&of.counter("gapless_poll_failures_total")?, QUARTER, &["job", "poll", "reason"], threshold)
            },
        },
        Preset {
            name: "GaplessReportFailures",
            metrics: &["gapless_task_report_failures_total"],
            of: Of::Any,
            threshold: 0.0,
            minutes: 10,
            severity: "ticket",
            summary: "The report of {{ $labels.task }} fails",
            description: "The report of {{ $labels.task }} of {{ $labels.job }} has failed {{ $value | humanize }} times in the last 15 minutes, with the reason {{ $labels.reason }}.",
            condition: |of, threshold| {
                rises(&of.counter("gapless_task_report_failures_total")?, QUARTER, &["job", "task", "reason"], threshold)
            },
        },
        Preset {
            name: "GaplessReporterBehind",
            metrics: &["gapless_reporter_failures_total", "gapless_reporter_sent_total"],
            of: Of::Any,
            threshold: 0.0,
            minutes: 10,
            severity: "ticket",
            summary: "The reporter {{ $labels.reporter }} of {{ $labels.instance }} is behind",
            description: "The reporter {{ $labels.reporter }} in {{ $labels.instance }} of {{ $labels.job }} has failed {{ $value | humanize }} times in the last 15 minutes, and its receiver has accepted nothing for more than {hold}. The log of the program contains the error.",
            condition: reporter_behind,
        },
        Preset {
            name: "GaplessReporterDropped",
            metrics: &["gapless_reporter_dropped_total"],
            of: Of::Any,
            threshold: 0.0,
            minutes: 0,
            severity: "ticket",
            summary: "The reporter {{ $labels.reporter }} loses values",
            description: "The reporter {{ $labels.reporter }} of {{ $labels.job }} has lost {{ $value | humanize }} values in the last 15 minutes, because its queue was full or its receiver rejected them.",
            condition: |of, threshold| {
                rises(&of.counter("gapless_reporter_dropped_total")?, QUARTER, &["job", "reporter"], threshold)
            },
        },
        Preset {
            name: "GaplessReporterDisabled",
            metrics: &["gapless_reporter_over_limit"],
            of: Of::Any,
            threshold: 0.0,
            minutes: 5,
            severity: "ticket",
            summary: "The reporter {{ $labels.reporter }} of {{ $labels.instance }} is disabled",
            description: "The reporter {{ $labels.reporter }} in {{ $labels.instance }} of {{ $labels.job }} has been disabled for {hold}, after too many panics or failures. The log of the program contains the last one. A reporter that the program disables does not fire this alert.",
            condition: |of, threshold| {
                let over_limit = of.gauge("gapless_reporter_over_limit")?.value();
                Ok(over_limit.compare(Comparison::Greater, &Expr::number(threshold)))
            },
        },
        Preset {
            name: "GaplessRecorderRefused",
            metrics: &["gapless_recorder_refused_total"],
            of: Of::Any,
            threshold: 0.0,
            minutes: 0,
            severity: "ticket",
            summary: "Records of the library metric {{ $labels.metric }} are refused",
            description: "{{ $value | humanize }} records of {{ $labels.metric }} through the crate `metrics` have been refused in {{ $labels.job }} in the last 15 minutes.",
            condition: |of, threshold| {
                rises(&of.counter("gapless_recorder_refused_total")?, QUARTER, &["job", "metric"], threshold)
            },
        },
        Preset {
            name: "GaplessScrapesRefused",
            metrics: &["gapless_scrapes_refused_total"],
            of: Of::Any,
            threshold: 3.0,
            minutes: 0,
            severity: "ticket",
            summary: "{{ $labels.job }} rejects scrapes",
            description: "{{ $labels.job }} has rejected or interrupted {{ $value | humanize }} scrapes in the last 15 minutes, with the reason {{ $labels.reason }}.",
            condition: scrapes_refused,
        },
        Preset {
            name: "GaplessScrapeSlow",
            metrics: &["gapless_scrape_duration_seconds"],
            of: Of::Any,
            threshold: 0.5,
            minutes: 10,
            severity: "ticket",
            summary: "{{ $labels.job }} needs {{ $value | humanizePercentage }} of the scrape interval to answer",
            description: "The mean time that {{ $labels.job }} needs to answer a scrape is {{ $value | humanizePercentage }} of the scrape interval.",
            condition: scrape_slow,
        },
    ],
    recordings: &[],
};

fn reporter_behind(of: &Metrics<'_>, threshold: f64) -> Result<Expr, Error> {
    let by = ["job", "instance", "reporter"];
    let sends = of.counter("gapless_reporter_sent_total")?.increase(FIVE_MINUTES, &by)?.above(0.0);
    Ok(rises(&of.counter("gapless_reporter_failures_total")?, QUARTER, &by, threshold)?.unless(&sends))
}

fn scrapes_refused(of: &Metrics<'_>, threshold: f64) -> Result<Expr, Error> {
    // A program that stops rejects scrapes.
    let refused = of.counter("gapless_scrapes_refused_total")?.any_of("reason", &["in_flight", "timeout"])?;
    rises(&refused, QUARTER, &["job", "reason"], threshold)
}

fn scrape_slow(of: &Metrics<'_>, threshold: f64) -> Result<Expr, Error> {
    let duration = of.histogram("gapless_scrape_duration_seconds")?.mean(QUARTER, &["job"])?;
    let interval = Expr::number(of.options.interval().as_secs_f64());
    Ok((duration / interval).above(threshold))
}
