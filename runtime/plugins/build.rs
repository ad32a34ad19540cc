//! Tells the crate which compiler builds it, and so the program.

use std::env;
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let said = Command::new(rustc).arg("--version").output().map(|output| output.stdout).unwrap_or_default();
    let said = String::from_utf8_lossy(&said); // as `rustc 1.95.0 (59807616e 2026-04-14)`
    println!("cargo::rustc-env=GAPLESS_RUSTC={}", said.split(' ').nth(1).unwrap_or_default());
}
