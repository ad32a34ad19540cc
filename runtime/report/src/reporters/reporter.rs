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
/// [`report`](Self::report) is the only method that a reporter must have. It is called once per tick with all values
/// of the tick, on a thread of its own with a tokio runtime, so it may wait and even block: scrapes and other
/// reporters go on.
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
/// is kept, and so is all that it has not sent yet. Too many panics disable the reporter: see
/// [`Reporting::panics`](super::Reporting::panics).
///
/// The changes in a batch, such as a delta, begin at the batch before, even if `report` returned an error for it: the
/// reporter may have sent a part of that batch. A reporter of changes keeps what it could not send. A batch that the
/// reporter never got is different: the changes in the next batch contain those of a batch that a full queue dropped,
/// and those of a batch before which `start` failed.
pub trait Reporter: Send + 'static {
    /// Sends the values of one tick.
    ///
    /// An error means that the values of this batch were not sent, or not completely. A reporter that keeps them for a
    /// later attempt returns the error all the same, and counts with its [`Progress`](super::Progress).
    fn report(&mut self, batch: &Batch) -> impl Future<Output = Result<(), Failure>> + Send;

    /// Returns the name of the reporter, which its metrics and the log contain.
    ///
    /// By default, this is the name of the type in snake case: `RemoteWrite` is `remote_write`.
    fn name(&self) -> Cow<'static, str> {
        snake_case(type_name::<Self>()).into()
    }

    /// Checks the settings. An error here fails the start of the instance, before anything is sent.
    ///
    /// The error says what to write instead.
    fn check(&self, context: &Context) -> Result<(), Failure> {
        let _ = context;
        Ok(())
    }

    /// Returns whether the reporter sends the datapoints of its subscriptions: whether it uses [`Batch::points`].
    ///
    /// It does by default. A reporter that sends only [`Batch::families`] returns `false`: a subscription that sets
    /// datapoints is then an error, because the reporter would ignore them.
    fn sends_datapoints(&self) -> bool {
        true
    }

    /// Prepares the reporter, such as opening a connection. It is called before all other methods except
    /// [`check`](Self::check), and again before the next batch after each error and each panic.
    fn start(&mut self, context: &Context) -> impl Future<Output = Result<(), Failure>> + Send {
        let _ = context;
        ready(Ok(()))
    }

    /// Is called when a subscription begins.
    fn subscribed(&mut self, subscription: &Subscription) {
        let _ = subscription;
    }

    /// Is called when a subscription has ended.
    fn unsubscribed(&mut self, subscription: &Subscription) {
        let _ = subscription;
    }

    /// Is called when a subscription selects a metric that did not exist before, with its first values. The metrics of
    /// the first batch of a subscription are not new.
    fn new_metric(&mut self, metric: &FamilySnapshot) {
        let _ = metric;
    }

    /// Receives a message of the program: see [`Reporters::call`](super::Reporters::call).
    fn message(&mut self, message: Message) {
        let _ = message;
    }

    /// Sends what the reporter still has, and ends it. It is called once, after the last batch.
    ///
    /// The call is ended after the limit. The error says what could not be sent.
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
