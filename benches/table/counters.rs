//! Counters and gauges.

use std::hint::black_box;
use std::sync::atomic::{AtomicU64, Ordering};

use gapless::dynamic::Registry;
use gapless::{Counter, LabelValue, defmetrics};
use opentelemetry::KeyValue;
use prometheus::{IntCounterVec, IntGauge, Opts};

use crate::case::{Bar, Case, Contender, Role, gapless, limit, peer, variant};
use crate::inputs::Inputs;
use crate::labels::{Channel, Message, MessageSet, Origin, StaticCounter};
use crate::peers::{meter, metrics_macro, with_exporter};

defmetrics! {
    #![namespace = "bench"]
    #![group = "record"]

    /// Requests.
    counter requests_total;

    /// Chat messages.
    counter messages_total(channel: Channel, origin: Origin);

    /// Messages by game.
    #[max_series(1000)]
    counter game_messages_total(game: &str);

    /// Room for clients.
    gauge client_capacity;

    /// Clients connected.
    up_down_counter clients_connected;
}

defmetrics! {
    #![into = StructMetrics]
    #![namespace = "struct"]

    /// Requests.
    counter requests_total;

    /// Chat messages.
    counter messages_total(channel: Channel, origin: Origin);
}

fn struct_metrics() -> StructMetrics {
    StructMetrics::register(&Registry::new()).expect("the registry is empty")
}

pub(crate) fn plain() -> Case {
    static METRIKEN: metriken::Counter = metriken::Counter::new();
    static SHARDED: metriken::ShardedCounterGroup = metriken::ShardedCounterGroup::new(1);
    static KEPT: Counter = requests_total();

    let of_struct = struct_metrics();
    let prometheus = prometheus::IntCounter::new("requests_total", "Requests.").expect("valid");
    let prometheus_client = <prometheus_client::metrics::counter::Counter>::default();
    let measured = measured::Counter::new();
    let fastmetrics = <fastmetrics::metrics::counter::Counter>::default();
    let metrics = with_exporter(|| metrics::counter!("kept_requests_total"));
    let opentelemetry = meter().u64_counter("requests").build();
    Case {
        what: "counter without labels",
        n: 1,
        concurrent: true,
        bars: vec![Bar::OfBest([1.0 / 5.0, 1.0 / 6.0])],
        contenders: vec![
            gapless(|_| requests_total().inc()),
            variant("Gapless, stored handle", |_| KEPT.inc()),
            variant("Gapless, metric of a struct", move |_| of_struct.requests_total().inc()),
            peer("metriken", |_| METRIKEN.increment()),
            peer("metriken, sharded", |_| SHARDED.increment(0)),
            peer("measured", move |_| measured.inc()),
            peer("prometheus", move |_| prometheus.inc()),
            peer("prometheus-client", move |_| prometheus_client.inc()),
            peer("fastmetrics", move |_| fastmetrics.inc()),
            peer("metrics, stored handle", move |_| metrics.increment(1)),
            metrics_macro(|_| metrics::counter!("requests_total").increment(1)),
            peer("opentelemetry", move |_| opentelemetry.add(1, &[])),
            limit("a plain addition in memory", plain_addition),
        ],
    }
}

fn plain_addition(n: usize) {
    let mut cell = 0_u64;
    for _ in 0..n {
        *black_box(&mut cell) += 1;
    }
}

pub(crate) fn typed_labels() -> Case {
    let inputs = Message::inputs();
    Case {
        what: "counter, 2 labels of 5 values, varying",
        n: 1,
        concurrent: true,
        bars: vec![Bar::OfBest([1.0 / 5.0; 2])],
        contenders: vec![
            {
                let inputs = inputs.clone();
                gapless(move |i| {
                    let Message { channel, origin } = *inputs.at(i);
                    messages_total(channel, origin).inc();
                })
            },
            {
                let (inputs, metrics) = (inputs.clone(), struct_metrics());
                variant("Gapless, metric of a struct", move |i| {
                    let Message { channel, origin } = *inputs.at(i);
                    metrics.messages_total(channel, origin).inc();
                })
            },
            static_metric(&inputs),
            measured_dense(inputs.clone()),
            prometheus_vec(inputs.clone()),
            prometheus_client(inputs.clone()),
            fastmetrics(inputs.clone()),
            by_facade(inputs.clone()),
            opentelemetry(inputs.clone()),
            limit("a plain addition in an array", move |n| {
                let mut cells = [0_u64; 25];
                for i in 0..n {
                    let Message { channel, origin } = *inputs.at(i);
                    black_box(&mut cells)[origin.index_after(channel.index())] += 1;
                }
            }),
        ],
    }
}

fn counter_vec(labels: &[&str]) -> IntCounterVec {
    IntCounterVec::new(Opts::new("messages_total", "Messages."), labels).expect("a valid metric")
}

