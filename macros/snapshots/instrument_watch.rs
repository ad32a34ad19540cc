/// Logs in.
///
/// # Metrics
///
/// - The counter `login_calls_total`: calls that have ended, by outcome.
/// - The histogram `login_duration_seconds`, in seconds: time from the start of a call to its end.
/// - The up-down counter `login_in_flight`: calls that have started but not ended.
///
/// Labels:
///
/// - `function`: always `login`
/// - `module`: the module of this function
/// - `kind`: the values of `Kind`
/// - `outcome` (on calls): `ok`, `error`, `panic`
///
/// Buckets: 0.1, 0.3, 0.5, +Inf.
///
/// Alerts:
///
/// - `LoginsFail` (ticket): `errors("5m") > 0.01`. Logins fail.
/// - `ManyPanics` (ticket): `increase("5m") > 0`. s.
/// - `SlowLogins` (ticket): `quantile(0.99, "5m") > 1`. Logins are slow.
/// - `ManyLogins` (ticket): `value > 10`. Many logins run.
///
/// Objective: 99.9 % of calls succeed, and 99 % of calls take at most 0.3 s.
///
/// PromQL: `sum by (outcome) (rate(login_calls_total{function="login"}[5m]))`
fn login(form: Form) -> Result<(), Error> {
    static __GAPLESS_FUNCTION: ::gapless::__private::Function = {
        const __GAPLESS_LABELS: ::gapless::__private::Labels = {
            let __gapless_labels = ::gapless::__private::Labels::new(
                &["outcome", "error", "function", "module"],
            );
            let __gapless_labels = __gapless_labels
                .with("kind", <Kind as ::gapless::__private::LabelSet>::GAPLESS_LABELS);
            __gapless_labels
        };
        const DESCRIPTOR: ::gapless::__private::FunctionDescriptor = ::gapless::__private::FunctionDescriptor {
            names: ["login_calls_total", "login_duration_seconds", "login_in_flight"],
            helps: [
                "Calls that have ended, by outcome.",
                "Time from a call's start to its end.",
                "Calls that have started and not ended.",
            ],
            constant_labels: &[
                ("function", "login"),
                ("module", ::core::module_path!()),
            ],
            adds_up: false,
            labels: {
                const ALL: &::gapless::__private::Labels = &__GAPLESS_LABELS;
                ALL.as_slice()
            },
            labels_and_outcome: {
                const ALL: &::gapless::__private::Labels = &__GAPLESS_LABELS
                    .with_label(::gapless::__private::Outcome::LABEL);
                ALL.as_slice()
            },
            labels_and_error: &[],
            impossible: &[::gapless::__private::Outcome::NO_CANCELLED],
            timing: ::core::option::Option::Some(::gapless::__private::Timing {
                one_in: 1u64,
                by_outcome: false,
                labels: {
                    const ALL: &::gapless::__private::Labels = &__GAPLESS_LABELS;
                    ALL.as_slice()
                },
                buckets: &[0.1f64, 0.3f64, 0.5f64],
                exemplars: false,
            }),
            in_flight: true,
            items: ::core::option::Option::None,
            location: ::gapless::__private::location!(2u32, 5u32),
        };
        DESCRIPTOR.check_budget(::gapless::__private::DEFAULT_MAX_SERIES);
        const __GAPLESS_ALERT_1_1_0: &::core::primitive::str = {
            const VALUE: &Kind = &Kind::Mail;
            <Kind as ::gapless::__private::LabelSet>::GAPLESS_LABELS
                .text(VALUE.gapless_const_index())
        };
        const _: () = <Kind as ::gapless::__private::LabelSet>::GAPLESS_LABELS
            .check_single("kind");
        #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__gapless"))]
        #[cfg_attr(
            not(any(target_vendor = "apple", target_family = "wasm")),
            unsafe(link_section = "gapless")
        )]
        static __GAPLESS_LINE: ::gapless::__private::catalog::Then<
            [::core::primitive::u8; 509usize],
            ::gapless::__private::catalog::Then<
                [::core::primitive::u8; ::gapless::__private::catalog::string_len(
                    __GAPLESS_ALERT_1_1_0,
                )],
                ::gapless::__private::catalog::Then<
                    [::core::primitive::u8; 156usize],
                    ::gapless::__private::catalog::Then<
                        [::core::primitive::u8; ::gapless::__private::catalog::label_len(
                            "kind",
                            <Kind as ::gapless::__private::LabelSet>::GAPLESS_LABELS,
                        )],
                        ::gapless::__private::catalog::Then<
                            [::core::primitive::u8; 100usize],
                            ::gapless::__private::catalog::Then<
                                [::core::primitive::u8; ::gapless::__private::catalog::string_len(
                                    ::core::module_path!(),
                                )],
                                ::gapless::__private::catalog::Then<
                                    [::core::primitive::u8; 527usize],
                                    ::gapless::__private::catalog::Then<
                                        [::core::primitive::u8; ::gapless::__private::catalog::label_len(
                                            "kind",
                                            <Kind as ::gapless::__private::LabelSet>::GAPLESS_LABELS,
                                        )],
                                        ::gapless::__private::catalog::Then<
                                            [::core::primitive::u8; 49usize],
                                            ::gapless::__private::catalog::Then<
                                                [::core::primitive::u8; ::gapless::__private::catalog::string_len(
                                                    ::core::module_path!(),
                                                )],
                                                ::gapless::__private::catalog::Then<
                                                    [::core::primitive::u8; 392usize],
                                                    ::gapless::__private::catalog::Then<
                                                        [::core::primitive::u8; ::gapless::__private::catalog::label_len(
                                                            "kind",
                                                            <Kind as ::gapless::__private::LabelSet>::GAPLESS_LABELS,
                                                        )],
                                                        ::gapless::__private::catalog::Then<
                                                            [::core::primitive::u8; 49usize],
                                                            ::gapless::__private::catalog::Then<
                                                                [::core::primitive::u8; ::gapless::__private::catalog::string_len(
                                                                    ::core::module_path!(),
                                                                )],
                                                                ::gapless::__private::catalog::Then<
                                                                    [::core::primitive::u8; 122usize],
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
                >,
            >,
        > = ::gapless::__private::catalog::Then(
            *b"{\"name\":\"login_calls_total\",\"type\":\"counter\",\"help\":\"Calls that have ended, by outcome.\",\"alerts\":[{\"name\":\"LoginsFail\",\"measure\":{\"ratio\":[\"login_calls_total\",300]},\"comparison\":\">\",\"threshold\":0.01,\"matchers\":[{\"label\":\"outcome\",\"values\":[\"error\",\"panic\"],\"negated\":false}],\"by\":[],\"for\":0,\"severity\":\"ticket\",\"summary\":\"Logins fail\"},{\"name\":\"ManyPanics\",\"measure\":{\"increase\":300},\"comparison\":\">\",\"threshold\":0,\"matchers\":[{\"label\":\"outcome\",\"values\":[\"panic\"],\"negated\":false},{\"label\":\"kind\",\"values\":[",
            ::gapless::__private::catalog::Then(
                ::gapless::__private::catalog::string(__GAPLESS_ALERT_1_1_0),
                ::gapless::__private::catalog::Then(
                    *b"],\"negated\":false}],\"by\":[],\"for\":0,\"severity\":\"ticket\",\"summary\":\"s\"}],\"objective\":{\"success\":\"99.9\",\"latency\":{\"threshold\":0.3,\"percent\":\"99\"}},\"labels\":[",
                    ::gapless::__private::catalog::Then(
                        ::gapless::__private::catalog::label(
                            "kind",
                            <Kind as ::gapless::__private::LabelSet>::GAPLESS_LABELS,
                        ),
                        ::gapless::__private::catalog::Then(
                            *b",{\"name\":\"outcome\",\"values\":[\"ok\",\"error\",\"panic\"]}],\"constant_labels\":{\"function\":\"login\",\"module\":",
                            ::gapless::__private::catalog::Then(
                                ::gapless::__private::catalog::string(
                                    ::core::module_path!(),
                                ),
                                ::gapless::__private::catalog::Then(
                                    *b"},\"origin\":\"function\",\"group\":\"functions\",\"crate\":\"gapless-macros\",\"version\":\"0.1.0\",\"file\":\"<parsed string 2>\",\"line\":2}\n{\"name\":\"login_duration_seconds\",\"type\":\"histogram\",\"help\":\"Time from a call's start to its end.\",\"unit\":\"seconds\",\"buckets\":[0.1,0.3,0.5],\"alerts\":[{\"name\":\"SlowLogins\",\"measure\":{\"quantile\":[0.99,300]},\"comparison\":\">\",\"threshold\":1,\"matchers\":[],\"by\":[\"kind\"],\"for\":0,\"severity\":\"ticket\",\"summary\":\"Logins are slow\"}],\"objective\":{\"success\":\"99.9\",\"latency\":{\"threshold\":0.3,\"percent\":\"99\"}},\"labels\":[",
                                    ::gapless::__private::catalog::Then(
                                        ::gapless::__private::catalog::label(
                                            "kind",
                                            <Kind as ::gapless::__private::LabelSet>::GAPLESS_LABELS,
                                        ),
                                        ::gapless::__private::catalog::Then(
                                            *b"],\"constant_labels\":{\"function\":\"login\",\"module\":",
                                            ::gapless::__private::catalog::Then(
                                                ::gapless::__private::catalog::string(
                                                    ::core::module_path!(),
                                                ),
                                                ::gapless::__private::catalog::Then(
                                                    *b"},\"origin\":\"function\",\"group\":\"functions\",\"crate\":\"gapless-macros\",\"version\":\"0.1.0\",\"file\":\"<parsed string 2>\",\"line\":2}\n{\"name\":\"login_in_flight\",\"type\":\"up_down_counter\",\"help\":\"Calls that have started and not ended.\",\"alerts\":[{\"name\":\"ManyLogins\",\"measure\":\"value\",\"comparison\":\">\",\"threshold\":10,\"matchers\":[],\"by\":[],\"for\":0,\"severity\":\"ticket\",\"summary\":\"Many logins run\"}],\"labels\":[",
                                                    ::gapless::__private::catalog::Then(
                                                        ::gapless::__private::catalog::label(
                                                            "kind",
                                                            <Kind as ::gapless::__private::LabelSet>::GAPLESS_LABELS,
                                                        ),
                                                        ::gapless::__private::catalog::Then(
                                                            *b"],\"constant_labels\":{\"function\":\"login\",\"module\":",
                                                            ::gapless::__private::catalog::Then(
                                                                ::gapless::__private::catalog::string(
                                                                    ::core::module_path!(),
                                                                ),
                                                                ::gapless::__private::catalog::Then(
                                                                    *b"},\"origin\":\"function\",\"group\":\"functions\",\"crate\":\"gapless-macros\",\"version\":\"0.1.0\",\"file\":\"<parsed string 2>\",\"line\":2}\n",
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
                ),
            ),
        );
        ::gapless::__private::Function::watched(
            DESCRIPTOR,
            ::gapless::__private::Watch {
                calls: const {
                    &[
                        ::gapless::__private::alert::Alert::new(
                                "LoginsFail",
                                ::gapless::__private::alert::Measure::Ratio(
                                    "login_calls_total",
                                    ::core::time::Duration::from_secs(300u64),
                                ),
                                "Logins fail",
                            )
                            .with_threshold(
                                ::gapless::__private::alert::Comparison::Greater,
                                0.01f64,
                            )
                            .with_matchers(const {
                                &[
                                    ::gapless::__private::alert::Matcher::new(
                                        "outcome",
                                        &["error", "panic"],
                                        false,
                                    ),
                                ]
                            }),
                        ::gapless::__private::alert::Alert::new(
                                "ManyPanics",
                                ::gapless::__private::alert::Measure::Increase(
                                    ::core::time::Duration::from_secs(300u64),
                                ),
                                "s",
                            )
                            .with_threshold(
                                ::gapless::__private::alert::Comparison::Greater,
                                0f64,
                            )
                            .with_matchers(const {
                                &[
                                    ::gapless::__private::alert::Matcher::new(
                                        "outcome",
                                        &["panic"],
                                        false,
                                    ),
                                    ::gapless::__private::alert::Matcher::new(
                                        "kind",
                                        &[__GAPLESS_ALERT_1_1_0],
                                        false,
                                    ),
                                ]
                            }),
                    ]
                },
                durations: const {
                    &[
                        ::gapless::__private::alert::Alert::new(
                                "SlowLogins",
                                ::gapless::__private::alert::Measure::Quantile(
                                    0.99f64,
                                    ::core::time::Duration::from_secs(300u64),
                                ),
                                "Logins are slow",
                            )
                            .with_threshold(
                                ::gapless::__private::alert::Comparison::Greater,
                                1f64,
                            )
                            .with_by(&["kind"]),
                    ]
                },
                in_flight: const {
                    &[
                        ::gapless::__private::alert::Alert::new(
                                "ManyLogins",
                                ::gapless::__private::alert::Measure::Value,
                                "Many logins run",
                            )
                            .with_threshold(
                                ::gapless::__private::alert::Comparison::Greater,
                                10f64,
                            ),
                    ]
                },
                objective: ::core::option::Option::Some(
                    ::gapless::__private::alert::Objective::NONE
                        .with_success("99.9")
                        .with_latency(0.3f64, "99"),
                ),
            },
            ::gapless::__private::CatalogLine::new(&__GAPLESS_LINE.0),
            &__GAPLESS_FUNCTION,
        )
    };
    ::gapless::__private::inventory::submit! {
        ::gapless::__private::Registration::Function(& __GAPLESS_FUNCTION)
    }
    let __gapless_returns = ::gapless::__private::ReturnType::new();
    if false {
        return __gapless_returns.value();
    }
    ::gapless::__private::call(
        &__GAPLESS_FUNCTION,
        ::gapless::__private::LabelSetIndex::new(
            if ::gapless::__private::ENABLED {
                {
                    let __gapless_value: Kind = form.kind();
                    <Kind as ::gapless::__private::LabelSet>::gapless_index_after(
                        &__gapless_value,
                        0,
                    )
                }
            } else {
                0
            },
        ),
        __gapless_returns,
        move || {
            #[allow(
                clippy::no_effect_underscore_binding,
                clippy::shadow_reuse,
                clippy::shadow_same,
                clippy::shadow_unrelated,
                clippy::used_underscore_binding
            )]
            let form = form;
            let _ = &form;
            #[allow()] { store(form) }
        },
        |__gapless_returned| {
            (::gapless::__private::is_error!(__gapless_returned, 500u16)).then_some(0)
        },
    )
}
