#[automatically_derived]
impl ::gapless::__private::LabelSet for Endpoint {
    const GAPLESS_LABELS: ::gapless::__private::LabelsOf = ::gapless::__private::LabelsOf::Listed(::gapless::__private::ListedLabels {
        labels: &[],
        json: "",
    });
    #[inline]
    fn gapless_index_after(
        &self,
        before: ::core::primitive::usize,
    ) -> ::core::primitive::usize {
        before * 1usize + 0
    }
}
#[automatically_derived]
impl ::gapless::__private::LabelSet for &Endpoint {
    const GAPLESS_LABELS: ::gapless::__private::LabelsOf = <Endpoint as ::gapless::__private::LabelSet>::GAPLESS_LABELS;
    #[inline]
    fn gapless_index_after(
        &self,
        before: ::core::primitive::usize,
    ) -> ::core::primitive::usize {
        ::gapless::__private::LabelSet::gapless_index_after(*self, before)
    }
}
::core::compile_error! {
    "only an enum can derive `LabelSet`, because its variants are the label sets; write an enum with `#[labels(method = \"GET\", route = \"/games\")]` above each variant"
}
