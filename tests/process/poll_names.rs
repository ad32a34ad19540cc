//! Two `#[poll]` functions with one name. The test needs a separate process, because no instance can start in it.

mod disk {
    #[gapless::poll(every = "2s")]
    fn refresh() {}

    pub(super) const LINE: u32 = line!() - 3;
}

mod queue {
    #[gapless::poll(every = "2s")]
    async fn refresh() {}

    pub(super) const LINE: u32 = line!() - 3;
}

#[tokio::test]
async fn the_error_for_functions_with_one_name_has_both_places() {
    let said = gapless::builder().start().await.expect_err("two have one name").to_string();
    assert!(said.starts_with("two groups have the name `refresh`, at "), "{said}");
    for line in [disk::LINE, queue::LINE] {
        assert!(said.contains(&format!(" at {}:{line}:", file!())), "{said}");
    }
}
