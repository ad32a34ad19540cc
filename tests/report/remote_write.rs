//! The reporter for the remote write protocol.
