//! The live page: the program's metrics as charts in a browser, and the stream of values that feeds them.
//!
//! Use the crate `gapless`, where this is the module `gapless::live`.

mod access;
mod client;
mod events;
mod history;
mod hub;
mod json;
mod live;
mod message;
mod own;
mod page;
mod problems;
mod reader;
mod search;
mod shorten;
mod shown;
#[cfg(feature = "websocket")]
mod socket;
mod topic;
mod topics;

pub use crate::live::{Live, LivePage, PATH};
