//! Tests through the public API.

mod functions;
