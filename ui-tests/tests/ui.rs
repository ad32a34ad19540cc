//! What the compiler says: cases that must build, and cases that must not, with the words that it says then.
//!
//! After a change of words, `TRYBUILD=overwrite cargo test -p gapless-ui-tests` writes the new ones; read each of them.

#[test]
fn pass() {
    trybuild::TestCases::new().pass("cases/*/pass/*.rs");
}

#[test]
fn fail() {
    trybuild::TestCases::new().compile_fail("cases/*/fail/*.rs");
}
