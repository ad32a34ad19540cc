const _: () = {
    #[allow(unused_imports)]
    use ::chat as _;
    #[allow(unused_imports)]
    use ::r#try as _;
    #[allow(unused_imports)]
    use ::games as _;
    crate::metrics::__private::inventory::submit! {
        crate ::metrics::__private::Registration::Crates(& ["chat", "try",
        "their_games"])
    }
};
