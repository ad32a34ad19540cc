//! Batches: their results, and the record of one batch.

use std::sync::Arc;
use std::time::Duration;

use gapless_core::{LabelValue as _, Outcome};

use super::metrics::StageMetrics;
use crate::timed::{Ended, Record};

/// The result of a batch: `()` or a `Result` for all of its messages, or a `Vec` or an array with a `Result` for each.
///
/// Implement it for the return type of your own work:
///
/// ```
/// use gapless::plugins::BatchResult;
///
/// /// The reply of a bulk API.
/// struct Reply {
///     rejected: usize,
/// }
///
/// impl BatchResult for Reply {
///     fn failures(&self, _size: usize) -> usize {
///         self.rejected
///     }
/// }
///
/// assert_eq!(Reply { rejected: 2 }.failures(5), 2);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say how many messages of the batch failed",
    label = "not a `()`, a `Result`, or a `Vec` or an array of results",
    note = "return one of these, or implement `BatchResult` for your type"
)]
pub trait BatchResult {
    /// Returns how many of the `size` messages failed.
    fn failures(&self, size: usize) -> usize;
}

impl BatchResult for () {
    fn failures(&self, _: usize) -> usize {
        0
    }
}

impl<T, E> BatchResult for Result<T, E> {
    fn failures(&self, size: usize) -> usize {
        if self.is_err() {
            size
        } else {
            0
        }
    }
}

impl<T, E> BatchResult for [Result<T, E>] {
    fn failures(&self, _: usize) -> usize {
        self.iter().filter(|result| result.is_err()).count()
    }
}

impl<T, E> BatchResult for Vec<Result<T, E>> {
    fn failures(&self, size: usize) -> usize {
        self.as_slice().failures(size)
    }
}

impl<T, E, const N: usize> BatchResult for [Result<T, E>; N] {
    fn failures(&self, size: usize) -> usize {
        self.as_slice().failures(size)
    }
}

/// The record of one batch.
pub(super) struct Batch {
    pub(super) stage: Arc<StageMetrics>,
    pub(super) size: usize,
}

impl<R: BatchResult> Record<R> for Batch {
    fn end(self, ended: Ended<'_, R>, elapsed: Duration) {
        let (failures, outcome) = match ended {
            Ok(result) => (result.failures(self.size).min(self.size), Outcome::Error),
            Err(outcome) => (self.size, outcome),
        };
        let count = |outcome: Outcome, n: usize| self.stage.messages[outcome.index()].inc_by(n as u64);
        count(Outcome::Ok, self.size - failures);
        count(outcome, failures);
        self.stage.batch_size.observe(self.size as u64);
        self.stage.batch_duration.observe(elapsed);
    }
}
