async fn login(form: Form) -> Result<Session, LoginError> {
    static __GAPLESS_FUNCTION: ::gapless::__private::Function = {
        const DESCRIPTOR: ::gapless::__private::FunctionDescriptor = ::gapless::__private::FunctionDescriptor {
            names: ["login_calls_total", "login_duration_seconds", "login_in_flight"],
            constant_labels: &[
                ("function", "login"),
                ("module", ::core::module_path!()),
            ],
            labels: &[
                ::gapless::__private::Label::new(
                    "kind",
                    <Kind as ::gapless::__private::LabelValue>::VALUES,
                ),
            ],
            labels_and_outcome: &[
                ::gapless::__private::Label::new(
                    "kind",
                    <Kind as ::gapless::__private::LabelValue>::VALUES,
                ),
                ::gapless::__private::Outcome::LABEL,
                ::gapless::__private::Outcome::NO_ERROR_LABEL,
            ],
            labels_and_error: &[
                ::gapless::__private::Label::new(
                    "kind",
                    <Kind as ::gapless::__private::LabelValue>::VALUES,
                ),
                ::gapless::__private::Outcome::ERROR_LABEL,
                ::gapless::__private::Label::new(
                    "error",
                    <LoginError as ::gapless::__private::LabelValue>::VALUES,
                ),
            ],
            impossible: &[::gapless::__private::Outcome::NO_ERROR_WITHOUT_KIND],
            timing: ::core::option::Option::Some(::gapless::__private::Timing {
                one_in: 1u64,
                help: ::gapless::__private::DURATION_HELP,
                by_outcome: false,
                labels: &[
                    ::gapless::__private::Label::new(
                        "kind",
                        <Kind as ::gapless::__private::LabelValue>::VALUES,
                    ),
                ],
                buckets: &[0.1f64, 0.5f64],
            }),
            in_flight: true,
            site: ::gapless::__private::site!(1u32, 10u32),
        };
        DESCRIPTOR.check_budget(600);
        ::gapless::__private::Function::new(DESCRIPTOR, &__GAPLESS_FUNCTION)
    };
    ::gapless::__private::inventory::submit! {
        ::gapless::__private::Registration::Function(& __GAPLESS_FUNCTION)
    }
    let __gapless_label_set = {
        let value: Kind = form.kind();
        <Kind as ::gapless::__private::LabelValue>::index_after(&value, 0)
    };
    let __gapless_body = ::core::pin::pin!(
        async move { #[allow(unreachable_code, clippy::diverging_sub_expression,
        clippy::let_unit_value, clippy::never_loop)] if false { let returned : Result <
        Session, LoginError > = loop {}; return returned; } check(form). await }
    );
    ::gapless::__private::CallFuture::start(
            &__GAPLESS_FUNCTION,
            __gapless_label_set,
            __gapless_body,
            |returned| {
                match returned {
                    ::core::result::Result::Ok(_) => ::core::option::Option::None,
                    ::core::result::Result::Err(error) => {
                        let error: &LoginError = error;
                        ::core::option::Option::Some(
                            <LoginError as ::gapless::__private::LabelValue>::index_after(
                                error,
                                0,
                            ),
                        )
                    }
                }
            },
        )
        .await
}
