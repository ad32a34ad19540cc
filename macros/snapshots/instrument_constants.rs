/// Reads one row.
///
/// # Metrics
///
/// - The counter `query_calls_total`: calls that have ended, by outcome.
/// - The histogram `query_duration_seconds`, in seconds: time from the start of a call to its end.
/// - The up-down counter `query_in_flight`: calls that have started but not ended.
///
/// Labels:
///
/// - `handler`: always `get`
/// - `query`: always `get`
/// - `table`: always `TABLE`
/// - `outcome` (on calls): `ok`, `panic`
///
/// Buckets: 0.0001, 0.0005, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, +Inf.
///
/// PromQL: `sum by (outcome) (rate(query_calls_total{handler="get"}[5m]))`
pub fn get() {
    static __GAPLESS_FUNCTION: ::gapless::__private::Function = {
        const DESCRIPTOR: ::gapless::__private::FunctionDescriptor = ::gapless::__private::FunctionDescriptor {
            names: ["query_calls_total", "query_duration_seconds", "query_in_flight"],
            helps: [
                "Calls that have ended, by outcome.",
                "Time from a call's start to its end.",
                "Calls that have started and not ended.",
            ],
            constant_labels: &[("handler", "get"), ("query", "get"), ("table", TABLE)],
            adds_up: false,
            labels: &[],
            labels_and_outcome: &[::gapless::__private::Outcome::LABEL],
            labels_and_error: &[],
            impossible: &[
                ::gapless::__private::Outcome::NO_ERROR,
                ::gapless::__private::Outcome::NO_CANCELLED,
            ],
            timing: ::core::option::Option::Some(::gapless::__private::Timing {
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
            location: ::gapless::__private::location!(2u32, 8u32),
        };
        DESCRIPTOR.check_budget(::gapless::__private::DEFAULT_MAX_SERIES);
        #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__gapless"))]
        #[cfg_attr(
            not(any(target_vendor = "apple", target_family = "wasm")),
            unsafe(link_section = "gapless")
        )]
        static __GAPLESS_LINE: ::gapless::__private::catalog::Then<
            [::core::primitive::u8; 200usize],
            ::gapless::__private::catalog::Then<
                [::core::primitive::u8; ::gapless::__private::catalog::string_len(
                    DESCRIPTOR.constant_labels[2usize].1,
                )],
                ::gapless::__private::catalog::Then<
                    [::core::primitive::u8; 384usize],
                    ::gapless::__private::catalog::Then<
                        [::core::primitive::u8; ::gapless::__private::catalog::string_len(
                            DESCRIPTOR.constant_labels[2usize].1,
                        )],
                        ::gapless::__private::catalog::Then<
                            [::core::primitive::u8; 290usize],
                            ::gapless::__private::catalog::Then<
                                [::core::primitive::u8; ::gapless::__private::catalog::string_len(
                                    DESCRIPTOR.constant_labels[2usize].1,
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
        > = ::gapless::__private::catalog::Then(
            *b"{\"name\":\"query_calls_total\",\"type\":\"counter\",\"help\":\"Calls that have ended, by outcome.\",\"labels\":[{\"name\":\"outcome\",\"values\":[\"ok\",\"panic\"]}],\"constant_labels\":{\"handler\":\"get\",\"query\":\"get\",\"table\":",
            ::gapless::__private::catalog::Then(
                ::gapless::__private::catalog::string(
                    DESCRIPTOR.constant_labels[2usize].1,
                ),
                ::gapless::__private::catalog::Then(
                    *b"},\"origin\":\"function\",\"group\":\"functions\",\"crate\":\"gapless-macros\",\"version\":\"0.1.0\",\"file\":\"<parsed string 2>\",\"line\":2}\n{\"name\":\"query_duration_seconds\",\"type\":\"histogram\",\"help\":\"Time from a call's start to its end.\",\"unit\":\"seconds\",\"buckets\":[0.0001,0.0005,0.001,0.005,0.01,0.025,0.05,0.1,0.25,0.5,1,2.5,5,10],\"labels\":[],\"constant_labels\":{\"handler\":\"get\",\"query\":\"get\",\"table\":",
                    ::gapless::__private::catalog::Then(
                        ::gapless::__private::catalog::string(
                            DESCRIPTOR.constant_labels[2usize].1,
                        ),
                        ::gapless::__private::catalog::Then(
                            *b"},\"origin\":\"function\",\"group\":\"functions\",\"crate\":\"gapless-macros\",\"version\":\"0.1.0\",\"file\":\"<parsed string 2>\",\"line\":2}\n{\"name\":\"query_in_flight\",\"type\":\"up_down_counter\",\"help\":\"Calls that have started and not ended.\",\"labels\":[],\"constant_labels\":{\"handler\":\"get\",\"query\":\"get\",\"table\":",
                            ::gapless::__private::catalog::Then(
                                ::gapless::__private::catalog::string(
                                    DESCRIPTOR.constant_labels[2usize].1,
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
        );
        ::gapless::__private::Function::new(
            DESCRIPTOR,
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
        ::gapless::__private::LabelSetIndex::new(0),
        __gapless_returns,
        move || { {} },
        |__gapless_returned| {
            (::gapless::__private::is_error!(__gapless_returned, 500u16)).then_some(0)
        },
    )
}
