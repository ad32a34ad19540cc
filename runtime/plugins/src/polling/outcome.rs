//! Outcomes: how a run ended.

use std::any::Any;
use std::error::Error;
use std::future::Future;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::pin::Pin;

use super::own::Reason;

/// The return types of a measurement: `()`, or `Result<(), E>` with any error that can be boxed.
#[diagnostic::on_unimplemented(
    message = "a measurement cannot return `{Self}`; return `()` or `Result<(), E>`",
    label = "neither `()` nor `Result<(), E>` with an error",
    note = "`E` is a `std::error::Error + Send + Sync`, a string, or a type that converts into a boxed error, such as `anyhow::Error`"
)]
pub trait MeasurementResult {
    /// Converts the return value into a result.
    ///
    /// # Errors
    ///
    /// Returns the error of a measurement that failed.
    fn into_result(self) -> Result<(), Box<dyn Error + Send + Sync>>;
}

impl MeasurementResult for () {
    fn into_result(self) -> Result<(), Box<dyn Error + Send + Sync>> {
        Ok(())
    }
}

impl<E: Into<Box<dyn Error + Send + Sync>>> MeasurementResult for Result<(), E> {
    fn into_result(self) -> Result<(), Box<dyn Error + Send + Sync>> {
        self.map_err(Into::into)
    }
}

/// How a run ended.
pub(crate) type Outcome = Result<(), Failure>;

/// Why a run failed.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) reason: Reason,
    pub(crate) message: String,
}

pub(crate) type Closure = Box<dyn FnMut() -> Outcome + Send>;
pub(super) type MakeFuture = Box<dyn FnMut() -> Pin<Box<dyn Future<Output = Outcome> + Send>> + Send>;

/// Runs a closure, and turns a panic into a failure.
pub(super) fn caught(run: &mut Closure) -> Outcome {
    // Unwind safety: the state that a panic leaves behind belongs to the closure, which runs again in the next period.
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|panic| Err(Failure::panic(panic)))
}

impl Failure {
    /// A failure by an error; the message includes the causes of the error.
    pub(super) fn error(error: &dyn Error) -> Self {
        let mut message = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            message.push_str(": ");
            message.push_str(&cause.to_string());
            source = cause.source();
        }
        Failure { reason: Reason::Error, message }
    }

    pub(super) fn panic(payload: Box<dyn Any + Send>) -> Self {
        let text = payload.downcast_ref::<&str>().copied();
        let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
        let message = text.unwrap_or("the measurement panicked").to_owned();
        if let Err(another) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
            std::mem::forget(another); // its drop could panic again
        }
        Failure { reason: Reason::Panic, message }
    }
}
