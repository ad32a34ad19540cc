//! Instrumented functions.

use std::hint::black_box;
use std::time::Instant;

use autometrics::autometrics;
use gapless::instrument_metric;
use metriken::{AtomicCounterHistogram, ShardedCounterGroup};
use prometheus_client::metrics::{counter::Counter, gauge::Gauge, histogram::Histogram};

use crate::case::{Bar, Case, gapless, limit, peer, variant};
use crate::histograms::BOUNDS;
use crate::inputs::Inputs;

/// The error of the functions.
#[derive(Debug)]
struct Odd;

/// The work: one call in eight fails.
#[inline]
fn halve(n: u64) -> Result<u64, Odd> {
    if n % 8 == 7 { Err(Odd) } else { Ok(n / 2) }
}

#[instrument_metric]
fn measured_whole(n: u64) -> Result<u64, Odd> {
    halve(n)
}

#[instrument_metric(sample = 16)]
fn measured_in_part(n: u64) -> Result<u64, Odd> {
    halve(n)
}

#[instrument_metric(skip(duration))]
fn counted(n: u64) -> Result<u64, Odd> {
    halve(n)
}

#[autometrics(track_concurrency)]
fn by_autometrics(n: u64) -> Result<u64, Odd> {
    halve(n)
}

fn by_hand_on_metriken(n: u64) -> Result<u64, Odd> {
    static CALLS: ShardedCounterGroup = ShardedCounterGroup::new(3); // started, returned, failed
    static DURATION: AtomicCounterHistogram = AtomicCounterHistogram::new(2, 40);

    CALLS.increment(0);
    let started = Instant::now();
    let result = halve(n);
    #[expect(clippy::cast_possible_truncation, reason = "no call takes 2^64 nanoseconds")]
    let nanoseconds = started.elapsed().as_nanos() as u64;
    drop(DURATION.increment(nanoseconds));
    CALLS.increment(if result.is_ok() { 1 } else { 2 });
    result
}

/// The metrics of a hand-written function with `prometheus-client`.
struct ByHand {
    ok: Counter,
    error: Counter,
    duration: Histogram,
    in_flight: Gauge,
}

impl ByHand {
    fn new() -> Self {
        let duration = Histogram::new(BOUNDS);
        ByHand { ok: Counter::default(), error: Counter::default(), duration, in_flight: Gauge::default() }
    }

    fn call(&self, n: u64) -> Result<u64, Odd> {
        self.in_flight.inc();
        let started = Instant::now();
        let result = halve(n);
        self.duration.observe(started.elapsed().as_secs_f64());
        if result.is_ok() { &self.ok } else { &self.error }.inc();
        self.in_flight.dec();
        result
    }
}

pub(crate) fn function() -> Case {
    let inputs = Inputs::of(&(0..256_u64).collect::<Vec<_>>());
    let by_hand = ByHand::new();
    macro_rules! call {
        ($function:expr) => {{
            let inputs = inputs.clone();
            move |i| black_box($function(*inputs.at(i)))
        }};
    }
    Case {
        what: "function with a `Result`: calls, outcome, duration, in flight",
        n: 1,
        concurrent: true,
        bars: vec![Bar::Of("autometrics", [1.0 / 5.0; 2]), Bar::OfBest([1.0 / 2.0; 2])],
        contenders: vec![
            gapless(call!(measured_whole)),
            variant("Gapless, sample = 16", call!(measured_in_part)),
            variant("Gapless, skip(duration)", call!(counted)),
            peer("autometrics", call!(by_autometrics)),
            peer("metriken sharded, by hand", call!(by_hand_on_metriken)),
            peer("prometheus-client, by hand", call!(|n| by_hand.call(n))),
            limit("the function alone", move |n| {
                (0..n).for_each(|i| drop(black_box(halve(*inputs.at(i)))));
            }),
        ],
    }
}
