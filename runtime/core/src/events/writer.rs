//! Writes events as lines.

use std::io::Write;
use std::sync::{Mutex, PoisonError};

use super::wiring::{handler, names_of};
use crate::error::Error;

/// Writes a line to `output` for each event with the name `name` from now on, and returns the name.
///
/// If `name` is the name of a metric that is declared on events, these events are written.
///
/// A line contains the event's name and its fields, for example `account.created origin=web took=0.25s`. The id of the
/// handler is `write NAME`; pass it to [`detach`](super::detach) to stop. Errors of `output` are ignored, and the line
/// is lost. `output` must not emit the events that are written to it: it would deadlock.
///
/// # Errors
///
/// Returns an error if neither an event nor a metric on events has that name, or if its events are already written.
pub fn write_to(name: &str, output: impl Write + Send + 'static) -> Result<&str, Error> {
    let output = Mutex::new(output);
    handler(format!("write {name}")).attach_many(names_of(name), move |event| {
        let line = format!("{event}\n"); // before the lock, because formatting runs code of users
        let _ = output.lock().unwrap_or_else(PoisonError::into_inner).write_all(line.as_bytes());
    })?;
    Ok(name)
}
