//! The live page: the program's metrics as charts in a browser, and the stream of values that feeds them.
//!
//! Use the crate `gapless`, where this is the module `gapless::live`.

mod access;
#[allow(dead_code, reason = "the hub will use it")]
mod history;
mod live;
mod page;
mod shorten;

pub use crate::live::{Live, LivePage, PATH};
