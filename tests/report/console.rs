//! The reporters that write to the console and to the log.
