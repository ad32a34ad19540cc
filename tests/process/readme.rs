//! The README shows the program of the example `quickstart`, and the first exposition that the program serves.

use gapless::Registry;
use gapless::encode::Format;

#[path = "../linted.rs"]
mod linted;

use linted::linted;

#[expect(dead_code, reason = "only its declarations are of interest here")]
#[path = "../../examples/quickstart.rs"]
mod quickstart;

const README: &str = include_str!("../../README.md");

/// Returns the contents of the code blocks of a language.
fn blocks(language: &str) -> Vec<&'static str> {
    let fence = format!("```{language}\n");
    README.split(&fence).skip(1).map(|from| from.split_once("```").expect("the block ends").0).collect()
}

#[test]
fn the_program_is_the_example() {
    let example = include_str!("../../examples/quickstart.rs");
    let program = example.split_once("\n\n").expect("a header stands before the program").1;
    assert_eq!(blocks("rust")[1], program);
}

#[test]
fn the_tests_are_those_of_the_example() {
    let example = include_str!("../../examples/testing.rs");
    let (_, tests) = example.split_once("    use super::*;\n\n").expect("the tests import the example");
    let tests = tests.strip_suffix("}\n").expect("the module ends the file");
    let tests = tests.lines().map(|line| line.strip_prefix("    ").unwrap_or(line));
    assert_eq!(blocks("rust")[0].lines().collect::<Vec<_>>(), tests.collect::<Vec<_>>());
}

#[test]
fn the_exposition_is_the_first_one_of_that_program() {
    let exposition = String::from_utf8(linted(
        Format::Text.encode(&Registry::global().gather()),
        Format::Text.content_type(),
    ))
    .expect("an exposition is UTF-8");
    let exposition = exposition.replace(module_path!(), "").replace("\"::quickstart\"", "\"quickstart\"");
    let buckets =
        exposition.lines().filter(|line| line.starts_with("function_duration_seconds_bucket")).count();
    assert!(README.contains(&format!("the {buckets} lines of `function_duration_seconds_bucket`")));
    let is_shown = |line: &&str| !line.contains("_bucket{") && !line.contains("gapless_");
    let shown = exposition.lines().filter(is_shown);
    assert_eq!(blocks("text")[0].lines().collect::<Vec<_>>(), shown.collect::<Vec<_>>());
}
