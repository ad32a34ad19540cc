//! WebSockets: connections, messages and handlers.

use super::families::Families;
use super::panels::{
    areas, drawn, heat, lines, most, quantiles, row, share, stat, table, up, worst, BAD, NOW, WARNING,
};
use super::Plugin;
use crate::dashboard::{Dashboard, Panel, Unit};
use crate::promql::{Expr, Histogram};

pub(super) const PLUGIN: Plugin = Plugin {
    key: "websocket",
    title: "WebSocket",
    description: "WebSocket connections, messages, and the time of handlers, over all replicas.",
    groups: &["websocket"],
    needs: &["websocket_connections", "websocket_connects_total"],
    fixed: &["result"],
    rows,
};

const OPEN: &str = "websocket_connections";
const CONNECTS: &str = "websocket_connects_total";
const CONNECTION: &str = "websocket_connection_duration_seconds";
const HANDLER: &str = "websocket_handler_duration_seconds";
const MESSAGES: &str = "websocket_messages_total";
const BYTES: &str = "websocket_message_bytes_total";
const PANICS: &str = "websocket_panics_total";

/// The outcomes of calls of handlers that went wrong.
const WRONG: [&str; 2] = ["error", "panic"];

/// The labels of a handler.
const BY: [&str; 2] = ["endpoint", "handler"];
const LEGEND: &str = "{{endpoint}} {{handler}}";

fn rows(of: &Families<'_>, dashboard: Dashboard) -> Dashboard {
    dashboard
        .row(row("Now", [up(of), open(of), messages(of), wrong(of), p99(of), panics(of)]))
        .row(row("Connections", [open_by_endpoint(of), connects(of), ends(of)]))
        .row(row("Messages", [by_direction(of), bytes(of), size(of)]))
        .row(row("Handlers", [calls(of), wrong_ratio(of), durations(of)]))
        .row(row("Worst now", [slowest(of), failing(of)]))
        .row(
            row(
                "Durations",
                [heat_map(of), mean_by_handler(of), connection_durations(of), connection_heat(of)],
            )
            .collapsed(),
        )
        .row(
            row("Endpoints", [failed_connects(of), messages_by_endpoint(of), panics_by_endpoint(of)])
                .collapsed(),
        )
}

/// Returns the calls of handlers that went wrong.
fn wrong_calls<'c>(of: &Families<'c>) -> Option<Histogram<'c>> {
    of.histogram(HANDLER)?.any_of("outcome", &WRONG).ok()
}

fn wrong_share(of: &Families<'_>, by: &[&str]) -> Option<Expr> {
    Some(share(wrong_calls(of)?.rate(NOW, by).ok()?, of.rate(HANDLER, by)?))
}

// Numbers of now.

fn open(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Open connections", Unit::Short, of.sum(OPEN, &[])?);
    Some(panel.description(
        "Open connections of all replicas. A sudden fall is bad: clients lose their connection.",
    ))
}

fn messages(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Messages", Unit::PerSecond, of.rate(MESSAGES, &[])?);
    Some(panel.description(
        "Messages per second, in both directions. Zero is bad while connections are open and clients talk.",
    ))
}

fn wrong(of: &Families<'_>) -> Option<Panel> {
    let panel =
        stat("Failed", Unit::Ratio, wrong_share(of, &[])?).threshold(0.01, WARNING).threshold(0.05, BAD);
    Some(panel.description(
        "Part of the calls of handlers that end with an error or a panic. A value above 1 % is bad.",
    ))
}

fn p99(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Handler p99", Unit::Seconds, of.quantile(0.99, HANDLER, &[])?);
    Some(panel.threshold(0.5, WARNING).threshold(5.0, BAD).description(
        "99 of 100 calls of handlers are faster than this. A value above 500 ms is bad: a client waits for the \
         response.",
    ))
}

fn panics(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Panics in the range", Unit::Short, of.count(PANICS)?).threshold(1.0, BAD);
    Some(panel.description(
        "Sessions that panicked in the time range. Every one of them is bad: it is a mistake in the program.",
    ))
}

// Connections.

fn open_by_endpoint(of: &Families<'_>) -> Option<Panel> {
    let panel = areas("Open connections", Unit::Short).description(
        "Open connections, by endpoint. A sudden fall is bad, and a rise that never ends: connections may stay \
         open.",
    );
    drawn(panel, [(of.sum(OPEN, &["endpoint"]), "{{endpoint}}")])
}

fn connects(of: &Families<'_>) -> Option<Panel> {
    let panel = areas("Connects by result", Unit::PerSecond).description(
        "Upgrades to WebSocket connections per second, by result. Failed upgrades are bad, and so are many \
         upgrades at a constant number of connections: clients connect again and again.",
    );
    drawn(panel, [(of.rate(CONNECTS, &["result"]), "{{result}}")])
}

fn ends(of: &Families<'_>) -> Option<Panel> {
    let panel = areas("Ends of connections", Unit::PerSecond)
        .description("Connections that ended per second, by outcome. Errors, timeouts and aborts are bad.");
    drawn(panel, [(of.rate(CONNECTION, &["outcome"]), "{{outcome}}")])
}

