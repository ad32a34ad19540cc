#[allow(deprecated)]
const _: () = {
    static __GAPLESS_BUS: crate::metrics::__private::event::Bus<
        dyn for<'gapless> ::core::ops::Fn(
            &PageServed<'gapless>,
        ) + ::core::marker::Send + ::core::marker::Sync,
    > = crate::metrics::__private::event::Bus::new();
    #[automatically_derived]
    impl<'a> crate::metrics::__private::event::Event for PageServed<'a> {
        const TYPE: &'static crate::metrics::__private::event::EventType = &crate::metrics::__private::event::EventType::new(
            "page_served",
            &[
                crate::metrics::__private::event::Field::new(
                    "path",
                    ::core::option::Option::None,
                ),
            ],
            crate::metrics::__private::location!(1u32, 41u32),
        );
        type Of<'gapless> = PageServed<'gapless>;
        type Call = dyn for<'gapless> ::core::ops::Fn(
            &PageServed<'gapless>,
        ) + ::core::marker::Send + ::core::marker::Sync;
        #[inline]
        fn bus() -> &'static crate::metrics::__private::event::Bus<Self::Call> {
            &__GAPLESS_BUS
        }
        fn call(
            by: impl for<'gapless> ::core::ops::Fn(
                &PageServed<'gapless>,
            ) + ::core::marker::Send + ::core::marker::Sync + 'static,
        ) -> crate::metrics::__private::event::Arc<Self::Call> {
            crate::metrics::__private::event::Arc::new(by)
        }
        fn give(&self, to: &Self::Call) {
            to(self);
        }
        fn visit(&self, visit: crate::metrics::__private::event::VisitField<'_>) {
            let _ = &visit;
            visit(
                &<Self as crate::metrics::__private::event::Event>::TYPE.fields[0usize],
                {
                    use crate::metrics::__private::event::{
                        DebugField as _, LabelField as _, OpaqueField as _,
                        TextField as _,
                    };
                    let by_field = crate::metrics::__private::event::ByField(&self.path);
                    (&&&&by_field).gapless_field()
                },
            );
        }
    }
    crate::metrics::__private::inventory::submit! {
        crate ::metrics::__private::event::EventDeclaration::Type(& crate
        ::metrics::__private::event::BusOf:: < PageServed < 'static > > ::BUS)
    }
};
