//! Handles with an exemplar that the user gives.

use crate::handles::counter::Counter;
use crate::handles::histogram::{Histogram, Observe};

/// A counter or a histogram, and the labels of the exemplar that its next record keeps: [`Counter::with_exemplar`] and
/// [`Histogram::with_exemplar`].
#[derive(Clone, Copy, Debug)]
#[must_use = "nothing is recorded yet; call `inc` or `observe` on it"]
pub struct WithExemplar<'a, H, const N: usize> {
    handle: H,
    labels: [(&'a str, &'a str); N],
}

impl<'a, H, const N: usize> WithExemplar<'a, H, N> {
    #[inline]
    pub(crate) fn new(handle: H, labels: [(&'a str, &'a str); N]) -> Self {
        WithExemplar { handle, labels }
    }
}

impl<const N: usize> WithExemplar<'_, Counter<u64>, N> {
    /// Adds one.
    pub fn inc(self) {
        self.inc_by(1);
    }

    /// Adds `amount`, which is the exemplar's value too.
    pub fn inc_by(self, amount: u64) {
        self.handle.unmarked().inc_by(amount);
        self.handle.keep_exemplar(amount, &self.labels);
    }
}

impl<const N: usize> WithExemplar<'_, Counter<f64>, N> {
    /// Adds one.
    pub fn inc(self) {
        self.inc_by(1.0);
    }

    /// Adds `amount`, which is the exemplar's value too. What a counter refuses leaves no exemplar.
    pub fn inc_by(self, amount: f64) {
        self.handle.unmarked().inc_by(amount);
        if Counter::<f64>::accepts(amount) {
            self.handle.keep_exemplar(amount.to_bits(), &self.labels);
        }
    }
}

impl<T, const N: usize> WithExemplar<'_, Histogram<T>, N> {
    /// Counts a value in its bucket, which has it as an exemplar then. What a histogram refuses leaves none.
    pub fn observe(self, value: impl Observe<T>) {
        let bits = value.bits();
        self.handle.unmarked().observe(value);
        if let Some(bits) = bits {
            self.handle.keep_exemplar(bits, &self.labels);
        }
    }
}

/// What a handle has whose records can keep exemplars; its documentation is that of `with_exemplar`.
macro_rules! impl_with_exemplar {
    ($(#[$documentation:meta])* $Handle:ident) => {
        impl<T> $Handle<T> {
            /// The same, whose records keep exemplars.
            #[doc(hidden)]
            #[must_use]
            pub const fn marked(self) -> Self {
                $Handle { series: exemplar::marked(self.series), ..self }
            }

            #[inline]
            pub(crate) fn unmarked(self) -> Self {
                $Handle { series: exemplar::unmarked(self.series), ..self }
            }

            $(#[$documentation])*
            #[inline]
            pub fn with_exemplar<'a, const N: usize>(
                self,
                labels: [(&'a str, &'a str); N],
            ) -> WithExemplar<'a, Self, N> {
                WithExemplar::new(self, labels)
            }

            pub(crate) fn keep_exemplar(self, bits: u64, labels: &[(&str, &str)]) {
                self.family.keep_given_exemplar(self.series, bits, labels);
            }
        }
    };
}

pub(crate) use impl_with_exemplar;
