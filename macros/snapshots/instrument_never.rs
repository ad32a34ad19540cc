fn serve() -> ! {
    static __GAPLESS_FUNCTION: ::gapless::__private::Function = {
        const DESCRIPTOR: ::gapless::__private::FunctionDescriptor = ::gapless::__private::FunctionDescriptor {
            names: [
                "function_calls_total",
                "function_duration_seconds",
                "function_in_flight",
            ],
            constant_labels: &[
                ("function", "serve"),
                ("module", ::core::module_path!()),
            ],
            labels: &[],
            labels_and_outcome: &[::gapless::__private::Outcome::LABEL],
            labels_and_error: &[],
            impossible: &[
                ::gapless::__private::Outcome::NO_ERROR,
                ::gapless::__private::Outcome::NO_CANCELLED,
            ],
            timing: ::core::option::Option::Some(::gapless::__private::Timing {
                one_in: 1u64,
                help: ::gapless::__private::DURATION_HELP,
                by_outcome: false,
                labels: &[],
                buckets: ::gapless::__private::DEFAULT_BUCKETS,
            }),
            in_flight: true,
            site: ::gapless::__private::site!(1u32, 4u32),
        };
        DESCRIPTOR.check_budget(::gapless::__private::DEFAULT_MAX_SERIES);
        ::gapless::__private::Function::new(DESCRIPTOR, &__GAPLESS_FUNCTION)
    };
    ::gapless::__private::inventory::submit! {
        ::gapless::__private::Registration::Function(& __GAPLESS_FUNCTION)
    }
    match {
        ::gapless::__private::call(
            &__GAPLESS_FUNCTION,
            0,
            move || -> ::core::convert::Infallible { loop {} },
            |returned| {
                ({
                    use ::gapless::__private::NotAResult as _;
                    ::gapless::__private::Returned(returned).is_error()
                })
                    .then_some(0)
            },
        )
    } {}
}
