//! The reporter for the Pushgateway.
