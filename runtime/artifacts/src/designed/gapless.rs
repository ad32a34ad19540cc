//! Gapless itself: the metrics of metrics.

use super::families::Families;
use super::panels::{areas, drawn, legend, lines, most, quantiles, row, stat, up, BAD, GOOD, WARNING};
use super::Plugin;
use crate::catalog::Comparison;
use crate::dashboard::{Dashboard, Panel, PanelKind, Unit};
use crate::promql::Expr;

pub(super) const PLUGIN: Plugin = Plugin {
    key: "gapless",
    title: "Gapless",
    description:
        "Gapless itself: values that were not recorded, failed sources and polls, scrapes, reporters and tasks.",
    groups: &[
        "gapless",
        "gapless_scrape",
        "gapless_poll",
        "gapless_recorder",
        "gapless_task",
        "gapless_reporter",
        "gapless_grafana",
        "gapless_live",
    ],
    needs: &["gapless_series", "gapless_info"],
    fixed: &["version", "clock"],
    rows,
};

const SCRAPE: &str = "gapless_scrape_duration_seconds";
const SIZE: &str = "gapless_scrape_size_bytes";
const ACTIVITY: &str = "gapless_task_activity";

/// The labels of a watched task of one replica.
const TASK: [&str; 2] = ["instance", "task"];

fn rows(of: &Families<'_>, dashboard: Dashboard) -> Dashboard {
    dashboard
        .row(row("Now", [up(of), series(of), conflicts(of), copies(of), scrape_p99(of), down(of)]))
        .row(row(
            "In the time range",
            [
                lost(
                    of,
                    "Values not recorded",
                    "gapless_refused_total",
                    "Values that were refused, such as a negative duration",
                ),
                lost(
                    of,
                    "Records beyond a limit",
                    "gapless_overflowed_total",
                    "Records into the label value `_other`, because a metric has too many series",
                ),
                lost(
                    of,
                    "Failures of sources",
                    "gapless_source_failures_total",
                    "Collections in which a source failed, so that its series are missing",
                ),
                lost(
                    of,
                    "Failures of polls",
                    "gapless_poll_failures_total",
                    "Runs of measurements that failed, so that their values are old",
                ),
                lost(
                    of,
                    "Failures of handlers",
                    "gapless_event_handler_failures_total",
                    "Events whose handler panicked or recursed",
                ),
                lost(
                    of,
                    "Scrapes refused",
                    "gapless_scrapes_refused_total",
                    "Scrapes that were rejected or interrupted, so that Prometheus has a gap",
                ),
            ],
        ))
        .row(row(
            "Series",
            [
                series_by_replica(of),
                by_metric(of, "Values not recorded", "gapless_refused_total"),
                by_metric(of, "Records beyond a limit", "gapless_overflowed_total"),
            ],
        ))
        .row(row(
            "Scrapes",
            [scrapes(of), scrape_durations(of), sizes(of), scrapes_in_flight(of), refused(of)],
        ))
        .row(row("Failures", [sources(of), polls(of), handlers(of)]))
        .row(row("Reporters", [enabled(of), last_success(of), queue(of)]))
        .row(row("Values of reporters", [sent(of), attempts(of), lost_values(of), restarts(of)]))
        .row(row("Watched tasks", [activity(of), busy(of), scheduled(of)]))
        .row(
            row("Details of tasks", [idle(of), task_polls(of), slow_polls(of), ends(of), reports(of)])
                .collapsed(),
        )
        .row(
            row(
                "Details of values",
                [
                    by_metric(of, "Locked fields", "gapless_lock_misses_total"),
                    by_metric(of, "Panics of reads", "gapless_read_panics_total"),
                    by_metric(of, "Values with equal labels", "gapless_label_conflicts_total"),
                    by_metric(of, "Refused handles of `metrics`", "gapless_recorder_refused_total"),
                ],
            )
            .collapsed(),
        )
        .row(row("Live page", [live_clients(of), live_dropped(of), live_gatherings(of)]).collapsed())
        .row(row("Grafana", [uploads(of), last_upload(of)]).collapsed())
        .row(row("Version", [fact(of, "version"), fact(of, "clock")]).collapsed())
}

