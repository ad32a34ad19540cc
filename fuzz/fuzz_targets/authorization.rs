//! The `Authorization` header.

#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../properties/answer.rs"]
mod answer;
#[path = "../properties/authorization.rs"]
mod authorization;

fuzz_target!(|input: &[u8]| authorization::check(input));
