//! The reporter for OpenTelemetry.
