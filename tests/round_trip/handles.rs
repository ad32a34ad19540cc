//! Random records through declared handles: a parser reads the values of the handles in a scrape. Formats without a
//! parser are linted.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::time::Duration;

use gapless::descriptor::Kind;
use gapless::encode::Format;
use gapless::snapshot::{FamilySnapshot, Number, Series, Snapshot, Value};
use gapless::{LabelValue, defmetrics};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::exposition::{Family, expected};
use crate::lint::FORMATS;
use crate::linted::linted;
use crate::snapshots::{runner, texts};
use crate::{protobuf, text};

#[derive(Clone, Copy, Debug, LabelValue)]
enum Odd {
    #[label(rename = "\n")]
    LineFeed,
    #[label(rename = "\r\n\t\0")]
    Controls,
    #[label(rename = "\"")]
    Quote,
    #[label(rename = "\",odd=\"\\\"} 1 # {} 🦀\u{2028}")]
    Sample,
    #[label(rename = "\\")]
    Backslash,
    #[label(rename = "\\n")]
    BackslashAndN,
}

/// In the order of their label values, as in the exposition.
const ODD: [Odd; 6] =
    [Odd::LineFeed, Odd::Controls, Odd::Quote, Odd::Sample, Odd::Backslash, Odd::BackslashAndN];

