//! Handles with an exemplar that the user gives.

/// A counter or a histogram, and the labels of the exemplar that its next record keeps: [`Counter::with_exemplar`](crate::Counter::with_exemplar) and
/// [`Histogram::with_exemplar`](crate::Histogram::with_exemplar).
#[derive(Clone, Copy, Debug)]
#[must_use = "nothing is recorded yet; call `inc` or `observe` on it"]
pub struct WithExemplar<'a, H, const N: usize> {
    pub(super) handle: H,
    pub(super) labels: [(&'a str, &'a str); N],
}

impl<'a, H, const N: usize> WithExemplar<'a, H, N> {
    #[inline]
    pub(crate) fn new(handle: H, labels: [(&'a str, &'a str); N]) -> Self {
        WithExemplar { handle, labels }
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
                $Handle { series: self.series.marked(), ..self }
            }

            #[inline]
            pub(crate) fn unmarked(self) -> Self {
                $Handle { series: self.series.unmarked(), ..self }
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
