/// A lobby.
///
/// # Metrics
///
/// - The gauge `lobby_waiting`: Players waiting. PromQL: `lobby_waiting`
/// - The counter `lobby_joined_total`: Players that joined. PromQL: `rate(lobby_joined_total[5m])`
/// - The state set `lobby_phase`: The phase. PromQL: `lobby_phase == 1`
/// - The histogram `lobby_join_seconds`, in seconds: Time to join. PromQL: `histogram_quantile(0.99, rate(lobby_join_seconds_bucket[5m]))`
/// - The info `lobby_info`: A lobby. PromQL: `lobby_info`
///
/// Labels:
///
/// - `name`: any string, up to 100 at a time
/// - `region`: the values of `Region`
///
/// Labels of the info:
///
/// - `version`: any string
pub struct Lobby {
    /// Players waiting.
    waiting: AtomicUsize,
    /// Players that joined.
    joined: AtomicU64,
    /// The phase.
    phase: Mutex<Phase>,
    /// Time to join.
    times: Times,
    name: String,
    region: Region,
    version: String,
    other: u8,
}
const _: () = {
    const __GAPLESS_LABEL_REGION: ::gapless::__private::measured::TypedLabel<Region> = <::gapless::__private::measured::TypedLabel<
        Region,
    >>::new();
    const __GAPLESS_STATES_PHASE: ::gapless::__private::measured::States<Mutex<Phase>> = <::gapless::__private::measured::States<
        Mutex<Phase>,
    >>::new();
    const __GAPLESS_LABELS: ::gapless::__private::Labels = {
        let __gapless_labels = ::gapless::__private::Labels::new(&[]);
        let __gapless_labels = __gapless_labels
            .with("name", ::gapless::__private::LabelsOf::Open);
        let __gapless_labels = __gapless_labels
            .with("region", __GAPLESS_LABEL_REGION.labels);
        __gapless_labels
    };
    const __GAPLESS_INFO_LABELS: ::gapless::__private::Labels = {
        let __gapless_labels = ::gapless::__private::Labels::new(&[]);
        let __gapless_labels = __gapless_labels
            .with("name", ::gapless::__private::LabelsOf::Open);
        let __gapless_labels = __gapless_labels
            .with("region", __GAPLESS_LABEL_REGION.labels);
        let __gapless_labels = __gapless_labels
            .with("version", ::gapless::__private::LabelsOf::Open);
        __gapless_labels
    };
    static __GAPLESS_TYPE: ::gapless::__private::measured::LivingType = ::gapless::__private::measured::LivingType::new(
        "Lobby",
        &[
            &__GAPLESS_METRIC_0,
            &__GAPLESS_METRIC_1,
            &__GAPLESS_METRIC_2,
            &__GAPLESS_METRIC_3,
            &__GAPLESS_METRIC_4,
        ],
        20usize,
        ::gapless::__private::measured::max_label_sets(&__GAPLESS_LABELS, 100usize),
    );
    static __GAPLESS_METRIC_0: ::gapless::__private::measured::LivingMetric = ::gapless::__private::measured::LivingMetric::new(
        &__GAPLESS_TYPE,
        0usize,
        0usize,
    );
    static __GAPLESS_DECLARED_0: ::gapless::__private::Declared = {
        const DESCRIPTOR: ::gapless::__private::Descriptor = ::gapless::__private::Descriptor::new(
                ::gapless::__private::Kind::Gauge,
                "lobby_waiting",
                "Players waiting.",
                ::gapless::__private::location!(1u32, 87u32),
            )
            .of_struct("Lobby")
            .with_labels({
                const ALL: &::gapless::__private::Labels = &__GAPLESS_LABELS;
                ALL.as_slice()
            })
            .with_max_open_values(100usize)
            .with_namespace("lobby")
            .with_group("games");
        DESCRIPTOR.check_budget(::gapless::__private::DEFAULT_MAX_SERIES);
        #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__gapless"))]
        #[cfg_attr(
            not(any(target_vendor = "apple", target_family = "wasm")),
            unsafe(link_section = "gapless")
        )]
        static __GAPLESS_LINE: ::gapless::__private::catalog::Then<
            [::core::primitive::u8; 75usize],
            ::gapless::__private::catalog::Then<
                [::core::primitive::u8; ::gapless::__private::catalog::label_len(
                    "name",
                    ::gapless::__private::LabelsOf::Open,
                )],
                ::gapless::__private::catalog::Then<
                    [::core::primitive::u8; 1usize],
                    ::gapless::__private::catalog::Then<
                        [::core::primitive::u8; ::gapless::__private::catalog::label_len(
                            "region",
                            __GAPLESS_LABEL_REGION.labels,
                        )],
                        ::gapless::__private::catalog::Then<
                            [::core::primitive::u8; 158usize],
                            (),
                        >,
                    >,
                >,
            >,
        > = ::gapless::__private::catalog::Then(
            *b"{\"name\":\"lobby_waiting\",\"type\":\"gauge\",\"help\":\"Players waiting.\",\"labels\":[",
            ::gapless::__private::catalog::Then(
                ::gapless::__private::catalog::label(
                    "name",
                    ::gapless::__private::LabelsOf::Open,
                ),
                ::gapless::__private::catalog::Then(
                    *b",",
                    ::gapless::__private::catalog::Then(
                        ::gapless::__private::catalog::label(
                            "region",
                            __GAPLESS_LABEL_REGION.labels,
                        ),
                        ::gapless::__private::catalog::Then(
                            *b"],\"constant_labels\":{},\"measured\":\"Lobby\",\"group\":\"games\",\"namespace\":\"lobby\",\"crate\":\"gapless-macros\",\"version\":\"0.1.0\",\"file\":\"<parsed string 2>\",\"line\":1}\n",
                            (),
                        ),
                    ),
                ),
            ),
        );
        ::gapless::__private::Declared::living_in(
            DESCRIPTOR
                .with_catalog(::gapless::__private::CatalogLine::new(&__GAPLESS_LINE.0)),
            &__GAPLESS_METRIC_0,
        )
    };
    static __GAPLESS_METRIC_1: ::gapless::__private::measured::LivingMetric = ::gapless::__private::measured::LivingMetric::new(
            &__GAPLESS_TYPE,
            1usize,
            1usize,
        )
        .of_kind(::gapless::__private::Kind::Counter);
    static __GAPLESS_DECLARED_1: ::gapless::__private::Declared = {
        const DESCRIPTOR: ::gapless::__private::Descriptor = ::gapless::__private::Descriptor::new(
                ::gapless::__private::Kind::Counter,
                "lobby_joined_total",
                "Players that joined.",
                ::gapless::__private::location!(1u32, 184u32),
            )
            .of_struct("Lobby")
            .with_value_type(::gapless::__private::ValueType::Float)
            .with_labels({
                const ALL: &::gapless::__private::Labels = &__GAPLESS_LABELS;
                ALL.as_slice()
            })
            .with_max_open_values(100usize)
            .with_namespace("lobby")
            .with_group("games");
        DESCRIPTOR.check_budget(::gapless::__private::DEFAULT_MAX_SERIES);
        #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__gapless"))]
        #[cfg_attr(
            not(any(target_vendor = "apple", target_family = "wasm")),
            unsafe(link_section = "gapless")
        )]
        static __GAPLESS_LINE: ::gapless::__private::catalog::Then<
            [::core::primitive::u8; 86usize],
            ::gapless::__private::catalog::Then<
                [::core::primitive::u8; ::gapless::__private::catalog::label_len(
                    "name",
                    ::gapless::__private::LabelsOf::Open,
                )],
                ::gapless::__private::catalog::Then<
                    [::core::primitive::u8; 1usize],
                    ::gapless::__private::catalog::Then<
                        [::core::primitive::u8; ::gapless::__private::catalog::label_len(
                            "region",
                            __GAPLESS_LABEL_REGION.labels,
                        )],
                        ::gapless::__private::catalog::Then<
                            [::core::primitive::u8; 158usize],
                            (),
                        >,
                    >,
                >,
            >,
        > = ::gapless::__private::catalog::Then(
            *b"{\"name\":\"lobby_joined_total\",\"type\":\"counter\",\"help\":\"Players that joined.\",\"labels\":[",
            ::gapless::__private::catalog::Then(
                ::gapless::__private::catalog::label(
                    "name",
                    ::gapless::__private::LabelsOf::Open,
                ),
                ::gapless::__private::catalog::Then(
                    *b",",
                    ::gapless::__private::catalog::Then(
                        ::gapless::__private::catalog::label(
                            "region",
                            __GAPLESS_LABEL_REGION.labels,
                        ),
                        ::gapless::__private::catalog::Then(
                            *b"],\"constant_labels\":{},\"measured\":\"Lobby\",\"group\":\"games\",\"namespace\":\"lobby\",\"crate\":\"gapless-macros\",\"version\":\"0.1.0\",\"file\":\"<parsed string 2>\",\"line\":1}\n",
                            (),
                        ),
                    ),
                ),
            ),
        );
        ::gapless::__private::Declared::living_in(
            DESCRIPTOR
                .with_catalog(::gapless::__private::CatalogLine::new(&__GAPLESS_LINE.0)),
            &__GAPLESS_METRIC_1,
        )
    };
    static __GAPLESS_METRIC_2: ::gapless::__private::measured::LivingMetric = ::gapless::__private::measured::LivingMetric::new(
        &__GAPLESS_TYPE,
        2usize,
        2usize,
    );
    static __GAPLESS_DECLARED_2: ::gapless::__private::Declared = {
        const DESCRIPTOR: ::gapless::__private::Descriptor = ::gapless::__private::Descriptor::new(
                ::gapless::__private::Kind::StateSet,
                "lobby_phase",
                "The phase.",
                ::gapless::__private::location!(1u32, 246u32),
            )
            .of_struct("Lobby")
            .with_states(__GAPLESS_STATES_PHASE.states)
            .with_labels({
                const ALL: &::gapless::__private::Labels = &__GAPLESS_LABELS;
                ALL.as_slice()
            })
            .with_max_open_values(100usize)
            .with_namespace("lobby")
            .with_group("games");
        DESCRIPTOR.check_budget(::gapless::__private::DEFAULT_MAX_SERIES);
        #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__gapless"))]
        #[cfg_attr(
            not(any(target_vendor = "apple", target_family = "wasm")),
            unsafe(link_section = "gapless")
        )]
        static __GAPLESS_LINE: ::gapless::__private::catalog::Then<
            [::core::primitive::u8; 70usize],
            ::gapless::__private::catalog::Then<
                [::core::primitive::u8; ::gapless::__private::catalog::label_len(
                    "name",
                    ::gapless::__private::LabelsOf::Open,
                )],
                ::gapless::__private::catalog::Then<
                    [::core::primitive::u8; 1usize],
                    ::gapless::__private::catalog::Then<
                        [::core::primitive::u8; ::gapless::__private::catalog::label_len(
                            "region",
                            __GAPLESS_LABEL_REGION.labels,
                        )],
                        ::gapless::__private::catalog::Then<
                            [::core::primitive::u8; 32usize],
                            ::gapless::__private::catalog::Then<
                                [::core::primitive::u8; ::gapless::__private::catalog::values_len(
                                    ::core::option::Option::Some(__GAPLESS_STATES_PHASE.states),
                                )],
                                ::gapless::__private::catalog::Then<
                                    [::core::primitive::u8; 136usize],
                                    (),
                                >,
                            >,
                        >,
                    >,
                >,
            >,
        > = ::gapless::__private::catalog::Then(
            *b"{\"name\":\"lobby_phase\",\"type\":\"stateset\",\"help\":\"The phase.\",\"labels\":[",
            ::gapless::__private::catalog::Then(
                ::gapless::__private::catalog::label(
                    "name",
                    ::gapless::__private::LabelsOf::Open,
                ),
                ::gapless::__private::catalog::Then(
                    *b",",
                    ::gapless::__private::catalog::Then(
                        ::gapless::__private::catalog::label(
                            "region",
                            __GAPLESS_LABEL_REGION.labels,
                        ),
                        ::gapless::__private::catalog::Then(
                            *b"],\"constant_labels\":{},\"states\":",
                            ::gapless::__private::catalog::Then(
                                ::gapless::__private::catalog::values(
                                    ::core::option::Option::Some(__GAPLESS_STATES_PHASE.states),
                                ),
                                ::gapless::__private::catalog::Then(
                                    *b",\"measured\":\"Lobby\",\"group\":\"games\",\"namespace\":\"lobby\",\"crate\":\"gapless-macros\",\"version\":\"0.1.0\",\"file\":\"<parsed string 2>\",\"line\":1}\n",
                                    (),
                                ),
                            ),
                        ),
                    ),
                ),
            ),
        );
        ::gapless::__private::Declared::living_in(
            DESCRIPTOR
                .with_catalog(::gapless::__private::CatalogLine::new(&__GAPLESS_LINE.0)),
            &__GAPLESS_METRIC_2,
        )
    };
    static __GAPLESS_METRIC_3: ::gapless::__private::measured::LivingMetric = ::gapless::__private::measured::LivingMetric::new(
            &__GAPLESS_TYPE,
            3usize,
            3usize,
        )
        .with_bounds(
            &[
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
        );
    static __GAPLESS_DECLARED_3: ::gapless::__private::Declared = {
        const DESCRIPTOR: ::gapless::__private::Descriptor = ::gapless::__private::Descriptor::new(
                ::gapless::__private::Kind::Histogram,
                "lobby_join_seconds",
                "Time to join.",
                ::gapless::__private::location!(1u32, 351u32),
            )
            .of_struct("Lobby")
            .with_value_type(::gapless::__private::ValueType::Float)
            .with_unit("seconds")
            .with_buckets(
                &[
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
            )
            .with_labels({
                const ALL: &::gapless::__private::Labels = &__GAPLESS_LABELS;
                ALL.as_slice()
            })
            .with_max_open_values(100usize)
            .with_namespace("lobby")
            .with_group("games");
        DESCRIPTOR.check_budget(::gapless::__private::DEFAULT_MAX_SERIES);
        #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__gapless"))]
        #[cfg_attr(
            not(any(target_vendor = "apple", target_family = "wasm")),
            unsafe(link_section = "gapless")
        )]
        static __GAPLESS_LINE: ::gapless::__private::catalog::Then<
            [::core::primitive::u8; 98usize],
            ::gapless::__private::catalog::Then<
                [::core::primitive::u8; ::gapless::__private::catalog::label_len(
                    "name",
                    ::gapless::__private::LabelsOf::Open,
                )],
                ::gapless::__private::catalog::Then<
                    [::core::primitive::u8; 1usize],
                    ::gapless::__private::catalog::Then<
                        [::core::primitive::u8; ::gapless::__private::catalog::label_len(
                            "region",
                            __GAPLESS_LABEL_REGION.labels,
                        )],
                        ::gapless::__private::catalog::Then<
                            [::core::primitive::u8; 236usize],
                            (),
                        >,
                    >,
                >,
            >,
        > = ::gapless::__private::catalog::Then(
            *b"{\"name\":\"lobby_join_seconds\",\"type\":\"histogram\",\"help\":\"Time to join.\",\"unit\":\"seconds\",\"labels\":[",
            ::gapless::__private::catalog::Then(
                ::gapless::__private::catalog::label(
                    "name",
                    ::gapless::__private::LabelsOf::Open,
                ),
                ::gapless::__private::catalog::Then(
                    *b",",
                    ::gapless::__private::catalog::Then(
                        ::gapless::__private::catalog::label(
                            "region",
                            __GAPLESS_LABEL_REGION.labels,
                        ),
                        ::gapless::__private::catalog::Then(
                            *b"],\"constant_labels\":{},\"buckets\":[0.0001,0.0005,0.001,0.005,0.01,0.025,0.05,0.1,0.25,0.5,1,2.5,5,10],\"measured\":\"Lobby\",\"group\":\"games\",\"namespace\":\"lobby\",\"crate\":\"gapless-macros\",\"version\":\"0.1.0\",\"file\":\"<parsed string 2>\",\"line\":1}\n",
                            (),
                        ),
                    ),
                ),
            ),
        );
        ::gapless::__private::Declared::living_in(
            DESCRIPTOR
                .with_catalog(::gapless::__private::CatalogLine::new(&__GAPLESS_LINE.0)),
            &__GAPLESS_METRIC_3,
        )
    };
    static __GAPLESS_METRIC_4: ::gapless::__private::measured::LivingMetric = ::gapless::__private::measured::LivingMetric::new(
        &__GAPLESS_TYPE,
        4usize,
        19usize,
    );
    static __GAPLESS_DECLARED_4: ::gapless::__private::Declared = {
        const DESCRIPTOR: ::gapless::__private::Descriptor = ::gapless::__private::Descriptor::new(
                ::gapless::__private::Kind::Info,
                "lobby_info",
                "A lobby.",
                ::gapless::__private::location!(1u32, 456u32),
            )
            .of_struct("Lobby")
            .with_labels({
                const ALL: &::gapless::__private::Labels = &__GAPLESS_INFO_LABELS;
                ALL.as_slice()
            })
            .with_max_open_values(100usize)
            .with_namespace("lobby")
            .with_group("games");
        DESCRIPTOR.check_budget(::gapless::__private::DEFAULT_MAX_SERIES);
        #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__gapless"))]
        #[cfg_attr(
            not(any(target_vendor = "apple", target_family = "wasm")),
            unsafe(link_section = "gapless")
        )]
        static __GAPLESS_LINE: ::gapless::__private::catalog::Then<
            [::core::primitive::u8; 63usize],
            ::gapless::__private::catalog::Then<
                [::core::primitive::u8; ::gapless::__private::catalog::label_len(
                    "name",
                    ::gapless::__private::LabelsOf::Open,
                )],
                ::gapless::__private::catalog::Then<
                    [::core::primitive::u8; 1usize],
                    ::gapless::__private::catalog::Then<
                        [::core::primitive::u8; ::gapless::__private::catalog::label_len(
                            "region",
                            __GAPLESS_LABEL_REGION.labels,
                        )],
                        ::gapless::__private::catalog::Then<
                            [::core::primitive::u8; 1usize],
                            ::gapless::__private::catalog::Then<
                                [::core::primitive::u8; ::gapless::__private::catalog::label_len(
                                    "version",
                                    ::gapless::__private::LabelsOf::Open,
                                )],
                                ::gapless::__private::catalog::Then<
                                    [::core::primitive::u8; 158usize],
                                    (),
                                >,
                            >,
                        >,
                    >,
                >,
            >,
        > = ::gapless::__private::catalog::Then(
            *b"{\"name\":\"lobby_info\",\"type\":\"info\",\"help\":\"A lobby.\",\"labels\":[",
            ::gapless::__private::catalog::Then(
                ::gapless::__private::catalog::label(
                    "name",
                    ::gapless::__private::LabelsOf::Open,
                ),
                ::gapless::__private::catalog::Then(
                    *b",",
                    ::gapless::__private::catalog::Then(
                        ::gapless::__private::catalog::label(
                            "region",
                            __GAPLESS_LABEL_REGION.labels,
                        ),
                        ::gapless::__private::catalog::Then(
                            *b",",
                            ::gapless::__private::catalog::Then(
                                ::gapless::__private::catalog::label(
                                    "version",
                                    ::gapless::__private::LabelsOf::Open,
                                ),
                                ::gapless::__private::catalog::Then(
                                    *b"],\"constant_labels\":{},\"measured\":\"Lobby\",\"group\":\"games\",\"namespace\":\"lobby\",\"crate\":\"gapless-macros\",\"version\":\"0.1.0\",\"file\":\"<parsed string 2>\",\"line\":1}\n",
                                    (),
                                ),
                            ),
                        ),
                    ),
                ),
            ),
        );
        ::gapless::__private::Declared::living_in(
            DESCRIPTOR
                .with_catalog(::gapless::__private::CatalogLine::new(&__GAPLESS_LINE.0)),
            &__GAPLESS_METRIC_4,
        )
    };
    ::gapless::__private::inventory::submit! {
        ::gapless::__private::Registration::Declared(& [& __GAPLESS_DECLARED_0, &
        __GAPLESS_DECLARED_1, & __GAPLESS_DECLARED_2, & __GAPLESS_DECLARED_3, &
        __GAPLESS_DECLARED_4])
    }
    #[automatically_derived]
    impl ::gapless::__private::measured::MeasuredFields for Lobby {
        fn gapless_type() -> &'static ::gapless::__private::measured::LivingType {
            &__GAPLESS_TYPE
        }
        #[allow(unused_variables)]
        fn gapless_labels(
            &self,
            __gapless_texts: &mut ::gapless::__private::measured::LabelTexts,
        ) {
            __gapless_texts.add_open_label(&self.name);
            __gapless_texts.add_label(&__GAPLESS_LABEL_REGION, &self.region);
            __gapless_texts.add_open_info(&self.version);
        }
        fn gapless_read(
            &self,
            __gapless_metric: ::core::primitive::usize,
        ) -> ::gapless::__private::measured::FieldReading {
            match __gapless_metric {
                0usize => ::gapless::__private::measured::read_number(&self.waiting),
                1usize => ::gapless::__private::measured::read_number(&self.joined),
                2usize => __GAPLESS_STATES_PHASE.read(&self.phase),
                3usize => {
                    ::gapless::__private::measured::read_histogram(&times(&self.times))
                }
                4usize => ::gapless::__private::measured::FieldReading::Info,
                _ => ::gapless::__private::measured::FieldReading::Absent,
            }
        }
    }
    #[automatically_derived]
    impl Lobby {
        /// Exports the value's metrics until the last handle is dropped.
        ///
        /// A later value with equal labels is exported once the earlier value is dropped.
        #[must_use = "the metrics of the value end when its last handle is dropped"]
        pub fn measured(self) -> ::gapless::Measured<Self> {
            ::gapless::__private::measured::measure(self)
        }
    }
};
