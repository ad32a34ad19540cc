//! Alerts about the target of a scrape.

use super::{Metrics, Of, Part, Preset, HALF_HOUR, NO_THRESHOLD};
use crate::catalog::Comparison;
use crate::error::Error;
use crate::promql::Expr;

pub(super) const PART: Part = Part {
    name: "gapless-target",
    alerts: &[
        Preset {
            name: "TargetDown",
            metrics: &[],
            of: Of::Target,
            threshold: 0.0,
            minutes: 5,
            severity: "page",
            summary: "{{ $labels.instance }} of {{ $labels.job }} cannot be scraped",
            description: "Prometheus has not been able to scrape {{ $labels.instance }} of {{ $labels.job }} for {hold}.",
            condition: down,
        },
        Preset {
            name: "TargetAbsent",
            metrics: &[],
            of: Of::Target,
            threshold: NO_THRESHOLD,
            minutes: 5,
            severity: "page",
            summary: "{{ $labels.job }} has no targets",
            description: "Prometheus has not scraped any target of {{ $labels.job }} for {hold}. The program is not running, or the service discovery does not find it.",
            condition: absent,
        },
        Preset {
            name: "TargetScrapeSlow",
            metrics: &[],
            of: Of::Target,
            threshold: 0.5,
            minutes: 10,
            severity: "ticket",
            summary: "Scrapes of {{ $labels.instance }} take {{ $value | humanizePercentage }} of the scrape interval",
            description: "Scrapes of {{ $labels.instance }} of {{ $labels.job }} are slow. A scrape that exceeds the timeout loses its samples.",
            condition: slow,
        },
        Preset {
            name: "TargetRestarts",
            metrics: &["process_start_time_seconds"],
            of: Of::Any,
            threshold: 3.0,
            minutes: 0,
            severity: "page",
            summary: "{{ $labels.instance }} of {{ $labels.job }} restarts again and again",
            description: "{{ $labels.instance }} of {{ $labels.job }} has restarted {{ $value }} times in 30 minutes.",
            condition: restarts,
        },
    ],
    recordings: &[],
};

fn down(of: &Metrics<'_>, threshold: f64) -> Result<Expr, Error> {
    Ok(of.queries.up().compare(Comparison::Equal, &Expr::number(threshold)))
}

fn absent(of: &Metrics<'_>, _: f64) -> Result<Expr, Error> {
    Ok(Expr::call("absent", &[&of.queries.up()]))
}

fn slow(of: &Metrics<'_>, threshold: f64) -> Result<Expr, Error> {
    let interval = Expr::number(of.options.interval().as_secs_f64());
    Ok((of.queries.scrape_duration() / interval).above(threshold))
}

fn restarts(of: &Metrics<'_>, threshold: f64) -> Result<Expr, Error> {
    let restarts = of.gauge("process_start_time_seconds")?.changes(HALF_HOUR, &["job", "instance"])?;
    Ok(restarts.above(threshold))
}
