//! The `Accept-Encoding` header.

#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../properties/accept_encoding.rs"]
mod accept_encoding;
#[path = "../properties/answer.rs"]
mod answer;

fuzz_target!(|input: &[u8]| accept_encoding::check(input));
