const _: () = {
    static __GAPLESS_BUS: ::gapless::__private::event::Bus<
        dyn for<'gapless> ::core::ops::Fn(
            &AccountCreated,
        ) + ::core::marker::Send + ::core::marker::Sync,
    > = ::gapless::__private::event::Bus::new();
    #[automatically_derived]
    impl ::gapless::__private::event::Event for AccountCreated {
        const TYPE: &'static ::gapless::__private::event::EventType = &::gapless::__private::event::EventType::new(
            "account..created",
            &[],
            ::gapless::__private::location!(1u32, 44u32),
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
        }
    }
};
::core::compile_error! {
    "the event name `account..created` must be snake_case words joined by single dots; write `account.created`"
}
::core::compile_error! {
    "the fields of an event need names; for example `{ channel: Channel }`"
}
