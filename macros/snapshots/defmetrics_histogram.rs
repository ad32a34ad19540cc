const _: () = {
    ::gapless::__private::inventory::submit! {
        ::gapless::__private::Registration::Declared(& [& __GAPLESS_MESSAGE_BYTES])
    }
};
const __GAPLESS_BLOCK_67918EE370BF8B47: ::gapless::__private::Block = ::gapless::__private::Block {
    location: ::gapless::__private::location!(),
    namespace: "",
    group: "",
};
#[doc(hidden)]
static __GAPLESS_MESSAGE_BYTES: ::gapless::__private::Declared = {
    #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__gapless"))]
    #[cfg_attr(
        not(any(target_vendor = "apple", target_family = "wasm")),
        unsafe(link_section = "gapless")
    )]
    static __GAPLESS_LINE: ::gapless::__private::catalog::Then<
        [::core::primitive::u8; 236usize],
        (),
    > = ::gapless::__private::catalog::Then(
        *b"{\"name\":\"message_bytes\",\"type\":\"histogram\",\"help\":\"Size.\",\"unit\":\"bytes\",\"labels\":[],\"constant_labels\":{},\"buckets\":[64,256,1024],\"group\":\"\",\"namespace\":\"\",\"crate\":\"gapless-macros\",\"version\":\"0.1.0\",\"file\":\"<parsed string 1>\",\"line\":2}\n",
        (),
    );
    __GAPLESS_BLOCK_67918EE370BF8B47
        .family(
            __GAPLESS_BLOCK_67918EE370BF8B47
                .declare(
                    &::gapless::__private::MetricParts {
                        kind: ::gapless::__private::Kind::Histogram,
                        value_type: ::gapless::__private::ValueType::Integer,
                        name: "message_bytes",
                        help: "Size.",
                        unit: "bytes",
                        labels: &[],
                        buckets: &[64f64, 256f64, 1024f64],
                        place: (2u32, 71u32),
                    },
                )
                .with_seed(::gapless::__private::Seed::None)
                .with_catalog(::gapless::__private::CatalogLine::new(&__GAPLESS_LINE.0)),
            ::gapless::__private::DEFAULT_MAX_SERIES,
        )
};
#[doc(hidden)]
pub(crate) const __GAPLESS_METRIC_MESSAGE_BYTES: ::gapless::__private::alert::Operand = ::gapless::__private::alert::Operand {
    name: "message_bytes",
    kind: ::gapless::__private::Kind::Histogram,
};
/**Size.

The histogram of integers `message_bytes`, in bytes.

Buckets: 64, 256, 1024, +Inf.

PromQL: `histogram_quantile(0.99, sum without (instance) (rate(message_bytes_bucket[5m])))`*/
#[must_use]
pub(crate) const fn message_bytes() -> ::gapless::__private::Histogram<
    ::core::primitive::u64,
> {
    <::gapless::__private::Histogram<
        ::core::primitive::u64,
    >>::from_parts(
        ::gapless::__private::Static::of(&__GAPLESS_MESSAGE_BYTES),
        ::gapless::__private::SeriesRef::ONLY,
    )
}
