//! Serves Gapless metrics over HTTP.

mod router;

pub use crate::router::{router, PATH};
