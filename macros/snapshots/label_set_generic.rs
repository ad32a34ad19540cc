#[automatically_derived]
impl<'a, T: 'a> crate::metrics::__private::LabelSet for Failure<'a, T> {
    const GAPLESS_LABELS: crate::metrics::__private::LabelsOf = crate::metrics::__private::LabelsOf::Listed(crate::metrics::__private::ListedLabels {
        labels: &[
            crate::metrics::__private::ListedLabel {
                name: "in",
                values: &["file"],
                indices: &[0usize],
            },
        ],
        json: "{\"name\":\"in\",\"values\":[\"file\"]}",
    });
    #[inline]
    fn gapless_index_after(
        &self,
        before: ::core::primitive::usize,
    ) -> ::core::primitive::usize {
        before * 1usize
            + match *self {
                Self::Io { .. } => 0usize,
            }
    }
}
#[automatically_derived]
impl<'a, T: 'a> crate::metrics::__private::LabelSet for &Failure<'a, T> {
    const GAPLESS_LABELS: crate::metrics::__private::LabelsOf = <Failure<
        'a,
        T,
    > as crate::metrics::__private::LabelSet>::GAPLESS_LABELS;
    #[inline]
    fn gapless_index_after(
        &self,
        before: ::core::primitive::usize,
    ) -> ::core::primitive::usize {
        crate::metrics::__private::LabelSet::gapless_index_after(*self, before)
    }
}
