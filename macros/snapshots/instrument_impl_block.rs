impl Lobby {
    const fn new() -> Self {
        Lobby
    }
    fn join(&self) -> Option<u8> {
        static __GAPLESS_FUNCTION: crate::metrics::__private::Function = {
            const DESCRIPTOR: crate::metrics::__private::FunctionDescriptor = crate::metrics::__private::FunctionDescriptor {
                names: [
                    "function_calls_total",
                    "function_duration_seconds",
                    "function_in_flight",
                ],
                helps: [
                    "Calls that have ended, by outcome.",
                    "Time from a call's start to its end.",
                    "Calls that have started and not ended.",
                ],
                constant_labels: &[
                    ("function", "Lobby::join"),
                    ("module", ::core::module_path!()),
                ],
                adds_up: false,
                labels: &[],
                labels_and_outcome: &[crate::metrics::__private::Outcome::LABEL],
                labels_and_error: &[],
                impossible: &[crate::metrics::__private::Outcome::NO_CANCELLED],
                timing: ::core::option::Option::Some(crate::metrics::__private::Timing {
                    one_in: 1u64,
                    by_outcome: false,
                    labels: &[],
                    buckets: &[
                        0.0001f64,
                        0.0005f64,
                        0.001f64,
                        0.005f64,
                        0.01f64,
                        0.025f64,
                        0.05f64,
                        0.1f64,
                        0.25f64,
                        0.5f64,
                        1f64,
                        2.5f64,
                        5f64,
                        10f64,
                    ],
                    exemplars: false,
                }),
                in_flight: true,
                items: ::core::option::Option::None,
                location: crate::metrics::__private::location!(1u32, 104u32),
            };
            DESCRIPTOR.check_budget(crate::metrics::__private::DEFAULT_MAX_SERIES);
            #[cfg_attr(
                target_vendor = "apple",
                unsafe(link_section = "__DATA,__gapless")
            )]
            #[cfg_attr(
                not(any(target_vendor = "apple", target_family = "wasm")),
                unsafe(link_section = "gapless")
            )]
            static __GAPLESS_LINE: crate::metrics::__private::catalog::Then<
                [::core::primitive::u8; 207usize],
                crate::metrics::__private::catalog::Then<
                    [::core::primitive::u8; crate::metrics::__private::catalog::string_len(
                        ::core::module_path!(),
                    )],
                    crate::metrics::__private::catalog::Then<
                        [::core::primitive::u8; 383usize],
                        crate::metrics::__private::catalog::Then<
                            [::core::primitive::u8; crate::metrics::__private::catalog::string_len(
                                ::core::module_path!(),
                            )],
                            crate::metrics::__private::catalog::Then<
                                [::core::primitive::u8; 289usize],
                                crate::metrics::__private::catalog::Then<
                                    [::core::primitive::u8; crate::metrics::__private::catalog::string_len(
                                        ::core::module_path!(),
                                    )],
                                    crate::metrics::__private::catalog::Then<
                                        [::core::primitive::u8; 122usize],
                                        (),
                                    >,
                                >,
                            >,
                        >,
                    >,
                >,
            > = crate::metrics::__private::catalog::Then(
                *b"{\"name\":\"function_calls_total\",\"type\":\"counter\",\"help\":\"Calls that have ended, by outcome.\",\"labels\":[{\"name\":\"outcome\",\"values\":[\"ok\",\"error\",\"panic\"]}],\"constant_labels\":{\"function\":\"Lobby::join\",\"module\":",
                crate::metrics::__private::catalog::Then(
                    crate::metrics::__private::catalog::string(::core::module_path!()),
                    crate::metrics::__private::catalog::Then(
                        *b"},\"origin\":\"function\",\"group\":\"functions\",\"crate\":\"gapless-macros\",\"version\":\"0.1.0\",\"file\":\"<parsed string 2>\",\"line\":1}\n{\"name\":\"function_duration_seconds\",\"type\":\"histogram\",\"help\":\"Time from a call's start to its end.\",\"unit\":\"seconds\",\"buckets\":[0.0001,0.0005,0.001,0.005,0.01,0.025,0.05,0.1,0.25,0.5,1,2.5,5,10],\"labels\":[],\"constant_labels\":{\"function\":\"Lobby::join\",\"module\":",
                        crate::metrics::__private::catalog::Then(
                            crate::metrics::__private::catalog::string(
                                ::core::module_path!(),
                            ),
                            crate::metrics::__private::catalog::Then(
                                *b"},\"origin\":\"function\",\"group\":\"functions\",\"crate\":\"gapless-macros\",\"version\":\"0.1.0\",\"file\":\"<parsed string 2>\",\"line\":1}\n{\"name\":\"function_in_flight\",\"type\":\"up_down_counter\",\"help\":\"Calls that have started and not ended.\",\"labels\":[],\"constant_labels\":{\"function\":\"Lobby::join\",\"module\":",
                                crate::metrics::__private::catalog::Then(
                                    crate::metrics::__private::catalog::string(
                                        ::core::module_path!(),
                                    ),
                                    crate::metrics::__private::catalog::Then(
                                        *b"},\"origin\":\"function\",\"group\":\"functions\",\"crate\":\"gapless-macros\",\"version\":\"0.1.0\",\"file\":\"<parsed string 2>\",\"line\":1}\n",
                                        (),
                                    ),
                                ),
                            ),
                        ),
                    ),
                ),
            );
            crate::metrics::__private::Function::new(
                DESCRIPTOR,
                crate::metrics::__private::CatalogLine::new(&__GAPLESS_LINE.0),
                &__GAPLESS_FUNCTION,
            )
        };
        crate::metrics::__private::inventory::submit! {
            crate ::metrics::__private::Registration::Function(& __GAPLESS_FUNCTION)
        }
        let __gapless_returns = crate::metrics::__private::ReturnType::new();
        if false {
            return __gapless_returns.value();
        }
        crate::metrics::__private::call(
            &__GAPLESS_FUNCTION,
            crate::metrics::__private::LabelSetIndex::new(0),
            __gapless_returns,
            move || { #[allow()] { None } },
            |__gapless_returned| {
                (crate::metrics::__private::ask(__gapless_returned, Option::is_none))
                    .then_some(0)
            },
        )
    }
}
