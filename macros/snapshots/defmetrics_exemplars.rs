const _: () = {
    ::gapless::__private::inventory::submit! {
        ::gapless::__private::Registration::Declared(& [& __GAPLESS_ORDERS_TOTAL])
    }
};
const __GAPLESS_BLOCK_581BC14BB1F14D30: ::gapless::__private::Block = ::gapless::__private::Block {
    location: ::gapless::__private::location!(),
    namespace: "",
    group: "",
};
const __GAPLESS_VALUES_581BC14BB1F14D30_0: ::gapless::__private::LabelsOf = {
    use ::gapless::__private::{
        ByAny as _, ByOptionalText as _, ByReference as _, ByText as _,
    };
    let _ = |__gapless_label: &::gapless::__private::ByType<'_, bool>| {
        __gapless_label.gapless_check()
    };
    ::gapless::__private::ByType::<bool>::GAPLESS_LABELS
};
type __GaplessJson581BC14BB1F14D300 = [::core::primitive::u8; ::gapless::__private::catalog::label_len(
    "paid",
    __GAPLESS_VALUES_581BC14BB1F14D30_0,
)];
const __GAPLESS_JSON_581BC14BB1F14D30_0: __GaplessJson581BC14BB1F14D300 = ::gapless::__private::catalog::label(
    "paid",
    __GAPLESS_VALUES_581BC14BB1F14D30_0,
);
const __GAPLESS_LABELS_581BC14BB1F14D30_0: &[::gapless::__private::Label] = {
    const ALL: &::gapless::__private::Labels = &{
        let __gapless_labels = ::gapless::__private::Labels::new(&[]);
        let __gapless_labels = __gapless_labels
            .with("paid", __GAPLESS_VALUES_581BC14BB1F14D30_0);
        __gapless_labels
    };
    ALL.as_slice()
};
#[doc(hidden)]
static __GAPLESS_ORDERS_TOTAL: ::gapless::__private::Declared = {
    #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__gapless"))]
    #[cfg_attr(
        not(any(target_vendor = "apple", target_family = "wasm")),
        unsafe(link_section = "gapless")
    )]
    static __GAPLESS_LINE: ::gapless::__private::catalog::Then<
        [::core::primitive::u8; 67usize],
        ::gapless::__private::catalog::Then<
            __GaplessJson581BC14BB1F14D300,
            ::gapless::__private::catalog::Then<[::core::primitive::u8; 146usize], ()>,
        >,
    > = ::gapless::__private::catalog::Then(
        *b"{\"name\":\"orders_total\",\"type\":\"counter\",\"help\":\"Orders.\",\"labels\":[",
        ::gapless::__private::catalog::Then(
            __GAPLESS_JSON_581BC14BB1F14D30_0,
            ::gapless::__private::catalog::Then(
                *b"],\"constant_labels\":{},\"exemplars\":true,\"group\":\"\",\"namespace\":\"\",\"crate\":\"gapless-macros\",\"version\":\"0.1.0\",\"file\":\"<parsed string 1>\",\"line\":2}\n",
                (),
            ),
        ),
    );
    __GAPLESS_BLOCK_581BC14BB1F14D30
        .family(
            __GAPLESS_BLOCK_581BC14BB1F14D30
                .declare(
                    &::gapless::__private::MetricParts {
                        kind: ::gapless::__private::Kind::Counter,
                        value_type: ::gapless::__private::ValueType::Integer,
                        name: "orders_total",
                        help: "Orders.",
                        unit: "",
                        labels: __GAPLESS_LABELS_581BC14BB1F14D30_0,
                        buckets: &[],
                        place: (2u32, 23u32),
                    },
                )
                .with_exemplars()
                .with_catalog(::gapless::__private::CatalogLine::new(&__GAPLESS_LINE.0)),
            ::gapless::__private::DEFAULT_MAX_SERIES,
        )
};
#[doc(hidden)]
const __GAPLESS_METRIC_ORDERS_TOTAL: ::gapless::__private::alert::Operand = ::gapless::__private::alert::Operand {
    name: "orders_total",
    kind: ::gapless::__private::Kind::Counter,
};
#[allow(clippy::needless_pass_by_value)]
/**Orders.

The counter `orders_total`.

Labels:
- `paid`: the values of [`bool`]

Records keep exemplars.

PromQL: `sum without (instance) (rate(orders_total[5m]))`*/
#[must_use]
fn orders_total(paid: bool) -> ::gapless::__private::Counter<::core::primitive::u64> {
    use ::gapless::__private::{
        ByAny as _, ByOptionalText as _, ByReference as _, ByText as _,
    };
    let __gapless_paid = &::gapless::__private::ByType::of(&paid);
    <::gapless::__private::Counter<
        ::core::primitive::u64,
    >>::from_parts(
        ::gapless::__private::Static::of(&__GAPLESS_ORDERS_TOTAL),
        __GAPLESS_ORDERS_TOTAL
            .series(
                __gapless_paid.gapless_index_after(0),
                [__gapless_paid.gapless_text()],
            )
            .marked(),
    )
}
