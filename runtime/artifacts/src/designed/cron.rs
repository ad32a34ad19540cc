//! Scheduled tasks.

use super::families::Families;
use super::panels::{
    areas, drawn, heat, lines, most, quantiles, row, share, stat, table, up, worst, BAD, NOW, RANGE, WARNING,
};
use super::Plugin;
use crate::dashboard::{Dashboard, Panel, Unit};
use crate::promql::{Counter, Expr};

pub(super) const PLUGIN: Plugin = Plugin {
    key: "cron",
    title: "Scheduled tasks",
    description:
        "Scheduled tasks: when they last succeeded, how long they run and how many fail, over all replicas.",
    groups: &["cron"],
    needs: &["cron_runs_total", "cron_running"],
    fixed: &["outcome"],
    rows,
};

const RUNS: &str = "cron_runs_total";
const DURATION: &str = "cron_run_duration_seconds";
const SUCCESS: &str = "cron_last_success_timestamp_seconds";

/// The outcomes of runs that went wrong.
const WRONG: [&str; 2] = ["error", "panic"];
const BY: [&str; 1] = ["task"];

fn rows(of: &Families<'_>, dashboard: Dashboard) -> Dashboard {
    dashboard
        .row(row("Now", [up(of), running(of), runs(of), failures(of), overdue(of), p99(of)]))
        .row(row("Runs", [by_outcome(of), running_by_task(of), durations(of)]))
        .row(row("Worst now", [oldest(of), failing(of)]))
        .row(row("Successes", [ages(of), overdue_by_task(of), success_ratio(of)]))
        .row(
            row("Details", [heat_map(of), p99_by_task(of), mean_by_task(of), failures_by_task(of)])
                .collapsed(),
        )
}

/// Returns the runs that went wrong.
fn wrong<'c>(of: &Families<'c>) -> Option<Counter<'c>> {
    of.counter(RUNS)?.any_of("outcome", &WRONG).ok()
}

/// Returns the time since a task last succeeded, on any replica.
fn age(of: &Families<'_>) -> Option<Expr> {
    Some(Expr::time() - of.max(SUCCESS, &BY)?)
}

/// Returns the time since the last success in intervals of the task.
fn intervals(of: &Families<'_>) -> Option<Expr> {
    Some(age(of)? / of.max("cron_interval_seconds", &BY)?)
}

// Numbers of now.

fn running(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Running", Unit::Short, of.sum("cron_running", &[])?);
    Some(panel.description("Runs in progress. A number that stays is bad: a task may hang."))
}

fn runs(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Runs in the range", Unit::Short, of.count(RUNS)?);
    Some(panel.description(
        "Runs that ended in the time range. Zero is bad if the range is longer than an interval.",
    ))
}

fn failures(of: &Families<'_>) -> Option<Panel> {
    let panel =
        stat("Failures in the range", Unit::Short, wrong(of)?.increase(RANGE, &[]).ok()?).threshold(1.0, BAD);
    Some(
        panel.description(
            "Runs in the time range that ended with an error or a panic. Every one of them is bad.",
        ),
    )
}

fn overdue(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Longest delay in intervals", Unit::Short, intervals(of)?.max_by(&[]));
    Some(panel.threshold(1.5, WARNING).threshold(3.0, BAD).description(
        "Time since the last success in relation to the interval, of the task with the greatest value. A value \
         above 2 is bad: the task missed a run.",
    ))
}

fn p99(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Duration p99", Unit::Seconds, of.histogram(DURATION)?.quantile(0.99, RANGE, &[]).ok()?);
    Some(panel.description(
        "99 of 100 runs in the time range were faster than this. A value near the interval of a task is bad.",
    ))
}

// Runs.

fn by_outcome(of: &Families<'_>) -> Option<Panel> {
    let panel = areas("Runs by outcome", Unit::PerSecond)
        .description("Runs that ended per second, by outcome. Errors, panics and cancelled runs are bad.");
    drawn(panel, [(of.rate(RUNS, &["outcome"]), "{{outcome}}")])
}

