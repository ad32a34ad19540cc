//! GraphQL: queries, mutations and subscriptions.

use super::families::Families;
use super::panels::{
    areas, drawn, heat, lines, most, quantiles, row, share, stat, table, up, worst, BAD, NOW, RANGE, WARNING,
};
use super::Plugin;
use crate::dashboard::{Dashboard, Panel, Unit};
use crate::promql::{Counter, Expr, Histogram};

pub(super) const PLUGIN: Plugin = Plugin {
    key: "graphql",
    title: "GraphQL",
    description:
        "GraphQL requests by their root field: rate, errors, durations and complexity, over all replicas.",
    groups: &["graphql"],
    needs: &["graphql_requests_total", "graphql_invalid_requests_total"],
    fixed: &["outcome", "reason"],
    rows,
};

const REQUESTS: &str = "graphql_requests_total";
const DURATION: &str = "graphql_request_duration_seconds";
const INVALID: &str = "graphql_invalid_requests_total";
const COMPLEXITY: &str = "graphql_query_complexity";
const DEPTH: &str = "graphql_query_depth";
const SUBSCRIPTIONS: &str = "graphql_subscriptions_active";
const EVENTS: &str = "graphql_subscription_events_total";

/// The outcomes of requests that went wrong.
const WRONG: [&str; 2] = ["error", "panic"];

/// The labels of a request.
const BY: [&str; 2] = ["operation_type", "field"];

fn rows(of: &Families<'_>, dashboard: Dashboard) -> Dashboard {
    dashboard
        .row(row("Now", [up(of), rate(of), wrong(of), p99(of), invalid(of), subscriptions(of)]))
        .row(row("In the time range", [queries(of), mutations(of), complexity(of), invalid_count(of)]))
        .row(row("Requests, errors and durations", [by_type(of), wrong_ratio(of), durations(of)]))
        .row(row("Worst now", [slowest(of), failing(of)]))
        .row(row(
            "Documents",
            [complexities(of), depths(of), invalid_by_reason(of), complexity_heat(of), depth_heat(of)],
        ))
        .row(row("Queries", of_type(of, "query")).collapsed())
        .row(row("Mutations", of_type(of, "mutation")).collapsed())
        .row(
            row("Subscriptions", [open_by_field(of), events_by_field(of), events_by_subscription(of)])
                .collapsed(),
        )
}

/// Returns the requests that went wrong.
fn wrong_requests<'c>(of: &Families<'c>) -> Option<Counter<'c>> {
    of.counter(REQUESTS)?.any_of("outcome", &WRONG).ok()
}

fn wrong_share(of: &Families<'_>, by: &[&str]) -> Option<Expr> {
    Some(share(wrong_requests(of)?.rate(NOW, by).ok()?, of.rate(REQUESTS, by)?))
}

// Numbers of now.

fn rate(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Requests", Unit::RequestsPerSecond, of.rate(REQUESTS, &[])?);
    Some(panel.description(
        "Requests executed per second. A sudden fall to zero is bad: clients may not reach the server.",
    ))
}

fn wrong(of: &Families<'_>) -> Option<Panel> {
    let panel =
        stat("Failed", Unit::Ratio, wrong_share(of, &[])?).threshold(0.01, WARNING).threshold(0.05, BAD);
    Some(
        panel
            .description("Part of the requests that end with an error or a panic. A value above 1 % is bad."),
    )
}

fn p99(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("p99", Unit::Seconds, of.quantile(0.99, DURATION, &[])?);
    Some(panel.threshold(1.0, WARNING).threshold(5.0, BAD).description(
        "99 of 100 queries and mutations are faster than this. A value above 1 s is bad for a page that people \
         wait for.",
    ))
}

fn invalid(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Invalid requests", Unit::RequestsPerSecond, of.rate(INVALID, &[])?);
    Some(panel.description(
        "Requests per second that are not executed. A jump is bad: a client may not fit the schema.",
    ))
}

