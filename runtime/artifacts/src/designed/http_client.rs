//! Requests to other servers.

use super::families::Families;
use super::panels::{
    areas, bound, drawn, heat, lines, most, quantiles, row, seconds, share, stat, table, up, worst, BAD,
    GOOD, NOW, RANGE, WARNING,
};
use super::Plugin;
use crate::dashboard::{Dashboard, Panel, Unit};
use crate::promql::Expr;

pub(super) const PLUGIN: Plugin = Plugin {
    key: "http-client",
    title: "HTTP client",
    description: "Requests to other servers: rate, errors and durations by host, over all replicas.",
    groups: &["http_client"],
    needs: &["http_client_requests_total"],
    fixed: &["status"],
    rows,
};

const REQUESTS: &str = "http_client_requests_total";
const DURATION: &str = "http_client_request_duration_seconds";
const ERRORS: &str = "http_client_errors_total";
const IN_FLIGHT: &str = "http_client_requests_in_flight";

/// The statuses of requests that failed: those of server errors, and that of requests without a response.
const FAILED: &str = "5..|error";

/// The duration that most requests should not exceed, in seconds. The nearest bound of a bucket replaces it.
const TARGET: f64 = 0.5;

/// The labels of a request.
const BY: [&str; 2] = ["method", "host"];
const LEGEND: &str = "{{method}} {{host}}";

fn rows(of: &Families<'_>, dashboard: Dashboard) -> Dashboard {
    dashboard
        .row(row("Now", [up(of), rate(of), failing(of), p99(of), in_flight(of), errors(of)]))
        .row(row("Requests, errors and durations", [classes(of), error_ratio(of), durations(of)]))
        .row(row("Worst now", [slowest_hosts(of), failing_hosts(of)]))
        .row(row("Load", [in_flight_by_host(of), by_method(of), by_host(of)]))
        .row(row("Errors", [errors_by_kind(of), errors_by_host(of), statuses(of)]))
        .row(row("Durations", [heat_map(of), fast(of), p99_by_host(of), mean_by_host(of)]).collapsed())
}

/// Returns the requests per second whose status matches a regular expression.
fn ended(of: &Families<'_>, status: &str, by: &[&str]) -> Option<Expr> {
    of.counter(REQUESTS)?.like("status", status).ok()?.rate(NOW, by).ok()
}

fn failure_ratio(of: &Families<'_>, by: &[&str]) -> Option<Expr> {
    Some(share(ended(of, FAILED, by)?, of.rate(REQUESTS, by)?))
}

// Numbers of now.

fn rate(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Requests", Unit::RequestsPerSecond, of.rate(REQUESTS, &[])?);
    Some(panel.description(
        "Requests that ended per second. A rate that rises faster than the rate of the server's own requests is \
         bad: the program may retry too often.",
    ))
}

fn failing(of: &Families<'_>) -> Option<Panel> {
    let panel =
        stat("Failed", Unit::Ratio, failure_ratio(of, &[])?).threshold(0.01, WARNING).threshold(0.05, BAD);
    Some(panel.description(
        "Part of the requests that end with a status 5xx or without a response. A value above 1 % is bad.",
    ))
}

fn p99(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("p99", Unit::Seconds, of.quantile(0.99, DURATION, &[])?);
    Some(panel.threshold(1.0, WARNING).threshold(5.0, BAD).description(
        "99 of 100 requests are faster than this, up to the head of the response. A value near the time limit of \
         the client is bad.",
    ))
}

fn in_flight(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("In flight", Unit::Short, of.sum(IN_FLIGHT, &[])?);
    Some(panel.description(
        "Requests that wait for the head of their response. A growing number is bad: another server does not \
         answer.",
    ))
}

fn errors(of: &Families<'_>) -> Option<Panel> {
    let panel = stat("Errors in the range", Unit::Short, of.count(ERRORS)?).threshold(1.0, WARNING);
    Some(panel.description(
        "Requests in the time range that failed without a response, and bodies that ended early.",
    ))
}

// Requests, errors and durations.

fn classes(of: &Families<'_>) -> Option<Panel> {
    let panel = areas("Requests by class of status", Unit::RequestsPerSecond).description(
        "Requests that ended per second. Class 5xx and requests without a response are failures; a growing \
             part of them is bad.",
    );
    let class = |regex: &str| ended(of, regex, &[]);
    drawn(
        panel,
        [
            (class("1.."), "1xx"),
            (class("2.."), "2xx"),
            (class("3.."), "3xx"),
            (class("4.."), "4xx"),
            (class("5.."), "5xx"),
            (class("error"), "without a response"),
        ],
    )
}

fn error_ratio(of: &Families<'_>) -> Option<Panel> {
    let ratio = |status| Some(share(ended(of, status, &[])?, of.rate(REQUESTS, &[])?));
    let panel = lines("Error ratio", Unit::Ratio).threshold(0.05, BAD).description(
        "Part of the requests that end with an error. A line for 5xx or for requests without a response above 1 % is \
         bad: another server fails. A line for 4xx points to a mistake of this program.",
    );
    drawn(panel, [(ratio("5.."), "5xx"), (ratio("error"), "without a response"), (ratio("4.."), "4xx")])
}

