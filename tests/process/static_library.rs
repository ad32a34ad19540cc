//! A program in C that is linked with a static library.
#![cfg(target_os = "linux")]

use std::path::{Path, PathBuf};
use std::process::Command;

/// Returns the library that cargo built for the test; the newest, if there are several.
fn archive() -> PathBuf {
    let test = std::env::current_exe().expect("a test has a path");
    let folder = test.parent().expect("a file is in a folder");
    let files = std::fs::read_dir(folder).expect("the folder exists").flatten().map(|entry| entry.path());
    let is_archive = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        name.starts_with("libgapless_archive") && name.ends_with(".a")
    };
    let modified = |path: &PathBuf| path.metadata().and_then(|about| about.modified()).ok();
    files.filter(is_archive).max_by_key(modified).expect("cargo has built the library")
}

/// Links a program with the library, runs it, and returns its exit status.
fn run(folder: &Path, name: &str, before: &[&str], after: &[&str]) -> Option<i32> {
    let (source, program) = (folder.join("main.c"), folder.join(name));
    let main = "int gapless_archive_state(void); int main(void) { return gapless_archive_state(); }";
    std::fs::write(&source, main).expect("the folder can be written to");
    let mut linker = Command::new("cc");
    linker.arg(&source).arg("-o").arg(&program).args(before).arg(archive()).args(after);
    let linked = linker.args(["-lpthread", "-ldl", "-lm", "-lgcc_s"]).output();
    let linked = linked.expect("rustc links by the same program");
    assert!(linked.status.success(), "{}", String::from_utf8_lossy(&linked.stderr));
    Command::new(program).status().expect("the program can be run").code()
}

#[test]
fn the_registry_reports_modules_that_the_linker_left_out() {
    let folder = tempfile::tempdir().expect("there is a folder for temporary files");
    let whole = run(folder.path(), "whole", &["-Wl,--whole-archive"], &["-Wl,--no-whole-archive"]);
    assert_eq!(whole, Some(1), "exported, and nothing is wrong");
    let parts = run(folder.path(), "parts", &[], &[]);
    assert!(matches!(parts, Some(1 | 2)), "exported, or found out: {parts:?}");
}
