const _: () = {
    ::gapless::__private::inventory::submit! {
        ::gapless::__private::Registration::Declared(& [& __GAPLESS_RATIO])
    }
};
const __GAPLESS_BLOCK_520232AA1A255A53: ::gapless::__private::Block = ::gapless::__private::Block {
    location: ::gapless::__private::location!(),
    namespace: "",
    group: "",
};
#[doc(hidden)]
static __GAPLESS_RATIO: ::gapless::__private::Declared = {
    #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__gapless"))]
    #[cfg_attr(
        not(any(target_vendor = "apple", target_family = "wasm")),
        unsafe(link_section = "gapless")
    )]
    static __GAPLESS_LINE: ::gapless::__private::catalog::Then<
        [::core::primitive::u8; 294usize],
        (),
    > = ::gapless::__private::catalog::Then(
        *b"{\"name\":\"ratio\",\"type\":\"histogram\",\"help\":\"Ratio.\",\"labels\":[],\"constant_labels\":{},\"buckets\":[0.5],\"native\":{\"schema\":4,\"zero_threshold\":0.001,\"max_buckets\":160,\"max_zero_threshold\":0.0},\"group\":\"\",\"namespace\":\"\",\"crate\":\"gapless-macros\",\"version\":\"0.1.0\",\"file\":\"<parsed string 1>\",\"line\":2}\n",
        (),
    );
    __GAPLESS_BLOCK_520232AA1A255A53
        .family(
            __GAPLESS_BLOCK_520232AA1A255A53
                .declare(
                    &::gapless::__private::MetricParts {
                        kind: ::gapless::__private::Kind::Histogram,
                        value_type: ::gapless::__private::ValueType::Float,
                        name: "ratio",
                        help: "Ratio.",
                        unit: "",
                        labels: &[],
                        buckets: &[0.5f64],
                        place: (2u32, 77u32),
                    },
                )
                .with_native(
                    ::gapless::__private::Native::new(4i32).with_zero_threshold(0.001f64),
                )
                .with_catalog(::gapless::__private::CatalogLine::new(&__GAPLESS_LINE.0)),
            ::gapless::__private::DEFAULT_MAX_SERIES,
        )
};
#[doc(hidden)]
const __GAPLESS_METRIC_RATIO: ::gapless::__private::alert::Operand = ::gapless::__private::alert::Operand {
    name: "ratio",
    kind: ::gapless::__private::Kind::Histogram,
};
/**Ratio.

The histogram of `f64` values `ratio`.

Buckets: 0.5, +Inf. Native buckets: schema 4, at most 160 buckets.

PromQL: `histogram_quantile(0.99, sum without (instance) (rate(ratio_bucket[5m])))`*/
#[must_use]
const fn ratio() -> ::gapless::__private::Histogram<::core::primitive::f64> {
    <::gapless::__private::Histogram<
        ::core::primitive::f64,
    >>::from_parts(
        ::gapless::__private::Static::of(&__GAPLESS_RATIO),
        ::gapless::__private::SeriesRef::ONLY,
    )
}