fn durations(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Duration", Unit::Seconds).description(
        "Time from a request to the head of its response, or until it failed. A p99 that moves away from the p50 \
         is bad: a part of the requests waits much longer.",
    );
    quantiles(panel, &of.histogram(DURATION)?)
}

// Hosts that need attention.

fn slowest_hosts(of: &Families<'_>) -> Option<Panel> {
    let others = vec![
        (of.mean(DURATION, &BY)?, "mean", Unit::Seconds),
        (of.rate(REQUESTS, &BY)?, "requests", Unit::RequestsPerSecond),
    ];
    let panel = table("Slowest hosts", Unit::Seconds).select("host").select("method").description(
        "Hosts with the greatest p99 now. A slow host with many requests is bad. Click on a host to select it.",
    );
    Some(worst(panel, of.quantile(0.99, DURATION, &BY)?, ("p99", Unit::Seconds), others))
}

fn failing_hosts(of: &Families<'_>) -> Option<Panel> {
    let others = vec![
        (ended(of, FAILED, &BY)?, "failures", Unit::RequestsPerSecond),
        (of.rate(REQUESTS, &BY)?, "requests", Unit::RequestsPerSecond),
    ];
    let panel = table("Failing hosts", Unit::Ratio).select("host").select("method").description(
        "Hosts with the greatest part of failures now. Every row above 0 is bad. Click on a host to \
         select it.",
    );
    Some(worst(panel, failure_ratio(of, &BY)?, ("failed", Unit::Ratio), others))
}

// Load.

fn in_flight_by_host(of: &Families<'_>) -> Option<Panel> {
    let panel = areas("Requests in flight", Unit::Short).description(
        "Requests that wait for the head of their response, by host. A rising area at a constant rate is bad: \
         the host does not answer.",
    );
    drawn(panel, [(of.sum(IN_FLIGHT, &["host"]), "{{host}}")])
}

fn by_method(of: &Families<'_>) -> Option<Panel> {
    let panel = areas("Requests by method", Unit::RequestsPerSecond).description(
        "Requests that ended per second, by method. A method that grows faster than the others may be retried \
         too often.",
    );
    drawn(panel, [(of.rate(REQUESTS, &["method"]), "{{method}}")])
}

fn by_host(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Requests by host", Unit::RequestsPerSecond).description(
        "The ten hosts with the most requests. The host `other` stands for hosts that the program has not named; \
         many requests to it are bad.",
    );
    drawn(panel, [(Some(most(of.rate(REQUESTS, &["host"])?)), "{{host}}")])
}

// Errors.

fn errors_by_kind(of: &Families<'_>) -> Option<Panel> {
    let panel = areas("Errors by kind", Unit::PerSecond).description(
        "Errors per second, by kind. Timeouts are bad: the other server is slow. Errors of connects are bad: it \
         cannot be reached.",
    );
    drawn(panel, [(of.rate(ERRORS, &["kind"]), "{{kind}}")])
}

fn errors_by_host(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Errors by host", Unit::PerSecond)
        .description("The ten hosts and kinds with the most errors. Every line above 0 is bad.");
    drawn(panel, [(Some(most(of.rate(ERRORS, &["host", "kind"])?)), "{{host}} {{kind}}")])
}

fn statuses(of: &Families<'_>) -> Option<Panel> {
    let panel = areas("Requests by status", Unit::RequestsPerSecond).description(
        "Requests that ended per second, by status. The status `error` stands for requests without a response. \
         Status 429 is bad: the program sends too much.",
    );
    drawn(panel, [(of.rate(REQUESTS, &["status"]), "{{status}}")])
}

// Details about durations.

fn heat_map(of: &Families<'_>) -> Option<Panel> {
    Some(heat("Durations of requests", Unit::Seconds, &of.histogram(DURATION)?).width(6))
}

fn fast(of: &Families<'_>) -> Option<Panel> {
    let duration = of.histogram(DURATION)?;
    let bound = bound(&duration, TARGET)?;
    let title = format!("Faster than {}", seconds(bound));
    let panel = stat(&title, Unit::Ratio, duration.fraction(bound, RANGE, &[]).ok()?).width(6).height(8);
    let panel = panel.threshold(0.0, BAD).threshold(0.9, WARNING).threshold(0.99, GOOD).max(1.0);
    Some(panel.description(format!(
        "Part of the requests in the time range that took at most {}. A value below 99 % is bad.",
        seconds(bound)
    )))
}

fn p99_by_host(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("p99 by host", Unit::Seconds)
        .width(6)
        .description("The ten hosts with the greatest p99. A host that leaves its usual range is bad.");
    drawn(panel, [(Some(most(of.quantile(0.99, DURATION, &BY)?)), LEGEND)])
}

fn mean_by_host(of: &Families<'_>) -> Option<Panel> {
    let panel = lines("Mean duration by host", Unit::Seconds).width(6).description(
        "The ten hosts with the greatest mean. A mean far above the p50 shows single very slow requests.",
    );
    drawn(panel, [(Some(most(of.mean(DURATION, &BY)?)), LEGEND)])
}
