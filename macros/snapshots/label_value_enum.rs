#[automatically_derived]
impl ::gapless::__private::LabelValue for Channel {
    ///The values: `off-topic`, `a "b"`.
    const VALUES: ::gapless::__private::LabelValues = ::gapless::__private::LabelValues::with_json(
        &["off-topic", "a \"b\""],
        "[\"off-topic\",\"a \\\"b\\\"\"]",
    );
    #[inline]
    fn index(&self) -> ::core::primitive::usize {
        match *self {
            Self::OffTopic { .. } => 0usize,
            Self::Other { .. } => 1usize,
        }
    }
}
