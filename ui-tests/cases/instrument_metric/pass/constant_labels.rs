//! Constant labels from literals, constants and macros, and other names for the labels of every function.
#![deny(warnings, missing_docs, unreachable_pub, clippy::all, clippy::pedantic)]

use gapless::instrument_metric;

mod names {
    pub(crate) const TABLE: &str = "accounts";
}

const ONLY_HERE: &str = "here";

/// Reads.
#[instrument_metric(name = "query", labels(query = "get", table = names::TABLE, at = ONLY_HERE, r#in = concat!("a", "b")))]
pub fn get() {}

/// Writes.
#[instrument_metric(
    name = "write",
    labels(handler = function, file = module, bytes: bool = bytes.is_empty()),
    function = "put",
)]
pub fn write(bytes: &[u8]) {
    let _ = bytes;
}

/// A function without labels.
#[instrument_metric(name = "bare", function = off, module = off)]
#[allow(clippy::unused_async)]
pub async fn bare() {}

/// Only uses.
pub fn main() {
    get();
    write(&[]);
    drop(bare());
}
