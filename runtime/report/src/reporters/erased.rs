//! Reporters as trait objects, and calls to them that catch panics.

use std::any::Any;
use std::borrow::Cow;
use std::future::{poll_fn, Future};
use std::mem;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use gapless_core::FamilySnapshot;

use super::batch::Batch;
use super::context::Context;
use super::failure::Failure;
use super::message::Message;
use super::reporter::Reporter;
use super::subscription::Subscription;

/// The result of a future of a reporter.
type Sending<'a> = Pin<Box<dyn Future<Output = Result<(), Failure>> + Send + 'a>>;

/// A [`Reporter`] of any type.
pub(crate) trait Erased: Send {
    fn name(&self) -> Cow<'static, str>;
    fn check(&self, context: &Context) -> Result<(), Failure>;
    fn sends_datapoints(&self) -> bool;
    fn start<'a>(&'a mut self, context: &'a Context) -> Sending<'a>;
    fn report<'a>(&'a mut self, batch: &'a Batch) -> Sending<'a>;
    fn subscribed(&mut self, subscription: &Subscription);
    fn unsubscribed(&mut self, subscription: &Subscription);
    fn new_metric(&mut self, metric: &FamilySnapshot);
    fn message(&mut self, message: Message);
    fn stop(&mut self, limit: Duration) -> Sending<'_>;
}

impl<R: Reporter> Erased for R {
    fn name(&self) -> Cow<'static, str> {
        Reporter::name(self)
    }

    fn check(&self, context: &Context) -> Result<(), Failure> {
        Reporter::check(self, context)
    }

    fn sends_datapoints(&self) -> bool {
        Reporter::sends_datapoints(self)
    }

    fn start<'a>(&'a mut self, context: &'a Context) -> Sending<'a> {
        Box::pin(Reporter::start(self, context))
    }

    fn report<'a>(&'a mut self, batch: &'a Batch) -> Sending<'a> {
        Box::pin(Reporter::report(self, batch))
    }

    fn subscribed(&mut self, subscription: &Subscription) {
        Reporter::subscribed(self, subscription);
    }

    fn unsubscribed(&mut self, subscription: &Subscription) {
        Reporter::unsubscribed(self, subscription);
    }

    fn new_metric(&mut self, metric: &FamilySnapshot) {
        Reporter::new_metric(self, metric);
    }

    fn message(&mut self, message: Message) {
        Reporter::message(self, message);
    }

    fn stop(&mut self, limit: Duration) -> Sending<'_> {
        Box::pin(Reporter::stop(self, limit))
    }
}

/// The message of a panic.
#[derive(Debug)]
pub(super) struct Panic(pub(super) String);

impl Panic {
    fn new(payload: Box<dyn Any + Send>) -> Self {
        let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let text = text.or_else(|| payload.downcast_ref().cloned());
        if text.is_none() {
            mem::forget(payload); // dropping it may panic
        }
        Panic(text.unwrap_or_else(|| "unknown".to_owned()))
    }
}

/// Runs a method of a reporter, and catches its panic.
pub(super) fn caught<T>(call: impl FnOnce() -> T) -> Result<T, Panic> {
    catch_unwind(AssertUnwindSafe(call)).map_err(Panic::new)
}

/// Runs a future of a reporter, and catches its panic. Creating and dropping the future may panic, too.
pub(super) async fn caught_async<F: Future>(create: impl FnOnce() -> F) -> Result<F::Output, Panic> {
    let mut future = Box::pin(caught(create)?);
    let output = poll_fn(|context| match caught(|| future.as_mut().poll(context)) {
        Ok(poll) => poll.map(Ok),
        Err(panic) => Poll::Ready(Err(panic)),
    })
    .await;
    caught(|| drop(future)).and(output)
}
