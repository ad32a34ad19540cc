//! Jobs in queues.

use super::families::Families;
use super::panels::{
    areas, drawn, heat, lines, most, quantiles, row, share, stat, table, up, worst, BAD, NOW, RANGE, WARNING,
};
use super::Plugin;
use crate::dashboard::{Dashboard, Panel, PanelKind, Unit};
use crate::promql::{Counter, Expr};

pub(super) const PLUGIN: Plugin = Plugin {
    key: "jobs",
    title: "Jobs",
    description:
        "Jobs in queues: how many wait, how long they wait and run, and how many fail, over all replicas.",
    groups: &["jobs"],
    needs: &["job_ends_total", "jobs_in_flight"],
    fixed: &["outcome"],
    rows,
};

const ENDS: &str = "job_ends_total";
const ERRORS: &str = "job_errors_total";
const DURATION: &str = "job_duration_seconds";
const QUEUE_TIME: &str = "job_queue_seconds";
const ATTEMPTS: &str = "job_attempts";
const LENGTH: &str = "jobs";

/// The outcomes of runs that went wrong.
const WRONG: [&str; 3] = ["failed", "retried", "panicked"];

/// The labels of a type of job.
const BY: [&str; 2] = ["queue", "kind"];
const LEGEND: &str = "{{queue}} {{kind}}";

fn rows(of: &Families<'_>, dashboard: Dashboard) -> Dashboard {
    dashboard
        .row(row("Now", [up(of), waiting(of), rate(of), wrong(of), queue_p99(of), in_flight(of)]))
        .row(row(
            "In the time range",
            [completed(of), failed(of), retried(of), panicked(of), attempts_mean(of), p99(of)],
        ))
        .row(row("Runs, failures and durations", [outcomes(of), wrong_ratio(of), durations(of)]))
        .row(row("Worst now", [slowest(of), failing(of)]))
        .row(row("Queues", [by_state(of), waiting_by_queue(of), queue_times(of)]))
        .row(row("Work", [in_flight_by_kind(of), by_kind(of), queue_p99_by_queue(of)]))
        .row(row("Failures", [errors(of), wrong_by_kind(of), attempts(of), attempts_by_kind(of)]).collapsed())
        .row(
            row("Durations", [heat_map(of), queue_heat(of), mean_by_kind(of), queue_mean_by_kind(of)])
                .collapsed(),
        )
        .row(row("Lengths of queues", [states(of), length_bars(of)]).collapsed())
}

/// Returns the ends of runs with an outcome.
fn ended<'c>(of: &Families<'c>, outcomes: &[&str]) -> Option<Counter<'c>> {
    of.counter(ENDS)?.any_of("outcome", outcomes).ok()
}

fn wrong_share(of: &Families<'_>, by: &[&str]) -> Option<Expr> {
    Some(share(ended(of, &WRONG)?.rate(NOW, by).ok()?, of.rate(ENDS, by)?))
}

/// Returns the numbers of jobs. Each replica counts all jobs of the queues, so that they do not add up.
fn length(of: &Families<'_>, states: &[&str], by: &[&str]) -> Option<Expr> {
    let each = of.gauge(LENGTH)?.any_of("state", states).ok()?.max(&["job", "queue", "state"]).ok()?;
    Some(each.sum_by(by))
}

/// The states of jobs that wait for a worker.
const WAITING: [&str; 2] = ["pending", "retryable"];

// Numbers of now.

fn waiting(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Waiting", Unit::Short, length(of, &WAITING, &[])?);
    Some(panel.description(
        "Jobs that wait for a worker, those that are tried again included. A number that only grows is bad: the \
         workers cannot keep up.",
    ))
}

fn rate(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Runs", Unit::PerSecond, of.rate(ENDS, &[])?);
    Some(panel.description("Runs of jobs that ended per second. Zero is bad while jobs wait."))
}

fn wrong(of: &Families<'_>) -> Option<Panel> {
    let panel =
        stat("Failed", Unit::Ratio, wrong_share(of, &[])?).threshold(0.01, WARNING).threshold(0.1, BAD);
    Some(panel.description(
        "Part of the runs that failed or panicked, those that are tried again included. A value above 1 % is \
         bad.",
    ))
}

fn queue_p99(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Queue time p99", Unit::Seconds, of.quantile(0.99, QUEUE_TIME, &[])?);
    Some(panel.threshold(60.0, WARNING).threshold(600.0, BAD).description(
        "99 of 100 jobs start within this time after they are due. A value above a minute is bad for jobs that \
         people wait for.",
    ))
}

fn in_flight(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Running", Unit::Short, of.sum("jobs_in_flight", &[])?);
    Some(panel.description(
        "Runs of jobs in progress. A number at the limit of the workers is bad while jobs wait.",
    ))
}

// Numbers of the time range.

