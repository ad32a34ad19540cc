//! Snapshots of the expansion of typical label sets.

use crate::snapshot;

fn check(name: &str, item: &str) {
    let item = item.parse().expect("the test's tokens are Rust");
    snapshot::check(&format!("label_set_{name}"), super::derive(item));
}

#[test]
fn an_enum_is_a_table_of_values_and_a_match() {
    check(
        "enum",
        "pub enum Endpoint { #[labels(method = \"GET\", route = \"/\")] Home, \
         #[labels(method = \"GET\", route = \"/games\")] Games, \
         #[labels(route = \"/games\", method = \"POST\")] AddGame }",
    );
}

#[test]
fn an_enum_with_parameters_and_fields_keeps_them() {
    check(
        "generic",
        "#[labels(crate = crate::metrics)] enum Failure<'a, T: 'a> { #[labels(r#in = \"file\")] Io(&'a T) }",
    );
}

#[test]
fn an_enum_with_mistakes_is_a_label_set_too() {
    check("mistakes", "struct Endpoint { method: Method, route: Route }");
}
