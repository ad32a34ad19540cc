//! Numbers and times.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use gapless_core::Number;

/// Returns an integer, or nothing for a number that is not an integer or greater than an `i64`.
pub(super) fn integer(number: Number) -> Option<i64> {
    match number {
        Number::I64(value) => Some(value),
        Number::U64(value) => i64::try_from(value).ok(),
        Number::U128(value) => i64::try_from(value).ok(),
        _ => None,
    }
}

/// Returns the nanoseconds since 1970. Zero stands for a time that is not known.
pub(super) fn nanoseconds(time: SystemTime) -> u64 {
    nanoseconds_of(time.duration_since(UNIX_EPOCH).unwrap_or_default())
}

pub(super) fn nanoseconds_of(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}
