/// A lobby.
///
/// # Metrics
///
/// - The gauge `lobby_waiting`: Players waiting. PromQL: `lobby_waiting`
/// - The counter `lobby_left_total`: Players that left. PromQL: `rate(lobby_left_total[5m])`
/// - The counter `lobby_joined_total`: Players that joined. PromQL: `rate(lobby_joined_total[5m])`
///
/// Labels:
///
/// - `region`: the values of `Region`
///
/// Alerts:
///
/// - `LobbyFull` (ticket): `value > 100`. The lobby is full.
/// - `PlayersLeave` (ticket): `ratio(joined, "5m") > 1`. Players leave.
pub struct Lobby {
    /// Players waiting.
    waiting: AtomicUsize,
    /// Players that left.
    left: AtomicU64,
    /// Players that joined.
    joined: AtomicU64,
    region: Region,
}
const _: () = {
    const __GAPLESS_LABEL_REGION: ::gapless::__private::measured::TypedLabel<Region> = <::gapless::__private::measured::TypedLabel<
        Region,
    >>::new();
    const __GAPLESS_LABELS: ::gapless::__private::Labels = {
        let __gapless_labels = ::gapless::__private::Labels::new(&[]);
        let __gapless_labels = __gapless_labels
            .with("region", __GAPLESS_LABEL_REGION.labels);
        __gapless_labels
    };
    static __GAPLESS_TYPE: ::gapless::__private::measured::LivingType = ::gapless::__private::measured::LivingType::new(
        "Lobby",
        &[&__GAPLESS_METRIC_0, &__GAPLESS_METRIC_1, &__GAPLESS_METRIC_2],
        3usize,
        ::core::primitive::usize::MAX,
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
                ::gapless::__private::location!(3u32, 147u32),
            )
            .of_struct("Lobby")
            .with_labels({
                const ALL: &::gapless::__private::Labels = &__GAPLESS_LABELS;
                ALL.as_slice()
            })
            .with_namespace("")
            .with_group("");
        DESCRIPTOR.check_budget(::gapless::__private::DEFAULT_MAX_SERIES);
        const __GAPLESS_ALERT_0_0_0: &::core::primitive::str = {
            const VALUE: &Region = &Region::Eu;
            __GAPLESS_LABEL_REGION.labels.text(VALUE.gapless_const_index())
        };
        const _: () = __GAPLESS_LABEL_REGION.labels.check_single("region");
        #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__gapless"))]
        #[cfg_attr(
            not(any(target_vendor = "apple", target_family = "wasm")),
            unsafe(link_section = "gapless")
        )]
        static __GAPLESS_LINE: ::gapless::__private::catalog::Then<
            [::core::primitive::u8; 75usize],
            ::gapless::__private::catalog::Then<
                [::core::primitive::u8; ::gapless::__private::catalog::label_len(
                    "region",
                    __GAPLESS_LABEL_REGION.labels,
                )],
                ::gapless::__private::catalog::Then<
                    [::core::primitive::u8; 144usize],
                    ::gapless::__private::catalog::Then<
                        [::core::primitive::u8; ::gapless::__private::catalog::string_len(
                            __GAPLESS_ALERT_0_0_0,
                        )],
                        ::gapless::__private::catalog::Then<
                            [::core::primitive::u8; 221usize],
                            (),
                        >,
                    >,
                >,
            >,
        > = ::gapless::__private::catalog::Then(
            *b"{\"name\":\"lobby_waiting\",\"type\":\"gauge\",\"help\":\"Players waiting.\",\"labels\":[",
            ::gapless::__private::catalog::Then(
                ::gapless::__private::catalog::label(
                    "region",
                    __GAPLESS_LABEL_REGION.labels,
                ),
                ::gapless::__private::catalog::Then(
                    *b"],\"constant_labels\":{},\"alerts\":[{\"name\":\"LobbyFull\",\"measure\":\"value\",\"comparison\":\">\",\"threshold\":100,\"matchers\":[{\"label\":\"region\",\"values\":[",
                    ::gapless::__private::catalog::Then(
                        ::gapless::__private::catalog::string(__GAPLESS_ALERT_0_0_0),
                        ::gapless::__private::catalog::Then(
                            *b"],\"negated\":false}],\"by\":[\"region\"],\"for\":0,\"severity\":\"ticket\",\"summary\":\"The lobby is full\"}],\"measured\":\"Lobby\",\"group\":\"\",\"namespace\":\"\",\"crate\":\"gapless-macros\",\"version\":\"0.1.0\",\"file\":\"<parsed string 2>\",\"line\":3}\n",
                            (),
                        ),
                    ),
                ),
            ),
        );
        ::gapless::__private::Declared::living_in(
            DESCRIPTOR
                .with_alerts(const {
                    &[
                        ::gapless::__private::alert::Alert::new(
                                "LobbyFull",
                                ::gapless::__private::alert::Measure::Value,
                                "The lobby is full",
                            )
                            .with_threshold(
                                ::gapless::__private::alert::Comparison::Greater,
                                100f64,
                            )
                            .with_matchers(const {
                                &[
                                    ::gapless::__private::alert::Matcher::new(
                                        "region",
                                        &[__GAPLESS_ALERT_0_0_0],
                                        false,
                                    ),
                                ]
                            })
                            .with_by(&["region"]),
                    ]
                })
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
                "lobby_left_total",
                "Players that left.",
                ::gapless::__private::location!(4u32, 123u32),
            )
            .of_struct("Lobby")
            .with_value_type(::gapless::__private::ValueType::Float)
            .with_labels({
                const ALL: &::gapless::__private::Labels = &__GAPLESS_LABELS;
                ALL.as_slice()
            })
            .with_namespace("")
            .with_group("");
        DESCRIPTOR.check_budget(::gapless::__private::DEFAULT_MAX_SERIES);
        #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__gapless"))]
        #[cfg_attr(
            not(any(target_vendor = "apple", target_family = "wasm")),
            unsafe(link_section = "gapless")
        )]
        static __GAPLESS_LINE: ::gapless::__private::catalog::Then<
            [::core::primitive::u8; 82usize],
            ::gapless::__private::catalog::Then<
                [::core::primitive::u8; ::gapless::__private::catalog::label_len(
                    "region",
                    __GAPLESS_LABEL_REGION.labels,
                )],
                ::gapless::__private::catalog::Then<
                    [::core::primitive::u8; 337usize],
                    (),
                >,
            >,
        > = ::gapless::__private::catalog::Then(
            *b"{\"name\":\"lobby_left_total\",\"type\":\"counter\",\"help\":\"Players that left.\",\"labels\":[",
            ::gapless::__private::catalog::Then(
                ::gapless::__private::catalog::label(
                    "region",
                    __GAPLESS_LABEL_REGION.labels,
                ),
                ::gapless::__private::catalog::Then(
                    *b"],\"constant_labels\":{},\"alerts\":[{\"name\":\"PlayersLeave\",\"measure\":{\"ratio\":[\"lobby_joined_total\",300]},\"comparison\":\">\",\"threshold\":1,\"matchers\":[],\"by\":[],\"for\":0,\"severity\":\"ticket\",\"summary\":\"Players leave\"}],\"measured\":\"Lobby\",\"group\":\"\",\"namespace\":\"\",\"crate\":\"gapless-macros\",\"version\":\"0.1.0\",\"file\":\"<parsed string 2>\",\"line\":4}\n",
                    (),
                ),
            ),
        );
        ::gapless::__private::Declared::living_in(
            DESCRIPTOR
                .with_alerts(const {
                    &[
                        ::gapless::__private::alert::Alert::new(
                                "PlayersLeave",
                                ::gapless::__private::alert::Measure::Ratio(
                                    "lobby_joined_total",
                                    ::core::time::Duration::from_secs(300u64),
                                ),
                                "Players leave",
                            )
                            .with_threshold(
                                ::gapless::__private::alert::Comparison::Greater,
                                1f64,
                            ),
                    ]
                })
                .with_catalog(::gapless::__private::CatalogLine::new(&__GAPLESS_LINE.0)),
            &__GAPLESS_METRIC_1,
        )
    };
    static __GAPLESS_METRIC_2: ::gapless::__private::measured::LivingMetric = ::gapless::__private::measured::LivingMetric::new(
            &__GAPLESS_TYPE,
            2usize,
            2usize,
        )
        .of_kind(::gapless::__private::Kind::Counter);
    static __GAPLESS_DECLARED_2: ::gapless::__private::Declared = {
        const DESCRIPTOR: ::gapless::__private::Descriptor = ::gapless::__private::Descriptor::new(
                ::gapless::__private::Kind::Counter,
                "lobby_joined_total",
                "Players that joined.",
                ::gapless::__private::location!(5u32, 50u32),
            )
            .of_struct("Lobby")
            .with_value_type(::gapless::__private::ValueType::Float)
            .with_labels({
                const ALL: &::gapless::__private::Labels = &__GAPLESS_LABELS;
                ALL.as_slice()
            })
            .with_namespace("")
            .with_group("");
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
                    "region",
                    __GAPLESS_LABEL_REGION.labels,
                )],
                ::gapless::__private::catalog::Then<
                    [::core::primitive::u8; 148usize],
                    (),
                >,
            >,
        > = ::gapless::__private::catalog::Then(
            *b"{\"name\":\"lobby_joined_total\",\"type\":\"counter\",\"help\":\"Players that joined.\",\"labels\":[",
            ::gapless::__private::catalog::Then(
                ::gapless::__private::catalog::label(
                    "region",
                    __GAPLESS_LABEL_REGION.labels,
                ),
                ::gapless::__private::catalog::Then(
                    *b"],\"constant_labels\":{},\"measured\":\"Lobby\",\"group\":\"\",\"namespace\":\"\",\"crate\":\"gapless-macros\",\"version\":\"0.1.0\",\"file\":\"<parsed string 2>\",\"line\":5}\n",
                    (),
                ),
            ),
        );
        ::gapless::__private::Declared::living_in(
            DESCRIPTOR
                .with_catalog(::gapless::__private::CatalogLine::new(&__GAPLESS_LINE.0)),
            &__GAPLESS_METRIC_2,
        )
    };
    ::gapless::__private::inventory::submit! {
        ::gapless::__private::Registration::Declared(& [& __GAPLESS_DECLARED_0, &
        __GAPLESS_DECLARED_1, & __GAPLESS_DECLARED_2])
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
            __gapless_texts.add_label(&__GAPLESS_LABEL_REGION, &self.region);
        }
        fn gapless_read(
            &self,
            __gapless_metric: ::core::primitive::usize,
        ) -> ::gapless::__private::measured::FieldReading {
            match __gapless_metric {
                0usize => ::gapless::__private::measured::read_number(&self.waiting),
                1usize => ::gapless::__private::measured::read_number(&self.left),
                2usize => ::gapless::__private::measured::read_number(&self.joined),
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
