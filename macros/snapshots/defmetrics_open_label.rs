const _: () = {
    ::gapless::__private::inventory::submit! {
        ::gapless::__private::Registration::Declared(& [& __GAPLESS_GAME_MESSAGES_TOTAL])
    }
};
const __GAPLESS_BLOCK_E586EBD85F00A9A4: ::gapless::__private::Block = ::gapless::__private::Block {
    location: ::gapless::__private::location!(),
    namespace: "",
    group: "",
};
const __GAPLESS_VALUES_E586EBD85F00A9A4_0: ::gapless::__private::LabelsOf = {
    use ::gapless::__private::{
        ByAny as _, ByOptionalText as _, ByReference as _, ByText as _,
    };
    let _ = |__gapless_label: &::gapless::__private::ByType<'_, &str>| {
        __gapless_label.gapless_check()
    };
    ::gapless::__private::ByType::<&str>::GAPLESS_LABELS
};
const __GAPLESS_VALUES_E586EBD85F00A9A4_1: ::gapless::__private::LabelsOf = {
    use ::gapless::__private::{
        ByAny as _, ByOptionalText as _, ByReference as _, ByText as _,
    };
    let _ = |__gapless_label: &::gapless::__private::ByType<'_, ::core::primitive::str>| {
        __gapless_label.gapless_check()
    };
    ::gapless::__private::ByType::<::core::primitive::str>::GAPLESS_LABELS
};
type __GaplessJsonE586EBD85F00A9A40 = [::core::primitive::u8; ::gapless::__private::catalog::label_len(
    "game",
    __GAPLESS_VALUES_E586EBD85F00A9A4_0,
)];
const __GAPLESS_JSON_E586EBD85F00A9A4_0: __GaplessJsonE586EBD85F00A9A40 = ::gapless::__private::catalog::label(
    "game",
    __GAPLESS_VALUES_E586EBD85F00A9A4_0,
);
type __GaplessJsonE586EBD85F00A9A41 = [::core::primitive::u8; ::gapless::__private::catalog::label_len(
    "realm",
    __GAPLESS_VALUES_E586EBD85F00A9A4_1,
)];
const __GAPLESS_JSON_E586EBD85F00A9A4_1: __GaplessJsonE586EBD85F00A9A41 = ::gapless::__private::catalog::label(
    "realm",
    __GAPLESS_VALUES_E586EBD85F00A9A4_1,
);
const __GAPLESS_LABELS_E586EBD85F00A9A4_0: &[::gapless::__private::Label] = {
    const ALL: &::gapless::__private::Labels = &{
        let __gapless_labels = ::gapless::__private::Labels::new(&[]);
        let __gapless_labels = __gapless_labels
            .with("game", __GAPLESS_VALUES_E586EBD85F00A9A4_0);
        let __gapless_labels = __gapless_labels
            .with("realm", __GAPLESS_VALUES_E586EBD85F00A9A4_1);
        __gapless_labels
    };
    ALL.as_slice()
};
#[doc(hidden)]
static __GAPLESS_GAME_MESSAGES_TOTAL: ::gapless::__private::Declared = {
    const __GAPLESS_DESCRIPTOR: ::gapless::__private::Descriptor = __GAPLESS_BLOCK_E586EBD85F00A9A4
        .declare(
            &::gapless::__private::MetricParts {
                kind: ::gapless::__private::Kind::Counter,
                value_type: ::gapless::__private::ValueType::Integer,
                name: "game_messages_total",
                help: "Messages by game.",
                unit: "",
                labels: __GAPLESS_LABELS_E586EBD85F00A9A4_0,
                buckets: &[],
                place: (2u32, 102u32),
            },
        )
        .with_max_series(500)
        .with_listed(&[("game", &["chess", "go"]), ("realm", &["eu"])])
        .with_expire_after(::core::time::Duration::from_millis(5400000u64));
    const _: () = __GAPLESS_DESCRIPTOR.check_listed("game");
    const _: () = __GAPLESS_DESCRIPTOR.check_listed("realm");
    const _: () = __GAPLESS_DESCRIPTOR.check_all_listed();
    const _: () = __GAPLESS_DESCRIPTOR.check_expires();
    #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__gapless"))]
    #[cfg_attr(
        not(any(target_vendor = "apple", target_family = "wasm")),
        unsafe(link_section = "gapless")
    )]
    static __GAPLESS_LINE: ::gapless::__private::catalog::Then<
        [::core::primitive::u8; 84usize],
        ::gapless::__private::catalog::Then<
            __GaplessJsonE586EBD85F00A9A40,
            ::gapless::__private::catalog::Then<
                [::core::primitive::u8; 1usize],
                ::gapless::__private::catalog::Then<
                    __GaplessJsonE586EBD85F00A9A41,
                    ::gapless::__private::catalog::Then<
                        [::core::primitive::u8; 129usize],
                        (),
                    >,
                >,
            >,
        >,
    > = ::gapless::__private::catalog::Then(
        *b"{\"name\":\"game_messages_total\",\"type\":\"counter\",\"help\":\"Messages by game.\",\"labels\":[",
        ::gapless::__private::catalog::Then(
            __GAPLESS_JSON_E586EBD85F00A9A4_0,
            ::gapless::__private::catalog::Then(
                *b",",
                ::gapless::__private::catalog::Then(
                    __GAPLESS_JSON_E586EBD85F00A9A4_1,
                    ::gapless::__private::catalog::Then(
                        *b"],\"constant_labels\":{},\"group\":\"\",\"namespace\":\"\",\"crate\":\"gapless-macros\",\"version\":\"0.1.0\",\"file\":\"<parsed string 1>\",\"line\":2}\n",
                        (),
                    ),
                ),
            ),
        ),
    );
    __GAPLESS_BLOCK_E586EBD85F00A9A4
        .family(
            __GAPLESS_DESCRIPTOR
                .with_catalog(::gapless::__private::CatalogLine::new(&__GAPLESS_LINE.0)),
            500,
        )
};
#[doc(hidden)]
const __GAPLESS_METRIC_GAME_MESSAGES_TOTAL: ::gapless::__private::alert::Operand = ::gapless::__private::alert::Operand {
    name: "game_messages_total",
    kind: ::gapless::__private::Kind::Counter,
};
#[allow(clippy::needless_pass_by_value)]
/**Messages by game.

The counter `game_messages_total`.

Labels:
- `game`: any string
- `realm`: any string

Label values that are not recorded for `1h30m` are removed.

PromQL: `sum without (instance) (rate(game_messages_total[5m]))`*/
#[must_use]
fn game_messages_total(
    game: &str,
    realm: impl AsRef<str>,
) -> ::gapless::__private::Counter<::core::primitive::u64> {
    use ::gapless::__private::{
        ByAny as _, ByOptionalText as _, ByReference as _, ByText as _,
    };
    let __gapless_game = &::gapless::__private::ByType::of(&game);
    let __gapless_realm = &::gapless::__private::ByType::of(
        ::core::convert::AsRef::<::core::primitive::str>::as_ref(&realm),
    );
    <::gapless::__private::Counter<
        ::core::primitive::u64,
    >>::from_parts(
        ::gapless::__private::Static::of(&__GAPLESS_GAME_MESSAGES_TOTAL),
        __GAPLESS_GAME_MESSAGES_TOTAL
            .series(
                __gapless_realm
                    .gapless_index_after(__gapless_game.gapless_index_after(0)),
                [__gapless_game.gapless_text(), __gapless_realm.gapless_text()],
            ),
    )
}
