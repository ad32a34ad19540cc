//! The names that users write: the root of `gapless`, and the paths in the examples of every crate.

use std::fs;
use std::path::{Path, PathBuf};

/// Everything at the root of `gapless`. A new name needs a reason: most belong in a module.
const ROOT: &[&str] = &[
    // macros
    "Event",
    "LabelValue",
    "build_info",
    "defmetrics",
    "expect_crates",
    "expect_modules",
    "instrument_metric",
    "on_event",
    "poll",
    "report",
    // handles
    "Counter",
    "Gauge",
    "Histogram",
    "Info",
    "Measured",
    "StateSet",
    "Summary",
    "Timer",
    "UpDownCounter",
    "UpDownGuard",
    // types that go with them
    "Error",
    "ErrorKind",
    "LabelSet",
    "Outcome",
    "Registry",
    "StatusClass",
    // start
    "Instance",
    "builder",
    "init",
    "router",
    // modules
    "__private",
    "artifacts",
    "buckets",
    "config",
    "descriptor",
    "dynamic",
    "encode",
    "events",
    "exemplars",
    "grafana",
    "guide",
    "http",
    "instance",
    "live",
    "measured",
    "metrics",
    "plugins",
    "snapshot",
    "sources",
    "testing",
    "tracing",
    // function and module
    "watch",
];

/// The folders of the published crates, whose examples use the paths of `gapless`.
const CRATES: &[&str] = &[
    "macros",
    "runtime/core",
    "runtime/encode",
    "runtime/facade",
    "runtime/http",
    "runtime/link",
    "runtime/live",
    "runtime/plugins",
];

/// The paths of crates that users do not depend on.
const INTERNAL: &[&str] =
    &["gapless_core::", "gapless_encode::", "gapless_http::", "gapless_macros::", "gapless_plugins::"];

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// The names that a `pub use` introduces: `b` and `d` in `a::{b, c as d}`.
fn imported(tree: &str) -> impl Iterator<Item = &str> {
    let leaves = tree.rsplit_once('{').map_or(tree, |(_, leaves)| leaves.trim_end_matches('}'));
    leaves.split(',').filter_map(|leaf| leaf.rsplit([':', ' ']).find(|name| !name.is_empty()))
}

/// The names that the file of a crate's root declares at its top.
fn root(source: &str) -> Vec<String> {
    let lines = source.lines().map(|line| line.split("//").next().unwrap_or_default());
    let mut names = Vec::new();
    let mut import = None;
    for line in lines {
        if let Some(module) = line.strip_prefix("pub mod ") {
            names.push(module.trim_end_matches([' ', '{', ';']).to_owned());
        } else if let Some(name) = line.strip_prefix("macro_rules! ") {
            names.push(name.trim_end_matches([' ', '{']).to_owned());
        } else if let Some(tree) = line.strip_prefix("pub use ") {
            import = Some(String::new());
            import.iter_mut().for_each(|import| import.push_str(tree));
        } else if let Some(import) = &mut import {
            import.push_str(line.trim());
        }
        if let Some(tree) = import.take_if(|import| import.ends_with(';')) {
            names.extend(imported(tree.trim_end_matches(';')).map(str::to_owned));
        }
    }
    names.sort_unstable();
    names.dedup();
    names
}

#[test]
fn the_root_has_only_the_names_of_a_short_list() {
    let mut expected: Vec<_> = ROOT.iter().map(|name| (*name).to_owned()).collect();
    expected.sort_unstable();
    assert_eq!(root(&read(&repository().join("runtime/facade/src/lib.rs"))), expected);
}

fn files(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder exists") {
        let path = entry.expect("the folder can be read").path();
        if path.is_dir() {
            files(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs" || extension == "md") {
            into.push(path);
        }
    }
}

/// The lines of a file's documentation that are in examples, each with its number.
fn examples(file: &Path) -> Vec<(usize, String)> {
    let is_markdown = file.extension().is_some_and(|extension| extension == "md");
    let mut is_example = false;
    let mut lines = Vec::new();
    for (number, line) in (1..).zip(read(file).lines()) {
        let line = line.trim_start();
        let doc =
            line.strip_prefix("///").or_else(|| line.strip_prefix("//!")).or(is_markdown.then_some(line));
        let Some(doc) = doc else {
            is_example = false;
            continue;
        };
        if doc.trim_start().starts_with("```") {
            is_example = !is_example;
        } else if is_example {
            lines.push((number, doc.to_owned()));
        }
    }
    lines
}

#[test]
fn every_example_imports_the_crate_that_users_depend_on() {
    let mut wrong = Vec::new();
    for krate in CRATES {
        let mut all = Vec::new();
        files(&repository().join(krate).join("src"), &mut all);
        assert!(!all.is_empty(), "{krate}");
        for file in all {
            let named =
                examples(&file).into_iter().filter(|(_, line)| INTERNAL.iter().any(|it| line.contains(it)));
            wrong.extend(named.map(|(number, line)| format!("{}:{number}:{line}", file.display())));
        }
    }
    assert!(wrong.is_empty(), "write the paths of `gapless`:\n{}", wrong.join("\n"));
}