fn subscriptions(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Open subscriptions", Unit::Short, of.sum(SUBSCRIPTIONS, &[])?);
    Some(panel.description(
        "Open subscriptions of all replicas. A sudden fall is bad: clients lose their connection.",
    ))
}

// Numbers of the time range.

/// Creates a panel with the number of requests of a type.
fn executed(of: &Families<'_>, title: &str, operation: &str) -> Option<Panel> {
    let requests = of.counter(REQUESTS)?.like("operation_type", operation).ok()?.increase(RANGE, &[]).ok()?;
    Some(stat(title, Unit::Short, requests).width(6))
}

fn queries(of: &Families<'_>) -> Option<Panel> {
    Some(executed(of, "Queries in the range", "query")?.description("Queries executed in the time range."))
}

fn mutations(of: &Families<'_>) -> Option<Panel> {
    Some(
        executed(of, "Mutations in the range", "mutation")?
            .description("Mutations executed in the time range."),
    )
}

fn complexity(of: &Families<'_>) -> Option<Panel> {
    let panel =
        stat("Mean complexity in the range", Unit::Short, of.histogram(COMPLEXITY)?.mean(RANGE, &[]).ok()?);
    Some(panel.width(6).description(
        "Complexity of valid documents in the time range, on average. A value near the limit of the schema is \
         bad.",
    ))
}

fn invalid_count(of: &Families<'_>) -> Option<Panel> {
    let panel =
        stat("Invalid requests in the range", Unit::Short, of.count(INVALID)?).threshold(1.0, WARNING);
    Some(panel.width(6).description(
        "Requests in the time range that were not executed. Many are bad: a client does not fit the schema.",
    ))
}

// Requests, errors and durations.

fn by_type(of: &Families<'_>) -> Option<Panel> {
    let panel = areas("Requests by type and outcome", Unit::RequestsPerSecond).description(
        "Requests executed per second, by type of the operation and by outcome. A growing part of errors and \
         panics is bad.",
    );
    drawn(panel, [(of.rate(REQUESTS, &["operation_type", "outcome"]), "{{operation_type}} {{outcome}}")])
}

fn wrong_ratio(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Failure ratio", Unit::Ratio).threshold(0.05, BAD).description(
        "Part of the requests that end with an error or a panic, by type of the operation. A line above 1 % is \
         bad.",
    );
    drawn(panel, [(wrong_share(of, &["operation_type"]), "{{operation_type}}")])
}

fn durations(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Duration", Unit::Seconds).description(
        "Time of queries and mutations. A p99 that moves away from the p50 is bad: some fields wait much longer.",
    );
    quantiles(panel, &of.histogram(DURATION)?)
}

// Fields that need attention.

fn slowest(of: &Families<'_>) -> Option<Panel> {
    let others = vec![
        (of.mean(DURATION, &BY)?, "mean", Unit::Seconds),
        (of.rate(DURATION, &BY)?, "requests", Unit::RequestsPerSecond),
    ];
    let panel = table("Slowest fields", Unit::Seconds).select("operation_type").select("field").description(
        "Root fields with the greatest p99 now. A slow field with many requests is bad. Click on a field to select it.",
    );
    Some(worst(panel, of.quantile(0.99, DURATION, &BY)?, ("p99", Unit::Seconds), others))
}

fn failing(of: &Families<'_>) -> Option<Panel> {
    let others = vec![
        (wrong_requests(of)?.rate(NOW, &BY).ok()?, "failures", Unit::RequestsPerSecond),
        (of.rate(REQUESTS, &BY)?, "requests", Unit::RequestsPerSecond),
    ];
    let panel = table("Failing fields", Unit::Ratio).select("operation_type").select("field").description(
        "Root fields with the greatest part of failed requests now. Every row above 0 is bad. Click on \
         a field to select it.",
    );
    Some(worst(panel, wrong_share(of, &BY)?, ("failed", Unit::Ratio), others))
}

// Documents.

