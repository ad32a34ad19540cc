//! Waits for conditions, with a limit that a busy machine does not reach.

use std::time::{Duration, Instant};

/// The time after which a condition has failed.
const PATIENCE: Duration = Duration::from_secs(90);

/// Waits until a condition returns a value.
pub(crate) async fn eventually<T>(what: &str, condition: impl AsyncFnMut() -> Option<T>) -> T {
    match holds_within(PATIENCE, condition).await {
        Some(value) => value,
        None => panic!("{what}: not within {PATIENCE:?}"),
    }
}

/// Waits until a condition has no findings, and panics with its last findings otherwise.
pub(crate) async fn eventually_none(what: &str, mut findings: impl AsyncFnMut() -> Vec<String>) {
    let mut last = Vec::new();
    let holds = async || {
        last = findings().await;
        last.is_empty().then_some(())
    };
    if holds_within(PATIENCE, holds).await.is_none() {
        panic!("{what}: {} findings after {PATIENCE:?}:\n{}", last.len(), last.join("\n"));
    }
}

async fn holds_within<T>(limit: Duration, mut condition: impl AsyncFnMut() -> Option<T>) -> Option<T> {
    let began = Instant::now();
    while began.elapsed() < limit {
        if let Some(value) = condition().await {
            return Some(value);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    None
}
