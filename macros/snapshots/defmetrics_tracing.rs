const _: () = {
    ::gapless::__private::inventory::submit! {
        ::gapless::__private::Registration::Declared(& [#[cfg(unix)] &
        __GAPLESS_QUERY_SECONDS])
    }
};
const __GAPLESS_BLOCK_C8867C377017895A: ::gapless::__private::Block = ::gapless::__private::Block {
    location: ::gapless::__private::location!(),
    namespace: "",
    group: "",
};
#[cfg(unix)]
const __GAPLESS_VALUES_C8867C377017895A_0: ::gapless::__private::LabelsOf = {
    use ::gapless::__private::{
        ByAny as _, ByOptionalText as _, ByReference as _, ByText as _,
    };
    let _ = |__gapless_label: &::gapless::__private::ByType<'_, Kind>| {
        __gapless_label.gapless_check()
    };
    ::gapless::__private::ByType::<Kind>::GAPLESS_LABELS
};
#[cfg(unix)]
const __GAPLESS_VALUES_C8867C377017895A_1: ::gapless::__private::LabelsOf = {
    use ::gapless::__private::{
        ByAny as _, ByOptionalText as _, ByReference as _, ByText as _,
    };
    let _ = |__gapless_label: &::gapless::__private::ByType<'_, &str>| {
        __gapless_label.gapless_check()
    };
    ::gapless::__private::ByType::<&str>::GAPLESS_LABELS
};
#[cfg(unix)]
type __GaplessJsonC8867C377017895A0 = [::core::primitive::u8; ::gapless::__private::catalog::label_len(
    "kind",
    __GAPLESS_VALUES_C8867C377017895A_0,
)];
#[cfg(unix)]
const __GAPLESS_JSON_C8867C377017895A_0: __GaplessJsonC8867C377017895A0 = ::gapless::__private::catalog::label(
    "kind",
    __GAPLESS_VALUES_C8867C377017895A_0,
);
#[cfg(unix)]
type __GaplessJsonC8867C377017895A1 = [::core::primitive::u8; ::gapless::__private::catalog::label_len(
    "severity",
    __GAPLESS_VALUES_C8867C377017895A_1,
)];
#[cfg(unix)]
const __GAPLESS_JSON_C8867C377017895A_1: __GaplessJsonC8867C377017895A1 = ::gapless::__private::catalog::label(
    "severity",
    __GAPLESS_VALUES_C8867C377017895A_1,
);
#[cfg(unix)]
const __GAPLESS_LABELS_C8867C377017895A_0: &[::gapless::__private::Label] = {
    const ALL: &::gapless::__private::Labels = &{
        let __gapless_labels = ::gapless::__private::Labels::new(&[]);
        let __gapless_labels = __gapless_labels
            .with("kind", __GAPLESS_VALUES_C8867C377017895A_0);
        let __gapless_labels = __gapless_labels
            .with("severity", __GAPLESS_VALUES_C8867C377017895A_1);
        __gapless_labels
    };
    ALL.as_slice()
};
#[cfg(unix)]
#[doc(hidden)]
static __GAPLESS_QUERY_SECONDS: ::gapless::__private::Declared = {
    #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__gapless"))]
    #[cfg_attr(
        not(any(target_vendor = "apple", target_family = "wasm")),
        unsafe(link_section = "gapless")
    )]
    static __GAPLESS_LINE: ::gapless::__private::catalog::Then<
        [::core::primitive::u8; 96usize],
        ::gapless::__private::catalog::Then<
            __GaplessJsonC8867C377017895A0,
            ::gapless::__private::catalog::Then<
                [::core::primitive::u8; 1usize],
                ::gapless::__private::catalog::Then<
                    __GaplessJsonC8867C377017895A1,
                    ::gapless::__private::catalog::Then<
                        [::core::primitive::u8; 145usize],
                        (),
                    >,
                >,
            >,
        >,
    > = ::gapless::__private::catalog::Then(
        *b"{\"name\":\"query_seconds\",\"type\":\"histogram\",\"help\":\"Time of queries.\",\"unit\":\"seconds\",\"labels\":[",
        ::gapless::__private::catalog::Then(
            __GAPLESS_JSON_C8867C377017895A_0,
            ::gapless::__private::catalog::Then(
                *b",",
                ::gapless::__private::catalog::Then(
                    __GAPLESS_JSON_C8867C377017895A_1,
                    ::gapless::__private::catalog::Then(
                        *b"],\"constant_labels\":{},\"buckets\":[0.1],\"group\":\"\",\"namespace\":\"\",\"crate\":\"gapless-macros\",\"version\":\"0.1.0\",\"file\":\"<parsed string 1>\",\"line\":2}\n",
                        (),
                    ),
                ),
            ),
        ),
    );
    __GAPLESS_BLOCK_C8867C377017895A
        .family(
            __GAPLESS_BLOCK_C8867C377017895A
                .declare(
                    &::gapless::__private::MetricParts {
                        kind: ::gapless::__private::Kind::Histogram,
                        value_type: ::gapless::__private::ValueType::Duration,
                        name: "query_seconds",
                        help: "Time of queries.",
                        unit: "seconds",
                        labels: __GAPLESS_LABELS_C8867C377017895A_0,
                        buckets: &[0.1f64],
                        place: (2u32, 202u32),
                    },
                )
                .with_feeds()
                .with_catalog(::gapless::__private::CatalogLine::new(&__GAPLESS_LINE.0)),
            ::gapless::__private::DEFAULT_MAX_SERIES,
        )
};
#[cfg(unix)]
#[doc(hidden)]
const __GAPLESS_METRIC_QUERY_SECONDS: ::gapless::__private::alert::Operand = ::gapless::__private::alert::Operand {
    name: "query_seconds",
    kind: ::gapless::__private::Kind::Histogram,
};
#[cfg(unix)]
const _: () = {
    use ::gapless::__private::Tag as __GaplessTag;
    const _: () = __GaplessTag::check_made(__GAPLESS_VALUES_C8867C377017895A_0);
    const _: () = __GaplessTag::check(__GAPLESS_VALUES_C8867C377017895A_1);
    const _: () = __GaplessTag::check(__GAPLESS_VALUES_C8867C377017895A_0);
    const _: () = __GaplessTag::check(__GAPLESS_VALUES_C8867C377017895A_1);
    ::gapless::__private::inventory::submit! {
        ::gapless::__private::Feed { declared : & __GAPLESS_QUERY_SECONDS, of :
        ::gapless::__private::Traced::Events, name : "", target : "db::*", level :
        "info", measure : ::gapless::__private::Measure::Field("took_ms",
        ::gapless::__private::event::Unit::Milliseconds), tags : &
        [::gapless::__private::Tag::Made("text", | __gapless_text : &
        ::core::primitive::str | { use ::gapless::__private::ByAny as _; let
        __gapless_value : Kind = (Kind::of) (__gapless_text);
        ::gapless::__private::ByType::of(& __gapless_value).gapless_index_after(0) }),
        ::gapless::__private::Tag::Field("severity")], }
    }
    ::gapless::__private::inventory::submit! {
        ::gapless::__private::Feed { declared : & __GAPLESS_QUERY_SECONDS, of :
        ::gapless::__private::Traced::Spans, name : "query", target : "", level : "",
        measure : ::gapless::__private::Measure::Duration, tags : &
        [::gapless::__private::Tag::Field("kind"), ::gapless::__private::Tag::Level], }
    }
};
#[cfg(unix)]
#[allow(clippy::needless_pass_by_value)]
/**Time of queries.

The histogram of durations `query_seconds`, in seconds.

Labels:
- `kind`: the values of [`Kind`]
- `severity`: any string

Buckets: 0.1, +Inf.

Recorded from `tracing` events with target `db::*` at level `info` or more severe, recording the field `took_ms`.

Recorded from `tracing` spans `query`, recording their duration.

PromQL: `histogram_quantile(0.99, sum without (instance) (rate(query_seconds_bucket[5m])))`*/
#[must_use]
fn query_seconds(
    kind: Kind,
    severity: &str,
) -> ::gapless::__private::Histogram<::core::time::Duration> {
    use ::gapless::__private::{
        ByAny as _, ByOptionalText as _, ByReference as _, ByText as _,
    };
    let __gapless_kind = &::gapless::__private::ByType::of(&kind);
    let __gapless_severity = &::gapless::__private::ByType::of(&severity);
    <::gapless::__private::Histogram<
        ::core::time::Duration,
    >>::from_parts(
        ::gapless::__private::Static::of(&__GAPLESS_QUERY_SECONDS),
        __GAPLESS_QUERY_SECONDS
            .series(
                __gapless_severity
                    .gapless_index_after(__gapless_kind.gapless_index_after(0)),
                [__gapless_kind.gapless_text(), __gapless_severity.gapless_text()],
            ),
    )
}
