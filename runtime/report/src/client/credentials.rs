//! Credentials, and the secrets that must not appear in messages.

use base64::prelude::{Engine, BASE64_STANDARD};
use http::HeaderValue;

use super::error::EndpointErrorKind;

/// A token, or a user with a password. It implements no `Debug`, because it contains secrets.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) enum Credentials {
    #[default]
    Anonymous,
    Bearer(String),
    Basic {
        user: String,
        password: String,
    },
}

impl Credentials {
    /// Returns the words that `Debug` shows instead of the credentials.
    pub(super) fn shown(&self) -> &'static str {
        match self {
            Credentials::Anonymous => "none",
            Credentials::Bearer(_) => "token",
            Credentials::Basic { .. } => "user and password",
        }
    }

    /// Returns the value of the header `Authorization`; `None` without credentials.
    pub(super) fn header(&self) -> Result<Option<HeaderValue>, EndpointErrorKind> {
        let wrong = |which, problem| EndpointErrorKind::InvalidCredential { which, problem };
        let value = match self {
            Credentials::Anonymous => return Ok(None),
            Credentials::Bearer(token) if token.is_empty() => return Err(wrong("token", EMPTY)),
            Credentials::Bearer(token) => format!("Bearer {token}"),
            Credentials::Basic { user, .. } if user.contains(':') => return Err(wrong("user", COLON)),
            Credentials::Basic { user, .. } if user.is_empty() => return Err(wrong("user", EMPTY)),
            Credentials::Basic { user, password } => format!("Basic {}", encoded(user, password)),
        };
        sensitive(&value).ok_or_else(|| wrong("token", CHARACTERS)).map(Some)
    }

    /// Returns the strings that a message must not contain.
    pub(super) fn secrets(&self) -> Vec<String> {
        match self {
            Credentials::Anonymous => Vec::new(),
            Credentials::Bearer(token) => vec![token.clone()],
            Credentials::Basic { user, password } => vec![encoded(user, password), password.clone()],
        }
    }
}

fn encoded(user: &str, password: &str) -> String {
    BASE64_STANDARD.encode(format!("{user}:{password}"))
}

/// Returns the value of a header whose `Debug` does not show it; `None` for a value with control characters.
pub(super) fn sensitive(value: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(value).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// Strings that messages must not contain.
#[derive(Clone, Default)]
pub(super) struct Secrets(Vec<String>);

impl Secrets {
    pub(super) fn new(secrets: impl IntoIterator<Item = String>) -> Self {
        let mut secrets: Vec<_> = secrets.into_iter().filter(|secret| !secret.is_empty()).collect();
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len())); // a secret may contain another one
        Secrets(secrets)
    }

    /// Returns a text of another program with every secret replaced by two dots.
    pub(super) fn redact(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, secret| text.replace(secret, ".."))
    }
}

const EMPTY: &str = "is empty; set it, or remove it if the receiver needs no credentials";
const COLON: &str = "contains a colon, which separates the user from the password; create a user without it";
const CHARACTERS: &str = "contains a line break or another control character; remove it";

#[cfg(test)]
mod tests {
    use super::*;

    fn basic(user: &str) -> Credentials {
        Credentials::Basic { user: user.into(), password: "sesame".into() }
    }

    #[test]
    fn a_token_is_a_bearer_token_and_a_user_has_a_password() {
        let header = |credentials: &Credentials| {
            let value = credentials.header().unwrap()?;
            assert_eq!(format!("{value:?}"), "Sensitive");
            Some(value.to_str().unwrap().to_owned())
        };
        assert_eq!(header(&Credentials::Anonymous), None);
        assert_eq!(header(&Credentials::Bearer("sesame".into())).as_deref(), Some("Bearer sesame"));
        assert_eq!(header(&basic("Ada")).as_deref(), Some("Basic QWRhOnNlc2FtZQ=="));
    }

    #[test]
    fn a_secret_in_a_text_of_another_program_is_replaced() {
        let said = "rejected sesame and QWRhOnNlc2FtZQ==";
        let redacted = |credentials: Credentials| Secrets::new(credentials.secrets()).redact(said);
        assert_eq!(redacted(basic("Ada")), "rejected .. and ..");
        assert_eq!(redacted(Credentials::Bearer("sesame".into())), "rejected .. and QWRhOnNlc2FtZQ==");
        assert_eq!(redacted(Credentials::Anonymous), said);
    }
}
