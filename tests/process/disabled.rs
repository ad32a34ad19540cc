//! A program in which recording is compiled out: it works, and metrics are neither recorded nor exported.

use std::time::Duration;

use gapless::{LabelValue, Registry, defmetrics, dynamic, instrument_metric};

#[derive(Clone, Copy, LabelValue)]
enum Kind {
    Password,
}

defmetrics! {
    #![namespace = "disabled"]

    /// Counted.
    counter events_total(kind: Kind);

    /// Spent.
    counter spent_seconds_total: f64;

    /// Seen.
    #[max_series(1)]
    counter games_total(game: &str);

    /// Set.
    #[seed(1.0)]
    gauge heat;

    /// Held.
    up_down_counter clients;

    /// A state.
    stateset state: Kind;

    /// An info.
    info build_info(version: &str);

    /// Observed.
    #[buckets(1)]
    histogram wait_seconds;
}

#[instrument_metric(name = "disabled_parse", labels(kind: Kind = unreachable()))]
fn parse(text: &str) -> Result<u8, std::num::ParseIntError> {
    text.parse()
}

fn unreachable() -> Kind {
    panic!("the label of a call that is not counted is not asked for")
}

#[instrument_metric]
async fn waits() -> u8 {
    std::future::ready(7).await
}

/// A lobby.
#[instrument_metric(namespace = "disabled_lobby")]
struct Lobby {
    /// Players waiting.
    #[metric(gauge, with = unread_number)]
    waiting: u32,
    #[metric(label, max = 10, with = unread)]
    name: u32,
}

fn unread(_: &u32) -> String {
    panic!("a label of a value that is not exported is not read")
}

fn unread_number(_: &u32) -> u32 {
    panic!("a field of a value that is not exported is not read")
}

fn record() {
    events_total(Kind::Password).inc();
    spent_seconds_total().inc_by(-1.0);
    for game in ["chess", "go"] {
        games_total(game).inc();
    }
    heat().set(2.0);
    state().set(Kind::Password);
    build_info("1.0").set();
    let _guard = clients().guard();
    wait_seconds().observe(Duration::from_secs(3));
    assert_eq!(wait_seconds().time(|| 8), 8);
    assert_eq!(wait_seconds().start_timer().stop(), None);
}

#[test]
fn the_program_works_and_nothing_is_recorded() {
    record();
    assert!(parse("7") == Ok(7) && parse("seven").is_err());
    let mut waiting = std::pin::pin!(waits());
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    assert_eq!(waiting.as_mut().poll(&mut context), std::task::Poll::Ready(7));
    assert_eq!((state().get(), build_info("1.0").is_set()), (None, false));
    assert_eq!((events_total(Kind::Password).get(), heat().get(), clients().get()), (0, Some(1.0), 0)); // the seed
}

#[test]
fn a_measured_struct_is_an_arc_that_nobody_reads() {
    let lobby = Lobby { waiting: 3, name: 4 }.measured();
    assert_eq!((lobby.waiting, lobby.clone().name), (3, 4));
    let families = Registry::global().gather().families;
    assert!(!families.iter().any(|family| family.name.starts_with("disabled_lobby")), "{families:?}");
    let panics = families.iter().find(|family| family.name == "gapless_read_panics_total");
    assert!(panics.is_some_and(|family| family.series.iter().all(|series| series.value.as_f64() == 0.0)));
}

#[test]
fn run_time_metrics_are_neither_recorded_nor_exported() {
    let registry = dynamic::Registry::new();
    let jobs = registry.counter("jobs_total", "Done.").register().expect("it is a good name");
    let depth = registry.gauge("queue_depth", "Waiting.").register().expect("it is a good name");
    let waits = registry.histogram("wait_seconds", "Waited.").register().expect("it is a good name");
    jobs.inc();
    depth.set(3.0);
    depth.add(3.0);
    waits.observe(1.0);
    waits.observe(f64::NAN);
    assert_eq!((jobs.get(), depth.get(), waits.get().count()), (0, None, 0));
    assert!(registry.gather().families.is_empty());
}

#[test]
fn only_the_version_of_gapless_is_exported() {
    record();
    let families = Registry::global().gather().families;
    assert!(families.iter().all(|family| family.name.starts_with("gapless_")), "{families:?}");
    let overflowed = families.iter().find(|family| family.name == "gapless_overflowed_total");
    assert!(overflowed.is_some_and(|family| family.series.iter().all(|series| series.value.as_f64() == 0.0)));
}
