//! Requests to HTTP servers, by either set of names.

use super::families::Families;
use super::panels::{
    areas, bound, heat, legend, lines, most, quantiles, row, seconds, share, stat, table, up, worst, BAD,
    GOOD, NOW, RANGE, WARNING,
};
use super::Plugin;
use crate::dashboard::{Dashboard, Panel, Unit};
use crate::promql::{Counter, Expr, Histogram};

pub(super) const PLUGIN: Plugin = Plugin {
    key: "http-server",
    title: "HTTP server",
    description: "Requests to the HTTP server: rate, errors, durations and sizes, over all replicas.",
    groups: &["http_server"],
    needs: &["http_requests_total", "http_server_request_duration_seconds"],
    fixed: &[
        "handler",
        "status",
        "http_response_status_code",
        "error_type",
        "url_scheme",
        "network_protocol_version",
    ],
    rows,
};

/// The names of the families and labels.
struct Names {
    requests: &'static str,
    duration: &'static str,
    in_flight: &'static str,
    request_size: &'static str,
    response_size: &'static str,
    aborts: &'static str,
    body: &'static str,
    method: &'static str,
    route: &'static str,
    status: &'static str,
}

const USUAL: Names = Names {
    requests: "http_requests_total",
    duration: "http_request_duration_seconds",
    in_flight: "http_requests_in_flight",
    request_size: "http_request_size_bytes",
    response_size: "http_response_size_bytes",
    aborts: "http_request_aborts_total",
    body: "http_response_body_duration_seconds",
    method: "method",
    route: "route",
    status: "status",
};

/// OpenTelemetry counts requests with the histogram of their durations.
const OPEN_TELEMETRY: Names = Names {
    requests: "http_server_request_duration_seconds",
    duration: "http_server_request_duration_seconds",
    in_flight: "http_server_active_requests",
    request_size: "http_server_request_body_size_bytes",
    response_size: "http_server_response_body_size_bytes",
    aborts: "http_server_request_aborts_total",
    body: "http_server_response_body_duration_seconds",
    method: "http_request_method",
    route: "http_route",
    status: "http_response_status_code",
};

/// The statuses of server errors and of client errors, as codes or as classes.
const SERVER_ERRORS: &str = "5..";
const CLIENT_ERRORS: &str = "4..";

/// The duration that most requests should not exceed, in seconds. The nearest bound of a bucket replaces it.
const TARGET: f64 = 0.25;

/// The families of an HTTP server.
struct Http<'f, 'c> {
    of: &'f Families<'c>,
    names: &'static Names,
}

/// The requests, which a counter or a histogram counts.
enum Requests<'c> {
    Counter(Counter<'c>),
    Histogram(Histogram<'c>),
}

fn rows(of: &Families<'_>, dashboard: Dashboard) -> Dashboard {
    let names = if of.find(USUAL.requests).is_some() { &USUAL } else { &OPEN_TELEMETRY };
    let http = &Http { of, names };
    dashboard
        .row(row("Now", [up(of), rate(http), errors(http), p99(http), apdex(http), in_flight(http)]))
        .row(row(
            "In the time range",
            [requests(http), client_errors(http), fast(http), sent(http), aborts(http)],
        ))
        .row(row("Requests, errors and durations", [classes(http), error_ratio(http), durations(http)]))
        .row(row("Worst now", [slowest_routes(http), failing_routes(http)]))
        .row(row("Load", [in_flight_by_method(http), by_method(http), by_route(http)]))
        .row(
            row("Durations", [heat_map(http), fast_ratio(http), p99_by_route(http), mean_by_route(http)])
                .collapsed(),
        )
        .row(
            row("Statuses", [statuses(http), server_errors_by_route(http), client_errors_by_route(http)])
                .collapsed(),
        )
        .row(
            row("Bodies", [request_sizes(http), response_sizes(http), size_heat_map(http), throughput(http)])
                .collapsed(),
        )
        .row(
            row(
                "Ends of bodies",
                [size_by_route(http), body_durations(http), aborts_by_phase(http), aborts_by_route(http)],
            )
            .collapsed(),
        )
}

impl<'c> Http<'_, 'c> {
    fn requests(&self) -> Option<Requests<'c>> {
        let histogram = || self.of.histogram(self.names.requests).map(Requests::Histogram);
        self.of.counter(self.names.requests).map(Requests::Counter).or_else(histogram)
    }

    /// Returns the requests whose status matches a regular expression.
    fn ended(&self, status: &str) -> Option<Requests<'c>> {
        Some(match self.requests()? {
            Requests::Counter(of) => Requests::Counter(of.like(self.names.status, status).ok()?),
            Requests::Histogram(of) => Requests::Histogram(of.like(self.names.status, status).ok()?),
        })
    }

    fn duration(&self) -> Option<Histogram<'c>> {
        self.of.histogram(self.names.duration)
    }

    /// Returns the labels of a method and a route, and their legend.
    fn by_route(&self) -> ([&'static str; 2], String) {
        let Names { method, route, .. } = self.names;
        ([method, route], format!("{{{{{method}}}}} {{{{{route}}}}}"))
    }

    /// Returns the labels as links that select a method and a route.
    fn linked(&self, panel: Panel) -> Panel {
        panel.select(self.names.method).select(self.names.route)
    }

    /// Returns the ratio of requests that end with a status, now.
    fn ratio(&self, status: &str, by: &[&str]) -> Option<Expr> {
        Some(share(self.ended(status)?.rate(by)?, self.requests()?.rate(by)?))
    }
}

