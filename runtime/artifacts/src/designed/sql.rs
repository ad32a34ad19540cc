//! SQL: statements, and pools of connections.

use super::families::Families;
use super::panels::{areas, drawn, heat, lines, most, quantiles, row, stat, table, up, worst, BAD, WARNING};
use super::Plugin;
use crate::dashboard::{Dashboard, Panel, Unit};
use crate::promql::Expr;

pub(super) const PLUGIN: Plugin = Plugin {
    key: "sql",
    title: "SQL",
    description: "Statements and pools of connections: how long statements take, and how long they wait, over all replicas.",
    groups: &["sql"],
    needs: &["sql_pool_connections", "sql_acquire_duration_seconds", "sql_statement_duration_seconds"],
    fixed: &["state"],
    rows,
};

const STATEMENTS: &str = "sql_statement_duration_seconds";
const ACQUIRES: &str = "sql_acquire_duration_seconds";
const FAILURES: &str = "sql_acquire_failures_total";
const SLOW: &str = "sql_slow_statements_total";
const CONNECTIONS: &str = "sql_pool_connections";

/// The labels of the pool of one replica.
const POOL: [&str; 3] = ["job", "instance", "pool"];

fn rows(of: &Families<'_>, dashboard: Dashboard) -> Dashboard {
    dashboard
        .row(row("Now", [up(of), rate(of), p99(of), used(of), waiting(of), acquire_p99(of)]))
        .row(row(
            "In the time range",
            [slow_count(of), failure_count(of), returned_count(of), affected_count(of)],
        ))
        .row(row("Statements", [by_command(of), durations(of), slow(of)]))
        .row(row("Worst now", [commands(of), pools(of)]))
        .row(row("Pools", [connections(of), used_by_pool(of), waiting_by_pool(of)]))
        .row(row("Acquires", [acquires(of), failures(of), in_flight(of)]))
        .row(
            row("Durations", [heat_map(of), p99_by_command(of), mean_by_command(of), acquire_heat(of)])
                .collapsed(),
        )
        .row(row("Rows", [returned(of), affected(of), per_statement(of)]).collapsed())
}

/// Returns the used part of the pool of each replica.
fn used_ratio(of: &Families<'_>) -> Option<Expr> {
    let in_use = of.gauge(CONNECTIONS)?.with("state", "in_use").ok()?.sum(&POOL).ok()?;
    Some(in_use / of.sum("sql_pool_max_connections", &POOL)?)
}

// Numbers of now.

fn rate(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Statements", Unit::PerSecond, of.rate(STATEMENTS, &[])?);
    Some(panel.description(
        "Statements per second. A rate that rises faster than the rate of requests is bad: a request may run a \
         statement for each row.",
    ))
}

fn p99(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Statement p99", Unit::Seconds, of.quantile(0.99, STATEMENTS, &[])?);
    Some(panel.threshold(0.1, WARNING).threshold(1.0, BAD).description(
        "99 of 100 statements are faster than this. A value above 100 ms is bad for a statement that people wait \
         for.",
    ))
}

fn used(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Used part of the fullest pool", Unit::Ratio, used_ratio(of)?.max_by(&[]));
    Some(panel.threshold(0.8, WARNING).threshold(0.95, BAD).max(1.0).description(
        "Connections in use in relation to the limit of the pool, of the fullest pool. A value near 100 % is \
         bad: requests wait for a connection.",
    ))
}

fn waiting(of: &Families<'_>) -> Option<Panel> {
    let waiting =
        of.sum("sql_pool_waiting_acquires", &[]).or_else(|| of.sum("sql_acquires_in_flight", &[]))?;
    let panel = stat("Waiting", Unit::Short, waiting).threshold(1.0, WARNING).threshold(10.0, BAD);
    Some(panel.description(
        "Attempts that wait for a connection. A number that stays above zero is bad: the pool is too small, or \
         statements take too long.",
    ))
}

