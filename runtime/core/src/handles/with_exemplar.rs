//! Handles with an exemplar that the caller gives.

/// A counter or a histogram with the labels of the exemplar for its next record.
///
/// [`Counter::with_exemplar`](crate::Counter::with_exemplar) and
/// [`Histogram::with_exemplar`](crate::Histogram::with_exemplar) return it.
#[derive(Clone, Copy, Debug)]
#[must_use = "nothing is recorded yet; call `inc` or `observe`"]
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

/// Implements the methods of handles with exemplars; the caller passes the documentation of `with_exemplar`.
macro_rules! impl_with_exemplar {
    ($(#[$documentation:meta])* $Handle:ident) => {
        impl<T, D: MetricRef> $Handle<T, D> {
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

            pub(crate) fn keep_exemplar(&self, bits: u64, labels: &[(&str, &str)]) {
                self.metric.declared().keep_given_exemplar(self.series, bits, labels);
            }
        }
    };
}

pub(crate) use impl_with_exemplar;
