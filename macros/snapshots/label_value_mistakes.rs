#[automatically_derived]
impl<T> ::gapless::__private::LabelValue for Channel<T> {
    ///The values: `?`.
    const LABELS: ::gapless::__private::LabelValues = ::gapless::__private::LabelValues::with_json(
        &["?"],
        "",
    );
    #[inline]
    fn index(&self) -> ::core::primitive::usize {
        0
    }
}
::core::compile_error! {
    "a label's values are the variants of an enum; only an enum can derive `LabelValue`"
}
