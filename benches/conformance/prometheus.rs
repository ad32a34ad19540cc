//! The cases, with prometheus, which writes text.

use std::collections::HashMap;
use std::panic::{catch_unwind, set_hook, take_hook};

use gapless::encode::Format;
use prometheus::{
    Counter, CounterVec, Gauge, GaugeVec, Histogram, HistogramOpts, IntCounter, IntCounterVec, Opts,
    Registry, TextEncoder,
};

use crate::answer::{Answer, Case};
use crate::numbers::NUMBERS;

/// An answer that is not a body.
type Otherwise = Result<(), Answer>;

pub(crate) fn answer(case: Case, format: Format) -> Answer {
    match format {
        Format::Text => {}
        Format::OpenMetrics { .. } | Format::Text1 { .. } => return Answer::Lacks("writes only text 0.0.4"),
        _ => return Answer::Lacks("not built"),
    }
    let registry = Registry::new();
    match record(case, &registry) {
        Ok(()) => TextEncoder::new().encode_to_string(&registry.gather()).expect("it is valid").into(),
        Err(answer) => answer,
    }
}

fn refused(_: prometheus::Error) -> Answer {
    Answer::Refused("registration fails")
}

/// Registers a counter with one label set, and increments it.
fn count(registry: &Registry, name: &str, help: &str, (label, value): (&str, &str)) -> Otherwise {
    let counter = IntCounterVec::new(Opts::new(name, help), &[label]).map_err(refused)?;
    registry.register(Box::new(counter.clone())).map_err(refused)?;
    counter.with_label_values(&[value]).inc();
    Ok(())
}

fn record(case: Case, registry: &Registry) -> Otherwise {
    match case {
        Case::Counter => {
            let jobs =
                IntCounterVec::new(Opts::new("jobs_total", "Jobs done."), &["queue"]).map_err(refused)?;
            registry.register(Box::new(jobs.clone())).map_err(refused)?;
            jobs.with_label_values(&["mail"]).inc_by(3);
            jobs.with_label_values(&["print"]).inc();
            Ok(())
        }
        Case::Texts => count(registry, "said_total", "A \\ and \"quotes\".", ("what", "a\\b\"c\nd\te é")),
        Case::EmptyLabel => count(registry, "seen_total", "Seen", ("by", "")),
        Case::Numbers => {
            let number = GaugeVec::new(Opts::new("number", "Numbers"), &["of"]).map_err(refused)?;
            registry.register(Box::new(number.clone())).map_err(refused)?;
            NUMBERS.iter().for_each(|(of, value)| number.with_label_values(&[of]).set(*value));
            Ok(())
        }
        Case::Negative => {
            let spent = CounterVec::new(Opts::new("spent_total", "Spent"), &[]).map_err(refused)?;
            registry.register(Box::new(spent.clone())).map_err(refused)?;
            add(&spent.with_label_values::<&str>(&[]))
        }
        Case::Twice => {
            for help in ["One", "Another"] {
                let twice = IntCounter::new("twice_total", help).map_err(refused)?;
                registry.register(Box::new(twice)).map_err(refused)?;
            }
            Ok(())
        }
        Case::ContentType => Err(Answer::Wrote(prometheus::TEXT_FORMAT.into())),
        Case::Info | Case::StateSet | Case::Summary => Err(Answer::Lacks("type not supported")),
        Case::Exemplars => Err(Answer::Lacks("exemplars not supported")),
        _ => record_histogram(case, registry),
    }
}

/// Adds a negative number after a positive one.
fn add(counter: &Counter) -> Otherwise {
    counter.inc_by(1.0);
    let said = take_hook();
    set_hook(Box::new(|_| {}));
    let added = catch_unwind(|| counter.inc_by(-2.0));
    set_hook(said);
    added.map_err(|_| Answer::Refused("panics, but only in a debug build"))
}

fn record_histogram(case: Case, registry: &Registry) -> Otherwise {
    let (name, buckets, own) = match case {
        Case::Histogram => ("fill_ratio", vec![0.5, 1.0, 1e6], None),
        Case::ReservedLabel => ("own_ratio", vec![1.0], Some(("le".to_owned(), "mine".to_owned()))),
        Case::Clash => ("wait_ratio", vec![0.5], None),
        _ => return Ok(()),
    };
    let own: HashMap<_, _> = own.into_iter().collect();
    let options = HistogramOpts::new(name, "A histogram").buckets(buckets).const_labels(own);
    let histogram = Histogram::with_opts(options).map_err(refused)?;
    registry.register(Box::new(histogram.clone())).map_err(refused)?;
    if case == Case::Clash {
        let count = Gauge::new("wait_ratio_count", "Waits").map_err(refused)?;
        return registry.register(Box::new(count)).map_err(refused);
    }
    [0.5, 1.0, 2e6].into_iter().for_each(|value| histogram.observe(value));
    Ok(())
}
