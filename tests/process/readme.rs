//! What the README shows is what there is: its program is the example, and its exposition is what that serves first.

use gapless::Registry;
use gapless::encode::Format;

#[path = "../linted.rs"]
mod linted;

use linted::linted;

#[expect(dead_code, reason = "only its declarations are of interest here")]
#[path = "../../examples/quickstart.rs"]
mod quickstart;

const README: &str = include_str!("../../README.md");

/// The text of the first block of a language.
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
    let _router = gapless::router::<()>(); // the program has a router, whose metrics are counted too
    let exposition = String::from_utf8(linted(
        Format::Text.encode(&Registry::global().gather()),
        Format::Text.content_type(),
    ))
    .expect("an exposition is UTF-8");
    let exposition = exposition.replace(module_path!(), "").replace("\"::quickstart\"", "\"quickstart\"");
    let exposition = exposition.replace("clock=\"std\"", "clock=\"tsc\""); // the machine's choice
    let buckets =
        exposition.lines().filter(|line| line.starts_with("function_duration_seconds_bucket")).count();
    assert!(README.contains(&format!("without the {buckets} lines of\n`function_duration_seconds_bucket`")));
    let shown =
        exposition.lines().filter(|line| !line.contains("_bucket{") && !line.contains("gapless_scrape"));
    assert_eq!(block("text").lines().collect::<Vec<_>>(), shown.collect::<Vec<_>>());
}
