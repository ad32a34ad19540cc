//! Sessions: members that are logged in, by a token in a cookie.
//!
//! Sessions are kept in memory, so a restart ends them. Each session owns its timer: dropping it observes the duration,
//! whether through a logout or because it expired. A scrape reads the number of open sessions.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};

use axum::Form;
use axum::extract::State;
use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use gapless::{LabelValue, Timer, defmetrics, instrument_metric};
use thiserror::Error;

use crate::accounts::{self, Credentials};
use crate::database::Database;
use crate::failure::Failure;
use crate::origin::Origin;
use crate::site::Site;
use crate::{pages, passwords};

const LONGEST_SESSION: Duration = Duration::from_secs(60 * 60);

defmetrics! {
    #![namespace = "grapevine"]
    #![group = "sessions"]

    /// Login attempts.
    counter logins_total(result: LoginResult, origin: Origin);

    /// Time from login to logout, or to the expiry of the session.
    #[buckets(1, 5, 15, 60, 300, 900, 3600)]
    histogram session_duration_seconds;
}

#[derive(Clone, Copy, Debug, LabelValue)]
enum LoginResult {
    Granted,
    NameUnknown,
    PasswordWrong,
    Failed,
}

impl LoginResult {
    fn of<T>(login: &Result<T, LoginError>) -> Self {
        match login {
            Ok(_) => LoginResult::Granted,
            Err(LoginError::NameUnknown) => LoginResult::NameUnknown,
            Err(LoginError::PasswordWrong) => LoginResult::PasswordWrong,
            Err(LoginError::Failure(_)) => LoginResult::Failed,
        }
    }
}

/// The reason why a login failed. The metrics distinguish a wrong name from a wrong password; the visitor does not
/// learn which.
#[derive(Debug, Error)]
pub(crate) enum LoginError {
    #[error("the name or the password is wrong")]
    NameUnknown,
    #[error("the name or the password is wrong")]
    PasswordWrong,
    #[error(transparent)]
    Failure(#[from] Failure),
}

impl IntoResponse for LoginError {
    fn into_response(self) -> Response {
        let status = match &self {
            LoginError::NameUnknown | LoginError::PasswordWrong => StatusCode::UNAUTHORIZED,
            LoginError::Failure(_) => StatusCode::INTERNAL_SERVER_ERROR,
        };
        pages::problem(status, &self)
    }
}

#[derive(Debug, Error)]
#[error("this page is for members; log in first")]
pub(crate) struct NotLoggedIn;

impl IntoResponse for NotLoggedIn {
    fn into_response(self) -> Response {
        pages::problem(StatusCode::UNAUTHORIZED, &self)
    }
}

#[instrument_metric(
    name = "grapevine_login",
    labels(origin: Origin = origin),
    buckets(exponential(0.001, 2, 10)),
)]
pub(crate) async fn login(
    State(site): State<Site>,
    origin: Origin,
    Form(form): Form<Credentials>,
) -> Result<impl IntoResponse, LoginError> {
    let login = check(&site.database, form).await;
    logins_total(LoginResult::of(&login), origin).inc();
    let token = site.sessions.open(login?)?;
    let cookie = format!("session={token}; Path=/; HttpOnly; SameSite=Lax");
    Ok(([(SET_COOKIE, cookie)], Redirect::to("/chat/gossip")))
}

/// Returns the name of the account if the password is right.
async fn check(database: &Database, form: Credentials) -> Result<String, LoginError> {
    let (name, hash) = accounts::find(database, &form.name).await?.ok_or(LoginError::NameUnknown)?;
    let right = passwords::verify(form.password, hash).await?;
    if right { Ok(name) } else { Err(LoginError::PasswordWrong) }
}

#[instrument_metric]
pub(crate) async fn logout(State(site): State<Site>, headers: HeaderMap) -> Result<Redirect, NotLoggedIn> {
    site.sessions.close(&headers)?;
    Ok(Redirect::to("/"))
}

/// The open sessions by token. A scrape reads their number.
#[derive(Default)]
#[instrument_metric(namespace = "grapevine", group = "sessions")]
pub(crate) struct Sessions {
    /// Open sessions.
    #[metric(up_down_counter, name = "open_sessions")]
    open: Mutex<HashMap<String, Session>>,
}

struct Session {
    name: String,
    since: Instant,
    _duration: Timer,
}

impl Sessions {
    /// Starts a session and returns its token.
    fn open(&self, name: String) -> Result<String, Failure> {
        let token = format!("{:016x}{:016x}", getrandom::u64()?, getrandom::u64()?);
        let session =
            Session { name, since: Instant::now(), _duration: session_duration_seconds().start_timer() };
        self.lock().insert(token.clone(), session);
        Ok(token)
    }

    fn close(&self, headers: &HeaderMap) -> Result<(), NotLoggedIn> {
        let token = token(headers).ok_or(NotLoggedIn)?;
        self.lock().remove(token).map(drop).ok_or(NotLoggedIn)
    }

    /// Returns the name of the account that is logged in.
    pub(crate) fn member(&self, headers: &HeaderMap) -> Result<String, NotLoggedIn> {
        let token = token(headers).ok_or(NotLoggedIn)?;
        let sessions = self.lock();
        let session = sessions.get(token).filter(|session| session.since.elapsed() < LONGEST_SESSION);
        session.map(|session| session.name.clone()).ok_or(NotLoggedIn)
    }

    /// Ends expired sessions.
    pub(crate) fn expire(&self) {
        self.lock().retain(|_, session| session.since.elapsed() < LONGEST_SESSION);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Session>> {
        self.open.lock().expect("the lock is never held across a panic")
    }
}

/// Returns the token in the cookie.
fn token(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get(COOKIE)?.to_str().ok()?;
    cookies.split(';').find_map(|cookie| cookie.trim().strip_prefix("session="))
}

#[cfg(test)]
mod tests {
    use gapless::testing::Probe;

    use super::*;

    fn with_cookie(cookie: &str) -> HeaderMap {
        HeaderMap::from_iter([(COOKIE, cookie.parse().unwrap())])
    }

    #[test]
    fn a_token_stands_for_a_member_until_the_logout() {
        let sessions = Sessions::default();
        let token = sessions.open("ann".to_owned()).unwrap();
        let headers = with_cookie(&format!("theme=dark; session={token}"));
        assert_eq!(sessions.member(&headers).unwrap(), "ann");
        sessions.close(&headers).unwrap();
        sessions.member(&headers).unwrap_err();
        sessions.member(&with_cookie("session=guessed")).unwrap_err();
    }

    #[test]
    fn a_session_is_open_until_the_logout_and_then_has_a_duration() {
        let (probe, sessions) = (Probe::new(), Sessions::default());
        let token = sessions.open("ann".to_owned()).unwrap();
        assert_eq!(sessions.lock().len(), 1);
        probe.assert_delta(session_duration_seconds(), 0);
        sessions.close(&with_cookie(&format!("session={token}"))).unwrap();
        assert!(sessions.lock().is_empty());
        probe.assert_delta(session_duration_seconds(), 1);
    }
}
