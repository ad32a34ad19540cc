//! For every `Authorization` header, exactly the clients with the secret get in.
//!
//! An input contains a user, a password or token, and the values of the header, each on a line. The property decodes
//! the header, whereas the layer encodes the credentials that it accepts.

use std::str::from_utf8;

use axum::Router;
use axum::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::routing::get;
use gapless::http::Auth;

use super::answer::{answer, values};

/// The length of the longest header that the layer reads.
const LONGEST: usize = 16 * 1024;
/// Other valid credentials.
const OTHER: (&str, &str) = ("Ada", "open:sesame=");

pub(crate) fn check(input: &[u8]) {
    let mut lines = input.split(|byte| *byte == b'\n');
    let mut text = || lines.next().and_then(|line| from_utf8(line).ok()).unwrap_or_default();
    let (user, secret) = (text(), text());
    let header = values(lines);
    check_basic(user, secret, &header);
    check_bearer(secret, &header);
}

fn check_basic(user: &str, password: &str, header: &[HeaderValue]) {
    let users = [OTHER, (user, password)];
    let Ok(auth) = Auth::basic(users) else { return };
    let accepted = users.map(|(user, password)| format!("{user}:{password}").into_bytes());
    let right = presented(header, "basic").and_then(decoded).is_some_and(|sent| accepted.contains(&sent));
    assert_eq!(gets_in(auth.clone(), header), right, "{header:?} as one of {users:?}");
    for accepted in &accepted {
        let sent = HeaderValue::try_from(format!("Basic {}", encoded(accepted))).expect("base64 can be sent");
        assert!(gets_in(auth.clone(), &[sent]), "{users:?}");
    }
}

fn check_bearer(token: &str, header: &[HeaderValue]) {
    let tokens = ["other", token];
    let Ok(auth) = Auth::bearer(tokens) else { return };
    let right =
        presented(header, "bearer").is_some_and(|sent| tokens.iter().any(|token| token.as_bytes() == sent));
    assert_eq!(gets_in(auth.clone(), header), right, "{header:?} for one of {tokens:?}");
    for token in tokens {
        let sent = HeaderValue::try_from(format!("Bearer {token}")).expect("an accepted token can be sent");
        assert!(gets_in(auth.clone(), &[sent]), "{token:?}");
    }
}

fn gets_in(auth: Auth, header: &[HeaderValue]) -> bool {
    let app = Router::new().route("/metrics", get(|| async {})).route_layer(auth);
    let answer = answer(app, &AUTHORIZATION, header);
    let is_in = answer.status() == StatusCode::OK;
    let is_challenged = answer.headers().contains_key(WWW_AUTHENTICATE);
    assert!(is_in != is_challenged && (is_in || answer.status() == StatusCode::UNAUTHORIZED), "{answer:?}");
    is_in
}

/// Returns the part after the scheme, if there is exactly one header.
fn presented<'a>(header: &'a [HeaderValue], scheme: &str) -> Option<&'a [u8]> {
    let [value] = header else { return None };
    let value = value.as_bytes();
    let (name, rest) = value.split_at_checked(scheme.len())?;
    let is_meant = value.len() <= LONGEST && name.eq_ignore_ascii_case(scheme.as_bytes());
    let rest = rest.strip_prefix(b" ").filter(|_| is_meant)?;
    Some(rest.trim_ascii())
}

/// The digits of base64, in order.
const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Decodes base64 strictly: with padding, and with zeros in unused bits.
fn decoded(text: &[u8]) -> Option<Vec<u8>> {
    let n_padding = text.iter().rev().take_while(|byte| **byte == b'=').count();
    let digits = &text[..text.len() - n_padding];
    let mut bits = Vec::new();
    for digit in digits {
        let value = DIGITS.iter().position(|known| known == digit)?;
        bits.extend((0..6).rev().map(|bit| value >> bit & 1 == 1));
    }
    let over = bits.split_off(bits.len() / 8 * 8);
    let is_padded = text.len().is_multiple_of(4) && n_padding == (4 - digits.len() % 4) % 4;
    let byte = |bits: &[bool]| bits.iter().fold(0, |byte: u8, bit| byte << 1 | u8::from(*bit));
    (is_padded && over.len() < 6 && !over.contains(&true)).then(|| bits.chunks(8).map(byte).collect())
}

fn encoded(bytes: &[u8]) -> String {
    let byte = |at: usize| usize::from(bytes.get(at).copied().unwrap_or_default());
    let digit = |n: usize| {
        let (first, shift) = (n / 4 * 3, 18 - n % 4 * 6);
        let three = byte(first) << 16 | byte(first + 1) << 8 | byte(first + 2);
        let is_over = first + n % 4 > bytes.len();
        if is_over { '=' } else { char::from(DIGITS[three >> shift & 63]) }
    };
    (0..bytes.len().div_ceil(3) * 4).map(digit).collect()
}