fn acquire_p99(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Acquire p99", Unit::Seconds, of.quantile(0.99, ACQUIRES, &[])?);
    Some(panel.threshold(0.05, WARNING).threshold(0.5, BAD).description(
        "99 of 100 attempts get a connection faster than this. A value above 50 ms is bad: requests wait for the \
         pool.",
    ))
}

// Numbers of the time range.

fn slow_count(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Slow statements in the range", Unit::Short, of.count(SLOW)?).threshold(1.0, WARNING);
    Some(panel.width(6).description(
        "Statements in the time range that reached the threshold for slow statements. Every one of them is bad.",
    ))
}

fn failure_count(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Failed acquires in the range", Unit::Short, of.count(FAILURES)?).threshold(1.0, BAD);
    Some(panel.width(6).description(
        "Attempts in the time range that ended without a connection. Every one of them is bad: a request failed.",
    ))
}

fn returned_count(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Rows returned in the range", Unit::Short, of.count("sql_rows_returned_total")?);
    Some(panel.width(6).description("Rows that statements returned in the time range."))
}

fn affected_count(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Rows changed in the range", Unit::Short, of.count("sql_rows_affected_total")?);
    Some(panel.width(6).description("Rows that statements changed in the time range."))
}

// Statements.

fn by_command(of: &Families<'_>) -> Option<Panel> {
    let panel = areas("Statements by command", Unit::PerSecond).description(
        "Statements per second, by the first word of the statement. A command that jumps without more \
             requests is bad.",
    );
    drawn(panel, [(of.rate(STATEMENTS, &["command"]), "{{command}}")])
}

fn durations(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Duration of statements", Unit::Seconds).description(
        "Time of a statement, until its last row was read. A p99 that moves away from the p50 is bad: some \
         statements lack an index, or wait for a lock.",
    );
    quantiles(panel, &of.histogram(STATEMENTS)?)
}

fn slow(of: &Families<'_>) -> Option<Panel> {
    let panel = areas("Slow statements", Unit::PerSecond).description(
        "Statements per second that reached the threshold for slow statements, by command. Every one of them is \
         bad.",
    );
    drawn(panel, [(of.rate(SLOW, &["command"]), "{{command}}")])
}

// Commands and pools that need attention.

fn commands(of: &Families<'_>) -> Option<Panel> {
    let by = ["command"];
    let others = vec![
        (of.mean(STATEMENTS, &by)?, "mean", Unit::Seconds),
        (of.rate(STATEMENTS, &by)?, "statements", Unit::PerSecond),
        (of.rate(SLOW, &by)?, "slow", Unit::PerSecond),
    ];
    let panel = table("Slowest commands", Unit::Seconds).select("command").description(
        "Commands with the greatest p99 now. A slow command with many statements is bad. Click on a command to select it.",
    );
    Some(worst(panel, of.quantile(0.99, STATEMENTS, &by)?, ("p99", Unit::Seconds), others))
}

fn pools(of: &Families<'_>) -> Option<Panel> {
    let by = ["pool"];
    let others = vec![
        (of.rate(ACQUIRES, &by)?, "acquires", Unit::PerSecond),
        (of.rate(FAILURES, &by)?, "failures", Unit::PerSecond),
        (of.sum(CONNECTIONS, &by)?, "connections", Unit::Short),
    ];
    let panel = table("Pools with the longest waits", Unit::Seconds).select("pool").description(
        "Pools with the greatest p99 of acquires now. Failures are bad. Click on a pool to select it.",
    );
    Some(worst(panel, of.quantile(0.99, ACQUIRES, &by)?, ("p99", Unit::Seconds), others))
}

// Pools.

fn connections(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Connections", Unit::Short).description(
        "Open connections of all replicas, idle and in use, and their limit. A line for connections in use \
             near the limit is bad.",
    );
    let panel = drawn(panel, [(of.sum(CONNECTIONS, &["state"]), "{{state}}")])?;
    Some(match of.sum("sql_pool_max_connections", &[]) {
        Some(limit) => panel.query(limit, "limit"),
        None => panel,
    })
}

