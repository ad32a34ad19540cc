const _: () = {
    ::gapless::__private::inventory::submit! {
        ::gapless::__private::Registration::Declared(& [& __GAPLESS_JOBS_TOTAL])
    }
};
const __GAPLESS_BLOCK_8A1E5C0D63C3F923: ::gapless::__private::Block = ::gapless::__private::Block {
    location: ::gapless::__private::location!(),
    namespace: "",
    group: "",
};
const __GAPLESS_VALUES_8A1E5C0D63C3F923_0: ::gapless::__private::LabelsOf = {
    use ::gapless::__private::{
        ByAny as _, ByOptionalText as _, ByReference as _, ByText as _,
    };
    let _ = |__gapless_label: &::gapless::__private::ByType<'_, Kind>| {
        __gapless_label.gapless_check()
    };
    ::gapless::__private::ByType::<Kind>::GAPLESS_LABELS
};
const __GAPLESS_VALUES_8A1E5C0D63C3F923_1: ::gapless::__private::LabelsOf = {
    use ::gapless::__private::{
        ByAny as _, ByOptionalText as _, ByReference as _, ByText as _,
    };
    let _ = |__gapless_label: &::gapless::__private::ByType<'_, Option<bool>>| {
        __gapless_label.gapless_check()
    };
    ::gapless::__private::ByType::<Option<bool>>::GAPLESS_LABELS
};
const __GAPLESS_VALUES_8A1E5C0D63C3F923_2: ::gapless::__private::LabelsOf = {
    use ::gapless::__private::{
        ByAny as _, ByOptionalText as _, ByReference as _, ByText as _,
    };
    let _ = |__gapless_label: &::gapless::__private::ByType<'_, &str>| {
        __gapless_label.gapless_check()
    };
    ::gapless::__private::ByType::<&str>::GAPLESS_LABELS
};
type __GaplessJson8A1E5C0D63C3F9230 = [::core::primitive::u8; ::gapless::__private::catalog::label_len(
    "kind",
    __GAPLESS_VALUES_8A1E5C0D63C3F923_0,
)];
const __GAPLESS_JSON_8A1E5C0D63C3F923_0: __GaplessJson8A1E5C0D63C3F9230 = ::gapless::__private::catalog::label(
    "kind",
    __GAPLESS_VALUES_8A1E5C0D63C3F923_0,
);
type __GaplessJson8A1E5C0D63C3F9231 = [::core::primitive::u8; ::gapless::__private::catalog::label_len(
    "urgent",
    __GAPLESS_VALUES_8A1E5C0D63C3F923_1,
)];
const __GAPLESS_JSON_8A1E5C0D63C3F923_1: __GaplessJson8A1E5C0D63C3F9231 = ::gapless::__private::catalog::label(
    "urgent",
    __GAPLESS_VALUES_8A1E5C0D63C3F923_1,
);
type __GaplessJson8A1E5C0D63C3F9232 = [::core::primitive::u8; ::gapless::__private::catalog::label_len(
    "game",
    __GAPLESS_VALUES_8A1E5C0D63C3F923_2,
)];
const __GAPLESS_JSON_8A1E5C0D63C3F923_2: __GaplessJson8A1E5C0D63C3F9232 = ::gapless::__private::catalog::label(
    "game",
    __GAPLESS_VALUES_8A1E5C0D63C3F923_2,
);
const __GAPLESS_LABELS_8A1E5C0D63C3F923_0: &[::gapless::__private::Label] = {
    const ALL: &::gapless::__private::Labels = &{
        let __gapless_labels = ::gapless::__private::Labels::new(&[]);
        let __gapless_labels = __gapless_labels
            .with("kind", __GAPLESS_VALUES_8A1E5C0D63C3F923_0);
        let __gapless_labels = __gapless_labels
            .with("urgent", __GAPLESS_VALUES_8A1E5C0D63C3F923_1);
        let __gapless_labels = __gapless_labels
            .with("game", __GAPLESS_VALUES_8A1E5C0D63C3F923_2);
        __gapless_labels
    };
    ALL.as_slice()
};
#[doc(hidden)]
static __GAPLESS_JOBS_TOTAL: ::gapless::__private::Declared = {
    const __GAPLESS_ALERT_0_0_0: &::core::primitive::str = {
        const VALUE: &Kind = &Kind::Mail;
        __GAPLESS_VALUES_8A1E5C0D63C3F923_0.text(VALUE.gapless_const_index())
    };
    const __GAPLESS_ALERT_0_1_0: &::core::primitive::str = {
        const VALUE: &Option<bool> = &Some(true);
        __GAPLESS_VALUES_8A1E5C0D63C3F923_1
            .text(
                match VALUE {
                    ::core::option::Option::Some(__gapless_value) => {
                        1 + *__gapless_value as ::core::primitive::usize
                    }
                    ::core::option::Option::None => 0,
                },
            )
    };
    const _: () = __GAPLESS_VALUES_8A1E5C0D63C3F923_2.check_matched("game", "a");
    const _: () = __GAPLESS_VALUES_8A1E5C0D63C3F923_2.check_matched("game", "b");
    const _: () = __GAPLESS_VALUES_8A1E5C0D63C3F923_0.check_single("kind");
    const __GAPLESS_RATIO_0: &::core::primitive::str = crate::__GAPLESS_METRIC_ALL_JOBS_TOTAL
        .counted();
    #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__gapless"))]
    #[cfg_attr(
        not(any(target_vendor = "apple", target_family = "wasm")),
        unsafe(link_section = "gapless")
    )]
    static __GAPLESS_LINE: ::gapless::__private::catalog::Then<
        [::core::primitive::u8; 63usize],
        ::gapless::__private::catalog::Then<
            __GaplessJson8A1E5C0D63C3F9230,
            ::gapless::__private::catalog::Then<
                [::core::primitive::u8; 1usize],
                ::gapless::__private::catalog::Then<
                    __GaplessJson8A1E5C0D63C3F9231,
                    ::gapless::__private::catalog::Then<
                        [::core::primitive::u8; 1usize],
                        ::gapless::__private::catalog::Then<
                            __GaplessJson8A1E5C0D63C3F9232,
                            ::gapless::__private::catalog::Then<
                                [::core::primitive::u8; 72usize],
                                ::gapless::__private::catalog::Then<
                                    [::core::primitive::u8; ::gapless::__private::catalog::string_len(
                                        __GAPLESS_RATIO_0,
                                    )],
                                    ::gapless::__private::catalog::Then<
                                        [::core::primitive::u8; 78usize],
                                        ::gapless::__private::catalog::Then<
                                            [::core::primitive::u8; ::gapless::__private::catalog::string_len(
                                                __GAPLESS_ALERT_0_0_0,
                                            )],
                                            ::gapless::__private::catalog::Then<
                                                [::core::primitive::u8; 47usize],
                                                ::gapless::__private::catalog::Then<
                                                    [::core::primitive::u8; ::gapless::__private::catalog::string_len(
                                                        __GAPLESS_ALERT_0_1_0,
                                                    )],
                                                    ::gapless::__private::catalog::Then<
                                                        [::core::primitive::u8; 418usize],
                                                        (),
                                                    >,
                                                >,
                                            >,
                                        >,
                                    >,
                                >,
                            >,
                        >,
                    >,
                >,
            >,
        >,
    > = ::gapless::__private::catalog::Then(
        *b"{\"name\":\"jobs_total\",\"type\":\"counter\",\"help\":\"Jobs.\",\"labels\":[",
        ::gapless::__private::catalog::Then(
            __GAPLESS_JSON_8A1E5C0D63C3F923_0,
            ::gapless::__private::catalog::Then(
                *b",",
                ::gapless::__private::catalog::Then(
                    __GAPLESS_JSON_8A1E5C0D63C3F923_1,
                    ::gapless::__private::catalog::Then(
                        *b",",
                        ::gapless::__private::catalog::Then(
                            __GAPLESS_JSON_8A1E5C0D63C3F923_2,
                            ::gapless::__private::catalog::Then(
                                *b"],\"constant_labels\":{},\"alerts\":[{\"name\":\"JobsFail\",\"measure\":{\"ratio\":[",
                                ::gapless::__private::catalog::Then(
                                    ::gapless::__private::catalog::string(__GAPLESS_RATIO_0),
                                    ::gapless::__private::catalog::Then(
                                        *b",300]},\"comparison\":\">\",\"threshold\":0.1,\"matchers\":[{\"label\":\"kind\",\"values\":[",
                                        ::gapless::__private::catalog::Then(
                                            ::gapless::__private::catalog::string(
                                                __GAPLESS_ALERT_0_0_0,
                                            ),
                                            ::gapless::__private::catalog::Then(
                                                *b"],\"negated\":false},{\"label\":\"urgent\",\"values\":[",
                                                ::gapless::__private::catalog::Then(
                                                    ::gapless::__private::catalog::string(
                                                        __GAPLESS_ALERT_0_1_0,
                                                    ),
                                                    ::gapless::__private::catalog::Then(
                                                        *b"],\"negated\":false},{\"label\":\"game\",\"values\":[\"a\",\"b\"],\"negated\":false}],\"by\":[\"kind\"],\"for\":600,\"severity\":\"page\",\"summary\":\"Jobs fail\"},{\"name\":\"NoJobs\",\"measure\":{\"absent\":3600},\"matchers\":[],\"by\":[],\"for\":0,\"severity\":\"ticket\",\"description\":\"Look.\",\"runbook\":\"https://x.org/a\",\"summary\":\"Jobs have stopped\"}],\"group\":\"\",\"namespace\":\"\",\"crate\":\"gapless-macros\",\"version\":\"0.1.0\",\"file\":\"<parsed string 1>\",\"line\":2}\n",
                                                        (),
                                                    ),
                                                ),
                                            ),
                                        ),
                                    ),
                                ),
                            ),
                        ),
                    ),
                ),
            ),
        ),
    );
    __GAPLESS_BLOCK_8A1E5C0D63C3F923
        .family(
            __GAPLESS_BLOCK_8A1E5C0D63C3F923
                .declare(
                    &::gapless::__private::MetricParts {
                        kind: ::gapless::__private::Kind::Counter,
                        value_type: ::gapless::__private::ValueType::Integer,
                        name: "jobs_total",
                        help: "Jobs.",
                        unit: "",
                        labels: __GAPLESS_LABELS_8A1E5C0D63C3F923_0,
                        buckets: &[],
                        place: (2u32, 316u32),
                    },
                )
                .with_alerts(const {
                    &[
                        ::gapless::__private::alert::Alert::new(
                                "JobsFail",
                                ::gapless::__private::alert::Measure::Ratio(
                                    __GAPLESS_RATIO_0,
                                    ::core::time::Duration::from_secs(300u64),
                                ),
                                "Jobs fail",
                            )
                            .with_threshold(
                                ::gapless::__private::alert::Comparison::Greater,
                                0.1f64,
                            )
                            .with_matchers(const {
                                &[
                                    ::gapless::__private::alert::Matcher::new(
                                        "kind",
                                        &[__GAPLESS_ALERT_0_0_0],
                                        false,
                                    ),
                                    ::gapless::__private::alert::Matcher::new(
                                        "urgent",
                                        &[__GAPLESS_ALERT_0_1_0],
                                        false,
                                    ),
                                    ::gapless::__private::alert::Matcher::new(
                                        "game",
                                        &["a", "b"],
                                        false,
                                    ),
                                ]
                            })
                            .with_by(&["kind"])
                            .with_hold(600u64)
                            .with_severity("page"),
                        ::gapless::__private::alert::Alert::new(
                                "NoJobs",
                                ::gapless::__private::alert::Measure::Absent(
                                    ::core::time::Duration::from_secs(3600u64),
                                ),
                                "Jobs have stopped",
                            )
                            .with_description("Look.")
                            .with_runbook("https://x.org/a"),
                    ]
                })
                .with_catalog(::gapless::__private::CatalogLine::new(&__GAPLESS_LINE.0)),
            ::gapless::__private::DEFAULT_MAX_SERIES,
        )
};
#[doc(hidden)]
const __GAPLESS_METRIC_JOBS_TOTAL: ::gapless::__private::alert::Operand = ::gapless::__private::alert::Operand {
    name: "jobs_total",
    kind: ::gapless::__private::Kind::Counter,
};
#[allow(clippy::needless_pass_by_value)]
/**Jobs.

The counter `jobs_total`.

Labels:
- `kind`: the values of [`Kind`]
- `urgent`: the values of `Option<bool>`
- `game`: any string

Alerts:

- `JobsFail` (page): `ratio(crate::all_jobs_total, "5m") > 0.1` for `10m`. Jobs fail.
- `NoJobs` (ticket): `absent("1h")`. Jobs have stopped.

PromQL: `sum without (instance) (rate(jobs_total[5m]))`*/
#[must_use]
fn jobs_total(
    kind: Kind,
    urgent: Option<bool>,
    game: &str,
) -> ::gapless::__private::Counter<::core::primitive::u64> {
    use ::gapless::__private::{
        ByAny as _, ByOptionalText as _, ByReference as _, ByText as _,
    };
    let __gapless_kind = &::gapless::__private::ByType::of(&kind);
    let __gapless_urgent = &::gapless::__private::ByType::of(&urgent);
    let __gapless_game = &::gapless::__private::ByType::of(&game);
    <::gapless::__private::Counter<
        ::core::primitive::u64,
    >>::from_parts(
        ::gapless::__private::Static::of(&__GAPLESS_JOBS_TOTAL),
        __GAPLESS_JOBS_TOTAL
            .series(
                __gapless_game
                    .gapless_index_after(
                        __gapless_urgent
                            .gapless_index_after(__gapless_kind.gapless_index_after(0)),
                    ),
                [
                    __gapless_kind.gapless_text(),
                    __gapless_urgent.gapless_text(),
                    __gapless_game.gapless_text(),
                ],
            ),
    )
}
