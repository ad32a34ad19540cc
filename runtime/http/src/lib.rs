//! Serves Gapless metrics over HTTP.

mod body;
mod router;

pub use crate::router::{router, PATH};
