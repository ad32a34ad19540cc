//! Start and stop of grapevine: a wrong input is reported in one line, and a signal stops it gracefully.

use std::process::Command;

use crate::grapevine::{Grapevine, command};

/// Returns the exit code and stderr of a start that fails.
fn fails(command: &mut Command) -> (Option<i32>, String) {
    let output = command.output().expect("grapevine can be started");
    let stderr = String::from_utf8(output.stderr).expect("it writes UTF-8");
    let said = stderr.lines().filter(|line| line.starts_with("grapevine: ")).collect::<Vec<_>>().join("\n");
    assert!(!stderr.contains("panicked"), "{stderr}");
    (output.status.code(), said)
}

#[test]
fn a_port_in_use_is_reported_with_its_address() {
    let first = Grapevine::start();
    let folder = tempfile::tempdir().expect("there is a temporary folder");
    let address = first.url.strip_prefix("http://").expect("it says its address as a URL");
    let (code, said) = fails(command(folder.path()).args(["--addr", address]));
    assert_eq!(code, Some(1));
    assert!(said.contains(&format!("cannot listen on {address}")) && said.contains("--addr"), "{said}");
}

#[test]
fn a_database_that_cannot_be_opened_is_reported_with_its_path() {
    let folder = tempfile::tempdir().expect("there is a temporary folder");
    let path = folder.path().join("no/such/folder/grapevine.db");
    let (code, said) = fails(command(folder.path()).arg("--database").arg(&path));
    assert_eq!(code, Some(1));
    assert!(said.contains(&path.display().to_string()) && said.contains("--database"), "{said}");
}

#[test]
fn a_wrong_argument_is_reported_with_a_hint() {
    let folder = tempfile::tempdir().expect("there is a temporary folder");
    for wrong in [&["--traffic", "maybe"][..], &["--addr", "x"], &["--port", "1"], &["--addr"]] {
        let (code, said) = fails(command(folder.path()).args(wrong));
        assert_eq!(code, Some(2), "{wrong:?}");
        assert!(said.contains("grapevine --help"), "{said}");
    }
}

#[test]
fn both_signals_end_it_gracefully() {
    for signal in ["TERM", "INT"] {
        assert!(Grapevine::start().process.stop(signal).success(), "{signal}");
    }
}
