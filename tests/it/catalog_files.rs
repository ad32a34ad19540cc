//! Catalogs as files: of format 1, of a newer version, and with mistakes.

use std::time::Duration;

use gapless::artifacts::catalog::{Comparison, Measure, Origin};
use gapless::artifacts::{Catalog, ErrorKind};
use gapless::descriptor::Kind;

/// A file that a released version wrote. It never changes.
const FORMAT_1: &str = include_str!("../fixtures/catalog_format_1.json");

/// A file of a newer version, with members, types and measures that this version does not know.
const NEWER: &str = include_str!("../fixtures/catalog_newer.json");

#[test]
fn a_file_of_format_1_is_read_and_written_unchanged() {
    let catalog = Catalog::from_json(FORMAT_1).expect("it is valid");
    assert_eq!(catalog.to_json(), FORMAT_1);
    let wait = catalog.family("shop_queue_wait_seconds").expect("it is in the file");
    assert_eq!((wait.kind, wait.unit.as_deref(), &*wait.group), (Kind::Histogram, Some("seconds"), "queue"));
    assert_eq!(wait.buckets(), [0.1, 2.5]);
    let declaration = wait.declared_as("queue_wait_seconds").next().expect("it was declared");
    assert_eq!(declaration.constant_labels, [("region".into(), "eu".into()), ("app".into(), "shop".into())]);
    assert_eq!(declaration.native.map(|native| (native.schema, native.max_buckets)), Some((3, 160)));
    let alert = &declaration.alerts[0];
    assert_eq!(alert.measure, Measure::Quantile(0.99, Duration::from_secs(300)));
    assert_eq!(
        (alert.comparison, alert.threshold, alert.hold),
        (Comparison::Greater, 2.5, Duration::from_secs(600))
    );
    let calls = &catalog.family("login_calls_total").expect("it is in the file").declarations[0];
    assert_eq!(calls.origin, Origin::Function);
    let objective = calls.objective.as_ref().expect("the function has one");
    assert_eq!(objective.success.as_deref(), Some("99.9"));
}

#[test]
fn a_file_of_a_newer_version_is_read_without_the_parts_that_are_unknown() {
    let catalog = Catalog::from_json(NEWER).expect("it is valid");
    let names: Vec<_> = catalog.families().iter().map(|family| &*family.name).collect();
    assert_eq!(names, ["jobs_total", "plain"]);
    let alerts = &catalog.families()[0].declarations[0].alerts;
    assert_eq!(alerts.iter().map(|alert| &*alert.name).collect::<Vec<_>>(), ["Known"]);
    assert_eq!(catalog.families()[1].declarations.len(), 0);
}

#[test]
fn a_file_that_would_be_misread_is_an_error() {
    let error = Catalog::from_json("{\"format\":2,\"families\":{}}").expect_err("it is too new");
    assert!(matches!(error.kind(), ErrorKind::Format { format: 2, newest: 1 }), "{error}");
    assert!(error.to_string().ends_with("; update `gapless`"), "{error}");
    let error = Catalog::from_json("{\"families\":[]}").expect_err("it has no format");
    assert!(matches!(error.kind(), ErrorKind::Json(_)), "{error}");
}

#[test]
fn a_line_that_is_not_a_declaration_is_an_error_with_the_line() {
    let error =
        Catalog::from_lines("\0\0{\"name\":\"a\",\"type\":\"gauge\"}\n\0{}\n").expect_err("a line is wrong");
    assert!(matches!(error.kind(), ErrorKind::Line { line, .. } if line == "{}"), "{error}");
    let newer = "{\"name\":\"a\",\"type\":\"sketch\"}\n\0\0{\"name\":\"b\",\"type\":\"gauge\"}\n\0";
    let catalog = Catalog::from_lines(newer).expect("types of newer versions are left out");
    assert!(catalog.find("a").is_none() && catalog.find("b").is_some());
}
