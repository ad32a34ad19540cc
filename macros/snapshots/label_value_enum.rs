#[automatically_derived]
impl ::gapless::__private::LabelValue for Channel {
    ///The values: `off-topic`, `a "b"`.
    const LABELS: ::gapless::__private::LabelValues = ::gapless::__private::LabelValues::with_json(
        &["off-topic", "a \"b\""],
        "[\"off-topic\",\"a \\\"b\\\"\"]",
    );
    #[inline]
    fn index(&self) -> ::core::primitive::usize {
        self.gapless_const_index()
    }
}
#[automatically_derived]
impl Channel {
    /// Returns the index of the value in `const` code, where a trait's method cannot be called.
    #[doc(hidden)]
    #[inline]
    #[must_use]
    pub(crate) const fn gapless_const_index(&self) -> ::core::primitive::usize {
        match *self {
            Self::OffTopic { .. } => 0usize,
            Self::Other { .. } => 1usize,
        }
    }
}
#[automatically_derived]
#[allow(dead_code, deprecated, unreachable_patterns, unreachable_pub)]
impl Channel {
    /// All values, in the order of declaration.
    pub(crate) const VALUES: [Self; 2usize] = [Self::OffTopic {}, Self::Other {}];
    /// Returns the value with this label, or `None` if no value has it.
    #[must_use]
    pub(crate) fn from_label(
        __gapless_label: &::core::primitive::str,
    ) -> ::core::option::Option<Self> {
        match __gapless_label {
            "off-topic" => ::core::option::Option::Some(Self::OffTopic {}),
            "a \"b\"" => ::core::option::Option::Some(Self::Other {}),
            _ => ::core::option::Option::None,
        }
    }
}
