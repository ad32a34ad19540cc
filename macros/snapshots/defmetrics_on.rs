const _: () = {
    ::gapless::__private::inventory::submit! {
        ::gapless::__private::Registration::Declared(& [#[cfg(unix)] &
        __GAPLESS_WAIT_SECONDS])
    }
};
const __GAPLESS_BLOCK_5611C33775475FC7: ::gapless::__private::Block = ::gapless::__private::Block {
    location: ::gapless::__private::location!(),
    namespace: "",
    group: "",
};
#[cfg(unix)]
const __GAPLESS_VALUES_5611C33775475FC7_0: ::gapless::__private::LabelsOf = {
    use ::gapless::__private::{
        ByAny as _, ByOptionalText as _, ByReference as _, ByText as _,
    };
    let _ = |__gapless_label: &::gapless::__private::ByType<'_, Kind>| {
        __gapless_label.gapless_check()
    };
    ::gapless::__private::ByType::<Kind>::GAPLESS_LABELS
};
#[cfg(unix)]
const __GAPLESS_VALUES_5611C33775475FC7_1: ::gapless::__private::LabelsOf = {
    use ::gapless::__private::{
        ByAny as _, ByOptionalText as _, ByReference as _, ByText as _,
    };
    let _ = |__gapless_label: &::gapless::__private::ByType<'_, &str>| {
        __gapless_label.gapless_check()
    };
    ::gapless::__private::ByType::<&str>::GAPLESS_LABELS
};
#[cfg(unix)]
type __GaplessJson5611C33775475FC70 = [::core::primitive::u8; ::gapless::__private::catalog::label_len(
    "of",
    __GAPLESS_VALUES_5611C33775475FC7_0,
)];
#[cfg(unix)]
const __GAPLESS_JSON_5611C33775475FC7_0: __GaplessJson5611C33775475FC70 = ::gapless::__private::catalog::label(
    "of",
    __GAPLESS_VALUES_5611C33775475FC7_0,
);
#[cfg(unix)]
type __GaplessJson5611C33775475FC71 = [::core::primitive::u8; ::gapless::__private::catalog::label_len(
    "path",
    __GAPLESS_VALUES_5611C33775475FC7_1,
)];
#[cfg(unix)]
const __GAPLESS_JSON_5611C33775475FC7_1: __GaplessJson5611C33775475FC71 = ::gapless::__private::catalog::label(
    "path",
    __GAPLESS_VALUES_5611C33775475FC7_1,
);
#[cfg(unix)]
const __GAPLESS_LABELS_5611C33775475FC7_0: &[::gapless::__private::Label] = {
    const ALL: &::gapless::__private::Labels = &{
        let __gapless_labels = ::gapless::__private::Labels::new(&[]);
        let __gapless_labels = __gapless_labels
            .with("of", __GAPLESS_VALUES_5611C33775475FC7_0);
        let __gapless_labels = __gapless_labels
            .with("path", __GAPLESS_VALUES_5611C33775475FC7_1);
        __gapless_labels
    };
    ALL.as_slice()
};
#[cfg(unix)]
#[doc(hidden)]
static __GAPLESS_WAIT_SECONDS: ::gapless::__private::Declared = {
    #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__gapless"))]
    #[cfg_attr(
        not(any(target_vendor = "apple", target_family = "wasm")),
        unsafe(link_section = "gapless")
    )]
    static __GAPLESS_LINE: ::gapless::__private::catalog::Then<
        [::core::primitive::u8; 85usize],
        ::gapless::__private::catalog::Then<
            __GaplessJson5611C33775475FC70,
            ::gapless::__private::catalog::Then<
                [::core::primitive::u8; 1usize],
                ::gapless::__private::catalog::Then<
                    __GaplessJson5611C33775475FC71,
                    ::gapless::__private::catalog::Then<
                        [::core::primitive::u8; 145usize],
                        (),
                    >,
                >,
            >,
        >,
    > = ::gapless::__private::catalog::Then(
        *b"{\"name\":\"wait_seconds\",\"type\":\"histogram\",\"help\":\"Waits.\",\"unit\":\"seconds\",\"labels\":[",
        ::gapless::__private::catalog::Then(
            __GAPLESS_JSON_5611C33775475FC7_0,
            ::gapless::__private::catalog::Then(
                *b",",
                ::gapless::__private::catalog::Then(
                    __GAPLESS_JSON_5611C33775475FC7_1,
                    ::gapless::__private::catalog::Then(
                        *b"],\"constant_labels\":{},\"buckets\":[0.1],\"group\":\"\",\"namespace\":\"\",\"crate\":\"gapless-macros\",\"version\":\"0.1.0\",\"file\":\"<parsed string 1>\",\"line\":2}\n",
                        (),
                    ),
                ),
            ),
        ),
    );
    __GAPLESS_BLOCK_5611C33775475FC7
        .family(
            __GAPLESS_BLOCK_5611C33775475FC7
                .declare(
                    &::gapless::__private::MetricParts {
                        kind: ::gapless::__private::Kind::Histogram,
                        value_type: ::gapless::__private::ValueType::Duration,
                        name: "wait_seconds",
                        help: "Waits.",
                        unit: "seconds",
                        labels: __GAPLESS_LABELS_5611C33775475FC7_0,
                        buckets: &[0.1f64],
                        place: (2u32, 168u32),
                    },
                )
                .with_catalog(::gapless::__private::CatalogLine::new(&__GAPLESS_LINE.0)),
            ::gapless::__private::DEFAULT_MAX_SERIES,
        )
};
#[cfg(unix)]
#[doc(hidden)]
const __GAPLESS_METRIC_WAIT_SECONDS: ::gapless::__private::alert::Operand = ::gapless::__private::alert::Operand {
    name: "wait_seconds",
    kind: ::gapless::__private::Kind::Histogram,
};
#[cfg(unix)]
const _: () = {
    const _: () = (::gapless::__private::event::check_measure)(
        <Done<'_> as ::gapless::__private::event::Event>::TYPE,
        "took",
        "seconds",
        false,
        "wait_seconds",
    );
    #[allow(clippy::all, clippy::pedantic, clippy::nursery)]
    fn __gapless_on_event(event: &Done<'_>) {
        let _ = event;
        if !__GAPLESS_WAIT_SECONDS.is_on() {
            return;
        }
        if (::gapless::__private::event::ask)(is_test, event) {
            return;
        }
        let __gapless_value_of_of: &Kind = &(event.kind());
        let __gapless_value_of_path: &str = &(event.path);
        let __gapless_handle = {
            use ::gapless::__private::{
                ByAny as _, ByOptionalText as _, ByReference as _, ByText as _,
            };
            let __gapless_of = &::gapless::__private::ByType::of(&__gapless_value_of_of);
            let __gapless_path = &::gapless::__private::ByType::of(
                &__gapless_value_of_path,
            );
            <::gapless::__private::Histogram<
                ::core::time::Duration,
            >>::from_parts(
                ::gapless::__private::Static::of(&__GAPLESS_WAIT_SECONDS),
                __GAPLESS_WAIT_SECONDS
                    .series(
                        __gapless_path
                            .gapless_index_after(__gapless_of.gapless_index_after(0)),
                        [__gapless_of.gapless_text(), __gapless_path.gapless_text()],
                    ),
            )
        };
        const __GAPLESS_UNIT: ::gapless::__private::event::Unit = ::gapless::__private::event::unit_of(
            <Done<'_> as ::gapless::__private::event::Event>::TYPE,
            "took",
        );
        (::gapless::__private::event::Record::record)(
            event.took,
            __gapless_handle,
            __GAPLESS_UNIT,
        );
    }
    ::gapless::__private::inventory::submit! {
        ::gapless::__private::event::EventDeclaration::Metric(| wiring | wiring
        .declared:: < Done < '_ > > ("wait_seconds", __gapless_on_event))
    }
};
#[cfg(unix)]
const _: () = {
    #[allow(clippy::all, clippy::pedantic, clippy::nursery)]
    fn __gapless_on_event(event: &Asked) {
        let _ = event;
        if !__GAPLESS_WAIT_SECONDS.is_on() {
            return;
        }
        let __gapless_value_of_of: &Kind = &(event.of);
        let __gapless_value_of_path: &str = &(event.path);
        let __gapless_handle = {
            use ::gapless::__private::{
                ByAny as _, ByOptionalText as _, ByReference as _, ByText as _,
            };
            let __gapless_of = &::gapless::__private::ByType::of(&__gapless_value_of_of);
            let __gapless_path = &::gapless::__private::ByType::of(
                &__gapless_value_of_path,
            );
            <::gapless::__private::Histogram<
                ::core::time::Duration,
            >>::from_parts(
                ::gapless::__private::Static::of(&__GAPLESS_WAIT_SECONDS),
                __GAPLESS_WAIT_SECONDS
                    .series(
                        __gapless_path
                            .gapless_index_after(__gapless_of.gapless_index_after(0)),
                        [__gapless_of.gapless_text(), __gapless_path.gapless_text()],
                    ),
            )
        };
        (::gapless::__private::event::record_number)(
            (::gapless::__private::event::measure)(|event| event.ms, event),
            __gapless_handle,
            ::gapless::__private::event::Unit::Milliseconds,
        );
    }
    ::gapless::__private::inventory::submit! {
        ::gapless::__private::event::EventDeclaration::Metric(| wiring | wiring
        .declared:: < Asked > ("wait_seconds", __gapless_on_event))
    }
};
#[cfg(unix)]
#[allow(dead_code)]
#[allow(clippy::needless_pass_by_value)]
/**Waits.

The histogram of durations `wait_seconds`, in seconds.

Labels:
- `of`: the values of [`Kind`]
- `path`: any string

Buckets: 0.1, +Inf.

Recorded for each [`Done`] event.

Recorded for each [`Asked`] event.

PromQL: `histogram_quantile(0.99, sum without (instance) (rate(wait_seconds_bucket[5m])))`*/
#[must_use]
fn wait_seconds(
    of: Kind,
    path: &str,
) -> ::gapless::__private::Histogram<::core::time::Duration> {
    use ::gapless::__private::{
        ByAny as _, ByOptionalText as _, ByReference as _, ByText as _,
    };
    let __gapless_of = &::gapless::__private::ByType::of(&of);
    let __gapless_path = &::gapless::__private::ByType::of(&path);
    <::gapless::__private::Histogram<
        ::core::time::Duration,
    >>::from_parts(
        ::gapless::__private::Static::of(&__GAPLESS_WAIT_SECONDS),
        __GAPLESS_WAIT_SECONDS
            .series(
                __gapless_path.gapless_index_after(__gapless_of.gapless_index_after(0)),
                [__gapless_of.gapless_text(), __gapless_path.gapless_text()],
            ),
    )
}