// Numbers of now.

fn series(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Series", Unit::Short, of.sum("gapless_series", &[])?);
    Some(panel.description(
        "Series of declared metrics of all replicas; each bucket is one. A number that only grows is bad: a \
         label may have too many values.",
    ))
}

fn conflicts(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Conflicts", Unit::Short, of.max("gapless_conflicts", &[])?).threshold(1.0, BAD);
    Some(panel.description(
        "Declarations that are not exported because they conflict with another. Every one of them is bad: its \
         metric is missing. The log names them.",
    ))
}

fn copies(of: &Families<'_>) -> Option<Panel> {
    let panel =
        stat("Copies of Gapless", Unit::Short, of.max("gapless_core_copies", &[])?).threshold(2.0, BAD);
    Some(panel.description(
        "Copies of Gapless in the program. More than 1 is bad: the metrics of the others are missing. `cargo \
         tree -d` names their versions.",
    ))
}

fn scrape_p99(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Scrape p99", Unit::Seconds, of.quantile(0.99, SCRAPE, &[])?);
    Some(panel.threshold(1.0, WARNING).threshold(10.0, BAD).description(
        "99 of 100 scrapes are faster than this. A value near the time limit of Prometheus is bad: scrapes will \
         be missing.",
    ))
}

fn down(of: &Families<'_>) -> Option<Panel> {
    let down =
        of.max(ACTIVITY, &TASK)?.compare(Comparison::Equal, &Expr::number(0.0)).aggregate("count", &[]);
    let panel = stat("Tasks that are down", Unit::Short, down.or_zero());
    Some(
        panel.threshold(1.0, BAD).description(
            "Watched tasks that have ended. Every one of them is bad if it should run for ever.",
        ),
    )
}

// Numbers of the time range.

/// Creates a panel with the number of values or runs that were lost.
fn lost(of: &Families<'_>, title: &str, counter: &str, what: &str) -> Option<Panel> {
    let panel = stat(title, Unit::Short, of.count(counter)?).threshold(1.0, WARNING);
    Some(panel.description(format!("{what}, in the time range. Every one of them is bad.")))
}

// Series.

fn series_by_replica(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Series by replica", Unit::Short).description(
        "Series of declared metrics; each bucket is one. A line that only rises is bad: a label may have too \
         many values.",
    );
    drawn(panel, [(of.sum("gapless_series", &["instance"]), "{{instance}}")])
}

/// Creates a panel with the rate of a counter for each metric that it is about.
fn by_metric(of: &Families<'_>, title: &str, counter: &str) -> Option<Panel> {
    let panel = lines(&format!("{title} by metric"), Unit::PerSecond);
    let help = &of.find(counter)?.help;
    let panel =
        panel.description(format!("{help} Every line above 0 is bad; it names the metric.").trim_start());
    drawn(panel, [(Some(most(of.rate(counter, &["metric"])?)), "{{metric}}")])
}

// Scrapes.

fn scrapes(of: &Families<'_>) -> Option<Panel> {
    let panel = areas("Scrapes by format", Unit::PerSecond).description(
        "Scrapes per second, by format. A rate above that of your servers is bad: someone else reads the \
         metrics.",
    );
    drawn(panel, [(of.rate(SCRAPE, &["format"]), "{{format}}")])
}

fn scrape_durations(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Duration of scrapes", Unit::Seconds).description(
        "Time from the request of a scrape until its response is written. A p99 near the time limit of \
         Prometheus is bad.",
    );
    quantiles(panel, &of.histogram(SCRAPE)?)
}

