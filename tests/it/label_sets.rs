//! Label sets: one argument that exports several labels, in the combinations that its type lists.

use std::mem::take;

use gapless::{Event as _, LabelSet, LabelValue, Registry, StatusClass, defmetrics, instrument_metric};

use crate::{exported, exported_or_absent};

#[derive(Clone, Copy, Debug, PartialEq, LabelSet)]
enum Endpoint {
    #[labels(method = "POST", route = "/login")]
    LogIn,
    #[labels(method = "GET", route = "/games")]
    ListGames,
    #[labels(route = "/games", method = "POST")]
    AddGame,
}

#[derive(Clone, Copy, LabelValue)]
enum Kind {
    Old,
    New,
}

defmetrics! {
    #![namespace = "label_sets"]

    /// Requests.
    counter requests_total(kind: Kind, endpoint: Endpoint, status: StatusClass, version = "1");

    /// Time to answer.
    histogram request_duration_seconds(endpoint: Endpoint);

    /// Requests by reference.
    counter borrowed_total(endpoint: &Endpoint);

    /// Requests of clients.
    #[max_series(30)]
    counter client_requests_total(endpoint: Endpoint, client: &str);

    /// Requests open.
    up_down_counter requests_open(endpoint: Endpoint);

    /// Answers that were sent.
    #[on(Answered)]
    counter answers_total(endpoint: Endpoint);

    /// Requests that no client sends twice.
    #[skip(kind = "old")]
    counter single_requests_total(endpoint: Endpoint, kind: Kind);
}

#[derive(gapless::Event)]
struct Answered {
    endpoint: Endpoint,
}

fn series(name: &str) -> Vec<Vec<(String, String)>> {
    let mut snapshot = Registry::global().gather();
    let family = snapshot.families.iter_mut().find(|family| family.name == name).expect("it is declared");
    let pairs = |labels: Vec<_>| {
        labels.into_iter().map(|(name, value): (_, _)| (String::from(name), String::from(value))).collect()
    };
    family.series.iter_mut().map(|series| pairs(take(&mut series.labels))).collect()
}

#[test]
fn only_the_listed_combinations_are_exported() {
    let labels = series("label_sets_request_duration_seconds");
    let expected = [("GET", "/games"), ("POST", "/games"), ("POST", "/login")];
    let expected = expected.map(|(method, route)| {
        vec![("method".to_owned(), method.to_owned()), ("route".to_owned(), route.to_owned())]
    });
    assert_eq!(labels, expected);
    assert_eq!(series("label_sets_requests_total").len(), 2 * 3 * 6);
}

#[test]
fn each_value_records_into_its_own_series() {
    for (i, endpoint) in (1..).zip(Endpoint::VALUES) {
        requests_total(Kind::New, endpoint, StatusClass::ClientError).inc_by(i);
    }
    let count = |kind, method, route| {
        let labels = [("kind", kind), ("method", method), ("route", route)];
        let others = [("version", "1"), ("status", "4xx")];
        exported_or_absent("label_sets_requests_total", &[&labels[..], &others[..]].concat())
    };
    assert_eq!(count("new", "POST", "/login"), Some(1.0));
    assert_eq!(count("new", "GET", "/games"), Some(2.0));
    assert_eq!(count("new", "POST", "/games"), Some(3.0));
    assert_eq!(count("old", "POST", "/games"), Some(0.0));
    assert_eq!(count("new", "GET", "/login"), None);
}

#[test]
fn a_label_set_can_be_borrowed_and_stand_beside_open_labels() {
    borrowed_total(&Endpoint::AddGame).inc();
    client_requests_total(Endpoint::LogIn, "lynx").inc_by(4);
    let _open = requests_open(Endpoint::ListGames).guard();
    let labels = |method, route| [("method", method), ("route", route)];
    assert_eq!(exported("label_sets_borrowed_total", &labels("POST", "/games")), 1.0);
    let with_client = [("method", "POST"), ("route", "/login"), ("client", "lynx")];
    assert_eq!(exported("label_sets_client_requests_total", &with_client), 4.0);
    assert_eq!(exported("label_sets_requests_open", &labels("GET", "/games")), 1.0);
    single_requests_total(Endpoint::LogIn, Kind::New).inc();
    assert_eq!(series("label_sets_single_requests_total").len(), 3);
}

#[test]
fn an_event_has_the_value_of_a_label_set() {
    Answered { endpoint: Endpoint::ListGames }.emit();
    assert_eq!(exported("label_sets_answers_total", &[("method", "GET"), ("route", "/games")]), 1.0);
}

#[instrument_metric(name = "label_sets_handler", function = off, module = off, labels(endpoint: Endpoint = endpoint, kind: Kind = Kind::Old))]
fn handle(endpoint: Endpoint) -> Result<(), String> {
    if endpoint == Endpoint::LogIn { Err("wrong password".to_owned()) } else { Ok(()) }
}

#[test]
fn a_function_can_have_a_label_set() {
    handle(Endpoint::LogIn).unwrap_err();
    handle(Endpoint::AddGame).unwrap();
    let calls = |route, outcome| {
        let labels = [("method", "POST"), ("route", route), ("kind", "old"), ("outcome", outcome)];
        exported("label_sets_handler_calls_total", &labels)
    };
    assert_eq!((calls("/login", "error"), calls("/games", "ok"), calls("/games", "error")), (1.0, 1.0, 0.0));
    assert_eq!(series("label_sets_handler_in_flight").len(), 6);
}

#[test]
fn the_descriptor_has_each_label_with_its_values() {
    let of = Registry::global().descriptors().find(|of| of.name == "label_sets_requests_total");
    let of = of.expect("it is declared");
    assert_eq!(of.label_names().collect::<Vec<_>>(), ["version", "kind", "method", "route", "status"]);
    let values = of.labels[1].values.expect("its values are known");
    assert_eq!(values.iter().collect::<Vec<_>>(), ["POST", "GET"]);
    assert_eq!((of.label_set_count(), of.series_count()), (36, 36));
}
