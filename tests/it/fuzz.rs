//! The properties of the fuzz targets, checked on their seeds and on all inputs that fuzzing has found.

use std::panic::catch_unwind;
use std::path::Path;

#[path = "../../fuzz/properties/accept.rs"]
mod accept;
#[path = "../../fuzz/properties/accept_encoding.rs"]
mod accept_encoding;
#[path = "../../fuzz/properties/answer.rs"]
mod answer;
#[path = "../../fuzz/properties/authorization.rs"]
mod authorization;
#[path = "../../fuzz/properties/lint.rs"]
mod lint;

/// Checks the property of a target on each input in its folder.
fn check_seeds(target: &str, check: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/seeds").join(target);
    let seeds: Vec<_> = std::fs::read_dir(&folder).expect("it is a folder").collect();
    assert!(!seeds.is_empty());
    for seed in seeds {
        let seed = seed.expect("it can be read").path();
        let input = std::fs::read(&seed).expect("it is a file");
        assert!(catch_unwind(|| check(&input)).is_ok(), "{}", seed.display());
    }
}

#[test]
fn any_accept_header_gets_an_allowed_format() {
    check_seeds("accept", accept::check);
}

#[test]
fn any_accept_encoding_header_gets_an_accepted_coding() {
    check_seeds("accept_encoding", accept_encoding::check);
}

#[test]
fn an_authorization_header_is_accepted_only_with_the_secret() {
    check_seeds("authorization", authorization::check);
}

#[test]
fn findings_of_the_linter_are_within_any_input() {
    check_seeds("lint", lint::check);
}
