const _: () = {
    ::gapless::__private::inventory::submit! {
        ::gapless::__private::Registration::OfStruct(& [&
        __GAPLESS_SERVERMETRICS_REQUESTS_TOTAL, #[cfg(unix)] &
        __GAPLESS_SERVERMETRICS_REQUEST_DURATION_SECONDS])
    }
};
const __GAPLESS_BLOCK_C80401DB11F52568: ::gapless::__private::Block = ::gapless::__private::Block {
    location: ::gapless::__private::location!(),
    namespace: "",
    group: "",
};
const __GAPLESS_VALUES_C80401DB11F52568_0: ::gapless::__private::LabelsOf = {
    use ::gapless::__private::{
        ByAny as _, ByOptionalText as _, ByReference as _, ByText as _,
    };
    let _ = |__gapless_label: &::gapless::__private::ByType<'_, Method>| {
        __gapless_label.gapless_check()
    };
    ::gapless::__private::ByType::<Method>::GAPLESS_LABELS
};
const __GAPLESS_VALUES_C80401DB11F52568_1: ::gapless::__private::LabelsOf = {
    use ::gapless::__private::{
        ByAny as _, ByOptionalText as _, ByReference as _, ByText as _,
    };
    let _ = |__gapless_label: &::gapless::__private::ByType<'_, &str>| {
        __gapless_label.gapless_check()
    };
    ::gapless::__private::ByType::<&str>::GAPLESS_LABELS
};
type __GaplessJsonC80401DB11F525680 = [::core::primitive::u8; ::gapless::__private::catalog::label_len(
    "method",
    __GAPLESS_VALUES_C80401DB11F52568_0,
)];
const __GAPLESS_JSON_C80401DB11F52568_0: __GaplessJsonC80401DB11F525680 = ::gapless::__private::catalog::label(
    "method",
    __GAPLESS_VALUES_C80401DB11F52568_0,
);
type __GaplessJsonC80401DB11F525681 = [::core::primitive::u8; ::gapless::__private::catalog::label_len(
    "path",
    __GAPLESS_VALUES_C80401DB11F52568_1,
)];
const __GAPLESS_JSON_C80401DB11F52568_1: __GaplessJsonC80401DB11F525681 = ::gapless::__private::catalog::label(
    "path",
    __GAPLESS_VALUES_C80401DB11F52568_1,
);
const __GAPLESS_LABELS_C80401DB11F52568_0: &[::gapless::__private::Label] = {
    const ALL: &::gapless::__private::Labels = &{
        let __gapless_labels = ::gapless::__private::Labels::new(&[]);
        let __gapless_labels = __gapless_labels
            .with("method", __GAPLESS_VALUES_C80401DB11F52568_0);
        let __gapless_labels = __gapless_labels
            .with("path", __GAPLESS_VALUES_C80401DB11F52568_1);
        __gapless_labels
    };
    ALL.as_slice()
};
#[doc(hidden)]
static __GAPLESS_SERVERMETRICS_REQUESTS_TOTAL: ::gapless::__private::Descriptor = {
    #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__gapless"))]
    #[cfg_attr(
        not(any(target_vendor = "apple", target_family = "wasm")),
        unsafe(link_section = "gapless")
    )]
    static __GAPLESS_LINE: ::gapless::__private::catalog::Then<
        [::core::primitive::u8; 71usize],
        ::gapless::__private::catalog::Then<
            __GaplessJsonC80401DB11F525680,
            ::gapless::__private::catalog::Then<
                [::core::primitive::u8; 1usize],
                ::gapless::__private::catalog::Then<
                    __GaplessJsonC80401DB11F525681,
                    ::gapless::__private::catalog::Then<
                        [::core::primitive::u8; 154usize],
                        (),
                    >,
                >,
            >,
        >,
    > = ::gapless::__private::catalog::Then(
        *b"{\"name\":\"requests_total\",\"type\":\"counter\",\"help\":\"Requests.\",\"labels\":[",
        ::gapless::__private::catalog::Then(
            __GAPLESS_JSON_C80401DB11F52568_0,
            ::gapless::__private::catalog::Then(
                *b",",
                ::gapless::__private::catalog::Then(
                    __GAPLESS_JSON_C80401DB11F52568_1,
                    ::gapless::__private::catalog::Then(
                        *b"],\"constant_labels\":{},\"struct\":\"ServerMetrics\",\"group\":\"\",\"namespace\":\"\",\"crate\":\"gapless-macros\",\"version\":\"0.1.0\",\"file\":\"<parsed string 1>\",\"line\":3}\n",
                        (),
                    ),
                ),
            ),
        ),
    );
    __GAPLESS_BLOCK_C80401DB11F52568
        .checked(
            __GAPLESS_BLOCK_C80401DB11F52568
                .declare(
                    &::gapless::__private::MetricParts {
                        kind: ::gapless::__private::Kind::Counter,
                        value_type: ::gapless::__private::ValueType::Integer,
                        name: "requests_total",
                        help: "Requests.",
                        unit: "",
                        labels: __GAPLESS_LABELS_C80401DB11F52568_0,
                        buckets: &[],
                        place: (3u32, 14u32),
                    },
                )
                .into_struct("ServerMetrics")
                .with_catalog(::gapless::__private::CatalogLine::new(&__GAPLESS_LINE.0)),
            ::gapless::__private::DEFAULT_MAX_SERIES,
        )
};
#[cfg(unix)]
#[doc(hidden)]
static __GAPLESS_SERVERMETRICS_REQUEST_DURATION_SECONDS: ::gapless::__private::Descriptor = {
    #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__gapless"))]
    #[cfg_attr(
        not(any(target_vendor = "apple", target_family = "wasm")),
        unsafe(link_section = "gapless")
    )]
    static __GAPLESS_LINE: ::gapless::__private::catalog::Then<
        [::core::primitive::u8; 338usize],
        (),
    > = ::gapless::__private::catalog::Then(
        *b"{\"name\":\"request_duration_seconds\",\"type\":\"histogram\",\"help\":\"Time to answer.\",\"unit\":\"seconds\",\"labels\":[],\"constant_labels\":{},\"buckets\":[0.0001,0.0005,0.001,0.005,0.01,0.025,0.05,0.1,0.25,0.5,1,2.5,5,10],\"struct\":\"ServerMetrics\",\"group\":\"\",\"namespace\":\"\",\"crate\":\"gapless-macros\",\"version\":\"0.1.0\",\"file\":\"<parsed string 1>\",\"line\":4}\n",
        (),
    );
    __GAPLESS_BLOCK_C80401DB11F52568
        .checked(
            __GAPLESS_BLOCK_C80401DB11F52568
                .declare(
                    &::gapless::__private::MetricParts {
                        kind: ::gapless::__private::Kind::Histogram,
                        value_type: ::gapless::__private::ValueType::Duration,
                        name: "request_duration_seconds",
                        help: "Time to answer.",
                        unit: "seconds",
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
                        place: (4u32, 25u32),
                    },
                )
                .into_struct("ServerMetrics")
                .with_catalog(::gapless::__private::CatalogLine::new(&__GAPLESS_LINE.0)),
            ::gapless::__private::DEFAULT_MAX_SERIES,
        )
};
/// Metrics of a server.
#[derive(::core::clone::Clone, ::core::fmt::Debug)]
pub struct ServerMetrics {
    requests_total: ::gapless::__private::Shared,
    #[cfg(unix)]
    request_duration_seconds: ::gapless::__private::Shared,
}
impl ServerMetrics {
    ///Registers the metrics of [`ServerMetrics`] in a registry, with their declared buckets.
    ///
    /// # Errors
    ///
    /// Returns an error if the registry has a metric of the same name and the same constant labels, or if its
    /// prefix or labels make a name invalid. The registry then has none of these metrics.
    #[allow(dead_code)]
    pub fn register(
        registry: &::gapless::dynamic::Registry,
    ) -> ::core::result::Result<Self, ::gapless::Error> {
        Self::builder().register(registry)
    }
    /// Returns a builder, which can change the buckets of histograms.
    #[allow(dead_code)]
    pub fn builder() -> ServerMetricsBuilder {
        ServerMetricsBuilder {
            buckets: ::core::default::Default::default(),
        }
    }
    /// Removes the metrics from the registry, and returns whether the registry had them.
    ///
    /// Records through this value and its handles are then not exported.
    #[allow(dead_code)]
    pub fn unregister(
        &self,
        registry: &::gapless::dynamic::Registry,
    ) -> ::core::primitive::bool {
        registry
            .withdraw(
                &[&self.requests_total, #[cfg(unix)] &self.request_duration_seconds],
            )
    }
    #[allow(clippy::needless_pass_by_value)]
    /**Requests.

The counter `requests_total`.

Labels:
- `method`: the values of [`Method`]
- `path`: any string

PromQL: `sum without (instance) (rate(requests_total[5m]))`*/
    #[must_use]
    pub fn requests_total(
        &self,
        method: Method,
        path: &str,
    ) -> ::gapless::__private::Counter<
        ::core::primitive::u64,
        &::gapless::__private::Shared,
    > {
        use ::gapless::__private::{
            ByAny as _, ByOptionalText as _, ByReference as _, ByText as _,
        };
        let __gapless_method = &::gapless::__private::ByType::of(&method);
        let __gapless_path = &::gapless::__private::ByType::of(&path);
        <::gapless::__private::Counter<
            ::core::primitive::u64,
            &::gapless::__private::Shared,
        >>::from_parts(
            &self.requests_total,
            self
                .requests_total
                .series(
                    __gapless_path
                        .gapless_index_after(__gapless_method.gapless_index_after(0)),
                    [__gapless_method.gapless_text(), __gapless_path.gapless_text()],
                ),
        )
    }
    #[cfg(unix)]
    /**Time to answer.

The histogram of durations `request_duration_seconds`, in seconds.

Buckets: 0.0001, 0.0005, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, +Inf.

PromQL: `histogram_quantile(0.99, sum without (instance) (rate(request_duration_seconds_bucket[5m])))`*/
    #[must_use]
    fn request_duration_seconds(
        &self,
    ) -> ::gapless::__private::Histogram<
        ::core::time::Duration,
        &::gapless::__private::Shared,
    > {
        <::gapless::__private::Histogram<
            ::core::time::Duration,
            &::gapless::__private::Shared,
        >>::from_parts(
            &self.request_duration_seconds,
            ::gapless::__private::SeriesRef::ONLY,
        )
    }
    #[doc(hidden)]
    pub const __GAPLESS_METRIC_REQUESTS_TOTAL: ::gapless::__private::alert::Operand = ::gapless::__private::alert::Operand {
        name: "requests_total",
        kind: ::gapless::__private::Kind::Counter,
    };
    #[cfg(unix)]
    #[doc(hidden)]
    const __GAPLESS_METRIC_REQUEST_DURATION_SECONDS: ::gapless::__private::alert::Operand = ::gapless::__private::alert::Operand {
        name: "request_duration_seconds",
        kind: ::gapless::__private::Kind::Histogram,
    };
}
///Changes the buckets of [`ServerMetrics`] before it is registered.
#[derive(::core::clone::Clone, ::core::fmt::Debug)]
#[must_use = "call `register` on the builder"]
pub struct ServerMetricsBuilder {
    buckets: ::gapless::__private::BlockBuckets,
}
#[allow(dead_code)]
impl ServerMetricsBuilder {
    /// Sets the upper bounds of the buckets of all histograms, without `+Inf`.
    pub fn buckets(
        mut self,
        bounds: impl ::core::iter::IntoIterator<Item = ::core::primitive::f64>,
    ) -> Self {
        self.buckets = self.buckets.all(bounds);
        self
    }
    #[cfg(unix)]
    ///Sets the upper bounds of the buckets of `request_duration_seconds`, without `+Inf`.
    pub fn request_duration_seconds_buckets(
        mut self,
        bounds: impl ::core::iter::IntoIterator<Item = ::core::primitive::f64>,
    ) -> Self {
        self.buckets = self.buckets.of("request_duration_seconds", bounds);
        self
    }
    /// Registers the metrics in a registry.
    ///
    /// # Errors
    ///
    /// Returns the errors of `register` of the struct, and an error if bounds do not ascend, or if a histogram
    /// has more series than its budget. The registry then has none of these metrics.
    pub fn register(
        self,
        registry: &::gapless::dynamic::Registry,
    ) -> ::core::result::Result<ServerMetrics, ::gapless::Error> {
        #[allow(unused_mut)]
        let mut __gapless_metrics = registry
            .declare(
                &[
                    &__GAPLESS_SERVERMETRICS_REQUESTS_TOTAL,
                    #[cfg(unix)]
                    &__GAPLESS_SERVERMETRICS_REQUEST_DURATION_SECONDS,
                ],
                &self.buckets,
            )?;
        ::core::result::Result::Ok(ServerMetrics {
            requests_total: __gapless_metrics.take(),
            #[cfg(unix)]
            request_duration_seconds: __gapless_metrics.take(),
        })
    }
}
