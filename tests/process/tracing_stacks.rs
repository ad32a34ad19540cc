//! The layer of `tracing` in every place of a subscriber that can hold a layer.
//!
//! In each place, it feeds the declared metrics, and other layers see exactly what they see without it. The tests need
//! a separate process, because all declarations of a program determine the levels that the layer asks for.

use std::cell::RefCell;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use gapless::defmetrics;
use gapless::tracing::layer;
use tracing::level_filters::LevelFilter;
use tracing::span::Id;
use tracing::{Event, Level, Subscriber, debug, error, info, info_span, subscriber, trace};
use tracing_subscriber::fmt::{SubscriberBuilder, TestWriter};
use tracing_subscriber::layer::{Context, Identity, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::{EnvFilter, Layer, Registry, fmt, registry, reload};

defmetrics! {
    #![namespace = "stacks"]

    /// Events.
    #[tracing(target = "it::stacks", level = "info")]
    counter events_total;

    /// Spans.
    #[tracing(span = "stacked", target = "it::stacks", level = "info")]
    histogram span_seconds;
}

/// An event that a layer sees, and its level.
type Note = (Level, String);

thread_local! {
    static SEEN: RefCell<Vec<Note>> = const { RefCell::new(Vec::new()) };
}

/// A layer that notes the events and spans that it sees.
struct Ear;

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Ear {
    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let metadata = event.metadata();
        let n_spans = context.event_scope(event).into_iter().flatten().count();
        note(*metadata.level(), format!("an event of {} in {n_spans} spans", metadata.target()));
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        if let Some(span) = context.span(&id) {
            note(*span.metadata().level(), format!("the end of {}", span.name()));
        }
    }
}

fn note(level: Level, what: String) {
    SEEN.with_borrow_mut(|seen| seen.push((level, what)));
}

fn ear_at_info<S>() -> impl Layer<S> + Send + Sync
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    Ear.with_filter(LevelFilter::INFO)
}

fn ear_at_error<S>() -> impl Layer<S> + Send + Sync
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    Ear.with_filter(LevelFilter::ERROR)
}

fn ear_of_nobody<S>() -> impl Layer<S> + Send + Sync
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    Ear.with_filter(EnvFilter::new("it::stacks::nobody=error"))
}

/// The layer in the code of a library that does not know the subscriber.
fn of_a_library<S>() -> impl Layer<S> + Send + Sync
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    layer()
}

fn formatter() -> SubscriberBuilder<fmt::format::DefaultFields, fmt::format::Format, LevelFilter, TestWriter>
{
    fmt().with_test_writer()
}

fn speak() {
    info!(target: "it::stacks", "declared");
    debug!(target: "it::stacks", "below the declared level");
    let span = info_span!(target: "it::stacks", "stacked").entered();
    error!(target: "it::stacks::nobody", "an error that no declaration mentions");
    trace!(target: "it::stacks::nobody", "a trace that no declaration mentions");
    drop(span);
    let _other = info_span!(target: "it::stacks::nobody", "undeclared").entered();
}

/// Lets one test at a time count.
fn turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The result of a run.
struct Outcome {
    recorded: u64,
    /// Events that the other layers saw.
    seen: Vec<Note>,
    /// The most verbose level that the subscriber asks for.
    level: LevelFilter,
}

fn run(subscriber: impl Subscriber + Send + Sync, change: impl FnOnce()) -> Outcome {
    let subscriber = Arc::new(subscriber);
    let recorded = || events_total().get() + span_seconds().get().count();
    subscriber::with_default(subscriber.clone(), || {
        change();
        let before = recorded();
        speak();
        let level = subscriber.max_level_hint().unwrap_or(LevelFilter::TRACE);
        Outcome { recorded: recorded() - before, seen: SEEN.take(), level }
    })
}

/// Compares a subscriber with the layer to a subscriber without it.
#[track_caller]
fn compare(with: &Outcome, without: &Outcome) {
    assert_eq!(with.recorded, 2, "one event and one span are declared");
    assert_eq!(with.seen, without.seen);
    let needed = without.seen.iter().map(|(level, _)| *level).max();
    assert!(needed.is_none_or(|needed| with.level >= needed), "{} hides {needed:?}", with.level);
}

/// Compares a subscriber with the layer in the place of `$ours` to one with a layer there that does nothing.
macro_rules! compare {
    ($(|$ours:ident| $subscriber:expr;)*) => {$({
        let with = {
            let $ours = layer();
            run($subscriber, || {})
        };
        let without = {
            let $ours = Identity::new();
            run($subscriber, || {})
        };
        compare(&with, &without);
    })*};
}

#[test]
fn the_layer_works_next_to_layers_with_and_without_filters() {
    let _turn = turn();
    compare! {
        |ours| registry().with(ours);
        |ours| registry().with(ours).with(Ear);
        |ours| registry().with(Ear).with(ours);
        |ours| registry().with(ear_at_info()).with(ours);
        |ours| registry().with(ours).with(ear_at_info());
        |ours| registry().with(ear_of_nobody()).with(ours).with(ear_at_info());
        |ours| registry().with(ear_at_info()).with(Ear).with(ours);
        |ours| registry().with(LevelFilter::INFO).with(Ear).with(ours);
        |ours| registry().with(Ear).with(ours).with(EnvFilter::new("info"));
        |ours| registry().with(None::<LevelFilter>).with(ours).with(Ear);
    }
}

