//! Exemplars of the current trace, with a real `tracing` subscriber and the SDK of OpenTelemetry. The tests run one
//! after the other, because each snapshot changes which exemplars are kept.

use std::sync::{Mutex, MutexGuard, Once, PoisonError};
use std::thread;
use std::time::Duration;

use gapless::snapshot::Exemplar;
use gapless::{Registry, defmetrics, instrument_metric};
use opentelemetry::trace::{TraceContextExt, Tracer, TracerProvider};
use opentelemetry_sdk::trace::{Sampler, SdkTracerProvider};
use tracing_subscriber::layer::SubscriberExt;

defmetrics! {
    #![namespace = "traced"]

    /// Requests.
    #[exemplars]
    #[buckets(0.1, 1)]
    histogram request_duration_seconds;

    /// Once a gathering.
    #[exemplars]
    counter kept_total;

    /// Spent.
    #[exemplars]
    counter spent_seconds_total: f64;

    /// Not sampled.
    #[exemplars]
    counter unsampled_total;

    /// By game.
    #[exemplars]
    #[max_series(10)]
    counter games_total(game: &str);

    /// Timed.
    #[exemplars]
    #[buckets(3600)]
    histogram timed_duration_seconds;

    /// Given.
    #[exemplars]
    counter given_total;

    /// By many threads.
    #[exemplars]
    counter contended_total;
}

#[instrument_metric(name = "traced_sale", exemplars, buckets(3600))]
fn sell() {}

#[instrument_metric(exemplars)]
fn deliver() {}

#[instrument_metric]
fn forget() {}

fn turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    static WIRED: Once = Once::new();
    WIRED.call_once(|| {
        assert!(gapless::exemplars::from_opentelemetry());
        assert!(!gapless::exemplars::from_source(|| None), "the first source stays");
    });
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

fn sampled() -> SdkTracerProvider {
    SdkTracerProvider::builder().build()
}

/// Returns the exemplars of a metric's first series.
fn exemplars(name: &str) -> Vec<Option<Exemplar<'static>>> {
    let snapshot = Registry::global().gather();
    let family = snapshot.family(&format!("traced_{name}")).expect("it is declared");
    family.series.first().map(|series| series.exemplars.clone()).unwrap_or_default()
}

fn labels(exemplar: Option<&Exemplar<'_>>) -> Vec<(String, String)> {
    let labels = exemplar.into_iter().flat_map(Exemplar::labels);
    labels.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// Returns the labels of the current trace.
fn current() -> Vec<(String, String)> {
    let context = opentelemetry::Context::current();
    let span = context.span().span_context().clone();
    vec![
        ("trace_id".to_owned(), span.trace_id().to_string()),
        ("span_id".to_owned(), span.span_id().to_string()),
    ]
}

#[test]
fn a_record_in_a_span_of_opentelemetry_has_its_trace() {
    let _turn = turn();
    sampled().tracer("test").in_span("request", |_| {
        request_duration_seconds().observe(Duration::from_millis(250));
        spent_seconds_total().inc_by(0.5);
        let all = exemplars("request_duration_seconds");
        let of_each: Vec<_> = all.iter().map(|exemplar| labels(exemplar.as_ref())).collect();
        assert_eq!(of_each, [vec![], current(), vec![]]);
        assert_eq!(all[1].as_ref().map(|it| it.value.as_f64()), Some(0.25));
        assert_eq!(labels(exemplars("spent_seconds_total")[0].as_ref()), current());
    });
}

#[test]
fn a_record_in_a_span_of_tracing_has_the_trace_of_the_layer() {
    let _turn = turn();
    let layer = tracing_opentelemetry::layer().with_tracer(sampled().tracer("test"));
    tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), || {
        let _span = tracing::info_span!("game").entered();
        games_total("chess").inc();
        assert_eq!(labels(exemplars("games_total")[0].as_ref()), current());
        assert_ne!(current()[0].1, "0".repeat(32));
        let timer = timed_duration_seconds().start_timer();
        drop(timer);
        assert_eq!(labels(exemplars("timed_duration_seconds")[0].as_ref()), current());
    });
}

#[test]
fn a_call_of_a_function_has_the_trace_of_its_caller_whether_or_not_its_metrics_are_shared() {
    let _turn = turn();
    sampled().tracer("test").in_span("request", |_| {
        sell();
        deliver();
        forget();
        assert_eq!(labels(exemplars("sale_duration_seconds")[0].as_ref()), current());
        let snapshot = Registry::global().gather();
        let calls = &snapshot.family("function_duration_seconds").expect("all functions have it").series;
        let kept: Vec<_> = calls.iter().filter(|call| call.exemplars.iter().any(Option::is_some)).collect();
        assert!(kept.iter().all(|call| call.labels.contains(&("function".into(), "deliver".into()))));
        let of_calls = kept.iter().flat_map(|call| call.exemplars.iter().flatten());
        assert_eq!(of_calls.map(|it| labels(Some(it))).collect::<Vec<_>>(), [current()]);
    });
}

#[test]
fn without_a_sampled_span_no_exemplar_is_kept() {
    let _turn = turn();
    unsampled_total().inc();
    let unsampled = SdkTracerProvider::builder().with_sampler(Sampler::AlwaysOff).build();
    unsampled.tracer("test").in_span("request", |_| unsampled_total().inc());
    assert_eq!(unsampled_total().get(), 2);
    assert_eq!(exemplars("unsampled_total").into_iter().flatten().count(), 0);
}

#[test]
fn the_first_record_after_each_snapshot_is_kept() {
    let _turn = turn();
    let tracer = sampled().tracer("test");
    let record = || {
        tracer.in_span("request", |_| {
            kept_total().inc();
            current()
        })
    };
    let (first, second) = (record(), record());
    assert_eq!(labels(exemplars("kept_total")[0].as_ref()), first);
    assert_eq!(labels(exemplars("kept_total")[0].as_ref()), first, "it stays until there is another one");
    let third = record();
    assert_eq!(labels(exemplars("kept_total")[0].as_ref()), third);
    assert_ne!(first, second);
}

#[test]
fn a_given_exemplar_replaces_the_trace() {
    let _turn = turn();
    sampled().tracer("test").in_span("request", |_| {
        given_total().inc();
        given_total().with_exemplar([("order", "4711")]).inc();
        given_total().inc();
    });
    let given = vec![("order".to_owned(), "4711".to_owned())];
    assert_eq!(labels(exemplars("given_total")[0].as_ref()), given);
}

#[test]
fn exemplars_never_tear_while_threads_record_and_read() {
    let _turn = turn();
    let tracer = sampled().tracer("test");
    let record = || {
        for _ in 0..2000 {
            tracer.in_span("request", |context| {
                let span = context.span().span_context().span_id().to_string();
                contended_total().inc();
                contended_total().with_exemplar([("span_id", &span), ("again", &span)]).inc();
            });
        }
    };
    thread::scope(|scope| {
        let recorders = [scope.spawn(record), scope.spawn(record)];
        while !recorders.iter().all(thread::ScopedJoinHandle::is_finished) {
            for exemplar in exemplars("contended_total").iter().flatten() {
                match &labels(Some(exemplar))[..] {
                    [(trace, trace_id), (span, span_id)] if trace == "trace_id" && span == "span_id" => {
                        assert_eq!((trace_id.len(), span_id.len()), (32, 16));
                    }
                    [(_, span), (_, again)] => assert_eq!(span, again),
                    other => panic!("{other:?}"),
                }
            }
        }
    });
    assert_eq!(contended_total().get(), 8000);
}
