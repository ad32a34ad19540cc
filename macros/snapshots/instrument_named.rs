async fn login(form: Form) -> Result<Session, LoginError> {
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
                    .with_label(::gapless::__private::Outcome::LABEL)
                    .with_label(::gapless::__private::Outcome::NO_ERROR_LABEL);
                ALL.as_slice()
            },
            labels_and_error: {
                const ALL: &::gapless::__private::Labels = &__GAPLESS_LABELS
                    .with_label(::gapless::__private::Outcome::ERROR_LABEL)
                    .with_label(
                        ::gapless::__private::Label::new(
                            "error",
                            <LoginError as ::gapless::__private::LabelValue>::LABELS,
                        ),
                    );
                ALL.as_slice()
            },
            impossible: &[::gapless::__private::Outcome::NO_ERROR_WITHOUT_KIND],
            timing: ::core::option::Option::Some(::gapless::__private::Timing {
                one_in: 1u64,
                by_outcome: false,
                labels: {
                    const ALL: &::gapless::__private::Labels = &__GAPLESS_LABELS;
                    ALL.as_slice()
                },
                buckets: &[0.1f64, 0.5f64],
                exemplars: false,
            }),
            in_flight: true,
            items: ::core::option::Option::None,
            location: ::gapless::__private::location!(1u32, 10u32),
        };
        DESCRIPTOR.check_budget(600);
        #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__gapless"))]
        #[cfg_attr(
            not(any(target_vendor = "apple", target_family = "wasm")),
            unsafe(link_section = "gapless")
        )]
        static __GAPLESS_LINE: ::gapless::__private::catalog::Then<
            [::core::primitive::u8; 99usize],
            ::gapless::__private::catalog::Then<
                [::core::primitive::u8; ::gapless::__private::catalog::label_len(
                    "kind",
                    <Kind as ::gapless::__private::LabelSet>::GAPLESS_LABELS,
                )],
                ::gapless::__private::catalog::Then<
                    [::core::primitive::u8; 104usize],
                    ::gapless::__private::catalog::Then<
                        [::core::primitive::u8; ::gapless::__private::catalog::string_len(
                            ::core::module_path!(),
                        )],
                        ::gapless::__private::catalog::Then<
                            [::core::primitive::u8; 221usize],
                            ::gapless::__private::catalog::Then<
                                [::core::primitive::u8; ::gapless::__private::catalog::label_len(
                                    "kind",
                                    <Kind as ::gapless::__private::LabelSet>::GAPLESS_LABELS,
                                )],
                                ::gapless::__private::catalog::Then<
                                    [::core::primitive::u8; 39usize],
                                    ::gapless::__private::catalog::Then<
                                        [::core::primitive::u8; ::gapless::__private::catalog::label_len(
                                            "error",
                                            ::gapless::__private::LabelsOf::One(
                                                <LoginError as ::gapless::__private::LabelValue>::LABELS,
                                            ),
                                        )],
                                        ::gapless::__private::catalog::Then<
                                            [::core::primitive::u8; 49usize],
                                            ::gapless::__private::catalog::Then<
                                                [::core::primitive::u8; ::gapless::__private::catalog::string_len(
                                                    ::core::module_path!(),
                                                )],
                                                ::gapless::__private::catalog::Then<
                                                    [::core::primitive::u8; 267usize],
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
                                                                    [::core::primitive::u8; 231usize],
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
                        >,
                    >,
                >,
            >,
        > = ::gapless::__private::catalog::Then(
            *b"{\"name\":\"login_calls_total\",\"type\":\"counter\",\"help\":\"Calls that have ended, by outcome.\",\"labels\":[",
            ::gapless::__private::catalog::Then(
                ::gapless::__private::catalog::label(
                    "kind",
                    <Kind as ::gapless::__private::LabelSet>::GAPLESS_LABELS,
                ),
                ::gapless::__private::catalog::Then(
                    *b",{\"name\":\"outcome\",\"values\":[\"ok\",\"panic\",\"cancelled\"]}],\"constant_labels\":{\"function\":\"login\",\"module\":",
                    ::gapless::__private::catalog::Then(
                        ::gapless::__private::catalog::string(::core::module_path!()),
                        ::gapless::__private::catalog::Then(
                            *b"},\"origin\":\"function\",\"group\":\"functions\",\"crate\":\"gapless-macros\",\"version\":\"0.1.0\",\"file\":\"<parsed string 2>\",\"line\":1}\n{\"name\":\"login_calls_total\",\"type\":\"counter\",\"help\":\"Calls that have ended, by outcome.\",\"labels\":[",
                            ::gapless::__private::catalog::Then(
                                ::gapless::__private::catalog::label(
                                    "kind",
                                    <Kind as ::gapless::__private::LabelSet>::GAPLESS_LABELS,
                                ),
                                ::gapless::__private::catalog::Then(
                                    *b",{\"name\":\"outcome\",\"values\":[\"error\"]},",
                                    ::gapless::__private::catalog::Then(
                                        ::gapless::__private::catalog::label(
                                            "error",
                                            ::gapless::__private::LabelsOf::One(
                                                <LoginError as ::gapless::__private::LabelValue>::LABELS,
                                            ),
                                        ),
                                        ::gapless::__private::catalog::Then(
                                            *b"],\"constant_labels\":{\"function\":\"login\",\"module\":",
                                            ::gapless::__private::catalog::Then(
                                                ::gapless::__private::catalog::string(
                                                    ::core::module_path!(),
                                                ),
                                                ::gapless::__private::catalog::Then(
                                                    *b"},\"origin\":\"function\",\"group\":\"functions\",\"crate\":\"gapless-macros\",\"version\":\"0.1.0\",\"file\":\"<parsed string 2>\",\"line\":1}\n{\"name\":\"login_duration_seconds\",\"type\":\"histogram\",\"help\":\"Time from a call's start to its end.\",\"unit\":\"seconds\",\"buckets\":[0.1,0.5],\"labels\":[",
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
                                                                    *b"},\"origin\":\"function\",\"group\":\"functions\",\"crate\":\"gapless-macros\",\"version\":\"0.1.0\",\"file\":\"<parsed string 2>\",\"line\":1}\n{\"name\":\"login_in_flight\",\"type\":\"up_down_counter\",\"help\":\"Calls that have started and not ended.\",\"labels\":[",
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
                                                                                    *b"},\"origin\":\"function\",\"group\":\"functions\",\"crate\":\"gapless-macros\",\"version\":\"0.1.0\",\"file\":\"<parsed string 2>\",\"line\":1}\n",
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
    ::gapless::__private::CallFuture::new(
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
            async move {
                if false {
                    return __gapless_returns.value();
                }
                #[allow(
                    clippy::no_effect_underscore_binding,
                    clippy::shadow_reuse,
                    clippy::shadow_same,
                    clippy::shadow_unrelated,
                    clippy::used_underscore_binding
                )]
                let form = form;
                let _ = &form;
                #[allow()] { check(form).await }
            },
            |__gapless_returned| {
                {
                    use ::gapless::__private::{
                        InParts as _, InResponse as _, InResult as _, NoResponse as _,
                        NothingInside as _, WithOneStatus as _,
                    };
                    ::gapless::__private::Status(
                            ::gapless::__private::Returned::new(__gapless_returned)
                                .gapless_inside(),
                        )
                        .gapless_status_is_seen();
                }
                match __gapless_returned {
                    ::core::result::Result::Ok(__gapless_value) => {
                        (::gapless::__private::is_error!(__gapless_value, 500u16))
                            .then_some(::gapless::__private::NO_KIND)
                    }
                    ::core::result::Result::Err(__gapless_error) => {
                        let __gapless_error: &LoginError = __gapless_error;
                        ::core::option::Option::Some(
                            <LoginError as ::gapless::__private::LabelValue>::index_after(
                                __gapless_error,
                                0,
                            ),
                        )
                    }
                }
            },
        )
        .await
}