/// Creates a panel with the number of runs with an outcome.
fn ends(of: &Families<'_>, title: &str, outcome: &str) -> Option<Panel> {
    Some(stat(title, Unit::Short, ended(of, &[outcome])?.increase(RANGE, &[]).ok()?))
}

fn completed(of: &Families<'_>) -> Option<Panel> {
    Some(
        ends(of, "Completed in the range", "completed")?
            .description("Jobs that were done in the time range. Zero is bad while jobs wait."),
    )
}

fn failed(of: &Families<'_>) -> Option<Panel> {
    let panel = ends(of, "Failed in the range", "failed")?.threshold(1.0, BAD);
    Some(panel.description(
        "Jobs that failed in the time range and are not tried again. Every one of them is bad: its work is not \
         done.",
    ))
}

fn retried(of: &Families<'_>) -> Option<Panel> {
    let panel = ends(of, "Retried in the range", "retried")?;
    Some(panel.description(
        "Runs that failed in the time range and are tried again. Many are bad: another service may be down.",
    ))
}

fn panicked(of: &Families<'_>) -> Option<Panel> {
    let panel = ends(of, "Panics in the range", "panicked")?.threshold(1.0, BAD);
    Some(panel.description(
        "Runs that panicked in the time range. Every one of them is bad: it is a mistake in the program.",
    ))
}

fn attempts_mean(of: &Families<'_>) -> Option<Panel> {
    let panel =
        stat("Mean attempts in the range", Unit::Short, of.histogram(ATTEMPTS)?.mean(RANGE, &[]).ok()?);
    Some(
        panel
            .threshold(1.5, WARNING)
            .threshold(3.0, BAD)
            .description("Runs that a job needs on average until it ends. A value far above 1 is bad."),
    )
}

fn p99(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Duration p99", Unit::Seconds, of.quantile(0.99, DURATION, &[])?);
    Some(
        panel
            .description("99 of 100 runs are faster than this. A value near the time limit of a job is bad."),
    )
}

// Runs, failures and durations.

fn outcomes(of: &Families<'_>) -> Option<Panel> {
    let panel = areas("Runs by outcome", Unit::PerSecond).description(
        "Runs that ended per second, by outcome. A growing part of failed, retried or panicked runs is bad.",
    );
    drawn(panel, [(of.rate(ENDS, &["outcome"]), "{{outcome}}")])
}

fn wrong_ratio(of: &Families<'_>) -> Option<Panel> {
    let ratio = |outcome| Some(share(ended(of, &[outcome])?.rate(NOW, &[]).ok()?, of.rate(ENDS, &[])?));
    let panel = lines("Failure ratio", Unit::Ratio).threshold(0.1, BAD).description(
        "Part of the runs that failed, that are tried again, or that panicked. Every line above 1 % is bad.",
    );
    drawn(
        panel,
        [(ratio("failed"), "failed"), (ratio("retried"), "retried"), (ratio("panicked"), "panicked")],
    )
}

fn durations(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Duration of runs", Unit::Seconds).description(
        "Time that a run of a job takes. A p99 that moves away from the p50 is bad: some jobs block their \
         worker.",
    );
    quantiles(panel, &of.histogram(DURATION)?)
}

// Jobs that need attention.

fn slowest(of: &Families<'_>) -> Option<Panel> {
    let others = vec![
        (of.quantile(0.99, QUEUE_TIME, &BY)?, "queue time p99", Unit::Seconds),
        (of.rate(ENDS, &BY)?, "runs", Unit::PerSecond),
    ];
    let panel = table("Slowest jobs", Unit::Seconds).select("queue").select("kind").description(
        "Types of jobs with the greatest p99 now. A slow job in a queue with a long queue time is bad. Click on a queue \
         to select it.",
    );
    Some(worst(panel, of.quantile(0.99, DURATION, &BY)?, ("p99", Unit::Seconds), others))
}

fn failing(of: &Families<'_>) -> Option<Panel> {
    let others = vec![
        (ended(of, &WRONG)?.rate(NOW, &BY).ok()?, "failures", Unit::PerSecond),
        (of.rate(ENDS, &BY)?, "runs", Unit::PerSecond),
    ];
    let panel = table("Failing jobs", Unit::Ratio).select("queue").select("kind").description(
        "Types of jobs with the greatest part of failed runs now. Every row above 0 is bad. Click on a \
         queue to select it.",
    );
    Some(worst(panel, wrong_share(of, &BY)?, ("failed", Unit::Ratio), others))
}

// Queues.

fn by_state(of: &Families<'_>) -> Option<Panel> {
    let states = ["pending", "scheduled", "running", "retryable"];
    let panel = areas("Jobs by state", Unit::Short).description(
        "Jobs of all queues that are not done, by state. Pending or retryable jobs that only grow are bad.",
    );
    drawn(panel, [(length(of, &states, &["state"]), "{{state}}")])
}