#[test]
fn the_layer_works_in_boxes_options_lists_and_trees_of_layers() {
    let _turn = turn();
    compare! {
        |ours| registry().with(ours.boxed()).with(Ear);
        |ours| registry().with(Some(ours)).with(Ear);
        |ours| registry().with(Some(Some(ours.boxed()).boxed()));
        |ours| registry().with(vec![ours.boxed()]);
        |ours| registry().with(vec![ours.boxed(), Ear.boxed()]);
        |ours| registry().with(vec![Ear.boxed(), ours.boxed()]);
        |ours| registry().with(Ear).with(vec![ours.boxed(), ear_at_info().boxed()]);
        |ours| registry().with(ours.and_then(Ear));
        |ours| registry().with(Ear.and_then(ours));
        |ours| registry().with(ear_at_info().and_then(ours));
        |ours| registry().with(Identity::new()).with(Ear.and_then(ours));
        |ours| registry().with(Identity::new()).with(ours.and_then(Ear));
        |ours| registry().with(ours.with_filter(LevelFilter::INFO)).with(Ear);
        |ours| registry().with(Ear).with(ours.and_then(Ear).with_filter(LevelFilter::INFO));
    }
}

#[test]
fn the_layer_works_on_a_formatter_and_on_subscribers_of_libraries() {
    let _turn = turn();
    compare! {
        |ours| formatter().finish().with(ours);
        |ours| formatter().finish().with(Ear).with(ours);
        |ours| formatter().finish().with(ours).with(Ear);
        |ours| formatter().finish().with(ours.boxed()).with(Some(Ear));
        |ours| formatter().finish().with(ours.and_then(Ear));
        |ours| formatter().with_max_level(Level::TRACE).finish().with(vec![ours.boxed(), Ear.boxed()]);
        |ours| formatter().with_env_filter("info").finish().with(Ear).with(ours);
        |ours| formatter().finish().with(reload::Layer::new(ours).0).with(Ear);
        |ours| registry().with(fmt::layer().with_test_writer()).with(ours).with(Ear);
    }
    let with = run(formatter().finish().with(of_a_library()).with(Ear), || {});
    compare(&with, &run(formatter().finish().with(Ear), || {}));
    let with = run(registry().with(Ear).with(of_a_library()), || {});
    compare(&with, &run(registry().with(Ear), || {}));
}

#[test]
fn the_layer_can_be_reloaded() {
    let _turn = turn();
    compare! {
        |ours| registry().with(reload::Layer::new(ours).0);
        |ours| registry().with(reload::Layer::new(ours).0).with(Ear);
        |ours| registry().with(Ear).with(reload::Layer::new(ours).0);
        |ours| registry().with(ear_at_info()).with(reload::Layer::new(ours).0).with(Ear);
        |ours| registry().with(reload::Layer::new(ours).0).with(ear_at_info());
        |ours| registry().with(reload::Layer::new(Some(ours.boxed())).0).with(ear_of_nobody());
    }
}

type Boxed<S> = Option<Box<dyn Layer<S> + Send + Sync>>;

/// Puts the layer into a place of a subscriber that exists, and returns what happens then.
fn reloaded<S, O>(first: Boxed<S>, subscriber: impl FnOnce(reload::Layer<Boxed<S>, S>) -> O) -> Outcome
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    O: Subscriber + Send + Sync,
{
    let (place, handle) = reload::Layer::new(first);
    run(subscriber(place), || {
        handle.reload(Some(layer().boxed())).expect("the subscriber exists");
    })
}

/// A subscriber without the layer.
macro_rules! compare_reloaded {
    ($(|$place:ident: $on:ty| $subscriber:expr;)*) => {$({
        let without = {
            let $place = reload::Layer::<Boxed<$on>, $on>::new(None).0;
            run($subscriber, || {})
        };
        compare(&reloaded(None, |$place: reload::Layer<Boxed<$on>, $on>| $subscriber), &without);
        compare(&reloaded(Some(layer().boxed()), |$place: reload::Layer<Boxed<$on>, $on>| $subscriber), &without);
    })*};
}

#[test]
fn the_layer_can_be_inserted_and_replaced_while_the_program_runs() {
    let _turn = turn();
    compare_reloaded! {
        |place: Registry| registry().with(place);
        |place: Registry| registry().with(place).with(Ear);
        |place: Registry| registry().with(place).with(ear_at_info());
        |place: Registry| registry().with(place).with(ear_of_nobody()).with(ear_at_info());
        |place: fmt::Subscriber| fmt().finish().with(place).with(Ear);
    }
}

#[test]
fn unmentioned_callsites_stay_off_where_the_layer_has_a_filter() {
    let _turn = turn();
    let undeclared = subscriber::with_default(registry(), || {
        let span = info_span!(target: "it::stacks::nobody", "undeclared");
        span.metadata().expect("a registry enables all spans")
    });
    assert!(registry().with(layer()).register_callsite(undeclared).is_never());
    assert!(registry().with(layer().boxed()).register_callsite(undeclared).is_never());
    assert!(registry().with(ear_at_error()).with(layer()).register_callsite(undeclared).is_never());
    assert!(registry().with(layer()).with(ear_at_error()).register_callsite(undeclared).is_never());
    let together = registry().with(vec![layer().boxed(), ear_at_error().boxed()]);
    assert!(together.register_callsite(undeclared).is_never());
}
