//! Rules about annotated functions.

use super::{rises, Metrics, Of, Part, Preset, Recording, FIVE_MINUTES};
use crate::error::Error;
use crate::promql::{Counter, Expr};

const CALLS: (&str, &str) = ("calls", "rate5m");
const ERRORS: (&str, &str) = ("call_errors", "rate5m");

pub(super) const PART: Part = Part {
    name: "gapless-functions",
    alerts: &[
        Preset {
            name: "FunctionErrorRatio",
            metrics: &["calls_total"],
            of: Of::Functions,
            threshold: 0.05,
            minutes: 5,
            severity: "ticket",
            summary: "{{ $value | humanizePercentage }} of the calls of {{ $labels.function }} fail",
            description: "{{ $value | humanizePercentage }} of the calls of {{ $labels.function }} in {{ $labels.module }} of {{ $labels.job }} have ended with an error or a panic in the last 5 minutes.",
            condition: errors,
        },
        Preset {
            name: "FunctionPanics",
            metrics: &["calls_total"],
            of: Of::Functions,
            threshold: 0.0,
            minutes: 0,
            severity: "ticket",
            summary: "{{ $labels.function }} panics",
            description: "{{ $value | humanize }} calls of {{ $labels.function }} in {{ $labels.module }} of {{ $labels.job }} have panicked in the last 5 minutes.",
            condition: panics,
        },
        Preset {
            name: "FunctionInFlight",
            metrics: &["in_flight", "calls_total"],
            of: Of::Functions,
            threshold: 500.0,
            minutes: 10,
            severity: "ticket",
            summary: "{{ $value }} calls of {{ $labels.function }} are in flight",
            description: "{{ $value }} calls of {{ $labels.function }} in {{ $labels.module }} are in flight in {{ $labels.instance }} of {{ $labels.job }}: calls arrive faster than they end.",
            condition: in_flight,
        },
    ],
    recordings: &[
        Recording {
            metrics: &["calls_total"],
            of: Of::Functions,
            level: |of| of.function_labels(),
            operations: CALLS,
            expr: |of| counter(of)?.rate(FIVE_MINUTES, &names(&of.function_labels())),
        },
        Recording {
            metrics: &["calls_total"],
            of: Of::Functions,
            level: |of| of.function_labels(),
            operations: ERRORS,
            expr: |of| failed(of, &["error", "panic"])?.rate(FIVE_MINUTES, &names(&of.function_labels())),
        },
    ],
};

fn counter<'a>(of: &Metrics<'a>) -> Result<Counter<'a>, Error> {
    of.counter("calls_total")
}

/// Returns the calls with one of the outcomes, of which a function may not have all.
fn failed<'a>(of: &Metrics<'a>, outcomes: &[&str]) -> Result<Counter<'a>, Error> {
    let calls = counter(of)?;
    let known = calls.family().label_values("outcome");
    let has = |outcome: &&str| known.as_ref().is_none_or(|known| known.contains(outcome));
    let outcomes: Vec<_> = outcomes.iter().copied().filter(has).collect();
    calls.any_of("outcome", &outcomes)
}

fn names(labels: &[String]) -> Vec<&str> {
    labels.iter().map(String::as_str).collect()
}

fn errors(of: &Metrics<'_>, threshold: f64) -> Result<Expr, Error> {
    // The recorded series must exist.
    let _ = failed(of, &["error", "panic"])?;
    Ok(of.recorded_part(&of.function_labels(), ERRORS, CALLS, threshold))
}

fn panics(of: &Metrics<'_>, threshold: f64) -> Result<Expr, Error> {
    rises(&failed(of, &["panic"])?, FIVE_MINUTES, &names(&of.function_labels()), threshold)
}

fn in_flight(of: &Metrics<'_>, threshold: f64) -> Result<Expr, Error> {
    let labels = of.function_labels();
    let by: Vec<_> = names(&labels).into_iter().chain(["instance"]).collect();
    Ok(of.gauge("in_flight")?.sum(&by)?.above(threshold))
}
