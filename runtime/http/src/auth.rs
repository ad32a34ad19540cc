//! Authentication: bearer tokens, passwords of users, or a closure.
//!
//! The credentials of a client are compared with all accepted credentials by SHA-256 and in constant time. The time of
//! a response therefore does not depend on a secret, its length or its position. Only the digests are stored, so a
//! secret cannot get into a log. `Debug` does not show the digests, because digests of weak passwords can be guessed.

use std::fmt;
use std::sync::Arc;

use axum::http::header::{AUTHORIZATION, CACHE_CONTROL, WWW_AUTHENTICATE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::engine::general_purpose::STANDARD;
use base64::Engine;
use sha2::{Digest, Sha256};
use subtle::{Choice, ConstantTimeEq};

use crate::error::{Error, ErrorKind};

mod layer;
mod session;

pub use layer::{AuthFuture, AuthService};

/// The longest accepted `Authorization` header in bytes. A longer header is rejected unread.
const LONGEST: usize = 16 * 1024;
/// The longest token, user name or password in bytes, so that every accepted secret fits into a header.
const LONGEST_SECRET: usize = 4 * 1024;

/// Restricts access to metrics. Requests without access receive 401, or from a gate 403 or another status.
///
/// `Auth` is a [`Layer`](tower_layer::Layer) for the router of an application. A server takes it with its method
/// `auth`. Several tokens or users are accepted at the same time, so that a token can be replaced without an
/// interruption.
///
/// ```
/// use axum::{routing::get, Router};
/// use gapless::http::Auth;
///
/// let auth = Auth::bearer(["a-token", "its-successor"])?;
/// let app: Router = Router::new()
///     .route("/", get(|| async { "Hello, everyone" }))
///     .merge(gapless::router().route_layer(auth));
/// # Ok::<(), gapless::http::Error>(())
/// ```
///
/// In axum, use `route_layer` to guard the routes of one router. `layer` also guards the fallback of the whole
/// application.
///
/// A request without an `Authorization` header, with several of them, or with a header of more than 16 KiB is rejected.
#[derive(Clone)]
pub struct Auth(Arc<Rule>);

enum Rule {
    Credentials { scheme: Scheme, accepted: Vec<Credentials> },
    Gate { gate: Box<dyn Fn(&Parts) -> bool + Send + Sync>, status: StatusCode },
}

#[derive(Clone, Copy)]
enum Scheme {
    Basic,
    Bearer,
}

/// The digest of the credentials after the name of the scheme.
struct Credentials([u8; 32]);

impl Auth {
    /// Accepts clients with one of these tokens: `Authorization: Bearer TOKEN`.
    ///
    /// # Errors
    ///
    /// Returns an error if the list is empty, or if a token is empty, longer than 4 KiB, or has invalid characters,
    /// such as a line feed at the end of a file.
    ///
    /// ```
    /// use gapless::http::Auth;
    ///
    /// let error = Auth::bearer(["secret\n"]).unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "token 1 has an invalid character, such as white space; `trim` a token that is read from a file"
    /// );
    /// ```
    pub fn bearer<T: AsRef<str>>(tokens: impl IntoIterator<Item = T>) -> Result<Self, Error> {
        let tokens = tokens.into_iter().enumerate();
        let accepted = tokens.map(|(index, token)| {
            check(token.as_ref(), is_token_char, INVALID_TOKEN, || format!("token {}", index + 1))?;
            Ok(Credentials::of(token.as_ref()))
        });
        Auth::credentials(Scheme::Bearer, accepted.collect::<Result<_, Error>>()?)
    }

    /// Accepts users with their passwords: `Authorization: Basic`, followed by both in base64.
    ///
    /// # Errors
    ///
    /// Returns an error if the list is empty, if a name or password is empty, longer than 4 KiB or has control
    /// characters, or if a name has a colon.
    ///
    /// ```
    /// use gapless::http::Auth;
    ///
    /// let auth = Auth::basic([("prometheus", "correct horse battery staple")])?;
    /// # Ok::<(), gapless::http::Error>(())
    /// ```
    pub fn basic<U, P>(users: impl IntoIterator<Item = (U, P)>) -> Result<Self, Error>
    where
        U: AsRef<str>,
        P: AsRef<str>,
    {
        let users = users.into_iter().enumerate();
        let accepted = users.map(|(index, (user, password))| {
            let (user, password) = (user.as_ref(), password.as_ref());
            check(user, is_user_char, INVALID_USER, || format!("user {}", index + 1))?;
            check(password, is_text, INVALID_PASSWORD, || format!("the password of user {}", index + 1))?;
            Ok(Credentials::of(STANDARD.encode(format!("{user}:{password}"))))
        });
        Auth::credentials(Scheme::Basic, accepted.collect::<Result<_, Error>>()?)
    }

    /// Accepts requests for which a closure returns `true`. Other requests are answered with 403.
    ///
    /// The closure receives the head of the request. A
    /// [`Server`](https://docs.rs/gapless/latest/gapless/http/struct.Server.html) adds the address of the client to the
    /// extensions as axum's `ConnectInfo<SocketAddr>`, except for a Unix socket.
    ///
    /// ```
    /// use gapless::http::Auth;
    ///
    /// let auth = Auth::gate(|request| request.headers.contains_key("x-from-the-proxy"));
    /// ```
    pub fn gate(gate: impl Fn(&Parts) -> bool + Send + Sync + 'static) -> Self {
        Auth::gate_with(StatusCode::FORBIDDEN, gate)
    }

    /// Accepts requests for which a closure returns `true`. Other requests are answered with a status of your choice.
    ///
    /// 404 has an empty body, as axum's fallback, so that a client cannot tell that the path exists. 401 has a
    /// challenge for a bearer token. The closure receives the head of the request, as in [`gate`](Self::gate).
    ///
    /// ```
    /// use axum::http::StatusCode;
    /// use gapless::http::Auth;
    ///
    /// let is_inside = |request: &axum::http::request::Parts| request.headers.contains_key("x-from-inside");
    /// let metrics: axum::Router = gapless::router().route_layer(Auth::gate_with(StatusCode::NOT_FOUND, is_inside));
    /// ```
    pub fn gate_with(status: StatusCode, gate: impl Fn(&Parts) -> bool + Send + Sync + 'static) -> Self {
        Auth(Arc::new(Rule::Gate { gate: Box::new(gate), status }))
    }

    fn credentials(scheme: Scheme, accepted: Vec<Credentials>) -> Result<Self, Error> {
        if accepted.is_empty() {
            let which = format!("the list for `Auth::{}`", scheme.name().to_lowercase());
            return Err(ErrorKind::Credential { which, problem: EMPTY }.into());
        }
        Ok(Auth(Arc::new(Rule::Credentials { scheme, accepted })))
    }

    /// Returns the response to a rejected request; `None` if the request is accepted. For `gapless-live`; it may change
    /// in any release.
    #[doc(hidden)]
    #[must_use]
    pub fn refuse(&self, request: &Parts) -> Option<Response> {
        match &*self.0 {
            Rule::Gate { gate, .. } if gate(request) => None,
            Rule::Gate { status, .. } => Some(closed(*status)),
            Rule::Credentials { scheme, accepted } => match scheme.presented(&request.headers) {
                Ok(presented) if presented.is_one_of(accepted) => None,
                Ok(_) => Some(scheme.challenge(scheme.unknown())),
                Err(problem) => Some(scheme.challenge(problem)),
            },
        }
    }
}

impl Credentials {
    fn of(presented: impl AsRef<[u8]>) -> Self {
        Credentials(Sha256::digest(presented).into())
    }

    /// Returns whether the credentials are accepted. Compares with all of them, so that the time does not depend on
    /// which one matches.
    fn is_one_of(&self, accepted: &[Self]) -> bool {
        let found = accepted.iter().fold(Choice::from(0), |found, one| found | one.0.ct_eq(&self.0));
        found.into()
    }
}

impl Scheme {
    fn name(self) -> &'static str {
        match self {
            Scheme::Basic => "Basic",
            Scheme::Bearer => "Bearer",
        }
    }

    /// Returns the credentials of a request, or the reason why they are missing.
    fn presented(self, headers: &HeaderMap) -> Result<Credentials, &'static str> {
        let mut values = headers.get_all(AUTHORIZATION).iter();
        let value = match (values.next(), values.next()) {
            (None, _) => return Err("the request has no `Authorization` header"),
            (_, Some(_)) => return Err("the request has more than one `Authorization` header"),
            (Some(value), None) if value.len() > LONGEST => {
                return Err("the `Authorization` header is longer than 16 KiB")
            }
            (Some(value), None) => value.as_bytes(),
        };
        let space = value.iter().position(|&byte| byte == b' ').unwrap_or(value.len());
        let (scheme, credentials) = value.split_at(space);
        match scheme.eq_ignore_ascii_case(self.name().as_bytes()) {
            true => Ok(Credentials::of(credentials.trim_ascii())),
            false => Err("the `Authorization` header has another scheme"),
        }
    }

    /// Returns the reason for rejecting credentials of this scheme.
    fn unknown(self) -> &'static str {
        match self {
            Scheme::Basic => "the user or the password is wrong",
            Scheme::Bearer => "the token is wrong",
        }
    }

    fn challenge(self, problem: &str) -> Response {
        let (challenge, remedy) = match self {
            Scheme::Basic => (
                r#"Basic realm="metrics", charset="UTF-8""#,
                "send `Authorization: Basic` with an accepted user and password; in Prometheus, set `basic_auth`",
            ),
            Scheme::Bearer => (
                BEARER,
                "send `Authorization: Bearer <token>` with an accepted token; in Prometheus, set `authorization`",
            ),
        };
        let refusal = refusal(StatusCode::UNAUTHORIZED, format!("{problem}; {remedy}"));
        ([(WWW_AUTHENTICATE, challenge)], refusal).into_response()
    }
}