// Messages.

fn by_direction(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Messages", Unit::PerSecond).description(
        "Messages per second, received and sent. A line that falls to zero while connections are open is bad.",
    );
    drawn(panel, [(of.rate(MESSAGES, &["direction"]), "{{direction}}")])
}

fn bytes(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Throughput", Unit::BytesPerSecond).description(
        "Bytes of messages per second, received and sent. A value near the capacity of the network is bad.",
    );
    drawn(panel, [(of.rate(BYTES, &["direction"]), "{{direction}}")])
}

fn size(of: &Families<'_>) -> Option<Panel> {
    let mean = of.rate(BYTES, &["direction"])?.part_of(&of.rate(MESSAGES, &["direction"])?);
    let panel = lines("Mean size of messages", Unit::Bytes)
        .description("Bytes of one message on average. A line that rises with the data is bad.");
    drawn(panel, [(Some(mean), "{{direction}}")])
}

// Handlers.

fn calls(of: &Families<'_>) -> Option<Panel> {
    let panel = areas("Calls by outcome", Unit::PerSecond)
        .description("Calls of handlers per second, by outcome. A growing part of errors and panics is bad.");
    drawn(panel, [(of.rate(HANDLER, &["outcome"]), "{{outcome}}")])
}

fn wrong_ratio(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Failure ratio", Unit::Ratio).threshold(0.05, BAD).description(
        "Part of the calls that end with an error or a panic, by endpoint. A line above 1 % is bad.",
    );
    drawn(panel, [(wrong_share(of, &["endpoint"]), "{{endpoint}}")])
}

fn durations(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Duration of handlers", Unit::Seconds).description(
        "Time that a handler takes. A p99 that moves away from the p50 is bad: some messages wait much longer.",
    );
    quantiles(panel, &of.histogram(HANDLER)?)
}

// Handlers that need attention.

fn slowest(of: &Families<'_>) -> Option<Panel> {
    let others = vec![
        (of.mean(HANDLER, &BY)?, "mean", Unit::Seconds),
        (of.rate(HANDLER, &BY)?, "calls", Unit::PerSecond),
    ];
    let panel = table("Slowest handlers", Unit::Seconds).select("endpoint").description(
        "Handlers with the greatest p99 now. A slow handler with many calls is bad. Click on an endpoint to select it.",
    );
    Some(worst(panel, of.quantile(0.99, HANDLER, &BY)?, ("p99", Unit::Seconds), others))
}

fn failing(of: &Families<'_>) -> Option<Panel> {
    let others = vec![
        (wrong_calls(of)?.rate(NOW, &BY).ok()?, "failures", Unit::PerSecond),
        (of.rate(HANDLER, &BY)?, "calls", Unit::PerSecond),
    ];
    let panel = table("Failing handlers", Unit::Ratio).select("endpoint").description(
        "Handlers with the greatest part of failed calls now. Every row above 0 is bad. Click on an \
         endpoint to select it.",
    );
    Some(worst(panel, wrong_share(of, &BY)?, ("failed", Unit::Ratio), others))
}

// Details about durations.

fn heat_map(of: &Families<'_>) -> Option<Panel> {
    Some(heat("Durations of handlers", Unit::Seconds, &of.histogram(HANDLER)?).width(6))
}

fn mean_by_handler(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Mean duration by handler", Unit::Seconds).width(6).description(
        "The ten handlers with the greatest mean. A mean far above the p50 shows single very slow calls.",
    );
    drawn(panel, [(Some(most(of.mean(HANDLER, &BY)?)), LEGEND)])
}

fn connection_durations(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Duration of connections", Unit::Seconds)
        .width(6)
        .description("Time that connections stay open. A falling p50 is bad: connections break.");
    quantiles(panel, &of.histogram(CONNECTION)?)
}

fn connection_heat(of: &Families<'_>) -> Option<Panel> {
    Some(heat("Durations of connections", Unit::Seconds, &of.histogram(CONNECTION)?).width(6))
}

// Details about endpoints.

fn failed_connects(of: &Families<'_>) -> Option<Panel> {
    let failed = of.counter(CONNECTS)?.with("result", "failed").ok()?.rate(NOW, &["endpoint"]).ok()?;
    let panel = lines("Failed connects by endpoint", Unit::PerSecond).description(
        "Failed upgrades per second, by endpoint. Every line above 0 is bad: clients cannot connect.",
    );
    drawn(panel, [(Some(most(failed)), "{{endpoint}}")])
}

fn messages_by_endpoint(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Messages by endpoint", Unit::PerSecond).description(
        "Messages per second of each endpoint and direction. An endpoint that sends far more than it receives \
         may send to too many clients.",
    );
    drawn(panel, [(Some(most(of.rate(MESSAGES, &["endpoint", "direction"])?)), "{{endpoint}} {{direction}}")])
}

fn panics_by_endpoint(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Panics by endpoint", Unit::PerSecond)
        .description("Sessions that panicked per second, by endpoint. Every line above 0 is bad.");
    drawn(panel, [(Some(most(of.rate(PANICS, &["endpoint"])?)), "{{endpoint}}")])
}
