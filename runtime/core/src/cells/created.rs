//! The creation time of declared series.
//!
//! Declared series exist at zero from the start of the program, so they share one creation time: the time at which the
//! first of them was recorded into or read. Every event is later.

use std::sync::OnceLock;
use std::time::SystemTime;

/// Returns the creation time of all declared series.
pub fn created() -> SystemTime {
    static CREATED: OnceLock<SystemTime> = OnceLock::new();
    *CREATED.get_or_init(SystemTime::now)
}
