//! Cases that must compile, in edition 2021.

#[test]
fn pass() {
    trybuild::TestCases::new().pass("../cases/*/pass/*.rs");
}
