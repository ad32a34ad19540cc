const _: () = {
    ::gapless::__private::inventory::submit! {
        ::gapless::__private::Registration::Declared(& [& __GAPLESS_WAIT_SECONDS])
    }
};
const __GAPLESS_BLOCK_5DCCE970BCC12671: ::gapless::__private::Block = ::gapless::__private::Block {
    location: ::gapless::__private::location!(),
    namespace: "",
    group: "",
};
const __GAPLESS_VALUES_5DCCE970BCC12671_0: ::gapless::__private::LabelsOf = {
    use ::gapless::__private::{
        ByAny as _, ByOptionalText as _, ByReference as _, ByText as _,
    };
    let _ = |__gapless_label: &::gapless::__private::ByType<'_, bool>| {
        __gapless_label.gapless_check()
    };
    ::gapless::__private::ByType::<bool>::GAPLESS_LABELS
};
type __GaplessJson5DCCE970BCC126710 = [::core::primitive::u8; ::gapless::__private::catalog::label_len(
    "mail",
    __GAPLESS_VALUES_5DCCE970BCC12671_0,
)];
const __GAPLESS_JSON_5DCCE970BCC12671_0: __GaplessJson5DCCE970BCC126710 = ::gapless::__private::catalog::label(
    "mail",
    __GAPLESS_VALUES_5DCCE970BCC12671_0,
);
const __GAPLESS_LABELS_5DCCE970BCC12671_0: &[::gapless::__private::Label] = {
    const ALL: &::gapless::__private::Labels = &{
        let __gapless_labels = ::gapless::__private::Labels::new(&[]);
        let __gapless_labels = __gapless_labels
            .with("mail", __GAPLESS_VALUES_5DCCE970BCC12671_0);
        __gapless_labels
    };
    ALL.as_slice()
};
#[doc(hidden)]
static __GAPLESS_WAIT_SECONDS: ::gapless::__private::Declared = {
    #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__gapless"))]
    #[cfg_attr(
        not(any(target_vendor = "apple", target_family = "wasm")),
        unsafe(link_section = "gapless")
    )]
    static __GAPLESS_LINE: ::gapless::__private::catalog::Then<
        [::core::primitive::u8; 83usize],
        ::gapless::__private::catalog::Then<
            __GaplessJson5DCCE970BCC126710,
            ::gapless::__private::catalog::Then<[::core::primitive::u8; 170usize], ()>,
        >,
    > = ::gapless::__private::catalog::Then(
        *b"{\"name\":\"wait_seconds\",\"type\":\"summary\",\"help\":\"Waits.\",\"unit\":\"seconds\",\"labels\":[",
        ::gapless::__private::catalog::Then(
            __GAPLESS_JSON_5DCCE970BCC12671_0,
            ::gapless::__private::catalog::Then(
                *b"],\"constant_labels\":{},\"quantiles\":[0.5,0.99],\"window_ms\":60000,\"group\":\"\",\"namespace\":\"\",\"crate\":\"gapless-macros\",\"version\":\"0.1.0\",\"file\":\"<parsed string 1>\",\"line\":2}\n",
                (),
            ),
        ),
    );
    __GAPLESS_BLOCK_5DCCE970BCC12671
        .family(
            __GAPLESS_BLOCK_5DCCE970BCC12671
                .declare(
                    &::gapless::__private::MetricParts {
                        kind: ::gapless::__private::Kind::Summary,
                        value_type: ::gapless::__private::ValueType::Duration,
                        name: "wait_seconds",
                        help: "Waits.",
                        unit: "seconds",
                        labels: __GAPLESS_LABELS_5DCCE970BCC12671_0,
                        buckets: &[],
                        place: (2u32, 50u32),
                    },
                )
                .with_quantiles(
                    &[0.5f64, 0.99f64],
                    ::core::time::Duration::from_millis(60000u64),
                )
                .with_catalog(::gapless::__private::CatalogLine::new(&__GAPLESS_LINE.0)),
            ::gapless::__private::DEFAULT_MAX_SERIES,
        )
};
#[doc(hidden)]
const __GAPLESS_METRIC_WAIT_SECONDS: ::gapless::__private::alert::Operand = ::gapless::__private::alert::Operand {
    name: "wait_seconds",
    kind: ::gapless::__private::Kind::Summary,
};
#[allow(clippy::needless_pass_by_value)]
/**Waits.

The summary of durations `wait_seconds`, in seconds.

Labels:
- `mail`: the values of [`bool`]

Quantiles over the last `1m`: 0.5, 0.99.

PromQL: `wait_seconds{quantile="0.99"}`*/
#[must_use]
fn wait_seconds(mail: bool) -> ::gapless::__private::Summary<::core::time::Duration> {
    use ::gapless::__private::{
        ByAny as _, ByOptionalText as _, ByReference as _, ByText as _,
    };
    let __gapless_mail = &::gapless::__private::ByType::of(&mail);
    <::gapless::__private::Summary<
        ::core::time::Duration,
    >>::from_parts(
        ::gapless::__private::Static::of(&__GAPLESS_WAIT_SECONDS),
        __GAPLESS_WAIT_SECONDS
            .series(
                __gapless_mail.gapless_index_after(0),
                [__gapless_mail.gapless_text()],
            ),
    )
}