fn sizes(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Size of scrapes", Unit::Bytes).description(
        "Size of the response to a scrape, before compression. A line that only rises is bad: a label may have \
         too many values.",
    );
    drawn(
        panel,
        [
            (of.mean(SIZE, &["format"]), "{{format}}"),
            (of.quantile(0.99, SIZE, &["format"]), "{{format}} p99"),
        ],
    )
}

fn scrapes_in_flight(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Scrapes in flight", Unit::Short).width(12).description(
        "Scrapes in flight, including the current one. A line that rises is bad: clients read slowly.",
    );
    drawn(panel, [(of.sum("gapless_scrapes_in_flight", &["instance"]), "{{instance}}")])
}

fn refused(of: &Families<'_>) -> Option<Panel> {
    let panel = areas("Scrapes refused", Unit::PerSecond).width(12).description(
        "Scrapes per second that were rejected or interrupted, by reason. Every one of them is bad: Prometheus \
         has a gap.",
    );
    drawn(panel, [(of.rate("gapless_scrapes_refused_total", &["reason"]), "{{reason}}")])
}

// Failures.

fn sources(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Failures of sources", Unit::PerSecond).description(
        "Collections per second in which a source failed, by reason. Every line above 0 is bad: the series of the \
         source are missing.",
    );
    drawn(
        panel,
        [(
            Some(most(of.rate("gapless_source_failures_total", &["source", "reason"])?)),
            "{{source}} {{reason}}",
        )],
    )
}

fn polls(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Failures of polls", Unit::PerSecond).description(
        "Runs of measurements per second that failed, by reason. Every line above 0 is bad: the values of the \
         measurement are old.",
    );
    drawn(
        panel,
        [(Some(most(of.rate("gapless_poll_failures_total", &["poll", "reason"])?)), "{{poll}} {{reason}}")],
    )
}

fn handlers(of: &Families<'_>) -> Option<Panel> {
    let by = ["event", "handler", "kind"];
    let panel = lines("Failures of handlers", Unit::PerSecond).description(
        "Events per second whose handler panicked or recursed. Every line above 0 is bad: a handler that fails too \
         often is detached.",
    );
    drawn(
        panel,
        [(
            Some(most(of.rate("gapless_event_handler_failures_total", &by)?)),
            "{{event}} {{handler}} {{kind}}",
        )],
    )
}

// Reporters.

/// The labels of a reporter of one replica.
const REPORTER: [&str; 2] = ["instance", "reporter"];

fn enabled(of: &Families<'_>) -> Option<Panel> {
    let panel = Panel::new(PanelKind::StateTimeline, "Enabled", Unit::Short)
        .word(1.0, "enabled")
        .word(0.0, "disabled by the program")
        .word(-1.0, "over its limit")
        .threshold(-1.0, BAD)
        .threshold(0.0, WARNING)
        .threshold(1.0, GOOD)
        .description(
            "Whether each reporter is enabled. One that is over its limit is bad: it has panicked or failed too \
             often, and its receiver gets nothing until the program enables it.",
        );
    let enabled = of.max("gapless_reporter_enabled", &REPORTER)?;
    let state = match of.max("gapless_reporter_over_limit", &REPORTER) {
        Some(over_limit) => enabled - over_limit,
        None => enabled,
    };
    drawn(panel, [(Some(state), "{{instance}} {{reporter}}")])
}

fn last_success(of: &Families<'_>) -> Option<Panel> {
    let last = of.max("gapless_reporter_last_success_timestamp_seconds", &REPORTER)?;
    let panel = lines("Time since the last success", Unit::Seconds).description(
        "Time since the receiver of a reporter last accepted values. A line that rises above the interval of the \
         reporter is bad: the receiver is behind.",
    );
    drawn(panel, [(Some(most(Expr::time() - last)), "{{instance}} {{reporter}}")])
}

