const _: () = {
    ::gapless::__private::inventory::submit! {
        ::gapless::__private::Registration::Declared(& [& __GAPLESS_BUILD_INFO])
    }
};
const __GAPLESS_BLOCK_2F7366927BEE199F: ::gapless::__private::Block = ::gapless::__private::Block {
    location: ::gapless::__private::location!(),
    namespace: "",
    group: "",
};
const __GAPLESS_VALUES_2F7366927BEE199F_0: ::gapless::__private::LabelsOf = {
    use ::gapless::__private::{
        ByAny as _, ByOptionalText as _, ByReference as _, ByText as _,
    };
    let _ = |__gapless_label: &::gapless::__private::ByType<'_, &str>| {
        __gapless_label.gapless_check()
    };
    ::gapless::__private::ByType::<&str>::GAPLESS_LABELS
};
const __GAPLESS_VALUES_2F7366927BEE199F_1: ::gapless::__private::LabelsOf = {
    use ::gapless::__private::{
        ByAny as _, ByOptionalText as _, ByReference as _, ByText as _,
    };
    let _ = |__gapless_label: &::gapless::__private::ByType<'_, bool>| {
        __gapless_label.gapless_check()
    };
    ::gapless::__private::ByType::<bool>::GAPLESS_LABELS
};
type __GaplessJson2F7366927BEE199F0 = [::core::primitive::u8; ::gapless::__private::catalog::label_len(
    "version",
    __GAPLESS_VALUES_2F7366927BEE199F_0,
)];
const __GAPLESS_JSON_2F7366927BEE199F_0: __GaplessJson2F7366927BEE199F0 = ::gapless::__private::catalog::label(
    "version",
    __GAPLESS_VALUES_2F7366927BEE199F_0,
);
type __GaplessJson2F7366927BEE199F1 = [::core::primitive::u8; ::gapless::__private::catalog::label_len(
    "debug",
    __GAPLESS_VALUES_2F7366927BEE199F_1,
)];
const __GAPLESS_JSON_2F7366927BEE199F_1: __GaplessJson2F7366927BEE199F1 = ::gapless::__private::catalog::label(
    "debug",
    __GAPLESS_VALUES_2F7366927BEE199F_1,
);
const __GAPLESS_LABELS_2F7366927BEE199F_0: &[::gapless::__private::Label] = {
    const ALL: &::gapless::__private::Labels = &{
        let __gapless_labels = ::gapless::__private::Labels::new(&[]);
        let __gapless_labels = __gapless_labels
            .with("version", __GAPLESS_VALUES_2F7366927BEE199F_0);
        let __gapless_labels = __gapless_labels
            .with("debug", __GAPLESS_VALUES_2F7366927BEE199F_1);
        __gapless_labels
    };
    ALL.as_slice()
};
#[doc(hidden)]
static __GAPLESS_BUILD_INFO: ::gapless::__private::Declared = {
    #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__gapless"))]
    #[cfg_attr(
        not(any(target_vendor = "apple", target_family = "wasm")),
        unsafe(link_section = "gapless")
    )]
    static __GAPLESS_LINE: ::gapless::__private::catalog::Then<
        [::core::primitive::u8; 73usize],
        ::gapless::__private::catalog::Then<
            __GaplessJson2F7366927BEE199F0,
            ::gapless::__private::catalog::Then<
                [::core::primitive::u8; 1usize],
                ::gapless::__private::catalog::Then<
                    __GaplessJson2F7366927BEE199F1,
                    ::gapless::__private::catalog::Then<
                        [::core::primitive::u8; 129usize],
                        (),
                    >,
                >,
            >,
        >,
    > = ::gapless::__private::catalog::Then(
        *b"{\"name\":\"build_info\",\"type\":\"info\",\"help\":\"Build information.\",\"labels\":[",
        ::gapless::__private::catalog::Then(
            __GAPLESS_JSON_2F7366927BEE199F_0,
            ::gapless::__private::catalog::Then(
                *b",",
                ::gapless::__private::catalog::Then(
                    __GAPLESS_JSON_2F7366927BEE199F_1,
                    ::gapless::__private::catalog::Then(
                        *b"],\"constant_labels\":{},\"group\":\"\",\"namespace\":\"\",\"crate\":\"gapless-macros\",\"version\":\"0.1.0\",\"file\":\"<parsed string 1>\",\"line\":2}\n",
                        (),
                    ),
                ),
            ),
        ),
    );
    __GAPLESS_BLOCK_2F7366927BEE199F
        .family(
            __GAPLESS_BLOCK_2F7366927BEE199F
                .declare(
                    &::gapless::__private::MetricParts {
                        kind: ::gapless::__private::Kind::Info,
                        value_type: ::gapless::__private::ValueType::Integer,
                        name: "build_info",
                        help: "Build information.",
                        unit: "",
                        labels: __GAPLESS_LABELS_2F7366927BEE199F_0,
                        buckets: &[],
                        place: (2u32, 11u32),
                    },
                )
                .with_catalog(::gapless::__private::CatalogLine::new(&__GAPLESS_LINE.0)),
            ::gapless::__private::DEFAULT_MAX_SERIES,
        )
};
#[doc(hidden)]
pub const __GAPLESS_METRIC_BUILD_INFO: ::gapless::__private::alert::Operand = ::gapless::__private::alert::Operand {
    name: "build_info",
    kind: ::gapless::__private::Kind::Info,
};
#[allow(clippy::needless_pass_by_value)]
/**Build information.

The info `build_info`.

Labels:
- `version`: any string
- `debug`: the values of [`bool`]

PromQL: `build_info`*/
#[must_use]
pub fn build_info(version: &str, debug: bool) -> ::gapless::__private::Info {
    use ::gapless::__private::{
        ByAny as _, ByOptionalText as _, ByReference as _, ByText as _,
    };
    let __gapless_version = &::gapless::__private::ByType::of(&version);
    let __gapless_debug = &::gapless::__private::ByType::of(&debug);
    <::gapless::__private::Info>::of(
        ::gapless::__private::Static::of(&__GAPLESS_BUILD_INFO),
        __gapless_debug.gapless_index_after(__gapless_version.gapless_index_after(0)),
        [__gapless_version.gapless_text(), __gapless_debug.gapless_text()],
    )
}
