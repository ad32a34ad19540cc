#[cfg(clippy)]
fn serve() -> ! {
    loop {}
}
#[cfg(not(clippy))]
fn serve() -> ! {
    static __GAPLESS_FUNCTION: ::gapless::__private::Function = {
        const DESCRIPTOR: ::gapless::__private::FunctionDescriptor = ::gapless::__private::FunctionDescriptor {
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
                ("function", "serve"),
                ("module", ::core::module_path!()),
            ],
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
            location: ::gapless::__private::location!(1u32, 4u32),
        };
        DESCRIPTOR.check_budget(::gapless::__private::DEFAULT_MAX_SERIES);
        #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__gapless"))]
        #[cfg_attr(
            not(any(target_vendor = "apple", target_family = "wasm")),
            unsafe(link_section = "gapless")
        )]
        static __GAPLESS_LINE: ::gapless::__private::catalog::Then<
            [::core::primitive::u8; 193usize],
            ::gapless::__private::catalog::Then<
                [::core::primitive::u8; ::gapless::__private::catalog::string_len(
                    ::core::module_path!(),
                )],
                ::gapless::__private::catalog::Then<
                    [::core::primitive::u8; 377usize],
                    ::gapless::__private::catalog::Then<
                        [::core::primitive::u8; ::gapless::__private::catalog::string_len(
                            ::core::module_path!(),
                        )],
                        ::gapless::__private::catalog::Then<
                            [::core::primitive::u8; 283usize],
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
        > = ::gapless::__private::catalog::Then(
            *b"{\"name\":\"function_calls_total\",\"type\":\"counter\",\"help\":\"Calls that have ended, by outcome.\",\"labels\":[{\"name\":\"outcome\",\"values\":[\"ok\",\"panic\"]}],\"constant_labels\":{\"function\":\"serve\",\"module\":",
            ::gapless::__private::catalog::Then(
                ::gapless::__private::catalog::string(::core::module_path!()),
                ::gapless::__private::catalog::Then(
                    *b"},\"origin\":\"function\",\"group\":\"functions\",\"crate\":\"gapless-macros\",\"version\":\"0.1.0\",\"file\":\"<parsed string 2>\",\"line\":1}\n{\"name\":\"function_duration_seconds\",\"type\":\"histogram\",\"help\":\"Time from a call's start to its end.\",\"unit\":\"seconds\",\"buckets\":[0.0001,0.0005,0.001,0.005,0.01,0.025,0.05,0.1,0.25,0.5,1,2.5,5,10],\"labels\":[],\"constant_labels\":{\"function\":\"serve\",\"module\":",
                    ::gapless::__private::catalog::Then(
                        ::gapless::__private::catalog::string(::core::module_path!()),
                        ::gapless::__private::catalog::Then(
                            *b"},\"origin\":\"function\",\"group\":\"functions\",\"crate\":\"gapless-macros\",\"version\":\"0.1.0\",\"file\":\"<parsed string 2>\",\"line\":1}\n{\"name\":\"function_in_flight\",\"type\":\"up_down_counter\",\"help\":\"Calls that have started and not ended.\",\"labels\":[],\"constant_labels\":{\"function\":\"serve\",\"module\":",
                            ::gapless::__private::catalog::Then(
                                ::gapless::__private::catalog::string(
                                    ::core::module_path!(),
                                ),
                                ::gapless::__private::catalog::Then(
                                    *b"},\"origin\":\"function\",\"group\":\"functions\",\"crate\":\"gapless-macros\",\"version\":\"0.1.0\",\"file\":\"<parsed string 2>\",\"line\":1}\n",
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
    let __gapless_returns = ::gapless::__private::ReturnType::<
        ::core::convert::Infallible,
    >::new();
    match ::gapless::__private::call(
        &__GAPLESS_FUNCTION,
        ::gapless::__private::LabelSetIndex::new(0),
        __gapless_returns,
        move || { #[allow()] { loop {} } },
        |__gapless_returned| {
            (::gapless::__private::is_error!(__gapless_returned, 500u16)).then_some(0)
        },
    ) {}
}
