//! `#[tracing(..)]`: events and spans of `tracing` that a metric's records are made of, as
//! `#[tracing(target = "sqlx::query", measure = "elapsed_secs", tags(kind = "db.kind"))]`.

mod expand;
mod model;
mod parse;

pub(super) use self::expand::expand;
pub(super) use self::model::{Fed, Feed, build};
pub(super) use self::parse::{Given, read};