impl Requests<'_> {
    fn rate(&self, by: &[&str]) -> Option<Expr> {
        match self {
            Requests::Counter(of) => of.rate(NOW, by).ok(),
            Requests::Histogram(of) => of.rate(NOW, by).ok(),
        }
    }

    /// Returns the number in the time range of the dashboard.
    fn count(&self) -> Option<Expr> {
        match self {
            Requests::Counter(of) => of.increase(RANGE, &[]).ok(),
            Requests::Histogram(of) => of.increase(RANGE, &[]).ok(),
        }
    }
}

// Numbers of now.

fn rate(http: &Http<'_, '_>) -> Option<Panel> {
    let panel = stat("Requests", Unit::RequestsPerSecond, http.requests()?.rate(&[])?);
    Some(panel.description(
        "Requests answered per second. A sudden fall to zero is bad: clients may not reach the server.",
    ))
}

fn errors(http: &Http<'_, '_>) -> Option<Panel> {
    let panel = stat("Errors", Unit::Ratio, http.ratio(SERVER_ERRORS, &[])?);
    Some(
        panel
            .threshold(0.01, WARNING)
            .threshold(0.05, BAD)
            .description("Part of the requests that end with a status 5xx. A value above 1 % is bad."),
    )
}

fn p99(http: &Http<'_, '_>) -> Option<Panel> {
    let panel = stat("p99", Unit::Seconds, http.duration()?.quantile(0.99, NOW, &[]).ok()?);
    Some(panel.threshold(1.0, WARNING).threshold(5.0, BAD).description(
        "99 of 100 requests are faster than this, up to the head of the response. A value above 1 s is bad for a page \
         that people wait for.",
    ))
}

/// The Apdex of a threshold counts requests up to four times the threshold by half.
fn apdex(http: &Http<'_, '_>) -> Option<Panel> {
    let of = http.duration()?;
    let (satisfied, tolerated) = apdex_bounds(&of)?;
    let part = |bound| of.fraction(bound, RANGE, &[]).ok();
    let score = (part(satisfied)? + part(tolerated)?) / Expr::number(2.0);
    let panel =
        stat("Apdex", Unit::Short, score).threshold(0.0, BAD).threshold(0.7, WARNING).threshold(0.85, GOOD);
    let description = format!(
        "Satisfaction of clients in the time range, from 0 to 1: requests of up to {} count fully, and those of up to \
         {} by half. A value below 0.85 is bad. A fast error counts as a fast request.",
        seconds(satisfied),
        seconds(tolerated),
    );
    Some(panel.max(1.0).description(description))
}

