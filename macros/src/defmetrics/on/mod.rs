//! `#[on(..)]`: the events that a metric is recorded of.

mod expand;
mod model;
mod parse;

pub(super) use self::expand::expand;
pub(super) use self::model::{Of, On, build};
pub(super) use self::parse::{Given, read};
