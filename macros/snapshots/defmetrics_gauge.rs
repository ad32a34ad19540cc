const _: () = {
    ::gapless::__private::inventory::submit! {
        ::gapless::__private::Registration::Declared(& [& __GAPLESS_CLIENT_ROOM])
    }
};
const __GAPLESS_BLOCK_9A844EE9D0D41FBB: ::gapless::__private::Block = ::gapless::__private::Block {
    location: ::gapless::__private::location!(),
    namespace: "",
    group: "",
};
#[doc(hidden)]
static __GAPLESS_CLIENT_ROOM: ::gapless::__private::Declared = {
    #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__gapless"))]
    #[cfg_attr(
        not(any(target_vendor = "apple", target_family = "wasm")),
        unsafe(link_section = "gapless")
    )]
    static __GAPLESS_LINE: ::gapless::__private::catalog::Then<
        [::core::primitive::u8; 203usize],
        (),
    > = ::gapless::__private::catalog::Then(
        *b"{\"name\":\"client_room\",\"type\":\"gauge\",\"help\":\"Room for clients.\",\"labels\":[],\"constant_labels\":{},\"group\":\"\",\"namespace\":\"\",\"crate\":\"gapless-macros\",\"version\":\"0.1.0\",\"file\":\"<parsed string 1>\",\"line\":2}\n",
        (),
    );
    __GAPLESS_BLOCK_9A844EE9D0D41FBB
        .family(
            __GAPLESS_BLOCK_9A844EE9D0D41FBB
                .declare(
                    &::gapless::__private::MetricParts {
                        kind: ::gapless::__private::Kind::Gauge,
                        value_type: ::gapless::__private::ValueType::Float,
                        name: "client_room",
                        help: "Room for clients.",
                        unit: "",
                        labels: &[],
                        buckets: &[],
                        place: (2u32, 40u32),
                    },
                )
                .with_seed(
                    ::gapless::__private::Seed::With(|| ::gapless::__private::GaugeSeed::value(
                        capacity,
                    )),
                )
                .with_catalog(::gapless::__private::CatalogLine::new(&__GAPLESS_LINE.0)),
            ::gapless::__private::DEFAULT_MAX_SERIES,
        )
};
#[doc(hidden)]
const __GAPLESS_METRIC_CLIENT_ROOM: ::gapless::__private::alert::Operand = ::gapless::__private::alert::Operand {
    name: "client_room",
    kind: ::gapless::__private::Kind::Gauge,
};
/**Room for clients.

The gauge `client_room`.

PromQL: `client_room`*/
#[must_use]
const fn client_room() -> ::gapless::__private::Gauge {
    <::gapless::__private::Gauge>::from_parts(
        ::gapless::__private::Static::of(&__GAPLESS_CLIENT_ROOM),
        ::gapless::__private::SeriesRef::ONLY,
    )
}