/// Returns a bound near the target and one near four times that bound.
fn apdex_bounds(of: &Histogram<'_>) -> Option<(f64, f64)> {
    let bounds = of.family().buckets();
    let exact = |bound: &&f64| bounds.contains(&(**bound * 4.0));
    let distance = |bound: f64| (bound / TARGET).ln().abs();
    let pair = bounds.iter().filter(exact).min_by(|a, b| distance(**a).total_cmp(&distance(**b)));
    let satisfied = pair.copied().or_else(|| bound(of, TARGET))?;
    let tolerated = bound(of, satisfied * 4.0).filter(|tolerated| *tolerated > satisfied)?;
    Some((satisfied, tolerated))
}

fn in_flight(http: &Http<'_, '_>) -> Option<Panel> {
    let panel = stat("In flight", Unit::Short, http.of.gauge(http.names.in_flight)?.sum(&[]).ok()?);
    Some(panel.description(
        "Requests that have arrived and whose response is not complete, of all routes. A growing number is bad: the \
         server cannot keep up.",
    ))
}

// Numbers of the time range.

fn requests(http: &Http<'_, '_>) -> Option<Panel> {
    let panel = stat("Requests in the range", Unit::Short, http.requests()?.count()?);
    Some(panel.description("Requests answered in the time range of the dashboard."))
}

fn client_errors(http: &Http<'_, '_>) -> Option<Panel> {
    let part = share(http.ended(CLIENT_ERRORS)?.count()?, http.requests()?.count()?);
    let panel =
        stat("Client errors in the range", Unit::Ratio, part).threshold(0.25, WARNING).threshold(0.5, BAD);
    Some(panel.description(
        "Part of the requests in the time range that end with a status 4xx. A sudden rise is bad: a client may be \
         broken, or a link wrong.",
    ))
}

fn fast(http: &Http<'_, '_>) -> Option<Panel> {
    let of = http.duration()?;
    let bound = bound(&of, TARGET)?;
    let title = format!("Faster than {}", seconds(bound));
    let panel = stat(&title, Unit::Ratio, of.fraction(bound, RANGE, &[]).ok()?);
    let description = format!("Part of the requests in the time range that took at most {}.", seconds(bound));
    let panel = panel.threshold(0.0, BAD).threshold(0.9, WARNING).threshold(0.99, GOOD);
    Some(panel.max(1.0).description(description + " A value below 99 % is bad."))
}

fn sent(http: &Http<'_, '_>) -> Option<Panel> {
    let of = http.of.histogram(http.names.response_size)?;
    let panel = stat("Sent in the range", Unit::Bytes, of.sum_increase(RANGE, &[]).ok()?);
    Some(panel.description("Bytes of the bodies of all responses in the time range."))
}

fn aborts(http: &Http<'_, '_>) -> Option<Panel> {
    let of = http.of.counter(http.names.aborts)?;
    let panel = stat("Aborts in the range", Unit::Short, of.increase(RANGE, &[]).ok()?);
    Some(panel.description(
        "Requests in the time range whose client left before the end of the response. A large number is bad: clients \
         may not want to wait.",
    ))
}

// Requests, errors and durations.

fn classes(http: &Http<'_, '_>) -> Option<Panel> {
    let mut panel = areas("Requests by class of status", Unit::RequestsPerSecond).description(
        "Requests answered per second. Classes 4xx and 5xx are errors; a growing part of them is bad.",
    );
    for class in ["1", "2", "3", "4", "5"] {
        panel = panel.query(http.ended(&format!("{class}.."))?.rate(&[])?, format!("{class}xx"));
    }
    Some(panel)
}

fn error_ratio(http: &Http<'_, '_>) -> Option<Panel> {
    let panel = lines("Error ratio", Unit::Ratio)
        .query(http.ratio(SERVER_ERRORS, &[])?, "5xx")
        .query(http.ratio(CLIENT_ERRORS, &[])?, "4xx")
        .threshold(0.05, BAD);
    Some(panel.description(
        "Part of the requests that end with an error. A line for 5xx above 1 % is bad: the server fails. A jump of the \
         line for 4xx points to a client.",
    ))
}

fn durations(http: &Http<'_, '_>) -> Option<Panel> {
    let panel = lines("Duration", Unit::Seconds).description(
        "Time from a request to the head of its response. A p99 that moves away from the p50 is bad: a part of the \
         clients waits much longer than the others.",
    );
    quantiles(panel, &http.duration()?)
}

// Routes that need attention.

