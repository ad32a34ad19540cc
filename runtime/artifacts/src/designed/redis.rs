//! Redis.

use super::families::Families;
use super::panels::{
    areas, drawn, heat, lines, most, quantiles, row, share, stat, table, up, worst, BAD, WARNING,
};
use super::Plugin;
use crate::dashboard::{Dashboard, Panel, Unit};
use crate::promql::Expr;

pub(super) const PLUGIN: Plugin = Plugin {
    key: "redis",
    title: "Redis",
    description: "Commands to Redis: rate, errors and durations by command, over all replicas.",
    groups: &["redis"],
    needs: &["redis_command_duration_seconds"],
    fixed: &[],
    rows,
};

const COMMANDS: &str = "redis_command_duration_seconds";
const ERRORS: &str = "redis_command_errors_total";
const BY: [&str; 1] = ["command"];

fn rows(of: &Families<'_>, dashboard: Dashboard) -> Dashboard {
    dashboard
        .row(row("Now", [up(of), rate(of), failing(of), p99(of), count(of), failures(of)]))
        .row(row("Commands, errors and durations", [by_command(of), errors_by_kind(of), durations(of)]))
        .row(row("Worst now", [slowest(of), failing_commands(of)]))
        .row(
            row("Details", [heat_map(of), p99_by_command(of), mean_by_command(of), errors_by_command(of)])
                .collapsed(),
        )
}

fn failure_ratio(of: &Families<'_>, by: &[&str]) -> Option<Expr> {
    Some(share(of.rate(ERRORS, by)?, of.rate(COMMANDS, by)?))
}

// Numbers of now and of the time range.

fn rate(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Commands", Unit::PerSecond, of.rate(COMMANDS, &[])?);
    Some(panel.description(
        "Commands per second. A rate that rises faster than the rate of requests is bad: a request may send a \
         command for each item.",
    ))
}

fn failing(of: &Families<'_>) -> Option<Panel> {
    let panel =
        stat("Failed", Unit::Ratio, failure_ratio(of, &[])?).threshold(0.001, WARNING).threshold(0.01, BAD);
    Some(panel.description("Part of the commands that fail. A value above 0.1 % is bad."))
}

fn p99(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("p99", Unit::Seconds, of.quantile(0.99, COMMANDS, &[])?);
    Some(panel.threshold(0.01, WARNING).threshold(0.1, BAD).description(
        "99 of 100 commands are faster than this. A value above 10 ms is bad: the server or the network is slow.",
    ))
}

fn count(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Commands in the range", Unit::Short, of.count(COMMANDS)?);
    Some(panel.description("Commands in the time range."))
}

fn failures(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Errors in the range", Unit::Short, of.count(ERRORS)?).threshold(1.0, WARNING);
    Some(panel.description("Commands in the time range that failed. Many are bad."))
}

// Commands, errors and durations.

fn by_command(of: &Families<'_>) -> Option<Panel> {
    let panel = areas("Commands", Unit::PerSecond)
        .description("Commands per second, by command. A command that jumps without more requests is bad.");
    drawn(panel, [(of.rate(COMMANDS, &BY), "{{command}}")])
}

fn errors_by_kind(of: &Families<'_>) -> Option<Panel> {
    let panel = areas("Errors by kind", Unit::PerSecond).description(
        "Commands that fail per second, by kind of error. Timeouts and errors of connections are bad: the server \
         cannot be reached.",
    );
    drawn(panel, [(of.rate(ERRORS, &["kind"]), "{{kind}}")])
}

fn durations(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Duration", Unit::Seconds).description(
        "Time of a command, until its response was read. A p99 that moves away from the p50 is bad: a slow \
         command blocks others.",
    );
    quantiles(panel, &of.histogram(COMMANDS)?)
}

// Commands that need attention.

fn slowest(of: &Families<'_>) -> Option<Panel> {
    let others = vec![
        (of.mean(COMMANDS, &BY)?, "mean", Unit::Seconds),
        (of.rate(COMMANDS, &BY)?, "commands", Unit::PerSecond),
    ];
    let panel = table("Slowest commands", Unit::Seconds).select("command").description(
        "Commands with the greatest p99 now. A slow command that is sent often is bad. Click on a command to select it.",
    );
    Some(worst(panel, of.quantile(0.99, COMMANDS, &BY)?, ("p99", Unit::Seconds), others))
}

fn failing_commands(of: &Families<'_>) -> Option<Panel> {
    let others = vec![
        (of.rate(ERRORS, &BY)?, "errors", Unit::PerSecond),
        (of.rate(COMMANDS, &BY)?, "commands", Unit::PerSecond),
    ];
    let panel = table("Failing commands", Unit::Ratio).select("command").description(
        "Commands with the greatest part of errors now. Every row above 0 is bad. Click on a command to \
         select it.",
    );
    Some(worst(panel, failure_ratio(of, &BY)?, ("failed", Unit::Ratio), others))
}

// Details.

fn heat_map(of: &Families<'_>) -> Option<Panel> {
    Some(heat("Durations of commands", Unit::Seconds, &of.histogram(COMMANDS)?).width(6))
}

fn p99_by_command(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("p99 by command", Unit::Seconds)
        .width(6)
        .description("The ten commands with the greatest p99. A command that leaves its usual range is bad.");
    drawn(panel, [(Some(most(of.quantile(0.99, COMMANDS, &BY)?)), "{{command}}")])
}

fn mean_by_command(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Mean duration by command", Unit::Seconds).width(6).description(
        "The ten commands with the greatest mean. A mean far above the p50 shows single very slow commands.",
    );
    drawn(panel, [(Some(most(of.mean(COMMANDS, &BY)?)), "{{command}}")])
}

fn errors_by_command(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Errors by command", Unit::PerSecond)
        .width(6)
        .description("The ten commands and kinds with the most errors. Every line above 0 is bad.");
    drawn(panel, [(Some(most(of.rate(ERRORS, &["command", "kind"])?)), "{{command}} {{kind}}")])
}