fn running_by_task(of: &Families<'_>) -> Option<Panel> {
    let panel = areas("Runs in progress", Unit::Short).description(
        "Runs in progress, by task. Several runs of one task at once are bad unless it allows them.",
    );
    drawn(panel, [(of.sum("cron_running", &BY), "{{task}}")])
}

fn durations(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Duration of runs", Unit::Seconds)
        .description("Time that runs take. A line that rises for days is bad: the work grows.");
    quantiles(panel, &of.histogram(DURATION)?)
}

// Tasks that need attention.

fn oldest(of: &Families<'_>) -> Option<Panel> {
    let others = vec![(of.rate(RUNS, &BY)?, "runs", Unit::PerSecond)];
    let panel = table("Oldest successes", Unit::Seconds).select("task").description(
        "Tasks whose last success is the oldest. An age above the interval of the task is bad. Click on a task to \
         select it.",
    );
    Some(worst(panel, age(of)?, ("last success", Unit::Seconds), others))
}

fn failing(of: &Families<'_>) -> Option<Panel> {
    let wrong = |window| wrong(of)?.increase(window, &BY).ok();
    let all = of.counter(RUNS)?.increase(RANGE, &BY).ok()?;
    let others = vec![(wrong(RANGE)?, "failures", Unit::Short), (all.clone(), "runs", Unit::Short)];
    let panel = table("Failing tasks", Unit::Ratio).select("task").description(
        "Tasks with the greatest part of failed runs in the time range. Every row above 0 is bad. \
         Click on a task to select it.",
    );
    Some(worst(panel, share(wrong(RANGE)?, all), ("failed", Unit::Ratio), others))
}

// Successes.

fn ages(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Time since the last success", Unit::Seconds).description(
        "Time since each task last succeeded. A line that rises above the interval of the task is bad.",
    );
    drawn(panel, [(age(of), "{{task}}")])
}

fn overdue_by_task(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Delay in intervals", Unit::Short).threshold(2.0, BAD).description(
        "Time since the last success in relation to the interval of the task. A line above 2 is bad: the task \
         missed a run.",
    );
    drawn(panel, [(intervals(of), "{{task}}")])
}

fn success_ratio(of: &Families<'_>) -> Option<Panel> {
    let ok = of.counter(RUNS)?.with("outcome", "ok").ok()?.rate(NOW, &BY).ok()?;
    let panel = lines("Success ratio", Unit::Ratio)
        .max(1.0)
        .description("Part of the runs that succeed, by task. A line below 100 % is bad.");
    drawn(panel, [(Some(share(ok, of.rate(RUNS, &BY)?)), "{{task}}")])
}

// Details.

fn heat_map(of: &Families<'_>) -> Option<Panel> {
    Some(heat("Durations of runs", Unit::Seconds, &of.histogram(DURATION)?).width(6))
}

fn p99_by_task(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("p99 by task", Unit::Seconds)
        .width(6)
        .description("The ten tasks with the greatest p99. A line near the interval of the task is bad.");
    drawn(panel, [(Some(most(of.quantile(0.99, DURATION, &BY)?)), "{{task}}")])
}

fn mean_by_task(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Mean duration by task", Unit::Seconds).width(6).description(
        "The ten tasks with the greatest mean. A line that rises for days is bad: the work grows.",
    );
    drawn(panel, [(Some(most(of.mean(DURATION, &BY)?)), "{{task}}")])
}

fn failures_by_task(of: &Families<'_>) -> Option<Panel> {
    let rate = wrong(of)?.rate(NOW, &["task", "outcome"]).ok()?;
    let panel = lines("Failures by task", Unit::PerSecond)
        .width(6)
        .description("The ten tasks and outcomes with the most failures. Every line above 0 is bad.");
    drawn(panel, [(Some(most(rate)), "{{task}} {{outcome}}")])
}
