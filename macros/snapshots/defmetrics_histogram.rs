const _: () = {
    ::gapless::__private::inventory::submit! {
        ::gapless::__private::Registration::Families(& [& __GAPLESS_MESSAGE_BYTES])
    }
};
#[doc(hidden)]
static __GAPLESS_MESSAGE_BYTES: ::gapless::__private::Family = ::gapless::__private::Family::new({
    const __GAPLESS_DESCRIPTOR: ::gapless::__private::Descriptor = ::gapless::__private::Descriptor::new(
            ::gapless::__private::Kind::Histogram,
            "message_bytes",
            "Size.",
            ::gapless::__private::site!(2u32, 71u32),
        )
        .with_precision(::gapless::__private::Precision::U64)
        .with_namespace("")
        .with_group("")
        .with_unit("bytes")
        .with_buckets(&[64f64, 256f64, 1024f64])
        .with_seed(::gapless::__private::Seed::None);
    const _: () = __GAPLESS_DESCRIPTOR
        .check_budget(::gapless::__private::DEFAULT_MAX_SERIES);
    #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__gapless"))]
    #[cfg_attr(
        not(any(target_vendor = "apple", target_family = "wasm")),
        unsafe(link_section = "gapless")
    )]
    static __GAPLESS_LINE: [::core::primitive::u8; 236usize] = *b"{\"name\":\"message_bytes\",\"type\":\"histogram\",\"help\":\"Size.\",\"unit\":\"bytes\",\"labels\":[],\"constant_labels\":{},\"buckets\":[64,256,1024],\"group\":\"\",\"namespace\":\"\",\"crate\":\"gapless-macros\",\"version\":\"0.1.0\",\"file\":\"<parsed string 1>\",\"line\":2}\n";
    __GAPLESS_DESCRIPTOR
        .with_catalog(::gapless::__private::CatalogLine::new(&__GAPLESS_LINE))
});
///Size.
///
///The histogram of integers `message_bytes`, in bytes.
///
///Buckets: 64, 256, 1024, +Inf.
///
///PromQL: `histogram_quantile(0.99, sum by (le) (rate(message_bytes_bucket[5m])))`
#[must_use]
pub(crate) const fn message_bytes() -> ::gapless::__private::Histogram<
    ::core::primitive::u64,
> {
    <::gapless::__private::Histogram<
        ::core::primitive::u64,
    >>::from_parts(&__GAPLESS_MESSAGE_BYTES, 0)
}
