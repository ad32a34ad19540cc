#[automatically_derived]
impl ::gapless::__private::LabelSet for Endpoint {
    const GAPLESS_LABELS: ::gapless::__private::LabelsOf = ::gapless::__private::LabelsOf::Listed(::gapless::__private::ListedLabels {
        labels: &[
            ::gapless::__private::ListedLabel {
                name: "method",
                values: &["GET", "POST"],
                indices: &[0usize, 0usize, 1usize],
            },
            ::gapless::__private::ListedLabel {
                name: "route",
                values: &["/", "/games"],
                indices: &[0usize, 1usize, 1usize],
            },
        ],
        json: "{\"name\":\"method\",\"values\":[\"GET\",\"POST\"]},{\"name\":\"route\",\"values\":[\"/\",\"/games\"]}",
    });
    #[inline]
    fn gapless_index_after(
        &self,
        before: ::core::primitive::usize,
    ) -> ::core::primitive::usize {
        before * 3usize
            + match *self {
                Self::Home { .. } => 0usize,
                Self::Games { .. } => 1usize,
                Self::AddGame { .. } => 2usize,
            }
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
#[automatically_derived]
#[allow(dead_code, deprecated, unreachable_patterns, unreachable_pub)]
impl Endpoint {
    /// All values, in the order of declaration.
    pub const VALUES: [Self; 3usize] = [Self::Home {}, Self::Games {}, Self::AddGame {}];
    /// Returns the value with these labels, or `None` if no value has them.
    #[must_use]
    #[allow(clippy::too_many_arguments)]
    pub fn from_labels(
        method: &::core::primitive::str,
        route: &::core::primitive::str,
    ) -> ::core::option::Option<Self> {
        match (method, route) {
            ("GET", "/") => ::core::option::Option::Some(Self::Home {}),
            ("GET", "/games") => ::core::option::Option::Some(Self::Games {}),
            ("POST", "/games") => ::core::option::Option::Some(Self::AddGame {}),
            _ => ::core::option::Option::None,
        }
    }
}
