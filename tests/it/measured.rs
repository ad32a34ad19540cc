//! Measured structs and enums: fields that a scrape reads for as long as the value lives.

mod enums;
mod failures;
mod fields;
mod labels;

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use gapless::descriptor::{Kind, Origin};
use gapless::encode::{Escaping, Format};
use gapless::snapshot::{HistogramValue, Number};
use gapless::{LabelValue, Measured, Registry, instrument_metric};

use crate::linted::linted;
use crate::{exported, exported_or_absent, lines};

/// A lobby.
#[instrument_metric(namespace = "measured_lobby", group = "measured")]
struct Lobby {
    /// Players waiting.
    #[metric(gauge)]
    waiting: AtomicUsize,
    /// Players that joined.
    #[metric(counter, name = "joined_total")]
    joined: AtomicU64,
    #[metric(label, max = 10)]
    name: String,
    #[metric(info)]
    version: &'static str,
    #[metric(info, name = "place")]
    region: Region,
    #[metric(skip)]
    _secret: u8,
    _other: Vec<String>,
}

#[derive(Clone, Copy, LabelValue)]
enum Region {
    Europe,
}

fn lobby(name: &str) -> Lobby {
    Lobby {
        waiting: AtomicUsize::new(0),
        joined: AtomicU64::new(0),
        name: name.to_owned(),
        version: "1.2",
        region: Region::Europe,
        _secret: 0,
        _other: Vec::new(),
    }
}

#[test]
fn two_values_are_told_apart_by_their_labels_and_a_dropped_value_has_no_series() {
    let waiting = |name| exported_or_absent("measured_lobby_waiting", &[("name", name)]);
    let (one, two) = (lobby("one").measured(), lobby("two").measured());
    one.waiting.store(3, Ordering::Relaxed);
    two.waiting.store(4, Ordering::Relaxed);
    assert_eq!((waiting("one"), waiting("two")), (Some(3.0), Some(4.0)));

    let clone: Measured<Lobby> = one.clone();
    drop(one);
    assert_eq!(waiting("one"), Some(3.0), "a clone keeps the value alive");
    drop(clone);
    assert_eq!((waiting("one"), waiting("two")), (None, Some(4.0)));
}

#[test]
fn a_counter_has_the_time_of_its_value_and_an_info_has_the_labels_of_its_fields() {
    let lobby = lobby("counted").measured();
    lobby.joined.fetch_add(5, Ordering::Relaxed);
    let snapshot = Registry::global().gather();
    let series = |name: &str| {
        let family = snapshot.family(name).expect("it is declared");
        let of_lobby = |series: &&gapless::snapshot::Series| series.labels[0].1 == "counted";
        family.series.iter().find(of_lobby).expect("it is exported").clone()
    };
    assert_eq!(series("measured_lobby_joined_total").value.as_f64(), 5.0);
    assert!(series("measured_lobby_joined_total").created.is_some());
    assert_eq!(series("measured_lobby_waiting").created, None);
    let info = series("measured_lobby_info");
    assert_eq!(info.labels[1..], [("version".into(), "1.2".into()), ("place".into(), "europe".into())]);
    assert_eq!(info.value.as_f64(), 1.0);
}

#[test]
fn a_scrape_and_a_snapshot_write_the_same_lines_as_values_come_and_go() {
    let lines_of = |body: Vec<u8>| {
        let body = String::from_utf8(body).expect("it is UTF-8");
        let of_test = |line: &&str| line.starts_with("measured_lobby_waiting") && line.contains("scraped");
        body.lines().filter(of_test).map(str::to_owned).collect::<Vec<_>>()
    };
    for round in 0..3 {
        let lobbies: Vec<_> = (0..2 + round % 2).map(|n| lobby(&format!("scraped {n}")).measured()).collect();
        lobbies[0].waiting.store(round, Ordering::Relaxed);
        for format in [Format::Text, Format::OpenMetrics { escaping: None }] {
            let scraped = linted(format.scrape().into_bytes(), format.content_type());
            let lines = lines_of(scraped);
            assert_eq!(lines, lines_of(format.encode(&Registry::global().gather())));
            assert_eq!(lines.len(), lobbies.len(), "{lines:?}");
            assert_eq!(lines[0], format!("measured_lobby_waiting{{name=\"scraped 0\"}} {round}"));
        }
        let protobuf = Format::Protobuf { escaping: Escaping::Underscores };
        linted(protobuf.scrape().into_bytes(), protobuf.content_type());
    }
}

