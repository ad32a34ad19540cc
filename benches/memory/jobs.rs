//! A hundred thousand series.

use gapless::descriptor::LabelValues;
use gapless::{Counter, LabelValue, defmetrics};

defmetrics! {
    /// Jobs that were done.
    #[max_series(100000)]
    counter worker_jobs_total(region: Digit, service: Digit, shard: Digit, tenant: Digit, queue: Digit);
}

/// The number of series.
pub(crate) const N: usize = 100_000;

/// A label of ten values.
struct Digit(usize);

impl LabelValue for Digit {
    const LABELS: LabelValues = LabelValues::new(&[
        "number-0", "number-1", "number-2", "number-3", "number-4", "number-5", "number-6", "number-7",
        "number-8", "number-9",
    ]);

    fn index(&self) -> usize {
        self.0
    }
}

/// Returns the series with the given number, which is less than `N`.
pub(crate) fn counter(series: usize) -> Counter {
    let digit = |power: u32| Digit(series / 10_usize.pow(power) % 10);
    worker_jobs_total(digit(4), digit(3), digit(2), digit(1), digit(0))
}
