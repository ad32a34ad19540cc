struct Lobby<'a> {
    waiting: &'a AtomicUsize,
}
#[automatically_derived]
impl<'a> Lobby<'a> {
    #[allow(dead_code, missing_docs)]
    fn measured(self) -> ::gapless::Measured<Self> {
        ::core::unreachable!()
    }
}
::core::compile_error! {
    "a measured struct cannot borrow, because a scrape reads it at any time; remove the lifetime, and own the fields"
}
::core::compile_error! {
    "unknown key `gouge`; expected `gauge`, `counter`, `up_down_counter`, `histogram`, `stateset`, `info`, `label`, `skip`, `name`, `unit`, `with`, `max` or `buckets`; did you mean `gauge`?"
}
