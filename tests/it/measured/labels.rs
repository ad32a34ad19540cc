//! Labels of values: equal labels, limits, and types of labels.

use std::borrow::Cow;
use std::sync::Arc;

use gapless::{LabelSet, LabelValue, Measured, Registry, StatusClass, instrument_metric};

use crate::{exported, exported_or_absent};

/// A room.
#[instrument_metric(namespace = "measured_equal")]
struct Room {
    /// Guests in the room.
    #[metric(gauge)]
    guests: u8,
    #[metric(label, max = 10)]
    name: &'static str,
}

#[test]
fn the_earlier_of_two_values_with_equal_labels_is_exported_and_the_later_follows() {
    let guests = || exported_or_absent("measured_equal_guests", &[("name", "kitchen")]);
    let conflicts = || exported("gapless_label_conflicts_total", &[("metric", "measured_equal_guests")]);
    let room = |guests| Room { guests, name: "kitchen" }.measured();
    let (first, second, third, fourth) = (room(1), room(2), room(3), room(4));
    assert_eq!((guests(), conflicts()), (Some(1.0), 3.0));

    drop(second);
    assert_eq!(guests(), Some(1.0));
    drop(first);
    assert_eq!(guests(), Some(3.0), "the third is earlier than the fourth");
    drop(third);
    assert_eq!(guests(), Some(4.0));
    drop(fourth);
    assert_eq!((guests(), conflicts()), (None, 3.0));
}

/// A table with a limit.
#[instrument_metric(namespace = "measured_limit")]
struct Table {
    /// Cards on the table.
    #[metric(gauge)]
    cards: usize,
    #[metric(label, max = 2)]
    name: String,
}

#[test]
fn values_beyond_the_limit_are_left_out_and_counted_until_there_is_room() {
    let overflowed = || exported("gapless_overflowed_total", &[("metric", "measured_limit_cards")]);
    let names = || {
        let snapshot = Registry::global().gather();
        let family = snapshot.family("measured_limit_cards").expect("it is declared");
        family.series.iter().map(|series| series.labels[0].1.to_string()).collect::<Vec<_>>()
    };
    let mut tables: Vec<_> =
        (0..4).map(|n| Table { cards: n, name: format!("table {n}") }.measured()).collect();
    assert_eq!((names(), overflowed()), (vec!["table 0".to_owned(), "table 1".into()], 2.0));
    let twin = Table { cards: 9, name: "table 2".into() }.measured(); // waits behind one that waits
    tables.remove(0);
    assert_eq!(names(), ["table 1", "table 2"]);
    tables.remove(1); // table 2
    assert_eq!(exported("measured_limit_cards", &[("name", "table 2")]), 9.0);
    drop(twin);
    assert_eq!(names(), ["table 1", "table 3"]);
    tables.clear();
    assert_eq!((names(), overflowed()), (Vec::<String>::new(), 2.0));
    let _last = Table { cards: 1, name: "last".into() }.measured();
    assert_eq!(names(), ["last"]);
}

/// A value with labels of each type.
#[instrument_metric(namespace = "measured_labels")]
struct Labels {
    /// A number.
    #[metric(gauge)]
    number: u8,
    #[metric(label)]
    endpoint: Endpoint,
    #[metric(label)]
    cached: Option<bool>,
    #[metric(label, with = class)]
    status: u16,
    #[metric(label, max = 2)]
    boxed: Box<str>,
    #[metric(label, max = 2)]
    shared: Arc<str>,
    #[metric(label, max = 2)]
    borrowed: Option<Cow<'static, str>>,
    #[metric(label, max = 2, with = u64::to_string)]
    id: u64,
}

#[derive(Clone, Copy, LabelSet)]
enum Endpoint {
    #[labels(method = "GET", route = "/")]
    Home,
    #[labels(method = "POST", route = "/games")]
    AddGame,
}

fn class(status: &u16) -> StatusClass {
    StatusClass::from(*status)
}

fn labels(number: u8, endpoint: Endpoint) -> Measured<Labels> {
    Labels {
        number,
        endpoint,
        cached: None,
        status: 404,
        boxed: "b".into(),
        shared: "s".into(),
        borrowed: None,
        id: 7,
    }
    .measured()
}

#[test]
fn labels_can_be_of_any_label_type() {
    let _both = (labels(1, Endpoint::Home), labels(2, Endpoint::AddGame));
    let rest = [("status", "4xx"), ("boxed", "b"), ("shared", "s"), ("id", "7")];
    for (method, route, number) in [("GET", "/", 1.0), ("POST", "/games", 2.0)] {
        let labels = [&[("method", method), ("route", route)], &rest[..]].concat();
        assert_eq!(exported("measured_labels_number", &labels), number);
    }
}

/// A value whose label cannot be read.
#[instrument_metric(namespace = "measured_unnamed")]
struct Unnamed {
    /// A number.
    #[metric(gauge)]
    number: u8,
    #[metric(label, max = 2, with = unnamed)]
    name: (),
}

fn unnamed(_: &()) -> String {
    panic!("a label that panics, on purpose")
}

#[test]
fn a_value_whose_label_panics_is_not_exported_and_counted() {
    let value = Unnamed { number: 1, name: () }.measured();
    assert_eq!(value.number, 1);
    let snapshot = Registry::global().gather();
    assert!(snapshot.family("measured_unnamed_number").expect("it is declared").series.is_empty());
    assert_eq!(exported("gapless_read_panics_total", &[("metric", "measured_unnamed_number")]), 1.0);
}

#[derive(Clone, Copy, LabelValue)]
enum Side {
    Left,
    Right,
}

/// A side, without a limit.
#[instrument_metric(namespace = "measured_sides")]
struct Sided {
    /// A number.
    #[metric(gauge)]
    number: u8,
    #[metric(label)]
    side: Side,
}

#[test]
fn typed_labels_need_no_limit_and_series_exist_only_for_living_values() {
    let right = Sided { number: 2, side: Side::Right }.measured();
    assert_eq!(exported_or_absent("measured_sides_number", &[("side", "left")]), None);
    assert_eq!(exported("measured_sides_number", &[("side", "right")]), 2.0);
    let _left = Sided { number: 1, side: Side::Left }.measured();
    drop(right);
    assert_eq!(exported("measured_sides_number", &[("side", "left")]), 1.0);
}

/// A client with functions of its info.
#[instrument_metric(namespace = "measured_client")]
struct Client {
    /// Requests of the client.
    #[metric(gauge)]
    requests: u8,
    #[metric(info, with = text)]
    version: [u8; 2],
    #[metric(info, with = channel)]
    is_stable: bool,
}

fn text([major, minor]: &[u8; 2]) -> String {
    format!("{major}.{minor}")
}

fn channel(is_stable: &bool) -> &'static str {
    if *is_stable { "stable" } else { "beta" }
}

#[test]
fn a_function_of_an_info_returns_any_string() {
    let _client = Client { requests: 0, version: [1, 2], is_stable: true }.measured();
    assert_eq!(exported("measured_client_info", &[("version", "1.2"), ("is_stable", "stable")]), 1.0);
}
