//! Snapshots: the expansion of a macro, pretty-printed into `snapshots/NAME.rs`, so that each change of the generated
//! code is reviewed as a diff.
//!
//! `SNAPSHOTS=overwrite cargo test -p gapless-macros` writes new snapshots; read each of them.

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;

/// Fails if the expansion differs from the snapshot of that name, and reports the first line that differs.
#[track_caller]
pub(crate) fn check(name: &str, expansion: TokenStream) {
    let file = syn::parse2(expansion).expect("an expansion is a list of items");
    let (path, found) = (path(name), prettyplease::unparse(&file));
    if std::env::var_os("SNAPSHOTS").is_some_and(|order| order == "overwrite") {
        fs::write(&path, &found).expect("the folder of snapshots can be written to");
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    if let Some((line, found)) = first_difference(&expected, &found) {
        panic!("{}:{line} differs from the expansion:\n{found}", path.display());
    }
}

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots").join(name).with_extension("rs")
}

/// Returns the number of the first line that differs, and that line of the expansion.
fn first_difference<'a>(expected: &str, found: &'a str) -> Option<(usize, &'a str)> {
    let (mut expected, mut found) = (expected.lines(), found.lines());
    (1..).find_map(|line| match (expected.next(), found.next()) {
        (None, None) => Some(None),
        (expected, found) if expected == found => None,
        (_, found) => Some(Some((line, found.unwrap_or("end of the expansion")))),
    })?
}

#[test]
fn the_first_line_that_differs_is_reported() {
    assert_eq!(first_difference("a\nb\n", "a\nb\n"), None);
    assert_eq!(first_difference("a\nb\n", "a\nc\n"), Some((2, "c")));
    assert_eq!(first_difference("a\nb\n", "a\n"), Some((2, "end of the expansion")));
    assert_eq!(first_difference("", "a\n"), Some((1, "a")));
}
