const _: () = {
    ::gapless::__private::inventory::submit! {
        ::gapless::__private::Registration::Declared(& [#[cfg(unix)] & __GAPLESS_JOBS])
    }
};
const __GAPLESS_BLOCK_93867D3BEFF5A36E: ::gapless::__private::Block = ::gapless::__private::Block {
    location: ::gapless::__private::location!(),
    namespace: "",
    group: "",
};
#[cfg(unix)]
const __GAPLESS_VALUES_93867D3BEFF5A36E_0: ::gapless::__private::LabelsOf = {
    use ::gapless::__private::{
        ByAny as _, ByOptionalText as _, ByReference as _, ByText as _,
    };
    let _ = |__gapless_label: &::gapless::__private::ByType<'_, Queue>| {
        __gapless_label.gapless_check()
    };
    ::gapless::__private::ByType::<Queue>::GAPLESS_LABELS
};
#[cfg(unix)]
const __GAPLESS_VALUES_93867D3BEFF5A36E_1: ::gapless::__private::LabelsOf = {
    use ::gapless::__private::{
        ByAny as _, ByOptionalText as _, ByReference as _, ByText as _,
    };
    let _ = |__gapless_label: &::gapless::__private::ByType<'_, bool>| {
        __gapless_label.gapless_check()
    };
    ::gapless::__private::ByType::<bool>::GAPLESS_LABELS
};
#[cfg(unix)]
type __GaplessJson93867D3BEFF5A36E0 = [::core::primitive::u8; ::gapless::__private::catalog::label_len(
    "queue",
    __GAPLESS_VALUES_93867D3BEFF5A36E_0,
)];
#[cfg(unix)]
const __GAPLESS_JSON_93867D3BEFF5A36E_0: __GaplessJson93867D3BEFF5A36E0 = ::gapless::__private::catalog::label(
    "queue",
    __GAPLESS_VALUES_93867D3BEFF5A36E_0,
);
#[cfg(unix)]
type __GaplessJson93867D3BEFF5A36E1 = [::core::primitive::u8; ::gapless::__private::catalog::label_len(
    "done",
    __GAPLESS_VALUES_93867D3BEFF5A36E_1,
)];
#[cfg(unix)]
const __GAPLESS_JSON_93867D3BEFF5A36E_1: __GaplessJson93867D3BEFF5A36E1 = ::gapless::__private::catalog::label(
    "done",
    __GAPLESS_VALUES_93867D3BEFF5A36E_1,
);
#[cfg(unix)]
const __GAPLESS_LABELS_93867D3BEFF5A36E_0: &[::gapless::__private::Label] = {
    const ALL: &::gapless::__private::Labels = &{
        let __gapless_labels = ::gapless::__private::Labels::new(&["host", "kind"]);
        let __gapless_labels = __gapless_labels
            .with("queue", __GAPLESS_VALUES_93867D3BEFF5A36E_0);
        let __gapless_labels = __gapless_labels
            .with("done", __GAPLESS_VALUES_93867D3BEFF5A36E_1);
        __gapless_labels
    };
    ALL.as_slice()
};
#[cfg(unix)]
#[doc(hidden)]
static __GAPLESS_JOBS: ::gapless::__private::Declared = {
    const __GAPLESS_DESCRIPTOR: ::gapless::__private::Descriptor = __GAPLESS_BLOCK_93867D3BEFF5A36E
        .declare(
            &::gapless::__private::MetricParts {
                kind: ::gapless::__private::Kind::UpDownCounter,
                value_type: ::gapless::__private::ValueType::Integer,
                name: "jobs",
                help: "Jobs.",
                unit: "",
                labels: __GAPLESS_LABELS_93867D3BEFF5A36E_0,
                buckets: &[],
                place: (2u32, 81u32),
            },
        )
        .with_constant_labels(const { &[("host", HOST), ("kind", "batch")] })
        .with_skipped(&[&[("queue", "mail"), ("done", "true")]]);
    const _: () = __GAPLESS_DESCRIPTOR.check_skipped("queue", "mail");
    const _: () = __GAPLESS_DESCRIPTOR.check_skipped("done", "true");
    #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__gapless"))]
    #[cfg_attr(
        not(any(target_vendor = "apple", target_family = "wasm")),
        unsafe(link_section = "gapless")
    )]
    static __GAPLESS_LINE: ::gapless::__private::catalog::Then<
        [::core::primitive::u8; 65usize],
        ::gapless::__private::catalog::Then<
            __GaplessJson93867D3BEFF5A36E0,
            ::gapless::__private::catalog::Then<
                [::core::primitive::u8; 1usize],
                ::gapless::__private::catalog::Then<
                    __GaplessJson93867D3BEFF5A36E1,
                    ::gapless::__private::catalog::Then<
                        [::core::primitive::u8; 28usize],
                        ::gapless::__private::catalog::Then<
                            [::core::primitive::u8; ::gapless::__private::catalog::string_len(
                                __GAPLESS_DESCRIPTOR.constant_labels[0usize].1,
                            )],
                            ::gapless::__private::catalog::Then<
                                [::core::primitive::u8; 123usize],
                                (),
                            >,
                        >,
                    >,
                >,
            >,
        >,
    > = ::gapless::__private::catalog::Then(
        *b"{\"name\":\"jobs\",\"type\":\"up_down_counter\",\"help\":\"Jobs.\",\"labels\":[",
        ::gapless::__private::catalog::Then(
            __GAPLESS_JSON_93867D3BEFF5A36E_0,
            ::gapless::__private::catalog::Then(
                *b",",
                ::gapless::__private::catalog::Then(
                    __GAPLESS_JSON_93867D3BEFF5A36E_1,
                    ::gapless::__private::catalog::Then(
                        *b"],\"constant_labels\":{\"host\":",
                        ::gapless::__private::catalog::Then(
                            ::gapless::__private::catalog::string(
                                __GAPLESS_DESCRIPTOR.constant_labels[0usize].1,
                            ),
                            ::gapless::__private::catalog::Then(
                                *b",\"kind\":\"batch\"},\"group\":\"\",\"namespace\":\"\",\"crate\":\"gapless-macros\",\"version\":\"0.1.0\",\"file\":\"<parsed string 1>\",\"line\":2}\n",
                                (),
                            ),
                        ),
                    ),
                ),
            ),
        ),
    );
    __GAPLESS_BLOCK_93867D3BEFF5A36E
        .family(
            __GAPLESS_DESCRIPTOR
                .with_catalog(::gapless::__private::CatalogLine::new(&__GAPLESS_LINE.0)),
            ::gapless::__private::DEFAULT_MAX_SERIES,
        )
};
#[cfg(unix)]
#[doc(hidden)]
const __GAPLESS_METRIC_JOBS: ::gapless::__private::alert::Operand = ::gapless::__private::alert::Operand {
    name: "jobs",
    kind: ::gapless::__private::Kind::UpDownCounter,
};
#[cfg(unix)]
#[allow(clippy::needless_pass_by_value)]
#[deprecated]
/**Jobs.

The up-down counter `jobs`.

Labels:
- `queue`: the values of [`Queue`]
- `done`: the values of [`bool`]
- `host`: always `HOST`
- `kind`: always `batch`

PromQL: `sum without (instance) (jobs)`*/
#[must_use]
fn jobs(of: Queue, done: bool) -> ::gapless::__private::UpDownCounter {
    use ::gapless::__private::{
        ByAny as _, ByOptionalText as _, ByReference as _, ByText as _,
    };
    let __gapless_of = &::gapless::__private::ByType::of(&of);
    let __gapless_done = &::gapless::__private::ByType::of(&done);
    <::gapless::__private::UpDownCounter>::from_parts(
        ::gapless::__private::Static::of(&__GAPLESS_JOBS),
        __GAPLESS_JOBS
            .series(
                __gapless_done.gapless_index_after(__gapless_of.gapless_index_after(0)),
                [__gapless_of.gapless_text(), __gapless_done.gapless_text()],
            ),
    )
}
