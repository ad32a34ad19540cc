//! Connections of a server: open and accepted connections, TLS failures, and times of bodies.
