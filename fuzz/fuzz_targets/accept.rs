//! The `Accept` header.

#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../properties/accept.rs"]
mod accept;

fuzz_target!(|input: &[u8]| accept::check(input));
