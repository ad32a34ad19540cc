//! What is derived for structs that stand for the others.

use crate::snapshot;

fn check(name: &str, item: &str) {
    let item = item.parse().expect("the test's tokens are Rust");
    snapshot::check(&format!("event_{name}"), super::derive(item));
}

#[test]
fn a_struct_is_a_bus_and_a_list_of_fields() {
    check(
        "struct",
        "#[event(name = \"account.created\")] struct AccountCreated { origin: Origin, #[event(measure)] took: Duration, \
         #[event(measure = \"kB\")] size: u64 }",
    );
}

#[test]
fn a_lifetime_stays() {
    check("borrowed", "#[event(crate = crate::metrics)] struct PageServed<'a> { path: &'a str }");
}

#[test]
fn a_span_has_two_events_more() {
    check("span", "#[event(name = \"db.query\", span)] struct Query { table: Table }");
}

#[test]
fn what_has_mistakes_is_an_event_all_the_same() {
    check("mistakes", "#[event(name = \"account..created\")] struct AccountCreated(Origin);");
}
