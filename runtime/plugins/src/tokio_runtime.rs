//! Tokio runtimes: workers, tasks and delays.
