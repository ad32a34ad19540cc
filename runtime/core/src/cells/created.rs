//! When the series of this process began.
//!
//! Static series are there at zero from the start of the program, so they share one created timestamp: the moment at
//! which the first of them was touched or collected, which no event precedes.

use std::sync::OnceLock;
use std::time::SystemTime;

/// The created timestamp of all static series.
pub(crate) fn created() -> SystemTime {
    static CREATED: OnceLock<SystemTime> = OnceLock::new();
    *CREATED.get_or_init(SystemTime::now)
}
