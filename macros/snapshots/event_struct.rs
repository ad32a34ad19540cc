#[allow(deprecated)]
const _: () = {
    static __GAPLESS_BUS: ::gapless::__private::event::Bus<
        dyn for<'gapless> ::core::ops::Fn(
            &AccountCreated,
        ) + ::core::marker::Send + ::core::marker::Sync,
    > = ::gapless::__private::event::Bus::new();
    #[automatically_derived]
    impl ::gapless::__private::event::Event for AccountCreated {
        const TYPE: &'static ::gapless::__private::event::EventType = &::gapless::__private::event::EventType::new(
            "account.created",
            &[
                ::gapless::__private::event::Field::new(
                    "origin",
                    ::core::option::Option::None,
                ),
                ::gapless::__private::event::Field::new(
                    "took",
                    ::core::option::Option::Some(
                        <Duration as ::gapless::__private::event::Measurement>::UNIT,
                    ),
                ),
                ::gapless::__private::event::Field::new(
                    "size",
                    ::core::option::Option::Some(
                        (::gapless::__private::event::Unit::declared)(
                            <u64 as ::gapless::__private::event::Measurement>::UNIT,
                            ::gapless::__private::event::Unit::Kilobytes,
                        ),
                    ),
                ),
            ],
            ::gapless::__private::location!(1u32, 43u32),
        );
        type Of<'gapless> = AccountCreated;
        type Call = dyn for<'gapless> ::core::ops::Fn(
            &AccountCreated,
        ) + ::core::marker::Send + ::core::marker::Sync;
        #[inline]
        fn bus() -> &'static ::gapless::__private::event::Bus<Self::Call> {
            &__GAPLESS_BUS
        }
        fn call(
            by: impl for<'gapless> ::core::ops::Fn(
                &AccountCreated,
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
                    let by_field = ::gapless::__private::event::ByField(&self.origin);
                    (&&&&by_field).gapless_field()
                },
            );
            visit(
                &<Self as ::gapless::__private::event::Event>::TYPE.fields[1usize],
                ::gapless::__private::event::FieldValue::Number(
                    <Duration as ::gapless::__private::event::Measurement>::as_f64(
                        &self.took,
                    ),
                ),
            );
            visit(
                &<Self as ::gapless::__private::event::Event>::TYPE.fields[2usize],
                ::gapless::__private::event::FieldValue::Number(
                    <u64 as ::gapless::__private::event::Measurement>::as_f64(&self.size),
                ),
            );
        }
    }
    ::gapless::__private::inventory::submit! {
        ::gapless::__private::event::EventDeclaration::Type(&
        ::gapless::__private::event::BusOf:: < AccountCreated > ::BUS)
    }
};
