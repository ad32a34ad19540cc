const _: () = {
    ::gapless::__private::inventory::submit! {
        ::gapless::__private::Registration::Sampled(& [& __GAPLESS_POOL_CONNECTIONS])
    }
};
const __GAPLESS_BLOCK_27C25B98FC342310: ::gapless::__private::Block = ::gapless::__private::Block {
    location: ::gapless::__private::location!(),
    namespace: "",
    group: "pool",
};
const __GAPLESS_VALUES_27C25B98FC342310_0: ::gapless::__private::LabelsOf = {
    use ::gapless::__private::{
        ByAny as _, ByOptionalText as _, ByReference as _, ByText as _,
    };
    let _ = |__gapless_label: &::gapless::__private::ByType<'_, &str>| {
        __gapless_label.gapless_check()
    };
    ::gapless::__private::ByType::<&str>::GAPLESS_LABELS
};
const __GAPLESS_VALUES_27C25B98FC342310_1: ::gapless::__private::LabelsOf = {
    use ::gapless::__private::{
        ByAny as _, ByOptionalText as _, ByReference as _, ByText as _,
    };
    let _ = |__gapless_label: &::gapless::__private::ByType<'_, State>| {
        __gapless_label.gapless_check()
    };
    ::gapless::__private::ByType::<State>::GAPLESS_LABELS
};
type __GaplessJson27C25B98FC3423100 = [::core::primitive::u8; ::gapless::__private::catalog::label_len(
    "pool",
    __GAPLESS_VALUES_27C25B98FC342310_0,
)];
const __GAPLESS_JSON_27C25B98FC342310_0: __GaplessJson27C25B98FC3423100 = ::gapless::__private::catalog::label(
    "pool",
    __GAPLESS_VALUES_27C25B98FC342310_0,
);
type __GaplessJson27C25B98FC3423101 = [::core::primitive::u8; ::gapless::__private::catalog::label_len(
    "state",
    __GAPLESS_VALUES_27C25B98FC342310_1,
)];
const __GAPLESS_JSON_27C25B98FC342310_1: __GaplessJson27C25B98FC3423101 = ::gapless::__private::catalog::label(
    "state",
    __GAPLESS_VALUES_27C25B98FC342310_1,
);
const __GAPLESS_LABELS_27C25B98FC342310_0: &[::gapless::__private::Label] = {
    const ALL: &::gapless::__private::Labels = &{
        let __gapless_labels = ::gapless::__private::Labels::new(&[]);
        let __gapless_labels = __gapless_labels
            .with("pool", __GAPLESS_VALUES_27C25B98FC342310_0);
        let __gapless_labels = __gapless_labels
            .with("state", __GAPLESS_VALUES_27C25B98FC342310_1);
        __gapless_labels
    };
    ALL.as_slice()
};
#[doc(hidden)]
static __GAPLESS_POOL_CONNECTIONS: ::gapless::__private::Descriptor = {
    #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__gapless"))]
    #[cfg_attr(
        not(any(target_vendor = "apple", target_family = "wasm")),
        unsafe(link_section = "gapless")
    )]
    static __GAPLESS_LINE: ::gapless::__private::catalog::Then<
        [::core::primitive::u8; 74usize],
        ::gapless::__private::catalog::Then<
            __GaplessJson27C25B98FC3423100,
            ::gapless::__private::catalog::Then<
                [::core::primitive::u8; 1usize],
                ::gapless::__private::catalog::Then<
                    __GaplessJson27C25B98FC3423101,
                    ::gapless::__private::catalog::Then<
                        [::core::primitive::u8; 148usize],
                        (),
                    >,
                >,
            >,
        >,
    > = ::gapless::__private::catalog::Then(
        *b"{\"name\":\"pool_connections\",\"type\":\"gauge\",\"help\":\"Connections.\",\"labels\":[",
        ::gapless::__private::catalog::Then(
            __GAPLESS_JSON_27C25B98FC342310_0,
            ::gapless::__private::catalog::Then(
                *b",",
                ::gapless::__private::catalog::Then(
                    __GAPLESS_JSON_27C25B98FC342310_1,
                    ::gapless::__private::catalog::Then(
                        *b"],\"constant_labels\":{},\"sampled\":true,\"group\":\"pool\",\"namespace\":\"\",\"crate\":\"gapless-macros\",\"version\":\"0.1.0\",\"file\":\"<parsed string 1>\",\"line\":2}\n",
                        (),
                    ),
                ),
            ),
        ),
    );
    __GAPLESS_BLOCK_27C25B98FC342310
        .sampled(
            __GAPLESS_BLOCK_27C25B98FC342310
                .declare(
                    &::gapless::__private::MetricParts {
                        kind: ::gapless::__private::Kind::Gauge,
                        value_type: ::gapless::__private::ValueType::Float,
                        name: "pool_connections",
                        help: "Connections.",
                        unit: "",
                        labels: __GAPLESS_LABELS_27C25B98FC342310_0,
                        buckets: &[],
                        place: (2u32, 12u32),
                    },
                )
                .with_catalog(::gapless::__private::CatalogLine::new(&__GAPLESS_LINE.0)),
            2usize,
        )
};
#[doc(hidden)]
pub const __GAPLESS_METRIC_POOL_CONNECTIONS: ::gapless::__private::alert::Operand = ::gapless::__private::alert::Operand {
    name: "pool_connections",
    kind: ::gapless::__private::Kind::Gauge,
};
/**Connections.

The gauge `pool_connections`.

Labels:
- `pool`: any string
- `state`: the values of [`State`]

PromQL: `pool_connections`*/
pub fn pool_connections(
    samples: &mut ::gapless::__private::sampled::Samples,
) -> ::gapless::__private::sampled::SampledFamily<
    '_,
    ::gapless::__private::sampled::Number,
    2usize,
> {
    samples.begin_declared(&__GAPLESS_POOL_CONNECTIONS)
}
