//! The expansion does not use the prelude, for any shape of function.
#![no_implicit_prelude]
#![deny(warnings)]
#![allow(clippy::manual_async_fn)]

#[derive(::gapless::LabelValue)]
enum Failure {
    Gone,
}

struct Lobby;

#[::gapless::instrument_metric]
impl Lobby {
    #[metric(error = Failure, name = "join")]
    fn join(&self) -> ::std::result::Result<(), Failure> {
        ::std::result::Result::Err(Failure::Gone)
    }

    #[metric(error_if = ::std::option::Option::is_none)]
    async fn leave(&self) -> ::std::option::Option<()> {
        ::std::option::Option::None
    }
}

#[::gapless::instrument_metric]
fn nothing() {}

#[::gapless::instrument_metric]
fn never() -> ! {
    ::std::panic!("never")
}

#[::gapless::instrument_metric(name = "size", labels(big: bool = size > 3), buckets(0.1, 0.5))]
async fn size(size: u8) -> ::std::result::Result<u8, ::std::string::String> {
    ::std::result::Result::Ok(size)
}

#[::gapless::instrument_metric]
fn future() -> impl ::std::future::Future<Output = u8> {
    async { 1 }
}

#[::gapless::instrument_metric]
fn boxed() -> ::std::pin::Pin<::std::boxed::Box<dyn ::std::future::Future<Output = u8>>> {
    ::std::boxed::Box::pin(async { 1 })
}

fn main() {
    nothing();
    let _ = Lobby.join();
    ::std::mem::drop((Lobby.leave(), size(3), future(), boxed()));
    let _: fn() -> ! = never;
}
