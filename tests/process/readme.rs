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

/// Returns the contents of the first code block of a language.
fn block(language: &str) -> &'static str {
    let (_, from) = README.split_once(&format!("```{language}\n")).expect("the README has such a block");
    from.split_once("```").expect("the block ends").0
}

#[test]
fn the_program_is_the_example() {
    let example = include_str!("../../examples/quickstart.rs");
    let program = example.split_once("\n\n").expect("a header stands before the program").1;
    assert_eq!(block("rust"), program);
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
    assert_eq!(block("text").lines().collect::<Vec<_>>(), shown.collect::<Vec<_>>());
}