fn waiting_by_queue(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Jobs that wait", Unit::Short).description(
        "Jobs that wait for a worker, by queue. A line that only rises is bad: the queue needs more workers.",
    );
    drawn(panel, [(length(of, &WAITING, &["queue"]), "{{queue}}")])
}

fn queue_times(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Queue time", Unit::Seconds).description(
        "Time from when a job is due until it starts. A rising line is bad: jobs wait for workers.",
    );
    quantiles(panel, &of.histogram(QUEUE_TIME)?)
}

// Work.

fn in_flight_by_kind(of: &Families<'_>) -> Option<Panel> {
    let panel = areas("Runs in progress", Unit::Short).description(
        "Runs of jobs in progress, by type. An area that stays while others change is bad: the job may hang.",
    );
    drawn(panel, [(of.sum("jobs_in_flight", &BY), LEGEND)])
}

fn by_kind(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Runs by type", Unit::PerSecond).description(
        "The ten types of jobs with the most runs. A line that falls to zero while its jobs wait is bad.",
    );
    drawn(panel, [(Some(most(of.rate(ENDS, &BY)?)), LEGEND)])
}

fn queue_p99_by_queue(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Queue time p99 by queue", Unit::Seconds)
        .description("The p99 of the queue time of each queue. A queue that leaves its usual range is bad.");
    drawn(panel, [(Some(most(of.quantile(0.99, QUEUE_TIME, &["queue"])?)), "{{queue}}")])
}

// Details about failures.

fn errors(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Errors", Unit::PerSecond).width(6).description(
        "The ten errors that runs end with most often. Every line above 0 is bad; a new one often comes with a \
         release.",
    );
    // A kind of error has a series from its first occurrence on.
    let errors = most(of.rate(ERRORS, &["kind", "error"])?).or_zero();
    drawn(panel, [(Some(errors), "{{kind}} {{error}}")])
}

fn wrong_by_kind(of: &Families<'_>) -> Option<Panel> {
    let rate = ended(of, &WRONG)?.rate(NOW, &["queue", "kind", "outcome"]).ok()?;
    let panel = lines("Failed runs by type", Unit::PerSecond)
        .width(6)
        .description("The ten types and outcomes with the most failed runs. Every line above 0 is bad.");
    drawn(panel, [(Some(most(rate)), "{{queue}} {{kind}} {{outcome}}")])
}

fn attempts(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Attempts", Unit::Short)
        .width(6)
        .description("Runs that a job needs until it ends. A p50 above 1 is bad: most jobs fail at first.");
    quantiles(panel, &of.histogram(ATTEMPTS)?)
}

fn attempts_by_kind(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Mean attempts by type", Unit::Short)
        .width(6)
        .description("Runs that a job needs on average until it ends, by type. A line far above 1 is bad.");
    drawn(panel, [(Some(most(of.mean(ATTEMPTS, &BY)?)), LEGEND)])
}

// Details about durations.

fn heat_map(of: &Families<'_>) -> Option<Panel> {
    Some(heat("Durations of runs", Unit::Seconds, &of.histogram(DURATION)?).width(6))
}

fn queue_heat(of: &Families<'_>) -> Option<Panel> {
    Some(heat("Queue times", Unit::Seconds, &of.histogram(QUEUE_TIME)?).width(6))
}

fn mean_by_kind(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Mean duration by type", Unit::Seconds)
        .width(6)
        .description("The mean duration of each type of job. A line that rises with the data is bad.");
    drawn(panel, [(Some(most(of.mean(DURATION, &BY)?)), LEGEND)])
}

fn queue_mean_by_kind(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Mean queue time by type", Unit::Seconds)
        .width(6)
        .description("The mean time from when a job is due until it starts, by type. A rising line is bad.");
    drawn(panel, [(Some(most(of.mean(QUEUE_TIME, &BY)?)), LEGEND)])
}

// Details about queues.

fn states(of: &Families<'_>) -> Option<Panel> {
    let ends = ["completed", "failed", "cancelled"];
    let panel = lines("Jobs that ended", Unit::Short).width(12).description(
        "Jobs that ended and that the queue still keeps, by queue and state. A line for failed jobs that rises \
         is bad.",
    );
    drawn(panel, [(length(of, &ends, &["queue", "state"]), "{{queue}} {{state}}")])
}

fn length_bars(of: &Families<'_>) -> Option<Panel> {
    let panel = Panel::new(PanelKind::BarGauge, "Jobs that wait now", Unit::Short).width(12).description(
        "Jobs that wait for a worker now, by queue. A long bar beside short ones is bad: the queue needs more \
         workers.",
    );
    drawn(panel, [(length(of, &WAITING, &["queue"]), "{{queue}}")])
}
