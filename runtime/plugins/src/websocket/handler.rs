//! Handlers: named parts of the work in a session.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use gapless_core::LabelValue as _;

use super::metrics::HandlerMetrics;
use crate::plugin::PluginMetrics;
use crate::timed::{self, outcome, Ended, Record, Timed, WorkResult};

/// A handler of a [`WebSocketEndpoint`](super::WebSocketEndpoint). Clones share the series.
#[derive(Clone, Debug)]
pub struct WebSocketHandler(pub(super) PluginMetrics<Arc<HandlerMetrics>>);

impl WebSocketHandler {
    /// Runs the handler. Its time starts with the first poll of the returned future.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let mount = gapless::plugins::WebSocket::new().endpoint("chat").handler("mount");
    /// let session = mount.run(async { Err::<(), _>("the room is full") }).await;
    /// assert_eq!(session, Err("the room is full"));
    /// # }
    /// ```
    pub fn run<F>(&self, work: F) -> impl Future<Output = F::Output>
    where
        F: Future,
        F::Output: WorkResult,
    {
        Timed::new(self.record(), work)
    }

    /// Runs a handler that is not async.
    ///
    /// ```
    /// let leave = gapless::plugins::WebSocket::new().endpoint("chat").handler("leave");
    /// leave.call(|| println!("bye"));
    /// ```
    pub fn call<R: WorkResult>(&self, work: impl FnOnce() -> R) -> R {
        timed::call(self.record(), work)
    }

    fn record(&self) -> Option<Handling> {
        self.0.get().cloned().map(Handling)
    }
}

/// The record of one run of a handler.
struct Handling(Arc<HandlerMetrics>);

impl<R: WorkResult> Record<R> for Handling {
    fn end(self, ended: Ended<'_, R>, elapsed: Duration) {
        self.0.duration[outcome(ended).index()].observe(elapsed);
    }
}
