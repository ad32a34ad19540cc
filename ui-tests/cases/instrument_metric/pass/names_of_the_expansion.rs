//! The user's constants, arguments, variables and methods may have the names that the expansion uses.
#![deny(warnings)]
#![allow(dead_code, non_camel_case_types, non_upper_case_globals, clippy::manual_async_fn)]

const DESCRIPTOR: u8 = 1;
static FUNCTION: u8 = 1;
static returned: u8 = 1;
const error: u8 = 1;
struct value;

/// Every type has these methods, and the expansion must not call them.
trait Everything {
    const VALUES: u8 = 0;

    fn is_error(&self) -> u8 {
        7
    }
    fn is_future(&self) -> u8 {
        7
    }
    fn then_some(&self, _other: u8) {}
    fn index_after(&self) {}
    fn start(&self) {}
    fn check_budget(&self) {}
}

impl<T: ?Sized> Everything for T {}

#[derive(gapless::LabelValue)]
enum Failure {
    Returned,
}

#[gapless::instrument_metric(name = "by_kind", error = Failure, labels(index: bool = call, other: bool = body == 3))]
fn by_kind(call: bool, body: u8, function: u8) -> Result<u8, Failure> {
    let __gapless = body + function + DESCRIPTOR + FUNCTION + error;
    if call { Ok(__gapless + returned) } else { Err(Failure::Returned) }
}

#[gapless::instrument_metric]
async fn later(future: u8, label_set: u8, set: u8) -> Result<u8, String> {
    Ok(future + label_set + set + returned + error)
}

#[gapless::instrument_metric]
fn plain(call: u8) -> Plain {
    Plain(call.is_error() + returned)
}

struct Plain(u8);

#[gapless::instrument_metric]
fn call(make: u8, ask: u8) -> u8 {
    make + ask
}

#[gapless::instrument_metric]
fn future(body: u8) -> impl std::future::Future<Output = u8> {
    async move { body }
}

#[gapless::instrument_metric(error_if = |status: &u8| *status == error)]
fn rule(status: u8) -> u8 {
    let _ = value;
    status
}

mod gapless_private {
    pub(crate) fn call() {}
}

fn main() {
    gapless_private::call();
    let _ = by_kind(true, 1, 2);
    plain(1);
    call(1, 2);
    rule(1);
    drop((later(1, 2, 3), future(1)));
}
