//! A reporter that writes to the log.

use crate::reporters::Labels;
use crate::{Batch, Failure, Point, Reporter, Skipped};

/// Writes a line with `tracing` for each value, at the level INFO and with the target `gapless::values`.
///
/// The fields are `metric`, `labels`, `datapoint` and `value`. For a datapoint that does not exist, the reporter writes
/// a line at the level DEBUG, with the field `why` instead of `value`.
///
/// ```text
/// INFO gapless::values: metric="logins_total" labels="outcome=\"ok\"" datapoint=rate value=2.5
/// ```
///
/// ```
/// use gapless::report::{Log, Reporter};
///
/// assert_eq!(Log::new().name(), "log");
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Log(());

impl Log {
    /// Creates a reporter that writes to the log.
    #[must_use]
    pub fn new() -> Self {
        Log(())
    }
}

impl Reporter for Log {
    async fn report(&mut self, batch: &Batch) -> Result<(), Failure> {
        batch.points().for_each(|point| write(&point));
        batch.skipped().for_each(|skipped| write_skipped(&skipped));
        Ok(())
    }
}

fn write(point: &Point<'_>) {
    tracing::info!(
        target: "gapless::values",
        metric = &*point.metric().name,
        labels = Labels(point.series()).to_string(),
        datapoint = %point.datapoint(),
        value = point.value(),
    );
}

fn write_skipped(skipped: &Skipped<'_>) {
    tracing::debug!(
        target: "gapless::values",
        metric = skipped.name(),
        labels = skipped.series().map(|series| Labels(series).to_string()),
        datapoint = skipped.datapoint().map(tracing::field::display),
        why = %skipped.why(),
    );
}
