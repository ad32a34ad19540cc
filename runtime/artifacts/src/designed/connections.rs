//! Connections that servers accept.

use super::families::Families;
use super::panels::{areas, drawn, heat, lines, quantiles, row, share, stat, up, BAD, NOW, WARNING};
use super::Plugin;
use crate::dashboard::{Dashboard, Panel, Unit};
use crate::promql::Expr;

pub(super) const PLUGIN: Plugin = Plugin {
    key: "connections",
    title: "Connections",
    description:
        "Connections that the servers accept: open connections, TLS handshakes and bodies, over all replicas.",
    groups: &["connections"],
    needs: &["server_open_connections", "server_connections_total"],
    fixed: &[],
    rows,
};

const OPEN: &str = "server_open_connections";
const ACCEPTED: &str = "server_connections_total";
const REFUSED: &str = "server_accept_failures_total";
const DURATION: &str = "server_connection_duration_seconds";
const HANDSHAKES: &str = "server_tls_handshake_duration_seconds";
const REQUESTS: &str = "server_request_body_duration_seconds";
const RESPONSES: &str = "server_response_body_duration_seconds";
const BY: [&str; 1] = ["listener"];

fn rows(of: &Families<'_>, dashboard: Dashboard) -> Dashboard {
    dashboard
        .row(row(
            "Now",
            [up(of), open(of), accepted(of), failures(of), failed_handshakes(of), handshake_p99(of)],
        ))
        .row(row("Connections", [open_by_listener(of), accepted_by_listener(of), durations(of)]))
        .row(row("Failures", [failures_by_listener(of), handshakes(of), handshake_durations(of)]))
        .row(row("Bodies", [request_bodies(of), response_bodies(of), ends(of)]).collapsed())
        .row(row("Details", [heat_map(of), handshake_heat(of), response_heat(of)]).collapsed())
}

/// Returns the part of the handshakes that fail.
fn failing_handshakes(of: &Families<'_>) -> Option<Expr> {
    let failed = of.histogram(HANDSHAKES)?.without("outcome", "ok").ok()?.rate(NOW, &[]).ok()?;
    Some(share(failed, of.rate(HANDSHAKES, &[])?))
}

// Numbers of now.

fn open(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Open connections", Unit::Short, of.sum(OPEN, &[])?);
    Some(
        panel.description(
            "Open connections of all replicas. A number near the limit of file descriptors is bad.",
        ),
    )
}

fn accepted(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Accepted", Unit::PerSecond, of.rate(ACCEPTED, &[])?);
    Some(panel.description(
        "Connections accepted per second. A rate near the rate of requests is bad: clients do not keep their \
         connections.",
    ))
}

fn failures(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Failures in the range", Unit::Short, of.count(REFUSED)?).threshold(1.0, BAD);
    Some(panel.description(
        "Connections in the time range that could not be accepted. Every one of them is bad: the file \
         descriptors may be used up.",
    ))
}

fn failed_handshakes(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Failed handshakes", Unit::Ratio, failing_handshakes(of)?)
        .threshold(0.05, WARNING)
        .threshold(0.25, BAD);
    Some(panel.description(
        "Part of the TLS handshakes that fail. A jump is bad: the certificate may have expired.",
    ))
}

fn handshake_p99(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Handshake p99", Unit::Seconds, of.quantile(0.99, HANDSHAKES, &[])?);
    Some(panel.threshold(0.5, WARNING).threshold(2.0, BAD).description(
        "99 of 100 TLS handshakes are faster than this. A value above 500 ms is bad: the CPU or the network is \
         full.",
    ))
}

// Connections.

fn open_by_listener(of: &Families<'_>) -> Option<Panel> {
    let panel = areas("Open connections", Unit::Short)
        .description("Open connections, by listener. A rise that never ends is bad: connections stay open.");
    drawn(panel, [(of.sum(OPEN, &BY), "{{listener}}")])
}

fn accepted_by_listener(of: &Families<'_>) -> Option<Panel> {
    let panel = areas("Accepted connections", Unit::PerSecond).description(
        "Connections accepted per second, by listener. A rate near the rate of requests is bad: clients do not \
         keep their connections.",
    );
    drawn(panel, [(of.rate(ACCEPTED, &BY), "{{listener}}")])
}

fn durations(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Duration of connections", Unit::Seconds)
        .description("Time that connections stay open. A falling p50 is bad: connections break.");
    quantiles(panel, &of.histogram(DURATION)?)
}

// Failures.

fn failures_by_listener(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Failures to accept", Unit::PerSecond).description(
        "Connections per second that could not be accepted, by listener. Every line above zero is bad.",
    );
    drawn(panel, [(of.rate(REFUSED, &BY), "{{listener}}")])
}

fn handshakes(of: &Families<'_>) -> Option<Panel> {
    let panel = areas("TLS handshakes by outcome", Unit::PerSecond).description(
        "TLS handshakes per second, by outcome. A growing part of errors is bad: the certificate may have \
         expired.",
    );
    drawn(panel, [(of.rate(HANDSHAKES, &["outcome"]), "{{outcome}}")])
}

fn handshake_durations(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Duration of TLS handshakes", Unit::Seconds)
        .description("Time of TLS handshakes. A rising line is bad: the CPU or the network is full.");
    quantiles(panel, &of.histogram(HANDSHAKES)?)
}

// Bodies.

fn request_bodies(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Time to read request bodies", Unit::Seconds).description(
        "Time from the first read of a request's body to its end. A rising line is bad: clients send slowly, or \
         the program reads slowly.",
    );
    quantiles(panel, &of.histogram(REQUESTS)?)
}

fn response_bodies(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Time to send response bodies", Unit::Seconds).description(
        "Time from the first part of a response's body to its end. A rising line is bad: clients read slowly, or \
         the program writes slowly.",
    );
    quantiles(panel, &of.histogram(RESPONSES)?)
}

fn ends(of: &Families<'_>) -> Option<Panel> {
    let panel = areas("Ends of bodies", Unit::PerSecond).description(
        "Bodies that end per second, by outcome. A growing part of errors or cancelled bodies is bad: clients \
         leave.",
    );
    drawn(
        panel,
        [
            (of.rate(REQUESTS, &["outcome"]), "request {{outcome}}"),
            (of.rate(RESPONSES, &["outcome"]), "response {{outcome}}"),
        ],
    )
}

// Details.

fn heat_map(of: &Families<'_>) -> Option<Panel> {
    Some(heat("Durations of connections", Unit::Seconds, &of.histogram(DURATION)?))
}

fn handshake_heat(of: &Families<'_>) -> Option<Panel> {
    Some(heat("Durations of TLS handshakes", Unit::Seconds, &of.histogram(HANDSHAKES)?))
}

fn response_heat(of: &Families<'_>) -> Option<Panel> {
    Some(heat("Times to send response bodies", Unit::Seconds, &of.histogram(RESPONSES)?))
}