defmetrics! {
    #![namespace = "round_trip"]

    /// A \ and "quotes".
    counter events_total(odd: Odd);

    /// Help.
    gauge level(odd: Odd);

    /// Help.
    up_down_counter open(odd: Odd);

    /// Help.
    #[buckets(0.001, 0.25, 1, 1000000)]
    histogram ratio(odd: Odd): f64;

    /// Help.
    #[max_series(4)]
    counter long_total(text: &str);

    /// Help.
    #[max_series(40)]
    #[name("round.trip \"named\" 🦀\\_total")]
    counter named(#[name("any.text: \"🦀\"")] text: &str);

    /// Help.
    #[max_series(40)]
    counter seen_total(text: &str);

    /// Help.
    #[buckets(exponential(1, 16, 8))]
    histogram size_bytes(odd: Odd);

    /// Help.
    counter spent_seconds_total(odd: Odd): f64;

    /// Help.
    histogram wait_seconds(odd: Odd);
}

const NAMED: &str = "round.trip \"named\" 🦀\\_total";
const NAMED_LABEL: &str = "any.text: \"🦀\"";

/// The limit of the values of `seen_total` and of `named`, which record the same values.
const MAX_SEEN: usize = 40;

/// A record.
#[derive(Clone, Debug)]
enum Event {
    Happened(u64),
    Level(f64),
    Opened(u32),
    Closed(u32),
    Ratio(f64),
    Seen(String),
    Size(u64),
    Spent(f64),
    Waited(Duration),
}

fn events() -> impl Strategy<Value = Event> {
    let double = || prop_oneof![proptest::num::f64::ANY, -1.0..1e7];
    prop_oneof![
        any::<u64>().prop_map(Event::Happened),
        double().prop_map(Event::Level),
        any::<u32>().prop_map(Event::Opened),
        any::<u32>().prop_map(Event::Closed),
        double().prop_map(Event::Ratio),
        texts().prop_map(Event::Seen),
        (any::<u64>(), 0..64_u32).prop_map(|(size, shift)| Event::Size(size >> shift)),
        double().prop_map(Event::Spent),
        (0..20_u64, 0..1_000_000_000_u32)
            .prop_map(|(seconds, nanos)| Event::Waited(Duration::new(seconds, nanos))),
    ]
}

fn record(odd: Odd, event: Event, seen: &mut BTreeSet<String>) {
    if let Event::Seen(text) = &event {
        see(text, seen);
    }
    match event {
        Event::Happened(n) => events_total(odd).inc_by(n),
        Event::Level(value) => level(odd).set(value),
        Event::Opened(n) => open(odd).inc_by(n.into()),
        Event::Closed(n) => open(odd).dec_by(n.into()),
        Event::Ratio(value) => ratio(odd).observe(value),
        Event::Seen(text) => {
            named(&text).inc();
            seen_total(&text).inc();
        }
        Event::Size(size) => size_bytes(odd).observe(size),
        Event::Spent(seconds) => spent_seconds_total(odd).inc_by(seconds),
        Event::Waited(wait) => wait_seconds(odd).observe(wait),
    }
}

/// Beyond the limit, a new value becomes `_other`.
fn see(text: &str, seen: &mut BTreeSet<String>) {
    let n = seen.iter().filter(|text| *text != "_other").count();
    let has_place = n < MAX_SEEN || seen.contains(text);
    seen.insert(if has_place { text } else { "_other" }.to_owned());
}

/// Returns the values of the handles.
fn handles(seen: &BTreeSet<String>) -> Snapshot {
    let counter = |value| Some(Value::Counter(value));
    let gauge = |value| Some(Value::Gauge(value));
    let histogram = |value| Some(Value::Histogram(value));
    let families = [
        seen_family(NAMED, NAMED_LABEL, seen, |text| named(text).get()),
        family("events_total", Kind::Counter, |odd| counter(Number::U64(events_total(odd).get()))),
        family("level", Kind::Gauge, |odd| gauge(Number::F64(level(odd).get()?))),
        family("open", Kind::UpDownCounter, |odd| gauge(Number::I64(open(odd).get()))),
        family("ratio", Kind::Histogram, |odd| histogram(ratio(odd).get())),
        seen_family("round_trip_seen_total", "text", seen, |text| seen_total(text).get()),
        family("size_bytes", Kind::Histogram, |odd| histogram(size_bytes(odd).get())),
        family("spent_seconds_total", Kind::Counter, |odd| {
            counter(Number::F64(spent_seconds_total(odd).get()))
        }),
        family("wait_seconds", Kind::Histogram, |odd| histogram(wait_seconds(odd).get())),
    ];
    Snapshot { families: families.into() }
}

fn family(name: &str, kind: Kind, value: impl Fn(Odd) -> Option<Value>) -> FamilySnapshot {
    let labels = |odd: Odd| vec![("odd".into(), odd.as_label().into())];
    let series =
        |odd| Some(Series { labels: labels(odd), value: value(odd)?, created: None, exemplars: Vec::new() });
    with_series(&format!("round_trip_{name}"), kind, ODD.into_iter().filter_map(series).collect())
}

fn seen_family(
    name: &str,
    label: &'static str,
    seen: &BTreeSet<String>,
    value: impl Fn(&str) -> u64,
) -> FamilySnapshot {
    let series = |text: &String| Series {
        labels: vec![(label.into(), text.clone().into())],
        value: Value::Counter(Number::U64(value(text))),
        created: None,
        exemplars: Vec::new(),
    };
    with_series(name, Kind::Counter, seen.iter().map(series).collect())
}

fn with_series(name: &str, kind: Kind, series: Vec<Series>) -> FamilySnapshot {
    let help = if name == "round_trip_events_total" { "A \\ and \"quotes\"." } else { "Help." };
    FamilySnapshot {
        name: name.to_owned().into(),
        help: help.into(),
        kind,
        unit: None,
        group: "".into(),
        series,
    }
}

/// Parses a scrape; `None` for a format without a parser.
fn read(body: &[u8], format: Format) -> Option<Vec<Family>> {
    let text = || std::str::from_utf8(body).expect("text is UTF-8");
    match format {
        Format::Protobuf { .. } => Some(protobuf::families(body)),
        format => text::FORMATS.contains(&format).then(|| text::read(text())),
    }
}

/// Scrapes, and compares the families. Protocol buffers do not contain families without series.
fn check(of: &Snapshot, format: Format) -> Result<(), TestCaseError> {
    let body = linted(format.scrape().into_bytes(), format.content_type());
    if let Some(mut families) = read(&body, format) {
        let mut expected = expected(of, format);
        expected.retain(|family| !family.samples.is_empty());
        let is_expected = |name: &str| expected.iter().any(|family| family.name == name);
        families.retain(|family| is_expected(&family.name) && !family.samples.is_empty());
        prop_assert_eq!(families, expected);
    }
    Ok(())
}

#[test]
fn values_are_read_as_they_were_recorded() {
    let seen = RefCell::new(BTreeSet::new()); // the handles keep their values between runs
    let recordings = (vec((select(&ODD), events()), 0..24), select(&FORMATS));
    let all = runner().run(&recordings, |(events, format)| {
        let mut seen = seen.borrow_mut();
        events.into_iter().for_each(|(odd, event)| record(odd, event, &mut seen));
        check(&handles(&seen), format)
    });
    all.unwrap_or_else(|failure| panic!("{failure}"));
}

#[test]
fn values_longer_than_a_chunk_are_read_unchanged() {
    let values: BTreeSet<_> = ["\\", "\"", "\n", "🦀"].map(|text| text.repeat(40_000)).into();
    for format in FORMATS {
        values.iter().for_each(|value| long_total(value).inc());
        let family = seen_family("round_trip_long_total", "text", &values, |text| long_total(text).get());
        check(&Snapshot { families: vec![family] }, format).unwrap_or_else(|failure| panic!("{failure}"));
    }
    // Other tests read the registry too.
    assert!(values.iter().all(|value| long_total(value).remove()));
}
