#[automatically_derived]
impl<'a, T: Debug, const N: usize> crate::metrics::__private::LabelValue
for Failure<'a, T, N>
where
    T: 'a,
{
    ///The values: `io`, `parse`.
    const LABELS: crate::metrics::__private::LabelValues = crate::metrics::__private::LabelValues::with_json(
        &["io", "parse"],
        "[\"io\",\"parse\"]",
    );
    #[inline]
    fn index(&self) -> ::core::primitive::usize {
        self.gapless_const_index()
    }
}
#[automatically_derived]
impl<'a, T: Debug, const N: usize> Failure<'a, T, N>
where
    T: 'a,
{
    /// Returns the index of the value in `const` code, where a trait's method cannot be called.
    #[doc(hidden)]
    #[inline]
    #[must_use]
    const fn gapless_const_index(&self) -> ::core::primitive::usize {
        match *self {
            Self::Io { .. } => 0usize,
            Self::Parse { .. } => 1usize,
        }
    }
}
