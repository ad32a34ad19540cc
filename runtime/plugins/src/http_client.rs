//! Outgoing HTTP requests.
