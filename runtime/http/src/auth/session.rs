//! Sessions of browsers, which cannot send a token with each request.
//!
//! A session is a string: the second since 1970 at which it ends, and an HMAC of this number. Its key is the digest of
//! the token. The server therefore stores nothing, sessions survive a restart, and they end when the token is replaced.
//!
//! These functions are for `gapless-live`; they may change in any release.

use hmac::{Hmac, Mac};
use sha2::Sha256;

use super::{Auth, Credentials, Rule, Scheme};

/// The purpose of the HMAC, so that it fits nothing else.
const PURPOSE: &[u8] = b"gapless session until ";

/// The length of an HMAC in hexadecimal digits.
const DIGITS: usize = 64;

impl Auth {
    /// Returns whether clients authenticate with tokens, for which a form can ask.
    #[doc(hidden)]
    #[must_use]
    pub fn has_tokens(&self) -> bool {
        !self.tokens().is_empty()
    }

    /// Returns a session of a token; `None` if the token is not accepted.
    #[doc(hidden)]
    #[must_use]
    pub fn start_session(&self, token: &str, end: u64) -> Option<String> {
        let presented = Credentials::of(token);
        let mac = || hex(&presented.mac(end).finalize().into_bytes());
        presented.is_one_of(self.tokens()).then(|| format!("{end}.{}", mac()))
    }

    /// Returns whether a session is valid at a second since 1970.
    #[doc(hidden)]
    #[must_use]
    pub fn has_session(&self, session: &[u8], now: u64) -> bool {
        let Some((end, mac)) = parse(session) else { return false };
        let is_of = |token: &Credentials| token.mac(end).verify_slice(&mac).is_ok(); // in constant time
        let is_of_any = self.tokens().iter().fold(false, |found, token| found | is_of(token));
        is_of_any && now < end
    }

    fn tokens(&self) -> &[Credentials] {
        match &*self.0 {
            Rule::Credentials { scheme: Scheme::Bearer, accepted } => accepted,
            _ => &[],
        }
    }
}

impl Credentials {
    /// Returns the HMAC of the end of a session.
    fn mac(&self, end: u64) -> Hmac<Sha256> {
        let mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("an HMAC accepts keys of any length");
        mac.chain_update(PURPOSE).chain_update(end.to_be_bytes())
    }
}

/// Parses the end of a session and its HMAC.
fn parse(session: &[u8]) -> Option<(u64, Vec<u8>)> {
    let (end, mac) = std::str::from_utf8(session).ok()?.split_once('.')?;
    let is_number = !end.is_empty() && end.bytes().all(|byte| byte.is_ascii_digit());
    let is_mac = mac.len() == DIGITS && mac.bytes().all(|byte| byte.is_ascii_hexdigit());
    let bytes = (0..DIGITS).step_by(2).map(|at| u8::from_str_radix(mac.get(at..at + 2)?, 16).ok());
    (is_number && is_mac).then(|| Some((end.parse().ok()?, bytes.collect::<Option<_>>()?)))?
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn auth(tokens: &[&str]) -> Auth {
        Auth::bearer(tokens).expect("the tokens are valid")
    }

    fn session(tokens: &[&str], token: &str, end: u64) -> String {
        auth(tokens).start_session(token, end).expect("the token is accepted")
    }

    #[test]
    fn a_session_is_valid_until_its_end() {
        let session = session(&["one", "two"], "two", 1_000);
        for (now, is_valid) in [(0, true), (999, true), (1_000, false), (u64::MAX, false)] {
            assert_eq!(auth(&["one", "two"]).has_session(session.as_bytes(), now), is_valid, "{now}");
        }
    }

    #[test]
    fn a_session_ends_when_its_token_is_replaced() {
        let session = session(&["one", "two"], "two", 1_000);
        assert!(auth(&["two", "three"]).has_session(session.as_bytes(), 0));
        assert!(!auth(&["one", "three"]).has_session(session.as_bytes(), 0));
    }

    #[test]
    fn only_an_accepted_token_starts_a_session() {
        for wrong in ["", "On", "one ", "ONE", "two", "one\n", &"one".repeat(2_000)] {
            assert_eq!(auth(&["one"]).start_session(wrong, 1_000), None, "{wrong}");
        }
        let basic = Auth::basic([("user", "password")]).expect("the credentials are valid");
        assert_eq!(basic.start_session("user", 1_000), None);
        assert!(!basic.has_tokens() && !Auth::gate(|_| true).has_tokens() && auth(&["one"]).has_tokens());
    }

    #[test]
    fn a_changed_session_is_not_valid() {
        let session = session(&["one"], "one", 1_000);
        for at in 0..session.len() {
            for byte in 0..=u8::MAX {
                let mut changed = session.clone().into_bytes();
                let is_equal = changed[at].eq_ignore_ascii_case(&byte); // digits can be upper case
                changed[at] = byte;
                assert_eq!(auth(&["one"]).has_session(&changed, 0), is_equal, "{at} {byte}");
            }
        }
        let (end, mac) = session.split_once('.').expect("a session has two parts");
        let max = u64::MAX;
        for changed in [
            String::new(),
            ".".to_owned(),
            mac.to_owned(),
            format!(".{mac}"),
            format!("{end}."),
            format!("{end}.{mac}0"),
            format!("{end}.{}", &mac[2..]),
            format!("{end}.{}é", &mac[2..]),
            format!("+{end}.{mac}"),
            format!("-{end}.{mac}"),
            format!(" {end}.{mac}"),
            format!("{end}.{mac}.{mac}"),
            format!("{max}.{mac}"),
            format!("{max}0.{mac}"),
            format!("{end}.{}", "0".repeat(64)),
        ] {
            assert!(!auth(&["one"]).has_session(changed.as_bytes(), 0), "{changed}");
        }
    }
}