fn complexities(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Complexity", Unit::Short).description(
        "Complexity of valid documents. A p99 near the limit of the schema is bad: some documents will be \
         refused.",
    );
    quantiles(panel, &of.histogram(COMPLEXITY)?)
}

fn depths(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Depth", Unit::Short).description(
        "Depth of valid documents. A p99 near the limit of the schema is bad: some documents will be refused.",
    );
    quantiles(panel, &of.histogram(DEPTH)?)
}

fn invalid_by_reason(of: &Families<'_>) -> Option<Panel> {
    let panel = areas("Invalid requests by reason", Unit::RequestsPerSecond).description(
        "Requests per second that are not executed, by reason. Complexity and depth are bad: clients reach the \
         limits of the schema. Validation is bad after a release: the schema changed.",
    );
    drawn(panel, [(of.rate(INVALID, &["reason"]), "{{reason}}")])
}

fn complexity_heat(of: &Families<'_>) -> Option<Panel> {
    Some(heat("Complexities", Unit::Short, &of.histogram(COMPLEXITY)?).width(12))
}

fn depth_heat(of: &Families<'_>) -> Option<Panel> {
    Some(heat("Depths", Unit::Short, &of.histogram(DEPTH)?).width(12))
}

// One type of operation.

fn of_type(of: &Families<'_>, operation: &'static str) -> [Option<Panel>; 4] {
    let duration = || of.histogram(DURATION)?.like("operation_type", operation).ok();
    [
        type_heat(operation, duration()),
        type_lines("p99", operation, duration().and_then(|of| of.each_quantile(0.99, NOW, &["field"]).ok())),
        type_lines("Mean duration", operation, duration().and_then(|of| of.each_mean(NOW, &["field"]).ok())),
        type_rate(operation, duration().and_then(|of| of.rate(NOW, &["field"]).ok())),
    ]
}

fn type_heat(operation: &str, of: Option<Histogram<'_>>) -> Option<Panel> {
    Some(heat(&format!("Durations, {operation}"), Unit::Seconds, &of?).width(6))
}

fn type_lines(title: &str, operation: &str, expr: Option<Expr>) -> Option<Panel> {
    let panel = lines(&format!("{title} by field, {operation}"), Unit::Seconds).width(6);
    let panel = panel.description(
        "The ten root fields with the greatest value. A field that leaves its usual range is bad.",
    );
    drawn(panel, [(Some(most(expr?)), "{{field}}")])
}

fn type_rate(operation: &str, expr: Option<Expr>) -> Option<Panel> {
    let panel = lines(&format!("Requests by field, {operation}"), Unit::RequestsPerSecond).width(6);
    let panel = panel.description(
        "The ten root fields with the most requests. The field `_other` stands for fields beyond the limit of \
         the plugin.",
    );
    drawn(panel, [(Some(most(expr?)), "{{field}}")])
}

// Subscriptions.

fn open_by_field(of: &Families<'_>) -> Option<Panel> {
    let panel = areas("Open subscriptions", Unit::Short).description(
        "Open subscriptions, by field. A rise that never ends is bad: subscriptions may stay open.",
    );
    drawn(panel, [(of.sum(SUBSCRIPTIONS, &["field"]), "{{field}}")])
}

fn events_by_field(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Responses of subscriptions", Unit::PerSecond).description(
        "Responses per second, by field. Zero is bad while subscriptions are open and events happen.",
    );
    drawn(panel, [(Some(most(of.rate(EVENTS, &["field"])?)), "{{field}}")])
}

fn events_by_subscription(of: &Families<'_>) -> Option<Panel> {
    let (events, open) = (of.rate(EVENTS, &["field"])?, of.sum(SUBSCRIPTIONS, &["field"])?);
    let panel = lines("Responses per subscription", Unit::PerSecond).description(
        "Responses per second of one open subscription on average. Many are bad: clients get more than they can \
         show.",
    );
    drawn(panel, [(Some(events.part_of(&open)), "{{field}}")])
}
