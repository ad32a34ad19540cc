//! Runs one of the programs that measure or compare libraries, for example
//! `cargo run --release -p gapless-benches -- table`.
//!
//! Each program is a separate binary, because the registry of a binary contains every metric that is linked in.

use std::process::{Command, ExitCode};

const PROGRAMS: [&str; 10] = [
    "table",
    "http-layer",
    "live-page",
    "memory",
    "measured",
    "reporters",
    "start-up",
    "compile-time",
    "conformance",
    "comparison",
];

fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let mut arguments = std::env::args_os().skip(1);
    let program = arguments.next().unwrap_or_default();
    let Some(program) = PROGRAMS.iter().find(|name| **name == program) else {
        return Err(format!("unknown program {program:?}; choose one of {PROGRAMS:?}").into());
    };
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["run", "--quiet", "--package", "gapless-benches", "--bin", program]);
    command.args((!cfg!(debug_assertions)).then_some("--release")).arg("--").args(arguments);
    let status = command.status()?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