fn slowest_routes(http: &Http<'_, '_>) -> Option<Panel> {
    let (of, (by, _)) = (http.duration()?, http.by_route());
    let p99 = of.each_quantile(0.99, NOW, &by).ok()?;
    let mean = (of.each_mean(NOW, &by).ok()?, "mean", Unit::Seconds);
    let rate = (http.requests()?.rate(&by)?, "requests", Unit::RequestsPerSecond);
    let panel = table("Slowest routes", Unit::Seconds).description(
        "Routes with the greatest p99 now. A slow route with many requests is bad. Click on a route to select it.",
    );
    Some(worst(http.linked(panel), p99, ("p99", Unit::Seconds), vec![mean, rate]))
}

fn failing_routes(http: &Http<'_, '_>) -> Option<Panel> {
    let (by, _) = http.by_route();
    let errors = (http.ended(SERVER_ERRORS)?.rate(&by)?, "errors", Unit::RequestsPerSecond);
    let rate = (http.requests()?.rate(&by)?, "requests", Unit::RequestsPerSecond);
    let panel = table("Failing routes", Unit::Ratio).description(
        "Routes with the greatest part of statuses 5xx now. Every row above 0 is bad. Click on a route \
         to select it.",
    );
    Some(worst(
        http.linked(panel),
        http.ratio(SERVER_ERRORS, &by)?,
        ("error ratio", Unit::Ratio),
        vec![errors, rate],
    ))
}

// Load.

fn in_flight_by_method(http: &Http<'_, '_>) -> Option<Panel> {
    let (gauge, method) = (http.of.gauge(http.names.in_flight)?, http.names.method);
    let panel = areas("Requests in flight", Unit::Short).query(gauge.sum(&[method]).ok()?, legend(method));
    Some(panel.description(
        "Requests whose response is not complete, of all routes. A rising line at a constant rate is bad.",
    ))
}

fn by_method(http: &Http<'_, '_>) -> Option<Panel> {
    let method = http.names.method;
    let panel = areas("Requests by method", Unit::RequestsPerSecond);
    let panel = panel.query(http.requests()?.rate(&[method])?, legend(method));
    Some(panel.description(
        "Requests answered per second, by method. The method `_OTHER` stands for unknown methods; many of them \
         are bad.",
    ))
}

fn by_route(http: &Http<'_, '_>) -> Option<Panel> {
    let (by, legend) = http.by_route();
    let panel = lines("Requests by route", Unit::RequestsPerSecond);
    let panel = panel.query(most(http.requests()?.rate(&by)?), legend);
    Some(panel.description(
        "The ten routes with the most requests. Many requests without a route are bad: clients use wrong \
         addresses.",
    ))
}

// Details about durations.

fn heat_map(http: &Http<'_, '_>) -> Option<Panel> {
    Some(heat("Durations of requests", Unit::Seconds, &http.duration()?))
}

fn fast_ratio(http: &Http<'_, '_>) -> Option<Panel> {
    let of = http.duration()?;
    let bound = bound(&of, TARGET)?;
    let title = format!("Requests faster than {}", seconds(bound));
    let panel = lines(&title, Unit::Ratio).query(of.fraction(bound, NOW, &[]).ok()?, title.to_lowercase());
    Some(panel.max(1.0).description(format!(
        "Part of the requests that took at most {}. A falling line is bad.",
        seconds(bound)
    )))
}

fn p99_by_route(http: &Http<'_, '_>) -> Option<Panel> {
    let (by, legend) = http.by_route();
    let p99 = http.duration()?.each_quantile(0.99, NOW, &by).ok()?;
    let panel = lines("p99 by route", Unit::Seconds).query(most(p99), legend);
    Some(
        panel
            .description("The ten routes with the greatest p99. A route that leaves its usual range is bad."),
    )
}

fn mean_by_route(http: &Http<'_, '_>) -> Option<Panel> {
    let (by, legend) = http.by_route();
    let panel = lines("Mean duration by route", Unit::Seconds);
    let panel = panel.query(most(http.duration()?.each_mean(NOW, &by).ok()?), legend);
    Some(panel.description(
        "The ten routes with the greatest mean. A mean far above the p50 shows single very slow requests.",
    ))
}

