const _: () = {
    crate::metrics::__private::inventory::submit! {
        crate ::metrics::__private::Registration::Modules(::core::module_path!(), &
        ["chat::rooms", "try"])
    }
};
