//! The trait of reporters.

use std::any::type_name;
use std::borrow::Cow;
use std::future::{ready, Future};
use std::time::Duration;

use gapless_core::FamilySnapshot;

use super::batch::Batch;
use super::context::Context;
use super::failure::Failure;
use super::message::Message;
use super::subscription::Subscription;

/// Sends the values of metrics to another service.
///
/// [`report`](Self::report) is the only required method. It is called once per tick with all values of the tick. Each
/// reporter runs on its own thread with a tokio runtime, so `report` may wait and even block, without delaying scrapes
/// or other reporters.
///
/// ```
/// use gapless::report::{Batch, Failure, Reporter};
///
/// struct Print;
///
/// impl Reporter for Print {
///     async fn report(&mut self, batch: &Batch) -> Result<(), Failure> {
///         for point in batch.points() {
///             println!("{point}"); // such as `logins_total{outcome="ok"} rate 2.5`
///         }
///         Ok(())
///     }
/// }
/// ```
///
/// # Failures and panics
///
/// After an error or a panic, [`start`](Self::start) is called again before the next batch. The value of the reporter
/// is kept, including values that it stores because they are not sent yet. Too many panics disable the reporter: see
/// [`Reporting::panics`](super::Reporting::panics).
///
/// The changes in a batch, such as a delta, are computed from the previous batch, even if `report` returned an error
/// for that batch, because `report` may have sent a part of it. A reporter that sends changes must therefore store the
/// changes that it could not send. If the reporter never received a batch, because a full queue dropped it or because
/// `start` failed, the next batch includes its changes.
pub trait Reporter: Send + 'static {
    /// Sends the values of one tick.
    ///
    /// An error means that some or all values of this batch were not sent. A reporter that stores the values for a
    /// later attempt also returns the error, and counts the values with its [`Progress`](super::Progress).
    fn report(&mut self, batch: &Batch) -> impl Future<Output = Result<(), Failure>> + Send;

    /// Returns the name of the reporter, which appears in its metrics and in the log.
    ///
    /// By default, this is the name of the type in snake case: the name of `RemoteWrite` is `remote_write`.
    fn name(&self) -> Cow<'static, str> {
        snake_case(type_name::<Self>()).into()
    }

    /// Checks the settings. If the method returns an error, the instance does not start, and nothing is sent.
    ///
    /// The error should say what to write instead.
    fn check(&self, context: &Context) -> Result<(), Failure> {
        let _ = context;
        Ok(())
    }

    /// Returns whether the reporter sends the datapoints of its subscriptions, which [`Batch::points`] returns.
    ///
    /// By default, it does. A reporter that sends only [`Batch::families`] returns `false`. A subscription that sets
    /// datapoints is then an error, because the reporter would ignore them.
    fn sends_datapoints(&self) -> bool {
        true
    }

    /// Prepares the reporter, for example by opening a connection.
    ///
    /// This method is called before all other methods except [`check`](Self::check). It is called again before the next
    /// batch after each error and each panic.
    fn start(&mut self, context: &Context) -> impl Future<Output = Result<(), Failure>> + Send {
        let _ = context;
        ready(Ok(()))
    }

    /// Called when a subscription begins.
    fn subscribed(&mut self, subscription: &Subscription) {
        let _ = subscription;
    }

    /// Called when a subscription has ended.
    fn unsubscribed(&mut self, subscription: &Subscription) {
        let _ = subscription;
    }

    /// Called when a subscription selects a metric that did not exist before, with its first values.
    ///
    /// The method is not called for the metrics in the first batch of a subscription.
    fn new_metric(&mut self, metric: &FamilySnapshot) {
        let _ = metric;
    }

    /// Receives a message of the program: see [`Reporters::call`](super::Reporters::call).
    fn message(&mut self, message: Message) {
        let _ = message;
    }

    /// Sends the values that are still waiting, and ends the reporter. This method is called once, after the last
    /// batch.
    ///
    /// The call is aborted after the limit. The error should say which values could not be sent.
    fn stop(&mut self, limit: Duration) -> impl Future<Output = Result<(), Failure>> + Send {
        let _ = limit;
        ready(Ok(()))
    }
}

/// Returns the last segment of the path of a type, in snake case and without its parameters.
fn snake_case(path: &str) -> String {
    let path = path.split('<').next().unwrap_or_default();
    let mut name = String::new();
    for letter in path.rsplit("::").next().unwrap_or_default().chars() {
        if letter.is_ascii_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name
}

#[cfg(test)]
mod tests {
    use super::snake_case;

    #[test]
    fn a_reporter_has_the_name_of_its_type() {
        for (path, name) in [
            ("shop::report::RemoteWrite", "remote_write"),
            ("Print", "print"),
            ("shop::Sink<alloc::vec::Vec<u8>>", "sink"),
        ] {
            assert_eq!(snake_case(path), name);
        }
    }
}
