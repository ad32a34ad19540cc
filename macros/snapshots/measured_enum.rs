/// The phase.
///
/// # Metrics
///
/// - The state set `server_phase`. PromQL: `server_phase == 1`
enum Phase {
    Starting,
    Running,
}
const _: () = {
    const __GAPLESS_STATES: ::gapless::__private::measured::States<Phase> = <::gapless::__private::measured::States<
        Phase,
    >>::new();
    static __GAPLESS_TYPE: ::gapless::__private::measured::LivingType = ::gapless::__private::measured::LivingType::new(
        "Phase",
        &[&__GAPLESS_METRIC],
        1,
        ::core::primitive::usize::MAX,
    );
    static __GAPLESS_METRIC: ::gapless::__private::measured::LivingMetric = ::gapless::__private::measured::LivingMetric::new(
        &__GAPLESS_TYPE,
        0,
        0,
    );
    static __GAPLESS_DECLARED: ::gapless::__private::Declared = {
        const DESCRIPTOR: ::gapless::__private::Descriptor = ::gapless::__private::Descriptor::new(
                ::gapless::__private::Kind::StateSet,
                "server_phase",
                "The phase.",
                ::gapless::__private::location!(1u32, 29u32),
            )
            .of_struct("Phase")
            .with_states(__GAPLESS_STATES.states)
            .with_namespace("server")
            .with_group("");
        DESCRIPTOR.check_budget(::gapless::__private::DEFAULT_MAX_SERIES);
        #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__gapless"))]
        #[cfg_attr(
            not(any(target_vendor = "apple", target_family = "wasm")),
            unsafe(link_section = "gapless")
        )]
        static __GAPLESS_LINE: ::gapless::__private::catalog::Then<
            [::core::primitive::u8; 103usize],
            ::gapless::__private::catalog::Then<
                [::core::primitive::u8; ::gapless::__private::catalog::values_len(
                    ::core::option::Option::Some(__GAPLESS_STATES.states),
                )],
                ::gapless::__private::catalog::Then<
                    [::core::primitive::u8; 132usize],
                    (),
                >,
            >,
        > = ::gapless::__private::catalog::Then(
            *b"{\"name\":\"server_phase\",\"type\":\"stateset\",\"help\":\"The phase.\",\"labels\":[],\"constant_labels\":{},\"states\":",
            ::gapless::__private::catalog::Then(
                ::gapless::__private::catalog::values(
                    ::core::option::Option::Some(__GAPLESS_STATES.states),
                ),
                ::gapless::__private::catalog::Then(
                    *b",\"measured\":\"Phase\",\"group\":\"\",\"namespace\":\"server\",\"crate\":\"gapless-macros\",\"version\":\"0.1.0\",\"file\":\"<parsed string 2>\",\"line\":1}\n",
                    (),
                ),
            ),
        );
        ::gapless::__private::Declared::living_in(
            DESCRIPTOR
                .with_catalog(::gapless::__private::CatalogLine::new(&__GAPLESS_LINE.0)),
            &__GAPLESS_METRIC,
        )
    };
    ::gapless::__private::inventory::submit! {
        ::gapless::__private::Registration::Declared(& [& __GAPLESS_DECLARED])
    }
    #[automatically_derived]
    impl ::gapless::__private::measured::MeasuredState for Phase {
        fn gapless_type() -> &'static ::gapless::__private::measured::LivingType {
            &__GAPLESS_TYPE
        }
        fn gapless_read(&self) -> ::gapless::__private::measured::FieldReading {
            __GAPLESS_STATES.read(self)
        }
    }
    #[automatically_derived]
    impl Phase {
        /// Puts the value behind a lock, and exports its current variant until the last handle is dropped.
        #[must_use = "the state set ends when the last handle is dropped"]
        fn measured(self) -> ::gapless::Measured<::std::sync::Mutex<Self>> {
            ::gapless::__private::measured::measure_state(self)
        }
    }
};
