//! Constant labels of functions, and functions whose labels `function` and `module` have other names or are off.

use gapless::{LabelValue, instrument_metric};

use crate::{exported, exported_or_absent, lines};

const TABLE: &str = "accounts";

#[derive(Clone, Copy, LabelValue)]
enum Kind {
    Fast,
    Slow,
}

#[instrument_metric(name = "labels_constant", labels(query = "get", kind: Kind = kind, table = TABLE))]
fn get(kind: Kind) {
    let _ = kind;
}

#[test]
fn a_constant_label_stands_beside_typed_labels() {
    get(Kind::Slow);
    let labels = |kind, query, table| {
        let own = [("function", "get"), ("module", module_path!()), ("kind", kind)];
        [own[0], own[1], ("query", query), ("table", table), own[2]]
    };
    let calls = |kind| {
        let labels = labels(kind, "get", "accounts");
        exported("labels_constant_calls_total", &[&labels[..], &[("outcome", "ok")]].concat())
    };
    assert_eq!((calls("fast"), calls("slow")), (0.0, 1.0));
    assert_eq!(exported("labels_constant_duration_seconds", &labels("slow", "get", "accounts")), 1.0);
    assert_eq!(exported("labels_constant_in_flight", &labels("slow", "get", "accounts")), 0.0);
}

#[instrument_metric(name = "labels_renamed", labels(handler = function, file = module), function = "shown")]
fn renamed() {}

#[test]
fn the_labels_of_every_function_can_have_other_names() {
    renamed();
    let labels = [("handler", "shown"), ("file", module_path!()), ("outcome", "ok")];
    assert_eq!(exported("labels_renamed_calls_total", &labels), 1.0);
}

#[instrument_metric(name = "labels_shared", function = off, module = off)]
fn first() {}

#[instrument_metric(name = "labels_shared", function = off, module = off)]
fn second(fails: bool) -> Result<(), ()> {
    if fails { Err(()) } else { Ok(()) }
}

#[test]
fn functions_without_labels_of_their_own_add_up_in_one_family() {
    first();
    second(false).expect("it does not fail");
    second(true).expect_err("it fails");
    let calls = |outcome| exported("labels_shared_calls_total", &[("outcome", outcome)]);
    assert_eq!((calls("ok"), calls("error"), calls("panic")), (2.0, 1.0, 0.0));
    assert_eq!(exported("labels_shared_duration_seconds", &[]), 3.0);
    assert_eq!(lines("labels_shared_in_flight")[2..], ["labels_shared_in_flight 0"]);
}

#[instrument_metric(name = "labels_told_apart", function = off, module = off, labels(query = "list"))]
fn list() {}

#[instrument_metric(name = "labels_told_apart", function = off, module = off, labels(query = "remove"))]
fn remove() {}

#[test]
fn constant_labels_tell_the_functions_of_one_family_apart() {
    list();
    let calls = |query| exported("labels_told_apart_calls_total", &[("query", query), ("outcome", "ok")]);
    assert_eq!((calls("list"), calls("remove")), (1.0, 0.0));
    remove();
    assert_eq!((calls("list"), calls("remove")), (1.0, 1.0));
}

struct Shelf;

#[instrument_metric(name = "labels_block", module = off, labels(method = function, store = "shelf"))]
impl Shelf {
    fn put(&self) {}

    #[metric(function = "take")]
    fn take_one(&self) {}

    #[metric(labels(kind: Kind = Kind::Fast), name = "labels_block_look")]
    fn look(&self) {}
}

#[test]
fn a_block_gives_its_methods_constant_labels() {
    Shelf.put();
    Shelf.take_one();
    Shelf.look();
    let calls = |method| {
        let labels = [("method", method), ("store", "shelf"), ("outcome", "ok")];
        exported("labels_block_calls_total", &labels)
    };
    assert_eq!((calls("Shelf::put"), calls("take")), (1.0, 1.0));
    let replaced = [("function", "Shelf::look"), ("kind", "fast"), ("outcome", "ok")];
    assert_eq!(exported_or_absent("labels_block_look_calls_total", &replaced), Some(1.0));
}
