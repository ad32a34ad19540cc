//! The cases, with metrics-exporter-prometheus, which writes text.

use gapless::encode::Format;
use metrics::{counter, describe_counter, gauge, histogram, with_local_recorder};
use metrics_exporter_prometheus::PrometheusBuilder;

use crate::answer::{Answer, Case};
use crate::numbers::NUMBERS;

pub(crate) fn answer(case: Case, format: Format) -> Answer {
    match (case, format) {
        (_, Format::Protobuf { .. }) => return Answer::Lacks("not built"),
        (Case::ContentType, _) => return Answer::Lacks("set by its listener, which is not built"),
        (Case::Info | Case::StateSet, _) => return Answer::Lacks("type not supported"),
        (Case::Exemplars, _) => return Answer::Lacks("exemplars not supported"),
        (Case::Negative, _) => return Answer::Lacks("only `u64` counters"),
        (_, Format::Text) => {}
        _ => return Answer::Lacks("writes only text 0.0.4"),
    }
    let builder = PrometheusBuilder::new();
    // Without buckets, a histogram is a summary.
    let buckets = |builder: PrometheusBuilder| builder.set_buckets(&[0.5, 1.0, 1e6]).expect("they ascend");
    let builder = if case == Case::Summary { builder } else { buckets(builder) };
    let recorder = builder.build_recorder();
    with_local_recorder(&recorder, || record(case));
    recorder.handle().render().into()
}

fn record(case: Case) {
    match case {
        Case::Counter => {
            describe_counter!("jobs_total", "Jobs done.");
            counter!("jobs_total", "queue" => "mail").increment(3);
            counter!("jobs_total", "queue" => "print").increment(1);
        }
        Case::Texts => {
            describe_counter!("said_total", "A \\ and \"quotes\".");
            counter!("said_total", "what" => "a\\b\"c\nd\te é").increment(1);
        }
        Case::Numbers => NUMBERS.iter().for_each(|(of, value)| gauge!("number", "of" => *of).set(*value)),
        Case::EmptyLabel => counter!("seen_total", "by" => "").increment(1),
        Case::Histogram => [0.5, 1.0, 2e6].iter().for_each(|value| histogram!("fill_ratio").record(*value)),
        Case::Summary => histogram!("nap_ratio").record(0.25),
        Case::ReservedLabel => histogram!("own_ratio", "le" => "mine").record(0.5),
        Case::Clash => {
            histogram!("wait_ratio").record(0.5);
            gauge!("wait_ratio_count").set(1.0);
        }
        Case::Twice => {
            describe_counter!("twice_total", "One");
            counter!("twice_total").increment(1);
            describe_counter!("twice_total", "Another");
            counter!("twice_total").increment(1);
        }
        _ => {}
    }
}
