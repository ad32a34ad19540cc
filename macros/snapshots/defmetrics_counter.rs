const _: () = {
    ::gapless::__private::inventory::submit! {
        ::gapless::__private::Registration::Declared(& [& __GAPLESS_CHAT_MESSAGES_TOTAL])
    }
};
const __GAPLESS_BLOCK_BC0413ECF83C9FC0: ::gapless::__private::Block = ::gapless::__private::Block {
    location: ::gapless::__private::location!(),
    namespace: "grapevine",
    group: "chat",
};
const __GAPLESS_VALUES_BC0413ECF83C9FC0_0: ::gapless::__private::LabelsOf = {
    use ::gapless::__private::{
        ByAny as _, ByOptionalText as _, ByReference as _, ByText as _,
    };
    let _ = |__gapless_label: &::gapless::__private::ByType<'_, Channel>| {
        __gapless_label.gapless_check()
    };
    ::gapless::__private::ByType::<Channel>::GAPLESS_LABELS
};
const __GAPLESS_VALUES_BC0413ECF83C9FC0_1: ::gapless::__private::LabelsOf = {
    use ::gapless::__private::{
        ByAny as _, ByOptionalText as _, ByReference as _, ByText as _,
    };
    let _ = |__gapless_label: &::gapless::__private::ByType<'_, bool>| {
        __gapless_label.gapless_check()
    };
    ::gapless::__private::ByType::<bool>::GAPLESS_LABELS
};
type __GaplessJsonBC0413ECF83C9FC00 = [::core::primitive::u8; ::gapless::__private::catalog::label_len(
    "channel",
    __GAPLESS_VALUES_BC0413ECF83C9FC0_0,
)];
const __GAPLESS_JSON_BC0413ECF83C9FC0_0: __GaplessJsonBC0413ECF83C9FC00 = ::gapless::__private::catalog::label(
    "channel",
    __GAPLESS_VALUES_BC0413ECF83C9FC0_0,
);
type __GaplessJsonBC0413ECF83C9FC01 = [::core::primitive::u8; ::gapless::__private::catalog::label_len(
    "bot",
    __GAPLESS_VALUES_BC0413ECF83C9FC0_1,
)];
const __GAPLESS_JSON_BC0413ECF83C9FC0_1: __GaplessJsonBC0413ECF83C9FC01 = ::gapless::__private::catalog::label(
    "bot",
    __GAPLESS_VALUES_BC0413ECF83C9FC0_1,
);
const __GAPLESS_LABELS_BC0413ECF83C9FC0_0: &[::gapless::__private::Label] = {
    const ALL: &::gapless::__private::Labels = &{
        let __gapless_labels = ::gapless::__private::Labels::new(&[]);
        let __gapless_labels = __gapless_labels
            .with("channel", __GAPLESS_VALUES_BC0413ECF83C9FC0_0);
        let __gapless_labels = __gapless_labels
            .with("bot", __GAPLESS_VALUES_BC0413ECF83C9FC0_1);
        __gapless_labels
    };
    ALL.as_slice()
};
#[doc(hidden)]
static __GAPLESS_CHAT_MESSAGES_TOTAL: ::gapless::__private::Declared = {
    #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__gapless"))]
    #[cfg_attr(
        not(any(target_vendor = "apple", target_family = "wasm")),
        unsafe(link_section = "gapless")
    )]
    static __GAPLESS_LINE: ::gapless::__private::catalog::Then<
        [::core::primitive::u8; 95usize],
        ::gapless::__private::catalog::Then<
            __GaplessJsonBC0413ECF83C9FC00,
            ::gapless::__private::catalog::Then<
                [::core::primitive::u8; 1usize],
                ::gapless::__private::catalog::Then<
                    __GaplessJsonBC0413ECF83C9FC01,
                    ::gapless::__private::catalog::Then<
                        [::core::primitive::u8; 142usize],
                        (),
                    >,
                >,
            >,
        >,
    > = ::gapless::__private::catalog::Then(
        *b"{\"name\":\"grapevine_chat_messages_total\",\"type\":\"counter\",\"help\":\"Messages received.\",\"labels\":[",
        ::gapless::__private::catalog::Then(
            __GAPLESS_JSON_BC0413ECF83C9FC0_0,
            ::gapless::__private::catalog::Then(
                *b",",
                ::gapless::__private::catalog::Then(
                    __GAPLESS_JSON_BC0413ECF83C9FC0_1,
                    ::gapless::__private::catalog::Then(
                        *b"],\"constant_labels\":{},\"group\":\"chat\",\"namespace\":\"grapevine\",\"crate\":\"gapless-macros\",\"version\":\"0.1.0\",\"file\":\"<parsed string 1>\",\"line\":2}\n",
                        (),
                    ),
                ),
            ),
        ),
    );
    __GAPLESS_BLOCK_BC0413ECF83C9FC0
        .family(
            __GAPLESS_BLOCK_BC0413ECF83C9FC0
                .declare(
                    &::gapless::__private::MetricParts {
                        kind: ::gapless::__private::Kind::Counter,
                        value_type: ::gapless::__private::ValueType::Integer,
                        name: "grapevine_chat_messages_total",
                        help: "Messages received.",
                        unit: "",
                        labels: __GAPLESS_LABELS_BC0413ECF83C9FC0_0,
                        buckets: &[],
                        place: (2u32, 14u32),
                    },
                )
                .with_catalog(::gapless::__private::CatalogLine::new(&__GAPLESS_LINE.0)),
            ::gapless::__private::DEFAULT_MAX_SERIES,
        )
};
#[doc(hidden)]
pub const __GAPLESS_METRIC_CHAT_MESSAGES_TOTAL: ::gapless::__private::alert::Operand = ::gapless::__private::alert::Operand {
    name: "grapevine_chat_messages_total",
    kind: ::gapless::__private::Kind::Counter,
};
#[allow(clippy::needless_pass_by_value)]
/**Messages received.

The counter `grapevine_chat_messages_total`.

Labels:
- `channel`: the values of [`Channel`]
- `bot`: the values of [`bool`]

PromQL: `sum without (instance) (rate(grapevine_chat_messages_total[5m]))`*/
#[must_use]
pub fn chat_messages_total(
    channel: Channel,
    bot: bool,
) -> ::gapless::__private::Counter<::core::primitive::u64> {
    use ::gapless::__private::{
        ByAny as _, ByOptionalText as _, ByReference as _, ByText as _,
    };
    let __gapless_channel = &::gapless::__private::ByType::of(&channel);
    let __gapless_bot = &::gapless::__private::ByType::of(&bot);
    <::gapless::__private::Counter<
        ::core::primitive::u64,
    >>::from_parts(
        ::gapless::__private::Static::of(&__GAPLESS_CHAT_MESSAGES_TOTAL),
        __GAPLESS_CHAT_MESSAGES_TOTAL
            .series(
                __gapless_bot
                    .gapless_index_after(__gapless_channel.gapless_index_after(0)),
                [__gapless_channel.gapless_text(), __gapless_bot.gapless_text()],
            ),
    )
}
