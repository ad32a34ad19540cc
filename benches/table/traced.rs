//! The cost of `tracing` events that metrics record, and of events that no metric records.

use std::fmt::Debug;
use std::hint::black_box;

use gapless::{LabelValue, defmetrics};
use prometheus::{HistogramOpts, HistogramVec};
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::subscriber::with_default;
use tracing::{Event, Subscriber, debug};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::{Layer, registry};

use crate::case::{Bar, Case, Contender, Role};
use crate::histograms::BOUNDS;
use crate::inputs::Inputs;

#[derive(Clone, Copy, LabelValue)]
enum Statement {
    Select,
    Insert,
    Delete,
}

defmetrics! {
    /// Time of statements.
    #[tracing(target = "bench::query", measure = "elapsed_secs")]
    #[buckets(0.0005, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 10)]
    histogram traced_statement_seconds(statement: Statement);
}

/// A typical hand-written layer, which finds the fields by their names.
struct ByHand(HistogramVec);

#[derive(Default)]
struct Found {
    statement: Option<&'static str>,
    seconds: Option<f64>,
}

impl Visit for Found {
    fn record_f64(&mut self, field: &Field, value: f64) {
        if field.name() == "elapsed_secs" {
            self.seconds = Some(value);
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "statement" {
            self.statement = ["select", "insert", "delete"].into_iter().find(|known| *known == value);
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn Debug) {}
}

impl<S: Subscriber> Layer<S> for ByHand {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() != "bench::query" {
            return;
        }
        let mut found = Found::default();
        event.record(&mut found);
        if let (Some(statement), Some(seconds)) = (found.statement, found.seconds) {
            self.0.with_label_values(&[statement]).observe(seconds);
        }
    }
}

/// A layer that accepts every event and ignores it.
struct Ear;

impl<S: Subscriber> Layer<S> for Ear {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        black_box(event);
    }
}

/// Emits an event a number of times; each thread has its own subscriber, which other contenders do not use.
fn contender<S>(
    (role, name): (Role, &'static str),
    subscriber: impl Fn() -> S + Sync + 'static,
    say: impl Fn(usize) + Sync + 'static,
) -> Contender
where
    S: Subscriber + Send + Sync + 'static,
{
    Contender::with_loop(role, name, move |n| with_default(subscriber(), || (0..n).for_each(&say)))
}

pub(crate) fn known() -> Case {
    let (seconds, statements) = (Inputs::seconds(), Inputs::of(&["select", "insert", "delete"]));
    let say = move |i: usize| {
        let (statement, elapsed_secs) = (*statements.at(i), *seconds.at(i));
        debug!(target: "bench::query", statement, rows = 3, elapsed_secs);
    };
    let options = HistogramOpts::new("statement_seconds", "Time of statements.").buckets(BOUNDS.to_vec());
    let by_hand = HistogramVec::new(options, &["statement"]).expect("it is a good name");
    let filtered = by_hand.clone();
    let targets = || Targets::new().with_target("bench::query", LevelFilter::DEBUG);
    Case {
        what: "`tracing` event that a histogram with a label records",
        n: 1,
        concurrent: true,
        bars: vec![Bar::Of("prometheus, in a hand-written layer for this event only", [1.0; 2])],
        contenders: vec![
            contender((Role::Gapless, "Gapless"), || registry().with(gapless::tracing::layer()), say.clone()),
            contender(
                (Role::Peer, "prometheus, in a hand-written layer"),
                move || registry().with(ByHand(by_hand.clone())),
                say.clone(),
            ),
            contender(
                (Role::Peer, "prometheus, in a hand-written layer for this event only"),
                move || registry().with(ByHand(filtered.clone()).with_filter(targets())),
                say.clone(),
            ),
            contender((Role::Limit, "a bare `registry()`"), registry, say),
        ],
    }
}

pub(crate) fn unknown() -> Case {
    let say = |i: usize| debug!(target: "bench::other", statement = "select", rows = 3, number = i);
    Case {
        what: "`tracing` event that no metric records",
        n: 1,
        concurrent: true,
        bars: vec![Bar::OfLimit(1.0)],
        contenders: vec![
            contender((Role::Gapless, "Gapless"), || registry().with(gapless::tracing::layer()), say),
            contender(
                (Role::Variant, "Gapless, next to a layer that records it"),
                || registry().with(Ear).with(gapless::tracing::layer()),
                say,
            ),
            contender((Role::Peer, "the recording layer alone"), || registry().with(Ear), say),
            contender((Role::Limit, "a bare `registry()`"), registry, say),
        ],
    }
}
