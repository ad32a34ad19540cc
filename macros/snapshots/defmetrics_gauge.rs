const _: () = {
    ::gapless::__private::inventory::submit! {
        ::gapless::__private::Registration::Families(& [& __GAPLESS_CLIENT_ROOM])
    }
};
#[doc(hidden)]
static __GAPLESS_CLIENT_ROOM: ::gapless::__private::Family = ::gapless::__private::Family::new({
    const __GAPLESS_DESCRIPTOR: ::gapless::__private::Descriptor = ::gapless::__private::Descriptor::new(
            ::gapless::__private::Kind::Gauge,
            "client_room",
            "Room for clients.",
            ::gapless::__private::site!(2u32, 40u32),
        )
        .with_precision(::gapless::__private::Precision::F64)
        .with_namespace("")
        .with_group("")
        .with_seed(
            ::gapless::__private::Seed::With(|| ::gapless::__private::GaugeSeed::value(
                capacity,
            )),
        );
    const _: () = __GAPLESS_DESCRIPTOR
        .check_budget(::gapless::__private::DEFAULT_MAX_SERIES);
    #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__gapless"))]
    #[cfg_attr(
        not(any(target_vendor = "apple", target_family = "wasm")),
        unsafe(link_section = "gapless")
    )]
    static __GAPLESS_LINE: [::core::primitive::u8; 203usize] = *b"{\"name\":\"client_room\",\"type\":\"gauge\",\"help\":\"Room for clients.\",\"labels\":[],\"constant_labels\":{},\"group\":\"\",\"namespace\":\"\",\"crate\":\"gapless-macros\",\"version\":\"0.1.0\",\"file\":\"<parsed string 1>\",\"line\":2}\n";
    __GAPLESS_DESCRIPTOR
        .with_catalog(::gapless::__private::CatalogLine::new(&__GAPLESS_LINE))
});
///Room for clients.
///
///The gauge `client_room`.
///
///PromQL: `client_room`
#[must_use]
const fn client_room() -> ::gapless::__private::Gauge {
    <::gapless::__private::Gauge>::from_parts(&__GAPLESS_CLIENT_ROOM, 0)
}
