#![deny(warnings)]

use std::future::Future;
use std::pin::Pin;

use gapless::instrument_metric;

type Later<T> = Pin<Box<dyn Future<Output = T> + Send>>;

trait Service {
    type Future;

    fn call(&self) -> Self::Future;
}

struct Greeter;

#[instrument_metric]
pub fn greet() -> Later<u8> {
    Box::pin(async { 1 })
}

#[instrument_metric]
impl Service for Greeter {
    type Future = Later<Result<u8, String>>;

    fn call(&self) -> Self::Future {
        Box::pin(async { Ok(1) })
    }
}

/// The user's own trait cannot be wrapped.
pub trait Sleep: Future<Output = ()> {}

impl Sleep for std::future::Ready<()> {}

#[instrument_metric]
pub fn sleep() -> Pin<Box<dyn Sleep + Send>> {
    Box::pin(std::future::ready(()))
}

fn main() {}
