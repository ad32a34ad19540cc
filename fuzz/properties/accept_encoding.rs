//! For every `Accept-Encoding` header, a client gets a coding that it accepts, or an uncompressed body.
//!
//! An input contains the lines of the header.

use std::sync::OnceLock;

use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::http::HeaderValue;
use axum::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, VARY};

use super::answer::{answer, finish, values};

/// The first bytes of a body in each coding.
const CODINGS: [(&str, &[u8]); 3] =
    [("identity", b"# HELP "), ("gzip", b"\x1f\x8b"), ("zstd", b"\x28\xb5\x2f\xfd")];

pub(crate) fn check(input: &[u8]) {
    let mut header = values(input.split(|byte| *byte == b'\n'));
    let coding = coding(&header);
    if coding != "identity" {
        let is_named = is_named(&header, coding);
        assert!(is_named || is_named_any(&header), "{coding} was not asked for");
        if !is_named {
            let no = format!("{coding};q=0");
            header.push(HeaderValue::try_from(no).expect("a coding can be sent"));
            assert_ne!(self::coding(&header), coding, "a coding that is excluded is not in the wildcard");
        }
    }
}

/// Returns the coding of the response, and checks that the body has it.
fn coding(header: &[HeaderValue]) -> &'static str {
    static METRICS: OnceLock<Router> = OnceLock::new();
    let answer = answer(METRICS.get_or_init(gapless::router).clone(), &ACCEPT_ENCODING, header);
    assert!(answer.status().is_success());
    assert_eq!(answer.headers()[VARY], "accept, accept-encoding");
    let said = answer.headers().get(CONTENT_ENCODING).map_or("identity", as_text).to_owned();
    let body: Bytes = finish(to_bytes(answer.into_body(), usize::MAX)).expect("a scrape does not fail");
    let known = CODINGS.into_iter().find(|(coding, _)| *coding == said);
    let (coding, start) = known.unwrap_or_else(|| panic!("{said} is not a known coding"));
    assert!(body.starts_with(start), "the body is not in {coding}");
    coding
}

fn as_text(value: &HeaderValue) -> &str {
    value.to_str().expect("the names of codings are plain")
}

fn is_named(header: &[HeaderValue], coding: &str) -> bool {
    let mut places = header.iter().flat_map(|line| line.as_bytes().windows(coding.len()));
    places.any(|place| place.eq_ignore_ascii_case(coding.as_bytes()))
}

fn is_named_any(header: &[HeaderValue]) -> bool {
    is_named(header, "*")
}
