//! Functions with their own metric names, labels and buckets.

use gapless::snapshot::Value;
use gapless::{LabelValue, Registry, instrument_metric};

use super::block_on;
use crate::exported;

#[derive(Clone, Copy, LabelValue)]
enum Kind {
    Password,
    Token,
}

struct Form {
    kind: Kind,
    value: &'static str,
}

#[instrument_metric(name = "login", labels(kind: Kind = form.kind, short: bool = form.value.len() < 3), buckets(0.5, 1))]
async fn login(form: Form) -> Result<String, ()> {
    match form.value {
        "" => Err(()),
        value => Ok(value.to_owned()),
    }
}

#[instrument_metric(name = "login", labels(kind: Kind = Kind::Token, short: bool = true), buckets(0.5, 1))]
fn login_by_token() {}

#[test]
fn a_function_can_have_names_labels_and_buckets_of_its_own() {
    assert!(block_on(login(Form { kind: Kind::Password, value: "secret" })).is_ok());
    assert!(block_on(login(Form { kind: Kind::Token, value: "" })).is_err());
    login_by_token();
    let labels = |function, kind, short| {
        [("function", function), ("module", module_path!()), ("kind", kind), ("short", short)]
    };
    let ended = |function, kind, short, outcome| {
        let labels = [&labels(function, kind, short)[..], &[("outcome", outcome)]].concat();
        exported("login_calls_total", &labels)
    };
    assert_eq!(ended("login", "password", "false", "ok"), 1.0);
    assert_eq!(ended("login", "token", "true", "error"), 1.0);
    assert_eq!(ended("login", "token", "false", "cancelled"), 0.0);
    assert_eq!(ended("login_by_token", "token", "true", "ok"), 1.0);
    assert_eq!(exported("login_in_flight", &labels("login", "password", "false")), 0.0);
    let snapshot = Registry::global().gather();
    match snapshot.value("login_duration_seconds", &labels("login", "password", "false")) {
        Some(Value::Histogram(histogram)) => {
            assert_eq!((&*histogram.bounds, histogram.count()), (&[0.5, 1.0][..], 1));
        }
        other => panic!("{other:?}"),
    }
}