// Details about statuses.

fn statuses(http: &Http<'_, '_>) -> Option<Panel> {
    let status = http.names.status;
    let panel = areas("Requests by status", Unit::RequestsPerSecond);
    let panel = panel.query(http.requests()?.rate(&[status])?, legend(status));
    Some(panel.description("Requests answered per second, by status. New statuses from 400 on are bad."))
}

fn server_errors_by_route(http: &Http<'_, '_>) -> Option<Panel> {
    let panel = lines("Server errors by route", Unit::RequestsPerSecond);
    let panel = panel.query(most(http.ended(SERVER_ERRORS)?.rate(&http.by_route().0)?), http.by_route().1);
    Some(panel.description("The ten routes with the most statuses 5xx. Every line above 0 is bad."))
}

fn client_errors_by_route(http: &Http<'_, '_>) -> Option<Panel> {
    let panel = lines("Client errors by route", Unit::RequestsPerSecond);
    let panel = panel.query(most(http.ended(CLIENT_ERRORS)?.rate(&http.by_route().0)?), http.by_route().1);
    Some(panel.description(
        "The ten routes with the most statuses 4xx. A jump is bad: a client may send wrong requests.",
    ))
}

// Details about bodies.

fn request_sizes(http: &Http<'_, '_>) -> Option<Panel> {
    let panel = lines("Size of requests", Unit::Bytes).description(
        "Sizes of the bodies of requests. A p99 near the limit of the server is bad: larger bodies are \
             refused.",
    );
    quantiles(panel, &http.of.histogram(http.names.request_size)?)
}

fn response_sizes(http: &Http<'_, '_>) -> Option<Panel> {
    let panel = lines("Size of responses", Unit::Bytes).description(
        "Sizes of the bodies of responses. A rising line is bad: pages or lists may need a limit.",
    );
    quantiles(panel, &http.of.histogram(http.names.response_size)?)
}

fn size_heat_map(http: &Http<'_, '_>) -> Option<Panel> {
    Some(heat("Sizes of responses", Unit::Bytes, &http.of.histogram(http.names.response_size)?))
}

fn throughput(http: &Http<'_, '_>) -> Option<Panel> {
    let sum = |name| http.of.histogram(name)?.sum_rate(NOW, &[]).ok();
    let panel = lines("Throughput", Unit::BytesPerSecond)
        .query(sum(http.names.request_size)?, "received")
        .query(sum(http.names.response_size)?, "sent");
    Some(panel.description("Bytes of bodies per second. A value near the capacity of the network is bad."))
}

fn size_by_route(http: &Http<'_, '_>) -> Option<Panel> {
    let (by, legend) = http.by_route();
    let mean = http.of.histogram(http.names.response_size)?.each_mean(NOW, &by).ok()?;
    let panel = lines("Mean size of responses by route", Unit::Bytes).query(most(mean), legend);
    Some(
        panel.description(
            "The ten routes with the largest responses. A route that grows with the data is bad.",
        ),
    )
}

fn body_durations(http: &Http<'_, '_>) -> Option<Panel> {
    let panel = lines("Duration of response bodies", Unit::Seconds).description(
        "Time from the head of a response to the end of its body. A rising line is bad: clients read slowly, or bodies \
         are produced slowly.",
    );
    quantiles(panel, &http.of.histogram(http.names.body)?)
}

fn aborts_by_phase(http: &Http<'_, '_>) -> Option<Panel> {
    let aborts = http.of.counter(http.names.aborts)?.rate(NOW, &["phase"]).ok()?;
    let panel = areas("Aborts by phase", Unit::RequestsPerSecond).query(aborts, legend("phase"));
    Some(panel.description(
        "Requests whose client left, before the head of the response or before the end of its body. Many aborts before \
         the head are bad: the response takes too long.",
    ))
}

fn aborts_by_route(http: &Http<'_, '_>) -> Option<Panel> {
    let (by, legend) = http.by_route();
    let aborts = http.of.counter(http.names.aborts)?.rate(NOW, &by).ok()?;
    let panel = lines("Aborts by route", Unit::RequestsPerSecond).query(most(aborts), legend);
    Some(panel.description("The ten routes that clients leave most often. A slow route among them is bad."))
}
