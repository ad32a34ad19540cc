//! A program with two versions of the core: the start fails, and each copy exports its own metrics.

use std::sync::Mutex;

use gapless::snapshot::Value;
use gapless::{ErrorKind, Registry};
use gapless_other_core as other;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

#[test]
fn the_start_fails_and_names_both_versions() {
    let error = Registry::global().check().expect_err("the program has two copies");
    assert!(matches!(error.kind(), ErrorKind::Copies(versions) if versions[..] == ["0.0.9", "0.1.0"]));
    assert_eq!(
        error.to_string(),
        "this program has 2 copies of `gapless-core`, of versions 0.0.9 and 0.1.0, and each exports a part of the \
         metrics; find the crates that depend on each with `cargo tree -d`, and make them use one version"
    );
}

#[test]
fn each_copy_exports_the_number_of_copies() {
    let snapshot = Registry::global().gather();
    assert_eq!(snapshot.value("gapless_core_copies", &[]).map(Value::as_f64), Some(2.0));
    let others = other::Registry::global().gather();
    assert_eq!(others.value("gapless_core_copies", &[]).map(other::Value::as_f64), Some(2.0));
    let versions = others.family("gapless_info").map(|info| &info.series[0].labels[1]);
    assert_eq!(versions.map(|(name, value)| (&**name, &**value)), Some(("version", "0.0.9")));
}

/// Keeps logged errors.
struct Errors(&'static Mutex<Vec<String>>);

impl Subscriber for Errors {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() == Level::ERROR
    }

    fn event(&self, event: &Event<'_>) {
        let mut visit = |_: &tracing::field::Field, message: &dyn std::fmt::Debug| {
            self.0.lock().expect("no logger panics").push(format!("{message:?}"));
        };
        event.record(&mut visit);
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

#[test]
fn a_router_logs_it_once() {
    static LOGGED: Mutex<Vec<String>> = Mutex::new(Vec::new());
    tracing::subscriber::set_global_default(Errors(&LOGGED)).expect("this is the only subscriber");
    let _routers: [axum::Router; 2] = [gapless::router(), gapless::router()];
    let logged = LOGGED.lock().expect("no logger panics");
    assert_eq!(logged.len(), 1, "{logged:?}");
    assert!(logged[0].contains("2 copies of `gapless-core`") && logged[0].contains("cargo tree -d"));
}
