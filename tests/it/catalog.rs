//! The lines of the catalog in this test's own file.

use std::collections::BTreeSet;

use gapless::Registry;
use gapless::artifacts::Catalog;
use gapless::descriptor::Kind;
use gapless::snapshot::Value;

use crate::catalog_lines::{Line, read, text};

fn own_file() -> Vec<u8> {
    std::fs::read(std::env::current_exe().expect("a test has a file")).expect("it can be read")
}

fn own_lines() -> Vec<Line> {
    read(&object::File::parse(&*own_file()).expect("it is a program"))
}

fn exported_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Counter => "counter",
        Kind::Histogram => "histogram",
        Kind::Summary => "summary",
        Kind::StateSet => "stateset",
        Kind::Info => "info",
        _ => "gauge",
    }
}

/// Returns whether the registry itself provides the family, which then has no line.
fn is_of_the_registry(name: &str) -> bool {
    Registry::global().descriptors().any(|of| of.name == name && of.group == "gapless")
}

#[test]
fn the_lines_of_a_program_and_the_running_program_give_one_catalog() {
    let file = own_file();
    let of_file = text(&object::File::parse(&*file).expect("it is a program")).to_owned();
    let (of_file, declared) = (Catalog::from_lines(&of_file).expect("lines"), Catalog::declared());
    for (a, b) in of_file.families().iter().zip(declared.families()) {
        assert_eq!(a, b);
    }
    assert_eq!(of_file, declared);
    assert_eq!(Catalog::from_json(&declared.to_json()).expect("its own JSON"), declared);
}

#[test]
fn each_family_has_a_line_and_each_line_a_family() {
    let (lines, snapshot) = (own_lines(), Registry::global().gather());
    let of_process = lines.iter().filter(|line| line.of_struct.is_none() && !line.sampled);
    let told: BTreeSet<_> = of_process.map(|line| (&*line.name, line.exported_type(), &*line.help)).collect();
    let families = snapshot.families.iter().filter(|family| !is_of_the_registry(&family.name));
    let served: BTreeSet<_> =
        families.map(|family| (&*family.name, exported_type(family.kind), &*family.help)).collect();
    // The metrics of Gapless itself are served once they are used.
    let used = told.into_iter().filter(|line| !line.0.starts_with("gapless_") || served.contains(line));
    assert_eq!(used.collect::<BTreeSet<_>>(), served);
}

#[test]
fn each_line_has_the_labels_and_buckets_of_its_family() {
    let lines = own_lines();
    for family in Registry::global().gather().families {
        let own: Vec<_> = lines.iter().filter(|line| line.name == family.name).collect();
        for series in &family.series {
            // A label without a value counts as absent.
            let present = |(_, value): &(&str, &str)| !value.is_empty();
            let labels = || series.labels.iter().map(|(name, value)| (&**name, &**value)).filter(present);
            let declared = own.iter().find(|line| line.describes(labels()));
            assert!(
                declared.is_some() || is_of_the_registry(&family.name),
                "a line for {} {:?} is missing",
                family.name,
                series.labels
            );
            if let (Some(line), Value::Histogram(histogram)) = (declared, &series.value) {
                assert_eq!(line.buckets, *histogram.bounds, "{line:?}");
            }
            if let (Some(line), Value::Summary(summary)) = (declared, &series.value) {
                assert_eq!(line.quantiles, *summary.quantiles, "{line:?}");
            }
            if let (Some(line), Value::StateSet(state)) = (declared, &series.value) {
                assert_eq!(line.states, state.states.iter().collect::<Vec<_>>(), "{line:?}");
            }
        }
    }
}

#[test]
fn each_line_shows_native_buckets_and_exemplars() {
    let lines = own_lines();
    for descriptor in Registry::global().descriptors().filter(|of| of.group != "gapless") {
        let line = lines.iter().find(|line| line.name == descriptor.name).expect("it has a line");
        let native = descriptor.native.filter(|_| descriptor.kind == Kind::Histogram);
        let declared = native.map(|of| {
            serde_json::json!({
                "schema": of.schema,
                "zero_threshold": of.zero_threshold,
                "max_buckets": of.max_buckets,
                "max_zero_threshold": of.max_zero_threshold,
            })
        });
        assert_eq!(line.native, declared, "{}", descriptor.name);
        assert_eq!(line.exemplars, descriptor.exemplars, "{}", descriptor.name);
    }
}

#[test]
fn each_line_has_the_location_of_its_declaration() {
    for line in own_lines() {
        assert!(line.names_its_source(), "{line:?}");
    }
}

#[test]
fn each_line_of_a_struct_names_the_struct() {
    let lines = own_lines();
    let of_struct = lines.iter().filter(|line| line.of_struct.as_deref() == Some("ServerMetrics"));
    let lines: BTreeSet<_> = of_struct.map(|line| (&*line.name, line.exported_type(), &*line.help)).collect();
    let registry = gapless::dynamic::Registry::new();
    let _metrics = crate::into_struct::registered(&registry);
    let families = registry.find("*").families();
    let registered =
        families.iter().map(|of| (&*of.family.name, exported_type(of.family.kind), &*of.family.help));
    assert_eq!(lines, registered.collect());
}

#[test]
fn the_line_of_a_measured_type_names_the_type() {
    let lines = own_lines();
    let measured = |name: &str| {
        let line = lines.iter().find(|line| line.name == name);
        line.expect("it has a line").measured.clone()
    };
    assert_eq!(measured("measured_lobby_waiting").as_deref(), Some("Lobby"));
    assert_eq!(measured("measured_server_phase").as_deref(), Some("Phase"));
    assert_eq!(measured("counters_events_total"), None);
}
