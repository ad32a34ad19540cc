#[allow(deprecated)]
const _: () = {
    static __GAPLESS_BUS: ::gapless::__private::event::Bus<
        dyn for<'gapless> ::core::ops::Fn(
            &Query,
        ) + ::core::marker::Send + ::core::marker::Sync,
    > = ::gapless::__private::event::Bus::new();
    #[automatically_derived]
    impl ::gapless::__private::event::Event for Query {
        const TYPE: &'static ::gapless::__private::event::EventType = &::gapless::__private::event::EventType::new(
            "db.query",
            &[
                ::gapless::__private::event::Field::new(
                    "table",
                    ::core::option::Option::None,
                ),
            ],
            ::gapless::__private::location!(1u32, 42u32),
        );
        type Of<'gapless> = Query;
        type Call = dyn for<'gapless> ::core::ops::Fn(
            &Query,
        ) + ::core::marker::Send + ::core::marker::Sync;
        #[inline]
        fn bus() -> &'static ::gapless::__private::event::Bus<Self::Call> {
            &__GAPLESS_BUS
        }
        fn call(
            by: impl for<'gapless> ::core::ops::Fn(
                &Query,
            ) + ::core::marker::Send + ::core::marker::Sync + 'static,
        ) -> ::gapless::__private::event::Arc<Self::Call> {
            ::gapless::__private::event::Arc::new(by)
        }
        fn give(&self, to: &Self::Call) {
            to(self);
        }
        fn visit(&self, visit: ::gapless::__private::event::VisitField<'_>) {
            let _ = &visit;
            visit(
                &<Self as ::gapless::__private::event::Event>::TYPE.fields[0usize],
                {
                    use ::gapless::__private::event::{
                        DebugField as _, LabelField as _, OpaqueField as _,
                        TextField as _,
                    };
                    let by_field = ::gapless::__private::event::ByField(&self.table);
                    (&&&&by_field).gapless_field()
                },
            );
        }
    }
    static __GAPLESS_STARTED: ::gapless::__private::event::Bus<
        ::gapless::__private::event::StartedCall<Query>,
    > = ::gapless::__private::event::Bus::new();
    static __GAPLESS_ENDED: ::gapless::__private::event::Bus<
        ::gapless::__private::event::EndedCall<Query>,
    > = ::gapless::__private::event::Bus::new();
    #[automatically_derived]
    impl ::gapless::__private::event::Span for Query {
        const STARTED: &'static ::gapless::__private::event::EventType = &::gapless::__private::event::EventType::new(
            "db.query.started",
            ::gapless::__private::event::STARTED,
            ::gapless::__private::location!(1u32, 42u32),
        );
        const ENDED: &'static ::gapless::__private::event::EventType = &::gapless::__private::event::EventType::new(
            "db.query.ended",
            ::gapless::__private::event::ENDED,
            ::gapless::__private::location!(1u32, 42u32),
        );
        #[inline]
        fn started() -> &'static ::gapless::__private::event::Bus<
            ::gapless::__private::event::StartedCall<Self>,
        > {
            &__GAPLESS_STARTED
        }
        #[inline]
        fn ended() -> &'static ::gapless::__private::event::Bus<
            ::gapless::__private::event::EndedCall<Self>,
        > {
            &__GAPLESS_ENDED
        }
    }
    ::gapless::__private::inventory::submit! {
        ::gapless::__private::event::EventDeclaration::Type(&
        ::gapless::__private::event::BusOf:: < ::gapless::__private::event::Started <
        'static, Query >> ::BUS,)
    }
    ::gapless::__private::inventory::submit! {
        ::gapless::__private::event::EventDeclaration::Type(&
        ::gapless::__private::event::BusOf:: < ::gapless::__private::event::Ended <
        'static, Query >> ::BUS,)
    }
    ::gapless::__private::inventory::submit! {
        ::gapless::__private::event::EventDeclaration::Type(&
        ::gapless::__private::event::BusOf:: < Query > ::BUS)
    }
};
