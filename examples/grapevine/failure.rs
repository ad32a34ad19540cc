//! Internal failures. The log contains the cause; the visitor only learns that the site has a problem.

use thiserror::Error;

#[derive(Debug, Error)]
#[error("the site has a problem; try again later")]
pub(crate) enum Failure {
    Database(#[from] sqlx::Error),
    PasswordHash(#[from] argon2::password_hash::Error),
    Random(#[from] getrandom::Error),
    Task(#[from] tokio::task::JoinError),
}
