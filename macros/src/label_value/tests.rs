//! Snapshots of the expansion of typical labels.

use crate::snapshot;

fn check(name: &str, item: &str) {
    let item = item.parse().expect("the test's tokens are Rust");
    snapshot::check(&format!("label_value_{name}"), super::derive(item));
}

#[test]
fn a_label_expands_to_a_list_of_values_and_a_match() {
    check(
        "enum",
        "#[label(rename_all = \"kebab-case\")] pub(crate) enum Channel { OffTopic, #[label(rename = \"a \\\"b\\\"\")] Other }",
    );
}

#[test]
fn generic_parameters_and_fields_are_kept() {
    check(
        "generic",
        "#[label(crate = crate::metrics)] enum Failure<'a, T: Debug = u8, const N: usize = 3> where T: 'a \
         { Io(io::Error), Parse { line: &'a T, of: [u8; N] } }",
    );
}

#[test]
fn an_item_with_mistakes_still_implements_label_value() {
    check("mistakes", "struct Channel<T>(T);");
}
