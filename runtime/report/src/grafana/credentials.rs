//! How the client authenticates, and how its secrets stay out of messages.

use base64::prelude::{Engine, BASE64_STANDARD};
use http::HeaderValue;

use super::error::{Error, ErrorKind};

/// A token, or a user with a password. It implements no `Debug`, because it contains secrets.
#[derive(Clone, Default)]
pub(crate) enum Credentials {
    #[default]
    Anonymous,
    Token(String),
    Basic {
        user: String,
        password: String,
    },
}

impl Credentials {
    /// Returns the words that `Debug` shows instead of the credentials.
    pub(crate) fn shown(&self) -> &'static str {
        match self {
            Credentials::Anonymous => "anonymous",
            Credentials::Token(_) => "token",
            Credentials::Basic { .. } => "user and password",
        }
    }

    /// Returns the value of the header `Authorization`; `None` for an anonymous client.
    pub(crate) fn header(&self) -> Result<Option<HeaderValue>, Error> {
        let wrong = |which, problem| Error::from(ErrorKind::InvalidCredential { which, problem });
        let value = match self {
            Credentials::Anonymous => return Ok(None),
            Credentials::Token(token) if token.is_empty() => return Err(wrong("token", EMPTY)),
            Credentials::Token(token) => format!("Bearer {token}"),
            Credentials::Basic { user, .. } if user.contains(':') => return Err(wrong("user", COLON)),
            Credentials::Basic { user, .. } if user.is_empty() => return Err(wrong("user", EMPTY)),
            Credentials::Basic { .. } => format!("Basic {}", self.encoded().unwrap_or_default()),
        };
        let mut value = HeaderValue::try_from(value).map_err(|_| wrong("token", CHARACTERS))?;
        value.set_sensitive(true);
        Ok(Some(value))
    }

    fn encoded(&self) -> Option<String> {
        let Credentials::Basic { user, password } = self else { return None };
        Some(BASE64_STANDARD.encode(format!("{user}:{password}")))
    }

    /// Returns a text of another program with every secret replaced by two dots.
    pub(crate) fn redact(&self, text: &str) -> String {
        let plain = match self {
            Credentials::Anonymous => None,
            Credentials::Token(secret) | Credentials::Basic { password: secret, .. } => Some(secret.clone()),
        };
        let secrets = plain.into_iter().chain(self.encoded()).filter(|secret| !secret.is_empty());
        secrets.fold(text.to_owned(), |text, secret| text.replace(&secret, ".."))
    }
}

const EMPTY: &str = "is empty; set it, or remove it for a Grafana that needs no credentials";
const COLON: &str = "contains a colon, which separates the user from the password; create a user without it";
const CHARACTERS: &str = "contains a line break or another control character; remove it";

#[cfg(test)]
mod tests {
    use super::*;

    fn header(credentials: &Credentials) -> Option<String> {
        let value = credentials.header().unwrap()?;
        assert_eq!(format!("{value:?}"), "Sensitive");
        Some(value.to_str().unwrap().to_owned())
    }

    fn basic(user: &str) -> Credentials {
        Credentials::Basic { user: user.into(), password: "sesame".into() }
    }

    #[test]
    fn a_token_is_a_bearer_token_and_a_user_has_a_password() {
        assert_eq!(header(&Credentials::Anonymous), None);
        assert_eq!(header(&Credentials::Token("sesame".into())).as_deref(), Some("Bearer sesame"));
        assert_eq!(header(&basic("Ada")).as_deref(), Some("Basic QWRhOnNlc2FtZQ=="));
    }

    #[test]
    fn an_error_of_a_credential_does_not_show_it() {
        for (credentials, said) in [
            (Credentials::Token("sesame\n".into()), "the token contains a line break"),
            (Credentials::Token(String::new()), "the token is empty"),
            (basic("sesame:sesame"), "the user contains a colon"),
            (basic(""), "the user is empty"),
        ] {
            let error = credentials.header().unwrap_err().to_string();
            assert!(error.contains(said) && !error.contains("sesame"), "{error}");
        }
    }

    #[test]
    fn a_secret_in_a_text_of_another_program_is_replaced() {
        let said = "rejected sesame and QWRhOnNlc2FtZQ==";
        assert_eq!(basic("Ada").redact(said), "rejected .. and ..");
        assert_eq!(Credentials::Token("sesame".into()).redact(said), "rejected .. and QWRhOnNlc2FtZQ==");
        assert_eq!(Credentials::Anonymous.redact(said), said);
    }
}
