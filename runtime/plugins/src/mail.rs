//! Mail: sent messages.

mod metrics;

use std::future::Future;
use std::sync::Arc;

use self::metrics::{MailMetrics, Sending, TransportMetrics};
use crate::named::Named;
use crate::plugin::{EventGroup, Plugin, PluginContext, PluginMetrics, PluginOptions, PluginResult};
use crate::timed::{self, Timed, WorkResult};

/// The name of the plugin, and of the group of its metrics.
const NAME: &str = "mail";

/// Metrics of sent mail: messages by outcome, and the time to send one.
///
/// The plugin works with any library: wrap the future, or the call, that sends a message.
///
/// ```
/// use gapless::plugins::Mail;
///
/// # async fn deliver(_message: &str) -> Result<(), std::io::Error> { Ok(()) }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let mail = Mail::new();
/// let smtp = mail.transport("smtp");
/// let metrics = gapless::builder().plugin(mail).start().await?;
///
/// smtp.send(deliver("Welcome!")).await?;
/// # metrics.shutdown().await;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Mail {
    transports: Named<MailMetrics, TransportMetrics>,
    options: PluginOptions,
}

impl Mail {
    /// Creates the plugin.
    #[must_use]
    pub fn new() -> Self {
        Mail::default()
    }

    /// Sets the default options of the plugin.
    #[must_use]
    pub fn options(mut self, options: PluginOptions) -> Self {
        self.options = options;
        self
    }

    /// Returns a transport, such as a server or a service that accepts mail. All of its series are exported at zero.
    ///
    /// The names are your own: 100 names have series of their own, and further names share those of `_other`.
    #[must_use]
    pub fn transport(&self, name: &str) -> MailTransport {
        MailTransport(self.transports.part([name]))
    }
}

impl Plugin for Mail {
    fn name(&self) -> &str {
        NAME
    }

    fn options(&self) -> PluginOptions {
        self.options.clone()
    }

    fn event_groups(&self, context: &PluginContext) -> PluginResult<EventGroup> {
        self.transports.start(MailMetrics::start(context)?)?;
        Ok(Vec::new())
    }
}

/// A transport of [`Mail`]. Clones share the series.
#[derive(Clone, Debug)]
pub struct MailTransport(PluginMetrics<Arc<TransportMetrics>>);

impl MailTransport {
    /// Sends a message with a future. The time starts with the first poll of the returned future.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let smtp = gapless::plugins::Mail::new().transport("smtp");
    /// let sent = smtp.send(async { Err::<(), _>("450 mailbox unavailable") }).await;
    /// assert_eq!(sent, Err("450 mailbox unavailable"));
    /// # }
    /// ```
    pub fn send<F>(&self, work: F) -> impl Future<Output = F::Output>
    where
        F: Future,
        F::Output: WorkResult,
    {
        Timed::new(self.record(), work)
    }

    /// Sends a message with a function that is not async.
    ///
    /// ```
    /// let smtp = gapless::plugins::Mail::new().transport("smtp");
    /// assert!(smtp.call(|| Ok::<_, std::io::Error>(())).is_ok());
    /// ```
    pub fn call<R: WorkResult>(&self, work: impl FnOnce() -> R) -> R {
        timed::call(self.record(), work)
    }

    fn record(&self) -> Option<Sending> {
        self.0.get().cloned().map(Sending)
    }
}