fn static_metric(inputs: &Inputs<Message>) -> Contender {
    let counter = StaticCounter::from(&counter_vec(&["channel", "origin"]));
    let inputs = inputs.map(|message| message.statics());
    peer("prometheus-static-metric", move |i| {
        let (channel, origin) = *inputs.at(i);
        counter.get(channel).get(origin).inc();
    })
}

fn measured_dense(inputs: Inputs<Message>) -> Contender {
    let counter = measured::CounterVec::<MessageSet>::dense();
    peer("measured, dense", move |i| counter.inc(*inputs.at(i)))
}

fn prometheus_vec(inputs: Inputs<Message>) -> Contender {
    let counter = counter_vec(&["channel", "origin"]);
    peer("prometheus", move |i| counter.with_label_values(&inputs.at(i).texts()).inc())
}

fn prometheus_client(inputs: Inputs<Message>) -> Contender {
    use prometheus_client::metrics::{counter::Counter, family::Family};

    let counter = Family::<Message, Counter>::default();
    peer("prometheus-client", move |i| counter.get_or_create(inputs.at(i)).inc())
}

fn fastmetrics(inputs: Inputs<Message>) -> Contender {
    use fastmetrics::metrics::{counter::Counter, family::Family};

    let counter = Family::<Message, Counter>::default();
    peer("fastmetrics", move |i| counter.with_or_new(inputs.at(i), Counter::inc))
}

fn by_facade(inputs: Inputs<Message>) -> Contender {
    metrics_macro(move |i| {
        let [channel, origin] = inputs.at(i).texts();
        metrics::counter!("messages_total", "channel" => channel, "origin" => origin).increment(1);
    })
}

fn opentelemetry(inputs: Inputs<Message>) -> Contender {
    let counter = meter().u64_counter("messages").build();
    peer("opentelemetry", move |i| counter.add(1, &inputs.at(i).key_values()))
}

pub(crate) fn open_label() -> Case {
    let games: Vec<_> = (0..1000).map(|index| format!("game-{index}")).collect();
    games.iter().for_each(|game| game_messages_total(game).inc());
    let inputs = Inputs::of(&games);
    let places = Inputs::of(&(0..1000_usize).collect::<Vec<_>>());
    Case {
        what: "counter, 1 open label with 1000 values",
        n: 1,
        concurrent: true,
        bars: vec![Bar::OfBest([1.0 / 2.5, 1.0 / 4.0])],
        contenders: vec![
            {
                let inputs = inputs.clone();
                gapless(move |i| game_messages_total(inputs.at(i)).inc())
            },
            open::measured(inputs.clone()),
            open::prometheus(inputs.clone()),
            open::prometheus_client(inputs.clone()),
            open::fastmetrics(inputs.clone()),
            open::metrics(inputs.clone()),
            open::opentelemetry(inputs),
            limit("a plain addition at a known index of an array", move |n| {
                let mut cells = [0_u64; 1000];
                for i in 0..n {
                    black_box(&mut cells)[*places.at(i)] += 1;
                }
            }),
        ],
    }
}

/// A counter with one open label.
mod open {
    use super::*;

    #[derive(Clone, Copy, Debug, PartialEq, measured::LabelGroup)]
    #[label(set = GameSet)]
    struct Game<'a> {
        #[label(dynamic_with = lasso::ThreadedRodeo, default)]
        game: &'a str,
    }

    #[derive(
        Clone,
        Debug,
        PartialEq,
        Eq,
        Hash,
        prometheus_client::encoding::EncodeLabelSet,
        fastmetrics::derive::LabelSet,
    )]
    struct OwnedGame {
        game: String,
    }

    pub(super) fn measured(inputs: Inputs<String>) -> Contender {
        let counter = measured::CounterVec::<GameSet>::new();
        peer("measured", move |i| counter.inc(Game { game: inputs.at(i) }))
    }

    pub(super) fn prometheus(inputs: Inputs<String>) -> Contender {
        let counter = counter_vec(&["game"]);
        peer("prometheus", move |i| counter.with_label_values(&[inputs.at(i)]).inc())
    }

    pub(super) fn prometheus_client(inputs: Inputs<String>) -> Contender {
        use prometheus_client::metrics::{counter::Counter, family::Family};

        let counter = Family::<OwnedGame, Counter>::default();
        peer("prometheus-client", move |i| {
            counter.get_or_create(&OwnedGame { game: inputs.at(i).clone() }).inc();
        })
    }

    pub(super) fn fastmetrics(inputs: Inputs<String>) -> Contender {
        use fastmetrics::metrics::{counter::Counter, family::Family};

        let counter = Family::<OwnedGame, Counter>::default();
        peer("fastmetrics", move |i| {
            let game = OwnedGame { game: inputs.at(i).clone() };
            counter.with_or_new(&game, Counter::inc);
        })
    }

    pub(super) fn metrics(inputs: Inputs<String>) -> Contender {
        metrics_macro(move |i| {
            metrics::counter!("game_messages_total", "game" => inputs.at(i).clone()).increment(1);
        })
    }

    pub(super) fn opentelemetry(inputs: Inputs<String>) -> Contender {
        let counter = meter().u64_counter("game_messages").build();
        peer("opentelemetry", move |i| counter.add(1, &[KeyValue::new("game", inputs.at(i).clone())]))
    }
}

