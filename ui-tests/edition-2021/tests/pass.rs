//! What must build, in edition 2021.

#[test]
fn pass() {
    trybuild::TestCases::new().pass("../cases/*/pass/*.rs");
}
