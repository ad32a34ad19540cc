//! Who may read the metrics: a bearer token, a user's password, or what a closure says.
//!
//! What a client presents is compared with what is accepted by the SHA-256 of both, in constant time and with all of them, so
//! an answer's time tells nothing of a secret, its length or its place. Only these digests are kept, so no secret can get
//! into a log, nor into `Debug`, which does not even show the digests: those of weak passwords can be guessed.

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

pub use layer::{AuthFuture, AuthService};

/// The longest `Authorization` that is looked at, in bytes: one beyond it is refused unread.
const LONGEST: usize = 16 * 1024;
/// The longest token, user's name or password, so that what is accepted can also be sent.
const LONGEST_SECRET: usize = 4 * 1024;

/// Who may read the metrics; everyone else gets 401, or 403 from a gate.
///
/// It is a [`Layer`](tower_layer::Layer) for the router of an application, and guards a server by its method `auth`.
/// Several tokens, or several users, are accepted at once, so that one can take the place of another without a gap.
///
/// ```
/// use axum::{routing::get, Router};
/// use gapless_http::Auth;
///
/// let auth = Auth::bearer(["a-token", "its-successor"])?;
/// let app: Router = Router::new()
///     .route("/", get(|| async { "Hello, everyone" }))
///     .merge(gapless_http::router().route_layer(auth));
/// # Ok::<(), gapless_http::Error>(())
/// ```
///
/// With axum, it is `route_layer` that guards the routes of one router: `layer` also guards what the whole application
/// answers where there is nothing.
///
/// A request with no `Authorization`, or more than one, or one of more than 16 KiB, is refused.
#[derive(Clone)]
pub struct Auth(Arc<Rule>);

enum Rule {
    Credentials { scheme: Scheme, accepted: Vec<Credentials> },
    Gate(Box<dyn Fn(&Parts) -> bool + Send + Sync>),
}

#[derive(Clone, Copy)]
enum Scheme {
    Basic,
    Bearer,
}

/// What a client presents after the name of the scheme, as its digest.
struct Credentials([u8; 32]);

impl Auth {
    /// Clients that have one of these tokens: `Authorization: Bearer TOKEN`.
    ///
    /// # Errors
    ///
    /// If there is no token, or if one is empty, longer than 4 KiB, or has characters that no token has, as the line feed at
    /// the end of a file.
    ///
    /// ```
    /// use gapless_http::Auth;
    ///
    /// let error = Auth::bearer(["secret\n"]).unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "token 1 has a character that no token has, as white space; `trim` what is read from a file"
    /// );
    /// ```
    pub fn bearer<T: AsRef<str>>(tokens: impl IntoIterator<Item = T>) -> Result<Self, Error> {
        let tokens = tokens.into_iter().enumerate();
        let accepted = tokens.map(|(index, token)| {
            check(token.as_ref(), is_token_char, NO_TOKEN_CHAR, || format!("token {}", index + 1))?;
            Ok(Credentials::of(token.as_ref()))
        });
        Auth::credentials(Scheme::Bearer, accepted.collect::<Result<_, Error>>()?)
    }

    /// Users with their passwords: `Authorization: Basic`, and then both, encoded in base64.
    ///
    /// # Errors
    ///
    /// If there is no user, or if a name or a password is empty, longer than 4 KiB or has control characters, or a name a colon.
    ///
    /// ```
    /// use gapless_http::Auth;
    ///
    /// let auth = Auth::basic([("prometheus", "correct horse battery staple")])?;
    /// # Ok::<(), gapless_http::Error>(())
    /// ```
    pub fn basic<U, P>(users: impl IntoIterator<Item = (U, P)>) -> Result<Self, Error>
    where
        U: AsRef<str>,
        P: AsRef<str>,
    {
        let users = users.into_iter().enumerate();
        let accepted = users.map(|(index, (user, password))| {
            let (user, password) = (user.as_ref(), password.as_ref());
            check(user, is_user_char, NO_USER_CHAR, || format!("user {}", index + 1))?;
            check(password, is_text, NO_TEXT, || format!("the password of user {}", index + 1))?;
            Ok(Credentials::of(STANDARD.encode(format!("{user}:{password}"))))
        });
        Auth::credentials(Scheme::Basic, accepted.collect::<Result<_, Error>>()?)
    }

