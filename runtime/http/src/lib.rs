//! Serves Gapless metrics over HTTP.

mod body;
mod encoding;
mod rendering;
mod router;

pub use crate::router::{router, PATH};
