struct Pool<T: Debug, const N: usize = 3>(
    /// Items.
    Mutex<Vec<T>>,
    Kind,
)
where
    T: Clone;
const _: () = {
    const __GAPLESS_LABEL_1: crate::metrics::__private::measured::TypedLabel<Kind> = <crate::metrics::__private::measured::TypedLabel<
        Kind,
    >>::new();
    const __GAPLESS_LABELS: crate::metrics::__private::Labels = {
        let __gapless_labels = crate::metrics::__private::Labels::new(&[]);
        let __gapless_labels = __gapless_labels.with("pool", __GAPLESS_LABEL_1.labels);
        __gapless_labels
    };
    static __GAPLESS_TYPE: crate::metrics::__private::measured::LivingType = crate::metrics::__private::measured::LivingType::new(
        "Pool",
        &[&__GAPLESS_METRIC_0],
        1usize,
        ::core::primitive::usize::MAX,
    );
    static __GAPLESS_METRIC_0: crate::metrics::__private::measured::LivingMetric = crate::metrics::__private::measured::LivingMetric::new(
        &__GAPLESS_TYPE,
        0usize,
        0usize,
    );
    static __GAPLESS_DECLARED_0: crate::metrics::__private::Declared = {
        const DESCRIPTOR: crate::metrics::__private::Descriptor = crate::metrics::__private::Descriptor::new(
                crate::metrics::__private::Kind::Gauge,
                "pool_items",
                "Items.",
                crate::metrics::__private::location!(1u32, 100u32),
            )
            .of_struct("Pool")
            .with_labels({
                const ALL: &crate::metrics::__private::Labels = &__GAPLESS_LABELS;
                ALL.as_slice()
            })
            .with_namespace("")
            .with_group("");
        DESCRIPTOR.check_budget(crate::metrics::__private::DEFAULT_MAX_SERIES);
        #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__gapless"))]
        #[cfg_attr(
            not(any(target_vendor = "apple", target_family = "wasm")),
            unsafe(link_section = "gapless")
        )]
        static __GAPLESS_LINE: crate::metrics::__private::catalog::Then<
            [::core::primitive::u8; 62usize],
            crate::metrics::__private::catalog::Then<
                [::core::primitive::u8; crate::metrics::__private::catalog::label_len(
                    "pool",
                    __GAPLESS_LABEL_1.labels,
                )],
                crate::metrics::__private::catalog::Then<
                    [::core::primitive::u8; 147usize],
                    (),
                >,
            >,
        > = crate::metrics::__private::catalog::Then(
            *b"{\"name\":\"pool_items\",\"type\":\"gauge\",\"help\":\"Items.\",\"labels\":[",
            crate::metrics::__private::catalog::Then(
                crate::metrics::__private::catalog::label(
                    "pool",
                    __GAPLESS_LABEL_1.labels,
                ),
                crate::metrics::__private::catalog::Then(
                    *b"],\"constant_labels\":{},\"measured\":\"Pool\",\"group\":\"\",\"namespace\":\"\",\"crate\":\"gapless-macros\",\"version\":\"0.1.0\",\"file\":\"<parsed string 2>\",\"line\":1}\n",
                    (),
                ),
            ),
        );
        crate::metrics::__private::Declared::living_in(
            DESCRIPTOR
                .with_catalog(
                    crate::metrics::__private::CatalogLine::new(&__GAPLESS_LINE.0),
                ),
            &__GAPLESS_METRIC_0,
        )
    };
    crate::metrics::__private::inventory::submit! {
        crate ::metrics::__private::Registration::Declared(& [& __GAPLESS_DECLARED_0])
    }
    #[automatically_derived]
    impl<T: Debug, const N: usize> crate::metrics::__private::measured::MeasuredFields
    for Pool<T, N>
    where
        T: Clone,
        Pool<T, N>: ::core::marker::Send + ::core::marker::Sync + 'static,
    {
        fn gapless_type() -> &'static crate::metrics::__private::measured::LivingType {
            &__GAPLESS_TYPE
        }
        #[allow(unused_variables)]
        fn gapless_labels(
            &self,
            __gapless_texts: &mut crate::metrics::__private::measured::LabelTexts,
        ) {
            __gapless_texts.add_label(&__GAPLESS_LABEL_1, &self.1);
        }
        fn gapless_read(
            &self,
            __gapless_metric: ::core::primitive::usize,
        ) -> crate::metrics::__private::measured::FieldReading {
            match __gapless_metric {
                0usize => crate::metrics::__private::measured::read_number(&self.0),
                _ => crate::metrics::__private::measured::FieldReading::Absent,
            }
        }
    }
    #[automatically_derived]
    impl<T: Debug, const N: usize> Pool<T, N>
    where
        T: Clone,
        Pool<T, N>: ::core::marker::Send + ::core::marker::Sync + 'static,
    {
        /// Exports the value's metrics until the last handle is dropped.
        ///
        /// A later value with equal labels is exported once the earlier value is dropped.
        #[must_use = "the metrics of the value end when its last handle is dropped"]
        fn measured(self) -> crate::metrics::Measured<Self> {
            crate::metrics::__private::measured::measure(self)
        }
    }
};
