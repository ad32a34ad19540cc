//! The cases, with Gapless.

use std::sync::Once;

use gapless::encode::Format;
use gapless::{LabelValue, Registry, defmetrics};

use crate::answer::{Answer, Case};
use crate::numbers::NUMBERS;

#[derive(Clone, Copy, LabelValue)]
enum Queue {
    Mail,
    Print,
}

#[derive(Clone, Copy, LabelValue)]
enum Door {
    Open,
    Shut,
}

defmetrics! {
    /// Jobs done.
    counter jobs_total(queue: Queue);

    /// A \ and "quotes".
    #[max_series(4)]
    counter said_total(what: &str);

    /// Numbers.
    #[max_series(8)]
    gauge number(of: &str);

    /// How full.
    #[buckets(0.5, 1, 1000000)]
    histogram fill_ratio: f64;

    /// Naps.
    #[quantiles(0.5)]
    summary nap_ratio;

    /// Busy.
    counter busy_seconds_total: f64;

    /// Build.
    info build_info(version = "1.2");

    /// The door.
    #[seed(Door::Shut)]
    stateset door_state: Door;

    /// Traced.
    #[exemplars]
    counter traced_total;

    /// Hops.
    #[exemplars]
    #[buckets(0.5, 1)]
    histogram hop_ratio: f64;

    /// Long.
    #[exemplars]
    counter long_total;

    /// Jobs.
    #[name("http.jobs_total")]
    counter any_name;

    /// Seen.
    #[max_series(4)]
    #[seed(none)]
    counter seen_total(by: &str);

    /// Spent.
    counter spent_total: f64;

    /// Native.
    #[native]
    #[exemplars]
    #[buckets(0.5, 1)]
    histogram native_ratio(queue: Queue): f64;

    /// One.
    counter twice_total;
}

mod elsewhere {
    gapless::defmetrics! {
        /// Another.
        counter twice_total;
    }
}

pub(crate) fn answer(case: Case, format: Format) -> Answer {
    static RECORDED: Once = Once::new();
    RECORDED.call_once(record);
    match case {
        Case::ReservedLabel | Case::Clash => Answer::Refused("does not compile"),
        Case::ContentType => Answer::Wrote(format.content_type().into()),
        _ => {
            let mut snapshot = Registry::global().gather();
            snapshot.families.retain(|family| families(case).contains(&&*family.name));
            Answer::Wrote(format.encode(&snapshot))
        }
    }
}

fn record() {
    jobs_total(Queue::Mail).inc_by(3);
    jobs_total(Queue::Print).inc();
    said_total("a\\b\"c\nd\te é").inc();
    for (of, value) in NUMBERS {
        number(of).set(value);
    }
    [0.5, 1.0, 2e6].into_iter().for_each(|value| fill_ratio().observe(value));
    nap_ratio().observe(0.25);
    busy_seconds_total().inc_by(1.0);
    door_state().set(Door::Open);
    traced_total().with_exemplar([("trace_id", "abc")]).inc_by(2);
    hop_ratio().with_exemplar([("trace_id", "abc")]).observe(0.7);
    long_total().with_exemplar([("trace_id", &"x".repeat(200))]).inc_by(2);
    any_name().inc();
    seen_total("").inc();
    spent_total().inc_by(1.0);
    spent_total().inc_by(-2.0);
    native_ratio(Queue::Mail).with_exemplar([("trace_id", "abc")]).observe(0.7);
}

/// Returns the families of a case.
fn families(case: Case) -> &'static [&'static str] {
    match case {
        Case::Nothing | Case::Clash | Case::ReservedLabel | Case::ContentType => &[],
        Case::Counter => &["jobs_total"],
        Case::Texts => &["said_total"],
        Case::Numbers => &["number"],
        Case::Histogram => &["fill_ratio"],
        Case::Summary => &["nap_ratio"],
        Case::Unit => &["busy_seconds_total"],
        Case::Info => &["build_info"],
        Case::StateSet => &["door_state"],
        Case::Exemplars => &["traced_total", "hop_ratio"],
        Case::LongExemplar => &["long_total"],
        Case::AnyName => &["http.jobs_total"],
        Case::EmptyLabel => &["seen_total"],
        Case::Negative => &["spent_total"],
        Case::Twice => &["twice_total"],
        Case::Native => &["native_ratio"],
    }
}