fn queue(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Queues", Unit::Short).description(
        "Batches or requests that wait in the queue of a reporter. A line that only rises is bad: values are lost \
         once the queue is full.",
    );
    let length = of.max("gapless_reporter_queue_length", &REPORTER)?;
    drawn(panel, [(Some(most(length)), "{{instance}} {{reporter}}")])
}

fn sent(of: &Families<'_>) -> Option<Panel> {
    let panel = areas("Values sent", Unit::PerSecond).description(
        "Values per second that receivers accepted, by reporter. A line that falls to zero is bad: the reporter \
         sends nothing.",
    );
    drawn(panel.width(6), [(of.rate("gapless_reporter_sent_total", &["reporter"]), "{{reporter}}")])
}

/// Creates a panel with the rate of a counter for each reporter.
fn by_reporter(of: &Families<'_>, title: &str, counter: &str) -> Option<Panel> {
    let panel = lines(title, Unit::PerSecond).width(6);
    drawn(panel, [(Some(most(of.rate(counter, &["reporter"])?)), "{{reporter}}")])
}

fn attempts(of: &Families<'_>) -> Option<Panel> {
    Some(by_reporter(of, "Failures of reporters", "gapless_reporter_failures_total")?.description(
        "Failed attempts of reporters to send values, per second. A line that stays above 0 is bad: the receiver \
         is down, or rejects the values.",
    ))
}

fn lost_values(of: &Families<'_>) -> Option<Panel> {
    Some(by_reporter(of, "Values lost", "gapless_reporter_dropped_total")?.description(
        "Values per second that reporters lost, because a queue was full or a receiver rejected them. Every line \
         above 0 is bad: the receiver has a gap.",
    ))
}

fn restarts(of: &Families<'_>) -> Option<Panel> {
    Some(by_reporter(of, "Restarts of reporters", "gapless_reporter_restarts_total")?.description(
        "Restarts of reporters after a panic, per second. Every line above 0 is bad: a reporter that panics too \
         often is disabled.",
    ))
}

// Watched tasks.

fn activity(of: &Families<'_>) -> Option<Panel> {
    let panel = Panel::new(PanelKind::StateTimeline, "Activity", Unit::Short)
        .word(2.0, "up")
        .word(1.0, "idle")
        .word(0.0, "down")
        .threshold(0.0, BAD)
        .threshold(1.0, "blue")
        .threshold(2.0, "green")
        .description(
            "Whether each watched task is up, idle or down. A task that is down is bad if it should run for \
             ever.",
        );
    drawn(panel, [(of.max(ACTIVITY, &TASK), "{{instance}} {{task}}")])
}

/// Creates a panel with a part of the time of each watched task.
fn time(of: &Families<'_>, title: &str, counter: &str) -> Option<Panel> {
    drawn(lines(title, Unit::Ratio), [(Some(most(of.rate(counter, &["task"])?)), "{{task}}")])
}

fn busy(of: &Families<'_>) -> Option<Panel> {
    Some(time(of, "Time in polls", "gapless_task_busy_seconds_total")?.description(
        "Part of the time in which a watched task runs; 100 % is one thread. A line near 100 % is bad: the task \
         blocks a worker.",
    ))
}

fn scheduled(of: &Families<'_>) -> Option<Panel> {
    Some(time(of, "Time until polls", "gapless_task_scheduled_seconds_total")?.description(
        "Part of the time in which a watched task is ready but does not run. A rising line is bad: the workers \
         are full.",
    ))
}

// Details about tasks.

fn idle(of: &Families<'_>) -> Option<Panel> {
    Some(time(of, "Time of waiting", "gapless_task_idle_seconds_total")?.description(
        "Part of the time in which a watched task waits for something. A line that falls to zero is bad: the \
         task never rests.",
    ))
}

