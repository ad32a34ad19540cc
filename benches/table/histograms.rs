//! Histograms.

use std::hint::black_box;
use std::time::Duration;

use gapless::{LabelValue, defmetrics};
use measured::metric::histogram::Thresholds;
use prometheus::{HistogramOpts, HistogramVec};

use crate::case::{Bar, Case, Contender, Role, gapless, limit, peer, variant};
use crate::inputs::Inputs;
use crate::labels::{Channel, Message, MessageSet, Origin, StaticHistogram};
use crate::peers::{exporter, meter, with_exporter};

defmetrics! {
    #![namespace = "bench"]
    #![group = "record"]

    /// Scores.
    #[buckets(0.0005, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 10)]
    histogram score;

    /// Time to answer.
    #[buckets(0.0005, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 10)]
    histogram request_duration_seconds;

    /// Time to answer, in native buckets too.
    #[native]
    #[buckets(0.0005, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 10)]
    histogram native_duration_seconds;

    /// Time to hand one message to everyone in the channel.
    #[max_series(400)]
    #[buckets(0.0005, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 10)]
    histogram broadcast_duration_seconds(channel: Channel, origin: Origin);
}

/// The bounds of all contenders.
pub(crate) const BOUNDS: [f64; 12] =
    [0.0005, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 10.0];

pub(crate) fn doubles() -> Case {
    let inputs = Inputs::seconds();
    let mut contenders = vec![
        {
            let inputs = inputs.clone();
            gapless(move |i| score().observe(*inputs.at(i)))
        },
        limit("a search and two plain additions", {
            let inputs = inputs.clone();
            move |n| {
                let mut cells = [0_u64; 13];
                let mut sum = 0.0;
                for i in 0..n {
                    let value = *inputs.at(i);
                    black_box(&mut cells)[bucket(value)] += 1;
                    *black_box(&mut sum) += value;
                }
            }
        }),
    ];
    contenders.extend(without_labels(&Seconds(&inputs, |seconds| *seconds)));
    Case {
        what: "histogram of floats, 12 bounds",
        n: 1,
        concurrent: true,
        bars: vec![Bar::OfBest([1.0 / 4.0, 1.0 / 6.0])],
        contenders,
    }
}

pub(crate) fn durations() -> Case {
    let inputs = Inputs::seconds().map(|&seconds| Duration::from_secs_f64(seconds));
    let mut contenders = vec![
        {
            let inputs = inputs.clone();
            gapless(move |i| request_duration_seconds().observe(*inputs.at(i)))
        },
        {
            let inputs = inputs.clone();
            variant("Gapless, with native buckets", move |i| {
                native_duration_seconds().observe(*inputs.at(i));
            })
        },
        limit("a search and two plain additions", {
            let inputs = inputs.clone();
            move |n| {
                let mut row = [0; 14];
                (0..n).for_each(|i| add(black_box(&mut row), *inputs.at(i)));
            }
        }),
    ];
    contenders.extend(without_labels(&Seconds(&inputs, Duration::as_secs_f64)));
    Case {
        what: "histogram of durations, 12 bounds",
        n: 1,
        concurrent: true,
        bars: vec![Bar::OfBest([1.0 / 8.0; 2])],
        contenders,
    }
}

/// Returns the bucket of a value without a branch: the number of bounds below it.
#[inline]
fn bucket(value: f64) -> usize {
    BOUNDS.iter().map(|bound| usize::from(*bound < value)).sum()
}

/// `BOUNDS` in nanoseconds.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "all are small and positive")]
const NANOSECONDS: [u64; 12] = {
    let mut nanoseconds = [0; 12];
    let mut i = 0;
    while i < 12 {
        nanoseconds[i] = (BOUNDS[i] * 1e9) as u64;
        i += 1;
    }
    nanoseconds
};

/// Adds a duration to a row of buckets and a sum.
#[inline]
fn add(row: &mut [u64; 14], duration: Duration) {
    let value = duration.as_secs() * 1_000_000_000 + u64::from(duration.subsec_nanos());
    row[NANOSECONDS.iter().map(|bound| usize::from(*bound < value)).sum::<usize>()] += 1;
    row[13] += value;
}

/// Inputs, and their conversion to the seconds that peers record.
struct Seconds<'a, T>(&'a Inputs<T>, fn(&T) -> f64);

impl<T: Clone + Send + Sync + 'static> Seconds<'_, T> {
    fn peer<R>(&self, name: &'static str, observe: impl Fn(f64) -> R + Sync + 'static) -> Contender {
        let (inputs, seconds) = (self.0.clone(), self.1);
        peer(name, move |i| observe(seconds(inputs.at(i))))
    }
}

