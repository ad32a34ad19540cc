//! Scheduled tasks: runs, durations and the time of the last success.