impl fmt::Debug for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            Rule::Gate { .. } => f.write_str("Auth::Gate"),
            Rule::Credentials { scheme, accepted } => {
                write!(f, "Auth::{}({} accepted)", scheme.name(), accepted.len())
            }
        }
    }
}

/// Returns the response to a request that a gate rejects.
fn closed(status: StatusCode) -> Response {
    let words = "the gate of this server rejects the request; ask the operator for access";
    match status {
        StatusCode::NOT_FOUND => status.into_response(),
        StatusCode::UNAUTHORIZED => {
            ([(WWW_AUTHENTICATE, BEARER)], refusal(status, words.to_owned())).into_response()
        }
        _ => refusal(status, words.to_owned()),
    }
}

fn refusal(status: StatusCode, words: String) -> Response {
    tracing::debug!("rejected a request: {words}");
    (status, [(CACHE_CONTROL, "no-store")], words + "\n").into_response()
}

/// The challenge for a bearer token.
const BEARER: &str = r#"Bearer realm="metrics""#;

const EMPTY: &str = "is empty; check that the variable or file that it comes from exists";
const TOO_LONG: &str = "is longer than 4 KiB; choose a shorter one";
const INVALID_TOKEN: &str =
    "has an invalid character, such as white space; `trim` a token that is read from a file";
const INVALID_USER: &str =
    "has a colon or a control character, which clients cannot send; choose another name";
const INVALID_PASSWORD: &str =
    "has a control character, such as a line feed; `trim` a password that is read from a file";

/// Returns whether a character is allowed in `token68`, the syntax of tokens.
fn is_token_char(char: char) -> bool {
    char.is_ascii_alphanumeric() || "-._~+/=".contains(char)
}

fn is_user_char(char: char) -> bool {
    is_text(char) && char != ':'
}

fn is_text(char: char) -> bool {
    !char.is_control()
}

fn check(
    secret: &str,
    may_have: fn(char) -> bool,
    otherwise: &'static str,
    which: impl Fn() -> String,
) -> Result<(), Error> {
    let problem = match secret {
        "" => EMPTY,
        _ if secret.len() > LONGEST_SECRET => TOO_LONG,
        _ if !secret.chars().all(may_have) => otherwise,
        _ => return Ok(()),
    };
    Err(ErrorKind::Credential { which: which(), problem }.into())
}
