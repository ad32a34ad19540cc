//! The linter.

#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../properties/lint.rs"]
mod lint;

fuzz_target!(|input: &[u8]| lint::check(input));
