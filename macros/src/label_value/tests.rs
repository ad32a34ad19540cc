//! What is derived for enums that stand for the others.

use crate::snapshot;

fn check(name: &str, item: &str) {
    let item = item.parse().expect("the test's tokens are Rust");
    snapshot::check(&format!("label_value_{name}"), super::derive(item));
}

#[test]
fn an_enum_is_a_list_of_texts_and_a_match() {
    check(
        "enum",
        "#[label(rename_all = \"kebab-case\")] pub(crate) enum Channel { OffTopic, #[label(rename = \"a \\\"b\\\"\")] Other }",
    );
}

#[test]
fn parameters_and_data_stay() {
    check(
        "generic",
        "#[label(crate = crate::metrics)] enum Failure<'a, T: Debug = u8, const N: usize = 3> where T: 'a \
         { Io(io::Error), Parse { line: &'a T, of: [u8; N] } }",
    );
}

#[test]
fn what_has_mistakes_is_a_label_all_the_same() {
    check("mistakes", "struct Channel<T>(T);");
}
