//! Checks that every test in `docs/contributing/features.md` exists.

use std::path::Path;

const FEATURES: &str = include_str!("../../docs/contributing/features.md");

/// Returns the last cell of each row, without its backticks.
fn tests() -> impl Iterator<Item = &'static str> {
    let rows = FEATURES.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| row |"));
    rows.map(|row| row.trim_end_matches(" |").rsplit("| ").next().unwrap_or_default().trim_matches('`'))
}

fn exists(test: &str) -> bool {
    let (file, function) =
        test.split_once("::").map_or((test, None), |(file, function)| (file, Some(function)));
    let source = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file));
    source.is_ok_and(|source| function.is_none_or(|function| source.contains(&format!("fn {function}("))))
}

#[test]
fn every_row_names_a_test_that_exists() {
    let missing: Vec<_> = tests().filter(|test| !exists(test)).collect();
    assert_eq!(missing, [""; 0]);
    assert!(tests().count() > 40);
}
