//! The reporter that sends an exposition.
