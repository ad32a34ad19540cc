//! Snapshots of the expansion of typical events.

use crate::snapshot;

fn check(name: &str, item: &str) {
    let item = item.parse().expect("the test's tokens are Rust");
    snapshot::check(&format!("event_{name}"), super::derive(item));
}

#[test]
fn an_event_expands_to_a_bus_and_a_list_of_fields() {
    check(
        "struct",
        "#[event(name = \"account.created\")] struct AccountCreated { origin: Origin, #[event(measure)] took: Duration, \
         #[event(measure = \"kB\")] size: u64 }",
    );
}

#[test]
fn an_event_keeps_its_lifetime() {
    check("borrowed", "#[event(crate = crate::metrics)] struct PageServed<'a> { path: &'a str }");
}

#[test]
fn a_span_has_events_for_its_start_and_end() {
    check("span", "#[event(name = \"db.query\", span)] struct Query { table: Table }");
}

#[test]
fn a_struct_with_mistakes_still_implements_event() {
    check("mistakes", "#[event(name = \"account..created\")] struct AccountCreated(Origin);");
}
