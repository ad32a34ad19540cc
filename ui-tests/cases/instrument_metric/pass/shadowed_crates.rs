//! The user's modules may have the names of crates, and macros and types the names of standard ones.
#![deny(warnings)]
#![allow(dead_code, non_camel_case_types, unused_macros)]

macro_rules! shadow {
    ($($name:ident)*) => {
        $(macro_rules! $name { () => { this is not what was meant }; })*
    };
}

shadow!(assert column compile_error concat env file line matches module_path option_env panic pin stringify submit);

mod work {
    mod core {}
    mod std {}
    mod alloc {}
    mod gapless {}
    mod inventory {}
    struct bool;
    struct str;
    struct u64;
    struct usize;

    pub(crate) struct Pool;

    #[::gapless::instrument_metric]
    impl Pool {
        pub(crate) fn run(&self) -> Result<u8, String> {
            Err(String::new())
        }
    }

    #[::gapless::instrument_metric(name = "later", labels(class: ::gapless::StatusClass = 200.into()))]
    pub(crate) async fn later() -> Result<u8, String> {
        Ok(1)
    }

    #[::gapless::instrument_metric(ok_if = |answer: &u8| *answer == 1)]
    pub(crate) fn ok() -> u8 {
        1
    }

    #[::gapless::instrument_metric]
    pub(crate) fn boxed() -> ::std::pin::Pin<Box<dyn ::std::future::Future<Output = u8>>> {
        Box::pin(async { 1 })
    }
}

fn main() {
    let _ = work::Pool.run();
    work::ok();
    drop((work::later(), work::boxed()));
}
