//! Events written out, for who wants to see what is told.

use std::io::Write;
use std::sync::{Mutex, PoisonError};

use super::wiring::{handler, names_of};
use crate::error::Error;

/// Writes a line for each event of that name, or for each event that the metric of that name is recorded of, from now on; returns
/// the name.
///
/// A line is the event's name and its fields, as `account.created origin=web took=0.25s`. The handler is called `write NAME`, by
/// which it is detached; what cannot be written is dropped. The output must not emit what is written to it, for which it would
/// wait for itself.
///
/// # Errors
///
/// If there is neither such an event nor a metric that is recorded of events, or if it is written already.
pub fn write_to(name: &str, output: impl Write + Send + 'static) -> Result<&str, Error> {
    let output = Mutex::new(output);
    handler(format!("write {name}")).attach_many(names_of(name), move |event| {
        let line = format!("{event}\n"); // before the lock, as it calls what fields do
        let _ = output.lock().unwrap_or_else(PoisonError::into_inner).write_all(line.as_bytes());
    })?;
    Ok(name)
}
