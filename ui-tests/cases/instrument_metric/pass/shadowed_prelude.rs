//! The user's items may have the names of the prelude.
#![deny(warnings)]
#![allow(dead_code)]

mod prelude {
    pub struct Option;
    pub struct Result;
    pub struct Some;
    pub struct None;
    pub struct Ok;
    pub struct Err;
    pub struct Vec;
    pub struct String;
    pub struct Box;
    pub trait Default {}
    pub trait Iterator {}
    pub trait Into {}
    pub trait From {}
    pub trait Clone {}
    pub trait Copy {}
    pub trait Fn {}
    pub trait FnOnce {}
    pub trait Future {}
    pub trait Send {}
    pub trait Sync {}
    pub trait Sized {}
    pub trait Drop {}
    pub fn drop() {}
}

#[allow(unused_imports)]
use prelude::*;

#[derive(gapless::LabelValue)]
enum Failure {
    Gone,
}

#[gapless::instrument_metric(name = "join", error = Failure)]
fn join() -> ::std::result::Result<(), Failure> {
    ::std::result::Result::Err(Failure::Gone)
}

#[gapless::instrument_metric]
async fn leave() -> ::std::result::Result<(), ()> {
    ::std::result::Result::Ok(())
}

/// A `Result` only by name.
#[gapless::instrument_metric]
fn shadow() -> Result {
    Result
}

#[gapless::instrument_metric]
async fn later() -> Option {
    Option
}

#[gapless::instrument_metric]
fn boxed() -> ::std::pin::Pin<::std::boxed::Box<dyn ::std::future::Future<Output = u8>>> {
    ::std::boxed::Box::pin(async { 1 })
}

fn main() {
    let _ = (join(), shadow());
    ::std::mem::drop((leave(), later(), boxed()));
}
