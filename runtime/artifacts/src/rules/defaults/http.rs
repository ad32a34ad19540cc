//! Rules about requests that a program serves and sends.

use super::{part_of, Metrics, Of, Part, Preset, Recording, FIVE_MINUTES, QUARTER};
use crate::error::Error;
use crate::promql::{Counter, Expr};

const REQUESTS: (&str, &str) = ("http_requests", "rate5m");
const ERRORS: (&str, &str) = ("http_request_errors", "rate5m");
const P99: (&str, &str) = ("http_request_duration_seconds", "p99_5m");

pub(super) const PART: Part = Part {
    name: "gapless-http",
    alerts: &[
        Preset {
            name: "HttpErrorRatio",
            metrics: &["http_requests_total"],
            of: Of::Any,
            threshold: 0.05,
            minutes: 5,
            severity: "page",
            summary: "{{ $value | humanizePercentage }} of the requests to {{ $labels.route }} fail",
            description: "{{ $value | humanizePercentage }} of the requests to {{ $labels.route }} of {{ $labels.job }} have had a status of 500 or more in the last 5 minutes.",
            condition: errors,
        },
        Preset {
            name: "HttpAborts",
            metrics: &["http_request_aborts_total", "http_requests_total"],
            of: Of::Any,
            threshold: 0.2,
            minutes: 10,
            severity: "ticket",
            summary: "Clients abort {{ $value | humanizePercentage }} of the requests to {{ $labels.route }}",
            description: "Clients have aborted {{ $value | humanizePercentage }} of the requests to {{ $labels.route }} of {{ $labels.job }} in the last 15 minutes: responses may be too slow.",
            condition: aborts,
        },
        Preset {
            name: "HttpInFlight",
            metrics: &["http_requests_in_flight"],
            of: Of::Any,
            threshold: 500.0,
            minutes: 10,
            severity: "ticket",
            summary: "{{ $value }} requests are in flight in {{ $labels.instance }}",
            description: "{{ $value }} requests are in flight in {{ $labels.instance }} of {{ $labels.job }}: requests arrive faster than they are answered.",
            condition: |of, threshold| {
                Ok(of.gauge("http_requests_in_flight")?.sum(&["job", "instance"])?.above(threshold))
            },
        },
        Preset {
            name: "HttpServerErrorRatio",
            metrics: &["http_server_request_duration_seconds"],
            of: Of::Any,
            threshold: 0.05,
            minutes: 5,
            severity: "page",
            summary: "{{ $value | humanizePercentage }} of the requests to {{ $labels.http_route }} fail",
            description: "{{ $value | humanizePercentage }} of the requests to {{ $labels.http_route }} of {{ $labels.job }} have had a status of 500 or more in the last 5 minutes.",
            condition: opentelemetry_errors,
        },
        Preset {
            name: "HttpClientErrorRatio",
            metrics: &["http_client_requests_total"],
            of: Of::Any,
            threshold: 0.05,
            minutes: 5,
            severity: "ticket",
            summary: "{{ $value | humanizePercentage }} of the requests to {{ $labels.host }} fail",
            description: "{{ $value | humanizePercentage }} of the requests that {{ $labels.job }} has sent to {{ $labels.host }} in the last 5 minutes have had a status of 500 or more, or ended without a response.",
            condition: client_errors,
        },
    ],
    recordings: &[
        Recording {
            metrics: &["http_requests_total"],
            of: Of::Any,
            level: |_| vec!["job".to_owned()],
            operations: REQUESTS,
            expr: |of| requests(of)?.rate(FIVE_MINUTES, &["job"]),
        },
        Recording {
            metrics: &["http_requests_total"],
            of: Of::Any,
            level: by_route,
            operations: REQUESTS,
            expr: |of| requests(of)?.rate(FIVE_MINUTES, &["job", "route"]),
        },
        Recording {
            metrics: &["http_requests_total"],
            of: Of::Any,
            level: by_route,
            operations: ERRORS,
            expr: |of| requests(of)?.like("status", "5..")?.rate(FIVE_MINUTES, &["job", "route"]),
        },
        Recording {
            metrics: &["http_request_duration_seconds"],
            of: Of::Any,
            level: by_route,
            operations: P99,
            expr: |of| {
                let durations = of.histogram("http_request_duration_seconds")?;
                durations.quantile(0.99, FIVE_MINUTES, &["job", "route"])
            },
        },
    ],
};

fn requests<'a>(of: &Metrics<'a>) -> Result<Counter<'a>, Error> {
    of.counter("http_requests_total")?.like("status", "5..")?;
    of.counter("http_requests_total")
}

fn by_route(_: &Metrics<'_>) -> Vec<String> {
    ["job", "route"].map(str::to_owned).to_vec()
}

fn errors(of: &Metrics<'_>, threshold: f64) -> Result<Expr, Error> {
    // The recorded series must exist.
    requests(of)?.rate(FIVE_MINUTES, &["job", "route"])?;
    Ok(of.recorded_part(&by_route(of), ERRORS, REQUESTS, threshold))
}

fn aborts(of: &Metrics<'_>, threshold: f64) -> Result<Expr, Error> {
    let by = ["job", "route"];
    let aborts = of.counter("http_request_aborts_total")?.increase(QUARTER, &by)?;
    Ok(part_of(aborts, of.counter("http_requests_total")?.increase(QUARTER, &by)?, threshold))
}

fn opentelemetry_errors(of: &Metrics<'_>, threshold: f64) -> Result<Expr, Error> {
    let requests = || of.histogram("http_server_request_duration_seconds");
    let by = ["job", "http_route"];
    let errors = requests()?.like("http_response_status_code", "5..")?.increase(FIVE_MINUTES, &by)?;
    Ok(part_of(errors, requests()?.increase(FIVE_MINUTES, &by)?, threshold))
}

fn client_errors(of: &Metrics<'_>, threshold: f64) -> Result<Expr, Error> {
    let by = of.labels("http_client_requests_total", &["job", "host"]);
    let requests = || of.counter("http_client_requests_total");
    let errors = requests()?.like("status", "5..|error")?.increase(FIVE_MINUTES, &by)?;
    Ok(part_of(errors, requests()?.increase(FIVE_MINUTES, &by)?, threshold))
}
