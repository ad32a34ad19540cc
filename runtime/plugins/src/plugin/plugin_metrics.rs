//! The metrics of a plugin that something outside its groups records, such as a layer.

use std::error::Error;
use std::fmt;
use std::sync::{Arc, OnceLock};

/// A place for the metrics of a plugin, which is empty until the plugin starts.
///
/// A layer or a wrapper exists before the instance starts, but a plugin has no metrics before the start. The layer
/// therefore reads the metrics from this place when it records. Clones share the metrics.
///
/// ```
/// use gapless::dynamic::Counter;
/// use gapless::plugins::{EventGroup, Plugin, PluginContext, PluginMetrics, PluginResult};
///
/// #[derive(Clone, Default)]
/// struct Mailer {
///     sent: PluginMetrics<Counter>,
/// }
///
/// impl Mailer {
///     fn send(&self, _message: &str) {
///         if let Some(sent) = self.sent.get() {
///             sent.inc();
///         }
///     }
/// }
///
/// impl Plugin for Mailer {
///     fn name(&self) -> &str {
///         "mailer"
///     }
///
///     fn event_groups(&self, context: &PluginContext) -> PluginResult<EventGroup> {
///         let sent = context.metrics("mailer").counter("mails_sent_total", "Sent mail.").register()?;
///         self.sent.start(sent)?;
///         Ok(Vec::new())
///     }
/// }
/// ```
#[derive(Debug)]
pub struct PluginMetrics<T>(Arc<OnceLock<T>>);

impl<T> PluginMetrics<T> {
    /// Creates an empty place.
    #[must_use]
    pub fn new() -> Self {
        PluginMetrics::default()
    }

    /// Returns the metrics, if the plugin has started.
    #[inline]
    #[must_use]
    pub fn get(&self) -> Option<&T> {
        self.0.get()
    }

    /// Sets the metrics when the plugin starts.
    ///
    /// # Errors
    ///
    /// Returns an error if the plugin has started before, in this instance or in another one.
    pub fn start(&self, metrics: T) -> Result<(), AlreadyStarted> {
        self.0.set(metrics).map_err(|_| AlreadyStarted::new())
    }
}

impl<T> Clone for PluginMetrics<T> {
    fn clone(&self) -> Self {
        PluginMetrics(self.0.clone())
    }
}

impl<T> Default for PluginMetrics<T> {
    fn default() -> Self {
        PluginMetrics(Arc::default())
    }
}

/// The error of starting a plugin a second time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AlreadyStarted(());

impl AlreadyStarted {
    pub(crate) const fn new() -> Self {
        AlreadyStarted(())
    }
}

impl fmt::Display for AlreadyStarted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the plugin has already started; create a plugin for each instance")
    }
}

impl Error for AlreadyStarted {}