#[test]
fn a_metric_of_a_struct_has_a_descriptor_and_can_be_switched_off() {
    let of =
        |name: &str| *Registry::global().descriptors().find(|of| of.name == name).expect("it is declared");
    let descriptor = of("measured_lobby_waiting");
    assert_eq!((descriptor.kind, descriptor.origin), (Kind::Gauge, Origin::Struct));
    assert_eq!((descriptor.help, descriptor.group), ("Players waiting.", "measured"));
    assert_eq!(descriptor.max_series, Some(10));
    assert!(descriptor.location.file.ends_with("measured.rs"));
    assert_eq!(of("measured_lobby_info").label_names().collect::<Vec<_>>(), ["name", "version", "place"]);
}

/// A room whose metric is switched.
#[instrument_metric(namespace = "measured_switched")]
struct Switched {
    /// Guests.
    #[metric(gauge)]
    guests: u8,
}

#[test]
fn a_disabled_metric_of_a_struct_is_not_exported() {
    let _room = Switched { guests: 2 }.measured();
    let switch = Registry::global().switch("measured_switched_guests").expect("it is declared");
    switch.disable();
    assert_eq!(exported_or_absent("measured_switched_guests", &[]), None);
    switch.enable();
    assert_eq!(exported("measured_switched_guests", &[]), 2.0);
    assert_eq!(Registry::global().find("measured_switched_guests").sum(), 2.0);
}

/// A tuple, whose fields have no names.
#[instrument_metric(namespace = "measured_tuple")]
struct Tuple(
    /// Guests.
    #[metric(gauge, name = "guests")]
    u8,
    #[metric(label, name = "open")] bool,
);

/// A pool of any type.
#[instrument_metric(namespace = "measured_pool")]
struct Pool<T: Send, const N: usize>
where
    T: Sync,
{
    /// Items in the pool.
    #[metric(gauge)]
    items: Vec<T>,
    #[metric(label)]
    cached: bool,
}

#[test]
fn tuples_and_generic_structs_are_measured() {
    let _tuple = Tuple(7, true).measured();
    assert_eq!(exported("measured_tuple_guests", &[("open", "true")]), 7.0);
    let _words: Measured<Pool<&str, 1>> = Pool { items: vec!["a"], cached: true }.measured();
    let _numbers = Pool::<u8, 2> { items: vec![1, 2], cached: false }.measured();
    assert_eq!(exported("measured_pool_items", &[("cached", "true")]), 1.0);
    assert_eq!(exported("measured_pool_items", &[("cached", "false")]), 2.0);
}

/// A queue with a histogram of its own.
#[instrument_metric(namespace = "measured_queue")]
struct Queue {
    /// Time in the queue.
    #[metric(histogram, name = "wait_seconds", buckets(0.5, 1.0), with = Waits::histogram)]
    waits: Waits,
}

struct Waits(Vec<f64>, &'static [f64]);

impl Waits {
    fn histogram(&self) -> HistogramValue {
        let mut counts = vec![0; self.1.len() + 1];
        self.0.iter().for_each(|wait| counts[self.1.partition_point(|bound| bound < wait)] += 1);
        let sum = Number::F64(self.0.iter().sum());
        HistogramValue { bounds: self.1.into(), counts, sum, native: None }
    }
}

#[test]
fn a_field_that_is_a_histogram_is_exported_with_the_declared_bounds() {
    let queue = Queue { waits: Waits(vec![0.25, 0.75, 3.0], &[0.5, 1.0]) }.measured();
    let text = lines("measured_queue_wait_seconds");
    for line in [
        "measured_queue_wait_seconds_bucket{le=\"0.5\"} 1",
        "measured_queue_wait_seconds_bucket{le=\"1\"} 2",
        "measured_queue_wait_seconds_bucket{le=\"+Inf\"} 3",
        "measured_queue_wait_seconds_sum 4",
        "measured_queue_wait_seconds_count 3",
    ] {
        assert!(text.iter().any(|found| found == line), "{line} in {text:?}");
    }
    drop(queue);

    let _other = Queue { waits: Waits(vec![0.25], &[0.5, 2.0]) }.measured();
    assert_eq!(exported_or_absent("measured_queue_wait_seconds", &[]), None, "of other bounds");
    assert!(crate::refused("measured_queue_wait_seconds") > 0.0);
}