/// Returns all peers, each with a histogram.
fn without_labels<T: Clone + Send + Sync + 'static>(of: &Seconds<'_, T>) -> Vec<Contender> {
    static METRIKEN: metriken::AtomicCounterHistogram = metriken::AtomicCounterHistogram::new(2, 40);

    let prometheus = prometheus::Histogram::with_opts(options()).expect("a valid metric");
    let prometheus_client = prometheus_client::metrics::histogram::Histogram::new(BOUNDS);
    let measured = measured::Histogram::with_metadata(Thresholds::with_buckets(BOUNDS));
    let fastmetrics = fastmetrics::metrics::histogram::Histogram::new(BOUNDS);
    let opentelemetry = meter().f64_histogram("score").with_boundaries(BOUNDS.to_vec()).build();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "all are small and positive")]
    let nanoseconds = |seconds: f64| (seconds * 1e9) as u64;
    vec![
        of.peer("metriken, log-linear", move |value| METRIKEN.increment(nanoseconds(value))),
        of.peer("measured", move |value| measured.observe(value)),
        of.peer("prometheus", move |value| prometheus.observe(value)),
        of.peer("prometheus-client", move |value| prometheus_client.observe(value)),
        of.peer("fastmetrics", move |value| fastmetrics.observe(value)),
        with_upkeep(of.0.clone(), of.1),
        of.peer("opentelemetry", move |value| opentelemetry.record(value, &[])),
    ]
}

/// `metrics` queues values and sorts them into buckets on request.
fn with_upkeep<T: Send + Sync + 'static>(inputs: Inputs<T>, seconds: fn(&T) -> f64) -> Contender {
    let recorder = exporter().handle();
    let histogram = with_exporter(|| metrics::histogram!("score"));
    Contender::with_loop(Role::Peer, "metrics, stored handle and upkeep", move |n| {
        (0..n).for_each(|i| histogram.record(seconds(inputs.at(i))));
        recorder.run_upkeep();
    })
}

fn options() -> HistogramOpts {
    HistogramOpts::new("score", "Scores.").buckets(BOUNDS.to_vec())
}

pub(crate) fn typed_labels() -> Case {
    let inputs = Message::inputs();
    let durations = Inputs::seconds().map(|&seconds| Duration::from_secs_f64(seconds));
    let mut contenders = vec![
        {
            let (inputs, durations) = (inputs.clone(), durations.clone());
            gapless(move |i| {
                let Message { channel, origin } = *inputs.at(i);
                broadcast_duration_seconds(channel, origin).observe(*durations.at(i));
            })
        },
        limit("a search and two plain additions in an array", {
            let (inputs, durations) = (inputs.clone(), durations.clone());
            move |n| {
                let mut rows = [[0_u64; 14]; 25];
                for i in 0..n {
                    let Message { channel, origin } = *inputs.at(i);
                    add(&mut black_box(&mut rows)[origin.index_after(channel.index())], *durations.at(i));
                }
            }
        }),
    ];
    contenders.extend(with_labels(&Broadcasts(inputs, durations)));
    Case {
        what: "histogram of durations, 2 labels of 5 values, varying",
        n: 1,
        concurrent: true,
        bars: vec![Bar::OfBest([1.0 / 6.0; 2])],
        contenders,
    }
}

/// Messages, and the duration of each.
struct Broadcasts(Inputs<Message>, Inputs<Duration>);

impl Broadcasts {
    fn peer(&self, name: &'static str, observe: impl Fn(&Message, f64) + Sync + 'static) -> Contender {
        let (messages, durations) = (self.0.clone(), self.1.clone());
        peer(name, move |i| observe(messages.at(i), durations.at(i).as_secs_f64()))
    }
}

/// Returns all peers, each with a histogram for each kind of message.
fn with_labels(of: &Broadcasts) -> Vec<Contender> {
    let vec = || HistogramVec::new(options(), &["channel", "origin"]).expect("a valid metric");
    let (prometheus, static_metric) = (vec(), StaticHistogram::from(&vec()));
    let thresholds = Thresholds::with_buckets(BOUNDS);
    let measured = measured::HistogramVec::<MessageSet, 12>::dense_with_metadata(thresholds);
    let opentelemetry = meter().f64_histogram("broadcasts").with_boundaries(BOUNDS.to_vec()).build();
    vec![
        of.peer("prometheus-static-metric", move |message, value| {
            let (channel, origin) = message.statics();
            static_metric.get(channel).get(origin).observe(value);
        }),
        of.peer("measured, dense", move |message, value| measured.observe(*message, value)),
        of.peer("prometheus", move |message, value| {
            prometheus.with_label_values(&message.texts()).observe(value);
        }),
        prometheus_client_family(of),
        fastmetrics_family(of),
        of.peer("opentelemetry", move |message, value| {
            opentelemetry.record(value, &message.key_values());
        }),
    ]
}

fn prometheus_client_family(of: &Broadcasts) -> Contender {
    use prometheus_client::metrics::{family::Family, histogram::Histogram};

    let new: fn() -> Histogram = || Histogram::new(BOUNDS);
    let family = Family::<Message, Histogram, _>::new_with_constructor(new);
    of.peer("prometheus-client", move |message, value| family.get_or_create(message).observe(value))
}

fn fastmetrics_family(of: &Broadcasts) -> Contender {
    use fastmetrics::metrics::{family::Family, histogram::Histogram};

    let family = Family::<Message, Histogram>::new(|| Histogram::new(BOUNDS));
    of.peer("fastmetrics", move |message, value| {
        family.with_or_new(message, |histogram| histogram.observe(value));
    })
}
