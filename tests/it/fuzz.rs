//! What fuzzing asks of any input, asked of those that it begins with and of all that it has found.

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

/// Asks the property of each input in the folder of a target.
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
fn an_accept_header_gets_what_it_allows() {
    check_seeds("accept", accept::check);
}

#[test]
fn an_accept_encoding_header_gets_a_coding_that_it_takes() {
    check_seeds("accept_encoding", accept_encoding::check);
}

#[test]
fn an_authorization_header_lets_in_who_has_the_secret() {
    check_seeds("authorization", authorization::check);
}

#[test]
fn whatever_is_linted_findings_are_in_it() {
    check_seeds("lint", lint::check);
}