    /// Requests that a function lets in; all others get 403.
    ///
    /// It sees the whole head of the request. Under a server of this crate, the client's address is there too, as axum's
    /// `ConnectInfo<SocketAddr>` among the extensions, unless it came through a Unix socket.
    ///
    /// ```
    /// use gapless_http::Auth;
    ///
    /// let auth = Auth::gate(|request| request.headers.contains_key("x-from-the-proxy"));
    /// ```
    pub fn gate(gate: impl Fn(&Parts) -> bool + Send + Sync + 'static) -> Self {
        Auth(Arc::new(Rule::Gate(Box::new(gate))))
    }

    fn credentials(scheme: Scheme, accepted: Vec<Credentials>) -> Result<Self, Error> {
        if accepted.is_empty() {
            let which = format!("the list of what is accepted by `Auth::{}`", scheme.name().to_lowercase());
            return Err(ErrorKind::Credential { which, problem: EMPTY }.into());
        }
        Ok(Auth(Arc::new(Rule::Credentials { scheme, accepted })))
    }

    /// The answer to a request that is refused; `None` if it may go on.
    fn refuse(&self, request: &Parts) -> Option<Response> {
        match &*self.0 {
            Rule::Gate(gate) if gate(request) => None,
            Rule::Gate(_) => {
                let words = "the gate of this server refuses the request; ask its operator for access";
                Some(refusal(StatusCode::FORBIDDEN, words.to_owned()))
            }
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

    /// Looks at all of them, so that the time it takes does not tell which it was.
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

    /// The credentials of the request in this scheme, or the reason why it has none.
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
            false => Err("the `Authorization` header is of another scheme"),
        }
    }

    /// The reason why credentials of this scheme are refused.
    fn unknown(self) -> &'static str {
        match self {
            Scheme::Basic => "the user or the password is not accepted",
            Scheme::Bearer => "the token is not accepted",
        }
    }

    fn challenge(self, problem: &str) -> Response {
        let (challenge, remedy) = match self {
            Scheme::Basic => (
                r#"Basic realm="metrics", charset="UTF-8""#,
                "send a user and a password that the server accepts by `Authorization: Basic`; in Prometheus, \
                 set `basic_auth`",
            ),
            Scheme::Bearer => (
                r#"Bearer realm="metrics""#,
                "send `Authorization: Bearer <token>` with a token that the server accepts; in Prometheus, set \
                 `authorization`",
            ),
        };
        let refusal = refusal(StatusCode::UNAUTHORIZED, format!("{problem}; {remedy}"));
        ([(WWW_AUTHENTICATE, challenge)], refusal).into_response()
    }
}

impl fmt::Debug for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            Rule::Gate(_) => f.write_str("Auth::Gate"),
            Rule::Credentials { scheme, accepted } => {
                write!(f, "Auth::{}({} accepted)", scheme.name(), accepted.len())
            }
        }
    }
}

fn refusal(status: StatusCode, words: String) -> Response {
    tracing::debug!("a request was refused: {words}");
    (status, [(CACHE_CONTROL, "no-store")], words + "\n").into_response()
}

const EMPTY: &str = "is empty; see whether the variable or the file that it comes from is there";
const TOO_LONG: &str = "is longer than 4 KiB; take a shorter one";
const NO_TOKEN_CHAR: &str =
    "has a character that no token has, as white space; `trim` what is read from a file";
const NO_USER_CHAR: &str =
    "has a colon or a control character, which no client could send; take another name";
const NO_TEXT: &str = "has a control character, as a line feed; `trim` what is read from a file";

/// Characters of `token68`, which is all that may follow the name of a scheme.
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
