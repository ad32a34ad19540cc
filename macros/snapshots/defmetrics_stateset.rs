const _: () = {
    ::gapless::__private::inventory::submit! {
        ::gapless::__private::Registration::Declared(& [& __GAPLESS_WORKER_STATE])
    }
};
const __GAPLESS_BLOCK_1A94F49584AB5FE0: ::gapless::__private::Block = ::gapless::__private::Block {
    location: ::gapless::__private::location!(),
    namespace: "",
    group: "",
};
const __GAPLESS_VALUES_1A94F49584AB5FE0_0: ::gapless::__private::LabelsOf = {
    use ::gapless::__private::{
        ByAny as _, ByOptionalText as _, ByReference as _, ByText as _,
    };
    let _ = |__gapless_label: &::gapless::__private::ByType<'_, bool>| {
        __gapless_label.gapless_check()
    };
    ::gapless::__private::ByType::<bool>::GAPLESS_LABELS
};
type __GaplessJson1A94F49584AB5FE00 = [::core::primitive::u8; ::gapless::__private::catalog::label_len(
    "mail",
    __GAPLESS_VALUES_1A94F49584AB5FE0_0,
)];
const __GAPLESS_JSON_1A94F49584AB5FE0_0: __GaplessJson1A94F49584AB5FE00 = ::gapless::__private::catalog::label(
    "mail",
    __GAPLESS_VALUES_1A94F49584AB5FE0_0,
);
const __GAPLESS_LABELS_1A94F49584AB5FE0_0: &[::gapless::__private::Label] = {
    const ALL: &::gapless::__private::Labels = &{
        let __gapless_labels = ::gapless::__private::Labels::new(&["worker_state"]);
        let __gapless_labels = __gapless_labels
            .with("mail", __GAPLESS_VALUES_1A94F49584AB5FE0_0);
        __gapless_labels
    };
    ALL.as_slice()
};
#[doc(hidden)]
static __GAPLESS_WORKER_STATE: ::gapless::__private::Declared = {
    const __GAPLESS_STATES: ::gapless::__private::LabelValues = <State as ::gapless::__private::LabelValue>::LABELS
        .as_states();
    #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__gapless"))]
    #[cfg_attr(
        not(any(target_vendor = "apple", target_family = "wasm")),
        unsafe(link_section = "gapless")
    )]
    static __GAPLESS_LINE: ::gapless::__private::catalog::Then<
        [::core::primitive::u8; 81usize],
        ::gapless::__private::catalog::Then<
            __GaplessJson1A94F49584AB5FE00,
            ::gapless::__private::catalog::Then<
                [::core::primitive::u8; 32usize],
                ::gapless::__private::catalog::Then<
                    [::core::primitive::u8; ::gapless::__private::catalog::values_len(
                        ::core::option::Option::Some(__GAPLESS_STATES),
                    )],
                    ::gapless::__private::catalog::Then<
                        [::core::primitive::u8; 107usize],
                        (),
                    >,
                >,
            >,
        >,
    > = ::gapless::__private::catalog::Then(
        *b"{\"name\":\"worker_state\",\"type\":\"stateset\",\"help\":\"State of the worker.\",\"labels\":[",
        ::gapless::__private::catalog::Then(
            __GAPLESS_JSON_1A94F49584AB5FE0_0,
            ::gapless::__private::catalog::Then(
                *b"],\"constant_labels\":{},\"states\":",
                ::gapless::__private::catalog::Then(
                    ::gapless::__private::catalog::values(
                        ::core::option::Option::Some(__GAPLESS_STATES),
                    ),
                    ::gapless::__private::catalog::Then(
                        *b",\"group\":\"\",\"namespace\":\"\",\"crate\":\"gapless-macros\",\"version\":\"0.1.0\",\"file\":\"<parsed string 1>\",\"line\":2}\n",
                        (),
                    ),
                ),
            ),
        ),
    );
    __GAPLESS_BLOCK_1A94F49584AB5FE0
        .family(
            __GAPLESS_BLOCK_1A94F49584AB5FE0
                .declare(
                    &::gapless::__private::MetricParts {
                        kind: ::gapless::__private::Kind::StateSet,
                        value_type: ::gapless::__private::ValueType::Integer,
                        name: "worker_state",
                        help: "State of the worker.",
                        unit: "",
                        labels: __GAPLESS_LABELS_1A94F49584AB5FE0_0,
                        buckets: &[],
                        place: (2u32, 32u32),
                    },
                )
                .with_states(__GAPLESS_STATES)
                .with_seed(
                    ::gapless::__private::Seed::In(|| {
                        use ::gapless::__private::ByAny as _;
                        let state: State = State::Idle;
                        ::gapless::__private::ByType::of(&state).gapless_index_after(0)
                    }),
                )
                .with_catalog(::gapless::__private::CatalogLine::new(&__GAPLESS_LINE.0)),
            ::gapless::__private::DEFAULT_MAX_SERIES,
        )
};
#[doc(hidden)]
const __GAPLESS_METRIC_WORKER_STATE: ::gapless::__private::alert::Operand = ::gapless::__private::alert::Operand {
    name: "worker_state",
    kind: ::gapless::__private::Kind::StateSet,
};
#[allow(clippy::needless_pass_by_value)]
/**State of the worker.

The state set `worker_state`.

Labels:
- `mail`: the values of [`bool`]

States: the values of [`State`].

PromQL: `worker_state == 1`*/
#[must_use]
fn worker_state(mail: bool) -> ::gapless::__private::StateSet<State> {
    use ::gapless::__private::{
        ByAny as _, ByOptionalText as _, ByReference as _, ByText as _,
    };
    let __gapless_mail = &::gapless::__private::ByType::of(&mail);
    {
        use ::gapless::__private::ByAny as _;
        <::gapless::__private::StateSet<
            State,
        >>::from_parts(
            ::gapless::__private::Static::of(&__GAPLESS_WORKER_STATE),
            __GAPLESS_WORKER_STATE
                .series(
                    __gapless_mail.gapless_index_after(0),
                    [__gapless_mail.gapless_text()],
                ),
            ::gapless::__private::ByType::<State>::GAPLESS_INDEX,
        )
    }
}
