//! The cases, with prometheus-client, which writes OpenMetrics.

use gapless::encode::Format;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::exemplar::{CounterWithExemplar, HistogramWithExemplars};
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

use crate::answer::{Answer, Case};
use crate::numbers::NUMBERS;

type Labels = Vec<(String, String)>;
type FloatCounter = Counter<f64, std::sync::atomic::AtomicU64>;

pub(crate) fn answer(case: Case, format: Format) -> Answer {
    match (case, format) {
        (_, Format::Protobuf { .. }) => return Answer::Lacks("not built"),
        (Case::ContentType, _) => return Answer::Lacks("set by the program"),
        (Case::StateSet | Case::Summary, _) => return Answer::Lacks("type not supported"),
        (Case::AnyName, Format::OpenMetrics { escaping: Some(_) }) => {
            return Answer::Lacks("supports only plain names");
        }
        (_, Format::OpenMetrics { .. }) => {}
        _ => return Answer::Lacks("writes only OpenMetrics"),
    }
    let mut registry = Registry::default();
    record(case, &mut registry);
    let mut body = String::new();
    encode(&mut body, &registry).expect("a string takes all");
    body.into()
}

fn labels(name: &str, value: &str) -> Labels {
    vec![(name.to_owned(), value.to_owned())]
}

/// Registers a counter with one label set, and increments it.
fn count(registry: &mut Registry, name: &str, help: &str, labels: &Labels) {
    let family = Family::<Labels, Counter>::default();
    registry.register(name, help, family.clone());
    family.get_or_create(labels).inc();
}

fn record(case: Case, registry: &mut Registry) {
    match case {
        Case::Counter => {
            let jobs = Family::<Labels, Counter>::default();
            registry.register("jobs", "Jobs done.", jobs.clone());
            jobs.get_or_create(&labels("queue", "mail")).inc_by(3);
            jobs.get_or_create(&labels("queue", "print")).inc();
        }
        Case::Texts => count(registry, "said", "A \\ and \"quotes\"", &labels("what", "a\\b\"c\nd\te é")),
        Case::EmptyLabel => count(registry, "seen", "Seen", &labels("by", "")),
        Case::AnyName => count(registry, "http.jobs", "Jobs", &Labels::new()),
        Case::Twice => {
            count(registry, "twice", "One", &Labels::new());
            count(registry, "twice", "Another", &Labels::new());
        }
        Case::Numbers => {
            let number = Family::<Labels, Gauge<f64, std::sync::atomic::AtomicU64>>::default();
            registry.register("number", "Numbers", number.clone());
            for (of, value) in NUMBERS {
                number.get_or_create(&labels("of", of)).set(value);
            }
        }
        Case::Info => registry.register("build", "Build", Info::new(labels("version", "1.2"))),
        Case::Unit => {
            let busy = FloatCounter::default();
            registry.register_with_unit("busy", "Busy", Unit::Seconds, busy.clone());
            busy.inc_by(1.0);
        }
        Case::Negative => {
            let spent = FloatCounter::default();
            registry.register("spent", "Spent", spent.clone());
            spent.inc_by(1.0);
            spent.inc_by(-2.0);
        }
        _ => record_histogram(case, registry),
    }
}

fn record_histogram(case: Case, registry: &mut Registry) {
    match case {
        Case::Histogram => {
            let fill = Histogram::new([0.5, 1.0, 1e6]);
            registry.register("fill_ratio", "How full", fill.clone());
            [0.5, 1.0, 2e6].into_iter().for_each(|value| fill.observe(value));
        }
        Case::ReservedLabel => {
            let own = Family::<Labels, Histogram>::new_with_constructor(|| Histogram::new([1.0]));
            registry.register("own_ratio", "Own", own.clone());
            own.get_or_create(&labels("le", "mine")).observe(0.5);
        }
        Case::Clash => {
            registry.register("wait_ratio", "Waits", Histogram::new([0.5]));
            registry.register("wait_ratio_count", "Waits", Gauge::<i64>::default());
        }
        Case::Exemplars => {
            let traced = CounterWithExemplar::<Labels>::default();
            registry.register("traced", "Traced", traced.clone());
            traced.inc_by(2, Some(labels("trace_id", "abc")), None);
            let hops = HistogramWithExemplars::<Labels>::new([0.5, 1.0].into_iter());
            registry.register("hop_ratio", "Hops", hops.clone());
            hops.observe(0.7, Some(labels("trace_id", "abc")), None);
        }
        Case::LongExemplar => {
            let long = CounterWithExemplar::<Labels>::default();
            registry.register("long", "Long", long.clone());
            long.inc_by(2, Some(labels("trace_id", &"x".repeat(200))), None);
        }
        _ => {}
    }
}
