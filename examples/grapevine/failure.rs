//! What can go wrong behind the site's back. A visitor is only told that something did; the log has the cause.

use thiserror::Error;

#[derive(Debug, Error)]
#[error("the site has a problem of its own; try again later")]
pub(crate) enum Failure {
    Database(#[from] sqlx::Error),
    PasswordHash(#[from] argon2::password_hash::Error),
    Random(#[from] getrandom::Error),
    Task(#[from] tokio::task::JoinError),
}