/// Creates a panel with the rate of a counter for each watched task.
fn by_task(of: &Families<'_>, title: &str, counter: &str, label: Option<&str>) -> Option<Panel> {
    let by: Vec<_> = ["task"].into_iter().chain(label).collect();
    let legend = by.iter().map(|label| legend(label)).collect::<Vec<_>>().join(" ");
    drawn(lines(title, Unit::PerSecond), [(Some(most(of.rate(counter, &by)?)), &*legend)])
}

fn task_polls(of: &Families<'_>) -> Option<Panel> {
    Some(by_task(of, "Polls", "gapless_task_polls_total", None)?.description(
        "Polls of watched tasks per second. Many polls without work are bad: the task wakes up for nothing.",
    ))
}

fn slow_polls(of: &Families<'_>) -> Option<Panel> {
    Some(by_task(of, "Slow polls", "gapless_task_slow_polls_total", None)?.description(
        "Polls of watched tasks per second that took too long. Every line above 0 is bad: the task blocks a worker.",
    ))
}

fn ends(of: &Families<'_>) -> Option<Panel> {
    let panel = by_task(of, "Ends", "gapless_task_ends_total", Some("outcome"))?;
    Some(panel.width(12).description(
        "Watched tasks that end per second, by outcome. Errors and panics are bad, and so is any end of a task \
         that should run for ever.",
    ))
}

fn reports(of: &Families<'_>) -> Option<Panel> {
    let panel = by_task(of, "Failures of reports", "gapless_task_report_failures_total", Some("reason"))?;
    Some(panel.width(12).description(
        "Reports of watched tasks and values per second that failed, by reason. Every line above 0 is bad: the values \
         are old.",
    ))
}

// The live page.

fn live_clients(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Clients of the live page", Unit::Short).description(
        "Clients that read the stream of the live page, by transport. A line near the limit of 256 is bad: new \
         clients are refused.",
    );
    drawn(panel, [(of.sum("gapless_live_clients", &["transport"]), "{{transport}}")])
}

fn live_dropped(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Messages that clients missed", Unit::PerSecond).description(
        "Messages per second that clients of the live page missed, because they read too slowly. Their charts have \
         gaps, and nothing else is affected.",
    );
    drawn(panel, [(of.rate("gapless_live_dropped_messages_total", &["instance"]), "{{instance}}")])
}

fn live_gatherings(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Gatherings of the live page", Unit::Seconds).description(
        "Time to read the metrics of the live page and to write the messages for its clients. A line near the interval \
         of the page is bad: points are missing.",
    );
    quantiles(panel, &of.histogram("gapless_live_gathering_duration_seconds")?)
}

// Uploads to Grafana.

fn uploads(of: &Families<'_>) -> Option<Panel> {
    let panel = areas("Uploads by outcome", Unit::PerSecond).width(12).description(
        "Attempts per second to upload a dashboard to Grafana, by outcome. Failures are bad: the dashboards are old.",
    );
    drawn(panel, [(of.rate("gapless_grafana_uploads_total", &["outcome"]), "{{outcome}}")])
}

fn last_upload(of: &Families<'_>) -> Option<Panel> {
    let last = of.max("gapless_grafana_last_success_timestamp_seconds", &["instance"])?;
    let panel = lines("Time since the last upload", Unit::Seconds).width(12).description(
        "Time since Grafana had all dashboards and annotations of a replica. A line that rises while uploads fail is \
         bad: Grafana does not accept them.",
    );
    drawn(panel, [(Some(Expr::time() - last), "{{instance}}")])
}

// The version.

fn fact(of: &Families<'_>, label: &'static str) -> Option<Panel> {
    let (title, description) = match label {
        "version" => {
            ("Version", "The version of Gapless. Several versions are bad after a release has ended.")
        }
        _ => ("Clock", "The clock that measures durations: the system's, or the counter of the processor."),
    };
    let panel = Panel::new(PanelKind::Name, title, Unit::None).description(description);
    drawn(panel, [(of.sum("gapless_info", &[label]), &*legend(label))])
}
