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
                constant_labels: &[
                    ("function", "Lobby::join"),
                    ("module", ::core::module_path!()),
                ],
                labels: &[],
                labels_and_outcome: &[crate::metrics::__private::Outcome::LABEL],
                labels_and_error: &[],
                impossible: &[crate::metrics::__private::Outcome::NO_CANCELLED],
                timing: ::core::option::Option::Some(crate::metrics::__private::Timing {
                    one_in: 1u64,
                    help: crate::metrics::__private::DURATION_HELP,
                    by_outcome: false,
                    labels: &[],
                    buckets: crate::metrics::__private::DEFAULT_BUCKETS,
                }),
                in_flight: true,
                site: crate::metrics::__private::site!(1u32, 104u32),
            };
            DESCRIPTOR.check_budget(crate::metrics::__private::DEFAULT_MAX_SERIES);
            crate::metrics::__private::Function::new(DESCRIPTOR, &__GAPLESS_FUNCTION)
        };
        crate::metrics::__private::inventory::submit! {
            crate ::metrics::__private::Registration::Function(& __GAPLESS_FUNCTION)
        }
        crate::metrics::__private::call(
            &__GAPLESS_FUNCTION,
            0,
            move || -> Option<u8> { None },
            |returned| {
                (crate::metrics::__private::ask(returned, Option::is_none)).then_some(0)
            },
        )
    }
}
