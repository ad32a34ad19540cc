#[automatically_derived]
impl<T> ::gapless::__private::LabelValue for Channel<T> {
    ///The values: `?`.
    const LABELS: ::gapless::__private::LabelValues = ::gapless::__private::LabelValues::with_json(
        &["?"],
        "",
    );
    #[inline]
    fn index(&self) -> ::core::primitive::usize {
        self.gapless_const_index()
    }
}
#[automatically_derived]
impl<T> Channel<T> {
    /// Returns the index of the value in `const` code, where a trait's method cannot be called.
    #[doc(hidden)]
    #[inline]
    #[must_use]
    const fn gapless_const_index(&self) -> ::core::primitive::usize {
        0
    }
}
::core::compile_error! {
    "only an enum can derive `LabelValue`, because its variants are the label values; write an enum"
}