pub(crate) fn gauge() -> Case {
    static METRIKEN: metriken::Gauge = metriken::Gauge::new();

    let prometheus = prometheus::Gauge::new("capacity", "Room.").expect("a valid metric");
    let prometheus_client = prometheus_client::metrics::gauge::Gauge::<f64, AtomicU64>::default();
    let measured = measured::FloatGauge::new();
    let fastmetrics = fastmetrics::metrics::gauge::Gauge::<f64>::default();
    let metrics = with_exporter(|| metrics::gauge!("capacity"));
    let opentelemetry = meter().f64_gauge("capacity").build();
    let cell = AtomicU64::new(0);
    #[expect(clippy::cast_precision_loss, reason = "any value will do")]
    let value = |i: usize| i as f64;
    Case {
        what: "gauge, set",
        n: 1,
        concurrent: true,
        bars: vec![Bar::SameAsBest],
        contenders: vec![
            gapless(move |i| client_capacity().set(value(i))),
            peer("metriken, integers", |i| METRIKEN.set(i.cast_signed() as i64)),
            peer("measured", move |i| measured.set(value(i))),
            peer("prometheus", move |i| prometheus.set(value(i))),
            peer("prometheus-client", move |i| prometheus_client.set(value(i))),
            peer("fastmetrics", move |i| fastmetrics.set(value(i))),
            peer("metrics, stored handle", move |i| metrics.set(value(i))),
            peer("opentelemetry", move |i| opentelemetry.record(value(i), &[])),
            limit("a relaxed store", move |n| {
                let cell = black_box(&cell);
                (0..n).for_each(|i| cell.store(value(i).to_bits(), Ordering::Relaxed));
            }),
        ],
    }
}

pub(crate) fn up_and_down() -> Case {
    type ClientGauge = prometheus_client::metrics::gauge::Gauge;
    type FastGauge = fastmetrics::metrics::gauge::Gauge;

    static METRIKEN: metriken::Gauge = metriken::Gauge::new();
    static SHARDED: metriken::ShardedCounterGroup = metriken::ShardedCounterGroup::new(2);

    let prometheus = IntGauge::new("clients", "Clients.").expect("a valid metric");
    let metrics = with_exporter(|| metrics::gauge!("clients"));
    let opentelemetry = meter().i64_up_down_counter("clients").build();
    Case {
        what: "up-down counter, up and down",
        n: 1,
        concurrent: true,
        bars: vec![Bar::OfBest([1.0 / 8.0, 1.0 / 20.0])],
        contenders: vec![
            gapless(|_| {
                clients_connected().inc();
                clients_connected().dec();
            }),
            variant("Gapless, with a guard", |_| clients_connected().guard()),
            pair("metriken", &METRIKEN, |it| it.increment(), |it| it.decrement()),
            pair("metriken, two sharded", &SHARDED, |it| it.increment(0), |it| it.increment(1)),
            pair("measured", measured::Gauge::new(), measured::Gauge::inc, measured::Gauge::dec),
            pair("prometheus", prometheus, IntGauge::inc, IntGauge::dec),
            pair("prometheus-client", ClientGauge::default(), ClientGauge::inc, ClientGauge::dec),
            pair("fastmetrics", FastGauge::default(), FastGauge::inc, FastGauge::dec),
            pair("metrics, stored handle", metrics, |it| it.increment(1), |it| it.decrement(1)),
            pair("opentelemetry", opentelemetry, |it| it.add(1, &[]), |it| it.add(-1, &[])),
            limit("two plain additions in memory", |n| {
                let mut cells = [0_u64; 2];
                for _ in 0..n {
                    black_box(&mut cells)[0] += 1;
                    black_box(&mut cells)[1] += 1;
                }
            }),
        ],
    }
}

/// Creates a peer that counts up and down.
fn pair<T: Sync + 'static, R>(
    name: &'static str,
    it: T,
    up: impl Fn(&T) -> R + Sync + 'static,
    down: impl Fn(&T) -> R + Sync + 'static,
) -> Contender {
    Contender::new(Role::Peer, name, move |_| {
        up(&it);
        down(&it);
    })
}
