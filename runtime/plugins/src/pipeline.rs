//! Pipelines: messages and batches.
