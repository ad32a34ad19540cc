//! `docs/examples.md` shows what the examples print: those that end by themselves are run.

use std::process::Command;

const PAGE: &str = include_str!("../docs/examples.md");

/// The names and programs of the examples that end by themselves.
const EXAMPLES: [(&str, &str); 4] = [
    ("labels", env!("CARGO_BIN_EXE_labels")),
    ("histograms", env!("CARGO_BIN_EXE_histograms")),
    ("functions", env!("CARGO_BIN_EXE_functions")),
    ("library", env!("CARGO_BIN_EXE_library")),
];

/// What the page shows below the command of an example.
fn shown(name: &str) -> impl Iterator<Item = &'static str> {
    let (_, below) = PAGE.split_once(&format!("`cargo run --bin {name}`")).expect("the page has the command");
    let (_, from) = below.split_once("```text\n").expect("a block stands below it");
    from.split_once("```").expect("the block ends").0.lines()
}

fn check(name: &str, program: &str) {
    let output = Command::new(program).output().expect("it can be started");
    assert!(output.status.success(), "{name}: {output:?}");
    let printed = String::from_utf8(output.stdout).expect("it prints text");
    let mut printed_lines = printed.lines();
    for line in shown(name) {
        assert!(printed_lines.any(|printed| printed == line), "{name} has not `{line}` there:\n{printed}");
    }
}

#[test]
fn the_examples_print_what_the_page_shows() {
    EXAMPLES.iter().for_each(|(name, program)| check(name, program));
    assert_eq!(PAGE.matches("\n```text\n").count(), EXAMPLES.len());
}
