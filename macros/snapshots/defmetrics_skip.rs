const _: () = {
    ::gapless::__private::inventory::submit! {
        ::gapless::__private::Registration::Families(& [#[cfg(unix)] & __GAPLESS_JOBS])
    }
};
#[cfg(unix)]
#[doc(hidden)]
static __GAPLESS_JOBS: ::gapless::__private::Family = ::gapless::__private::Family::new({
    const __GAPLESS_DESCRIPTOR: ::gapless::__private::Descriptor = ::gapless::__private::Descriptor::new(
            ::gapless::__private::Kind::UpDownCounter,
            "jobs",
            "Jobs.",
            ::gapless::__private::site!(2u32, 81u32),
        )
        .with_precision(::gapless::__private::Precision::U64)
        .with_namespace("")
        .with_group("")
        .with_constant_labels(const { &[("host", HOST), ("kind", "batch")] })
        .with_labels({
            use ::gapless::__private::ByText as _;
            let _ = |__gapless_label: ::gapless::__private::ByType<'_, Queue>| {
                let _ = __gapless_label.gapless_text();
            };
            let _ = |__gapless_label: ::gapless::__private::ByType<'_, bool>| {
                let _ = __gapless_label.gapless_text();
            };
            &[
                ::gapless::__private::Label::of_type(
                    "queue",
                    ::gapless::__private::ByType::<Queue>::GAPLESS_VALUES,
                ),
                ::gapless::__private::Label::of_type(
                    "done",
                    ::gapless::__private::ByType::<bool>::GAPLESS_VALUES,
                ),
            ]
        })
        .with_skipped(&[&[("queue", "mail"), ("done", "true")]]);
    const _: () = __GAPLESS_DESCRIPTOR
        .check_budget(::gapless::__private::DEFAULT_MAX_SERIES);
    const _: () = __GAPLESS_DESCRIPTOR.check_skipped("queue", "mail");
    const _: () = __GAPLESS_DESCRIPTOR.check_skipped("done", "true");
    #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__gapless"))]
    #[cfg_attr(
        not(any(target_vendor = "apple", target_family = "wasm")),
        unsafe(link_section = "gapless")
    )]
    static __GAPLESS_LINE: ::gapless::__private::catalog::Then<
        [::core::primitive::u8; 90usize],
        ::gapless::__private::catalog::Then<
            [::core::primitive::u8; {
                ::gapless::__private::catalog::values_len(
                    __GAPLESS_DESCRIPTOR.labels,
                    0usize,
                )
            }],
            ::gapless::__private::catalog::Then<
                [::core::primitive::u8; 26usize],
                ::gapless::__private::catalog::Then<
                    [::core::primitive::u8; {
                        ::gapless::__private::catalog::values_len(
                            __GAPLESS_DESCRIPTOR.labels,
                            1usize,
                        )
                    }],
                    ::gapless::__private::catalog::Then<
                        [::core::primitive::u8; 29usize],
                        ::gapless::__private::catalog::Then<
                            [::core::primitive::u8; {
                                ::gapless::__private::catalog::string_len(
                                    __GAPLESS_DESCRIPTOR.constant_labels[0usize].1,
                                )
                            }],
                            [::core::primitive::u8; 123usize],
                        >,
                    >,
                >,
            >,
        >,
    > = ::gapless::__private::catalog::Then(
        *b"{\"name\":\"jobs\",\"type\":\"up_down_counter\",\"help\":\"Jobs.\",\"labels\":[{\"name\":\"queue\",\"values\":",
        ::gapless::__private::catalog::Then(
            ::gapless::__private::catalog::values(__GAPLESS_DESCRIPTOR.labels, 0usize),
            ::gapless::__private::catalog::Then(
                *b"},{\"name\":\"done\",\"values\":",
                ::gapless::__private::catalog::Then(
                    ::gapless::__private::catalog::values(
                        __GAPLESS_DESCRIPTOR.labels,
                        1usize,
                    ),
                    ::gapless::__private::catalog::Then(
                        *b"}],\"constant_labels\":{\"host\":",
                        ::gapless::__private::catalog::Then(
                            ::gapless::__private::catalog::string(
                                __GAPLESS_DESCRIPTOR.constant_labels[0usize].1,
                            ),
                            *b",\"kind\":\"batch\"},\"group\":\"\",\"namespace\":\"\",\"crate\":\"gapless-macros\",\"version\":\"0.1.0\",\"file\":\"<parsed string 1>\",\"line\":2}\n",
                        ),
                    ),
                ),
            ),
        ),
    );
    __GAPLESS_DESCRIPTOR
        .with_catalog(::gapless::__private::CatalogLine::new(&__GAPLESS_LINE))
});
#[cfg(unix)]
#[allow(clippy::needless_pass_by_value)]
#[deprecated]
///Jobs.
///
///The up-down counter `jobs`.
///
///Labels:
///- `queue`: a [`Queue`]
///- `done`: a [`bool`]
///- `host`: always `HOST`
///- `kind`: always `batch`
///
///PromQL: `sum by (queue, done) (jobs)`
#[must_use]
fn jobs(of: Queue, done: bool) -> ::gapless::__private::UpDownCounter {
    use ::gapless::__private::ByText as _;
    let __gapless_of = ::gapless::__private::ByType::of(&of);
    let __gapless_done = ::gapless::__private::ByType::of(&done);
    <::gapless::__private::UpDownCounter>::from_parts(
        &__GAPLESS_JOBS,
        __GAPLESS_JOBS
            .label_set(
                __gapless_done.gapless_index_after(__gapless_of.gapless_index_after(0)),
                [__gapless_of.gapless_text(), __gapless_done.gapless_text()],
            ),
    )
}
