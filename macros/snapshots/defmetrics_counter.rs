const _: () = {
    ::gapless::__private::inventory::submit! {
        ::gapless::__private::Registration::Families(& [& __GAPLESS_CHAT_MESSAGES_TOTAL])
    }
};
#[doc(hidden)]
static __GAPLESS_CHAT_MESSAGES_TOTAL: ::gapless::__private::Family = ::gapless::__private::Family::new({
    const __GAPLESS_DESCRIPTOR: ::gapless::__private::Descriptor = ::gapless::__private::Descriptor::new(
            ::gapless::__private::Kind::Counter,
            "grapevine_chat_messages_total",
            "Messages received.",
            ::gapless::__private::site!(2u32, 14u32),
        )
        .with_precision(::gapless::__private::Precision::U64)
        .with_namespace("grapevine")
        .with_group("chat")
        .with_labels({
            use ::gapless::__private::ByText as _;
            let _ = |__gapless_label: ::gapless::__private::ByType<'_, Channel>| {
                let _ = __gapless_label.gapless_text();
            };
            let _ = |__gapless_label: ::gapless::__private::ByType<'_, bool>| {
                let _ = __gapless_label.gapless_text();
            };
            &[
                ::gapless::__private::Label::of_type(
                    "channel",
                    ::gapless::__private::ByType::<Channel>::GAPLESS_VALUES,
                ),
                ::gapless::__private::Label::of_type(
                    "bot",
                    ::gapless::__private::ByType::<bool>::GAPLESS_VALUES,
                ),
            ]
        });
    const _: () = __GAPLESS_DESCRIPTOR
        .check_budget(::gapless::__private::DEFAULT_MAX_SERIES);
    #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__gapless"))]
    #[cfg_attr(
        not(any(target_vendor = "apple", target_family = "wasm")),
        unsafe(link_section = "gapless")
    )]
    static __GAPLESS_LINE: ::gapless::__private::catalog::Then<
        [::core::primitive::u8; 122usize],
        ::gapless::__private::catalog::Then<
            [::core::primitive::u8; {
                ::gapless::__private::catalog::values_len(
                    __GAPLESS_DESCRIPTOR.labels,
                    0usize,
                )
            }],
            ::gapless::__private::catalog::Then<
                [::core::primitive::u8; 25usize],
                ::gapless::__private::catalog::Then<
                    [::core::primitive::u8; {
                        ::gapless::__private::catalog::values_len(
                            __GAPLESS_DESCRIPTOR.labels,
                            1usize,
                        )
                    }],
                    [::core::primitive::u8; 143usize],
                >,
            >,
        >,
    > = ::gapless::__private::catalog::Then(
        *b"{\"name\":\"grapevine_chat_messages_total\",\"type\":\"counter\",\"help\":\"Messages received.\",\"labels\":[{\"name\":\"channel\",\"values\":",
        ::gapless::__private::catalog::Then(
            ::gapless::__private::catalog::values(__GAPLESS_DESCRIPTOR.labels, 0usize),
            ::gapless::__private::catalog::Then(
                *b"},{\"name\":\"bot\",\"values\":",
                ::gapless::__private::catalog::Then(
                    ::gapless::__private::catalog::values(
                        __GAPLESS_DESCRIPTOR.labels,
                        1usize,
                    ),
                    *b"}],\"constant_labels\":{},\"group\":\"chat\",\"namespace\":\"grapevine\",\"crate\":\"gapless-macros\",\"version\":\"0.1.0\",\"file\":\"<parsed string 1>\",\"line\":2}\n",
                ),
            ),
        ),
    );
    __GAPLESS_DESCRIPTOR
        .with_catalog(::gapless::__private::CatalogLine::new(&__GAPLESS_LINE))
});
#[allow(clippy::needless_pass_by_value)]
///Messages received.
///
///The counter `grapevine_chat_messages_total`.
///
///Labels:
///- `channel`: a [`Channel`]
///- `bot`: a [`bool`]
///
///PromQL: `sum by (channel, bot) (rate(grapevine_chat_messages_total[5m]))`
#[must_use]
pub fn chat_messages_total(
    channel: Channel,
    bot: bool,
) -> ::gapless::__private::Counter<::core::primitive::u64> {
    use ::gapless::__private::ByText as _;
    let __gapless_channel = ::gapless::__private::ByType::of(&channel);
    let __gapless_bot = ::gapless::__private::ByType::of(&bot);
    <::gapless::__private::Counter<
        ::core::primitive::u64,
    >>::from_parts(
        &__GAPLESS_CHAT_MESSAGES_TOTAL,
        __GAPLESS_CHAT_MESSAGES_TOTAL
            .label_set(
                __gapless_bot
                    .gapless_index_after(__gapless_channel.gapless_index_after(0)),
                [__gapless_channel.gapless_text(), __gapless_bot.gapless_text()],
            ),
    )
}