fn used_by_pool(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Used part of pools", Unit::Ratio).max(1.0).threshold(0.95, BAD).description(
        "Connections in use in relation to the limit, of the fullest replica of each pool. A line at 100 % is \
         bad.",
    );
    drawn(panel, [(Some(used_ratio(of)?.max_by(&["pool"])), "{{pool}}")])
}

fn waiting_by_pool(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Attempts that wait", Unit::Short)
        .description("Attempts that wait for a connection, by pool. A line that stays above zero is bad.");
    drawn(panel, [(of.sum("sql_pool_waiting_acquires", &["pool"]), "{{pool}}")])
}

// Acquires.

fn acquires(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Time to acquire a connection", Unit::Seconds).description(
        "Time until an attempt gets a connection, including the time to open it. A rising line is bad: requests \
         wait for the pool.",
    );
    quantiles(panel, &of.histogram(ACQUIRES)?)
}

fn failures(of: &Families<'_>) -> Option<Panel> {
    let panel = areas("Failed acquires", Unit::PerSecond).description(
        "Attempts per second that ended without a connection. A timeout is bad: the pool is too small. An error \
         is bad: the database refuses connections.",
    );
    drawn(panel, [(of.rate(FAILURES, &["pool", "reason"]), "{{pool}} {{reason}}")])
}

fn in_flight(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Acquires in flight", Unit::Short).description(
        "Attempts that have not ended, by pool. A line that stays above zero is bad: requests wait for a \
         connection.",
    );
    drawn(panel, [(of.sum("sql_acquires_in_flight", &["pool"]), "{{pool}}")])
}

// Details about durations.

fn heat_map(of: &Families<'_>) -> Option<Panel> {
    Some(heat("Durations of statements", Unit::Seconds, &of.histogram(STATEMENTS)?).width(6))
}

fn p99_by_command(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("p99 by command", Unit::Seconds)
        .width(6)
        .description("The p99 of each command. A command that leaves its usual range is bad.");
    drawn(panel, [(Some(most(of.quantile(0.99, STATEMENTS, &["command"])?)), "{{command}}")])
}

fn mean_by_command(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Mean duration by command", Unit::Seconds).width(6).description(
        "The mean duration of each command. A mean far above the p50 shows single very slow statements.",
    );
    drawn(panel, [(Some(most(of.mean(STATEMENTS, &["command"])?)), "{{command}}")])
}

fn acquire_heat(of: &Families<'_>) -> Option<Panel> {
    Some(heat("Times to acquire a connection", Unit::Seconds, &of.histogram(ACQUIRES)?).width(6))
}

// Details about rows.

fn returned(of: &Families<'_>) -> Option<Panel> {
    let panel = areas("Rows returned", Unit::PerSecond).description(
        "Rows per second that statements return, by command. A jump without more statements is bad: a list may \
         lack a limit.",
    );
    drawn(panel, [(of.rate("sql_rows_returned_total", &["command"]), "{{command}}")])
}

fn affected(of: &Families<'_>) -> Option<Panel> {
    let panel = areas("Rows changed", Unit::PerSecond).description(
        "Rows per second that statements change, by command. A jump is bad unless a migration or an import runs.",
    );
    drawn(panel, [(of.rate("sql_rows_affected_total", &["command"]), "{{command}}")])
}

fn per_statement(of: &Families<'_>) -> Option<Panel> {
    let (rows, statements) =
        (of.rate("sql_rows_returned_total", &["command"])?, of.rate(STATEMENTS, &["command"])?);
    let panel = lines("Rows per statement", Unit::Short).description(
        "Rows that one statement returns on average. A line that rises with the data is bad: a list lacks a \
         limit.",
    );
    drawn(panel, [(Some(rows.part_of(&statements)), "{{command}}")])
}
