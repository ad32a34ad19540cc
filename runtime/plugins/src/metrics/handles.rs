//! Handles that implement the traits of the crate `metrics`.

use std::sync::{Mutex, PoisonError};

use ::metrics::{CounterFn, GaugeFn, HistogramFn};
use gapless_core::dynamic::{Counter, Gauge, Histogram};

#[derive(Debug)]
pub(super) struct CounterHandle(pub(super) Counter);

#[derive(Debug)]
pub(super) struct GaugeHandle(pub(super) Gauge);

#[derive(Debug)]
pub(super) struct HistogramHandle(pub(super) Histogram);

impl CounterFn for CounterHandle {
    #[inline]
    fn increment(&self, value: u64) {
        self.0.inc_by(value);
    }

    /// Raises the counter to a value, unless it is there already.
    fn absolute(&self, value: u64) {
        static LOCK: Mutex<()> = Mutex::new(()); // two threads must not add the same difference
        let _lock = LOCK.lock().unwrap_or_else(PoisonError::into_inner);
        self.0.inc_by(value.saturating_sub(self.0.get()));
    }
}

impl GaugeFn for GaugeHandle {
    fn increment(&self, value: f64) {
        self.0.add(value);
    }

    fn decrement(&self, value: f64) {
        self.0.add(-value);
    }

    #[inline]
    fn set(&self, value: f64) {
        self.0.set(value);
    }
}

impl HistogramFn for HistogramHandle {
    #[inline]
    fn record(&self, value: f64) {
        self.0.observe(value);
    }

    fn record_many(&self, value: f64, count: usize) {
        self.0.observe_n(value, count as u64);
    }
}
