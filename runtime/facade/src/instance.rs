//! Instances: the parts of Gapless that run in a program, from their start to their end.
//!
//! Declared metrics exist once per process and need no instance. An instance runs measurements and serves metrics: it
//! has polling groups, manual groups, sources and its own registry, from plugins or from the program, and one view of
//! these and of the declared metrics. A program can have several instances.

#[cfg(any(feature = "grafana", feature = "reporters"))]
mod application;
#[cfg(feature = "artifacts")]
mod artifacts;
mod background;
mod builder;
#[cfg(feature = "artifacts")]
mod catalog;
mod enabled;
mod error;
#[cfg(feature = "grafana")]
mod grafana;
mod page;
mod parts;
#[cfg(feature = "reporters")]
mod reporters;
mod start;

use std::any::Any;
use std::fmt;
use std::future::pending;
#[cfg(not(all(feature = "grafana", feature = "reporters")))]
use std::future::ready;
use std::net::SocketAddr;
use std::sync::{mpsc, Mutex};
use std::thread;
use std::time::Duration;

use axum::http::StatusCode;
use axum::routing::get;
use axum::Router;
use gapless_core::{dynamic, SourceState, Sources};
use gapless_http::{Exporter, Server, PATH};
use gapless_plugins::{MeasurementStatus, Schedule};
use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tokio::time::timeout;

pub use self::builder::InstanceBuilder;
use self::enabled::Enabled;
pub use self::error::{Error, ErrorKind};
use self::page::Page;

/// Creates the builder of an instance.
pub fn builder() -> InstanceBuilder {
    InstanceBuilder::default()
}

/// Starts an instance that the environment configures, on its own thread.
///
/// ```
/// // With `GAPLESS_SERVER_ADDR=127.0.0.1:9464`, the metrics are at http://127.0.0.1:9464/metrics.
/// let _metrics = gapless::init()?;
/// # Ok::<(), gapless::instance::Error>(())
/// ```
///
/// # Errors
///
/// Returns the errors of [`InstanceBuilder::start`]. The error lists mistakes in the environment too.
pub fn init() -> Result<Instance, Error> {
    builder().config_of_env().start_blocking()
}

/// The measurements and the server of a program, which run until the instance is [shut down](Self::shutdown) or
/// dropped.
///
/// ```
/// use gapless::plugins::PollingGroup;
///
/// gapless::defmetrics! {
///     #![group = "queue"]
///     /// Jobs that wait.
///     gauge queue_length;
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), gapless::instance::Error> {
/// let queue = PollingGroup::new("queue", || queue_length().set(3.0));
/// let metrics = gapless::builder().polling_group(queue).start().await?;
/// let app: axum::Router = axum::Router::new().merge(metrics.router());
/// // .. serve `app` ..
/// metrics.shutdown().await;
/// # Ok(())
/// # }
/// ```
///
/// Dropping the instance also ends everything, without waiting.
#[must_use = "the instance ends when it is dropped"]
pub struct Instance {
    exporter: Exporter,
    metrics: dynamic::Registry,
    sources: Sources,
    shutdown_timeout: Duration,
    is_disabled: bool,
    page: Page,
    #[cfg(feature = "artifacts")]
    artifacts: artifacts::Settings,
    #[cfg(feature = "reporters")]
    reporters: gapless_report::Reporters,
    /// `None` after the end.
    running: Option<Running>,
    /// Ends the instance's own runtime when it is dropped, after everything else.
    _background: Option<oneshot::Sender<()>>,
}

/// The parts that end with an instance.
struct Running {
    /// `None` for a disabled instance.
    measuring: Option<Measuring>,
    server: Option<Server>,
    #[cfg(feature = "grafana")]
    grafana: Option<gapless_report::grafana::Tasks>,
    /// `None` for a disabled instance.
    #[cfg(feature = "reporters")]
    reporters: Option<gapless_report::Engine>,
    runtime: Handle,
}

/// The parts that measure.
struct Measuring {
    schedule: Schedule,
    /// The values that event groups keep. The mutex is never locked; it makes the instance `Sync`.
    _attached: Mutex<Vec<Box<dyn Any + Send>>>,
    _enabled: Enabled,
}

impl Instance {
    /// Returns a router that serves the metrics of this instance at `/metrics`, or responds with 503 if the instance is
    /// disabled.
    ///
    /// If the instance has a [live page](InstanceBuilder#method.live), the router also serves the page at
    /// `/metrics/live`. Do not merge [`gapless::router()`](crate::router()) into the same application: two routes with
    /// the path `/metrics` panic.
    pub fn router<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        let router = match self.is_disabled {
            true => disabled_router(PATH),
            false => self.exporter.router(),
        };
        router.merge(self.page.router_below(PATH, None))
    }

    /// Returns the exporter, which serves the metrics at other paths or writes them to memory.
    #[must_use]
    pub fn exporter(&self) -> &Exporter {
        &self.exporter
    }

    /// Returns the registry for run-time metrics, which this instance exports in addition to the declared metrics.
    #[must_use]
    pub fn metrics(&self) -> &dynamic::Registry {
        &self.metrics
    }

    /// Returns a handle to the reporters, which adds and removes reporters and subscriptions while the instance runs.
    #[cfg(feature = "reporters")]
    #[must_use]
    pub fn reporters(&self) -> &gapless_report::Reporters {
        &self.reporters
    }

    /// Returns whether the configuration disables the instance.
    #[must_use]
    pub fn is_disabled(&self) -> bool {
        self.is_disabled
    }

    /// Returns the address of the server, if it has one.
    #[must_use]
    pub fn server_addr(&self) -> Option<SocketAddr> {
        self.running.as_ref()?.server.as_ref()?.local_addr()
    }

    /// Returns the status of every measurement. Polling groups come first.
    #[must_use]
    pub fn measurements(&self) -> Vec<MeasurementStatus> {
        self.measuring().map(|measuring| measuring.schedule.measurements()).unwrap_or_default()
    }

    /// Returns the status of every source.
    #[must_use]
    pub fn sources(&self) -> Vec<SourceState> {
        self.sources.list()
    }

    /// Waits until every polling group has run once, successfully or not.
    ///
    /// The call does not wait for a function with `#[poll]` that another instance runs. In a disabled instance, it
    /// returns immediately.
    ///
    /// ```
    /// use gapless::plugins::PollingGroup;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), gapless::instance::Error> {
    /// let metrics = gapless::builder().polling_group(PollingGroup::new("queue", || ())).start().await?;
    /// metrics.polled().await;
    /// assert_eq!(metrics.measurements()[0].runs, 1);
    /// # metrics.shutdown().await;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn polled(&self) {
        if let Some(measuring) = self.measuring() {
            measuring.schedule.polled().await;
        }
    }

    /// Waits like [`polled`](Self::polled), in a program without a runtime.
    ///
    /// On the only thread of a runtime, the call never returns.
    pub fn polled_blocking(&self) {
        if let Some(measuring) = self.measuring() {
            measuring.schedule.polled_blocking();
        }
    }

    /// Runs the measurements of all manual groups, and returns when every run has ended, successfully or not.
    pub async fn refresh(&self) {
        if let Some(measuring) = self.measuring() {
            measuring.schedule.refresh().await;
        }
    }

    /// Runs the measurements like [`refresh`](Self::refresh), in a program without a runtime.
    ///
    /// On the only thread of a runtime, the call never returns.
    pub fn refresh_blocking(&self) {
        self.measuring().into_iter().for_each(|measuring| measuring.schedule.refresh_blocking());
    }

    /// Changes the period of a polling group while the instance runs. The next run is one period later.
    ///
    /// ```
    /// use std::time::Duration;
    /// use gapless::plugins::PollingGroup;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let metrics = gapless::builder().polling_group(PollingGroup::new("queue", || ())).start().await?;
    /// metrics.set_period("queue", Duration::from_secs(1))?;
    /// # metrics.shutdown().await;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error if the polling group does not exist, or if the period is zero or shorter than the time limit
    /// that the group sets. A disabled instance has no polling groups, and accepts all names.
    pub fn set_period(&self, polling_group: &str, period: Duration) -> Result<(), gapless_plugins::Error> {
        self.measuring().map_or(Ok(()), |measuring| measuring.schedule.set_period(polling_group, period))
    }

    fn measuring(&self) -> Option<&Measuring> {
        self.running.as_ref()?.measuring.as_ref()
    }

    /// Ends measurements immediately, and ends the server after it has sent the responses that are in progress.
    ///
    /// Reporters send the last values, and the log contains the values that they could not send. If annotations in
    /// Grafana are enabled, the annotation of the shutdown is created before the call returns.
    ///
    /// The call returns within the configured `shutdown_timeout`, 5 seconds by default, even if a response is not
    /// complete.
    pub async fn shutdown(mut self) {
        let (done, is_done) = oneshot::channel::<()>();
        self.end(done);
        tokio::select! {
            biased;
            _ = is_done => {} // its runtime may have ended before it
            () = elapsed(self.shutdown_timeout) => {}
        }
    }

    /// Shuts the instance down like [`shutdown`](Self::shutdown), in a program without a runtime.
    ///
    /// On the only thread of a runtime, the call always takes the whole `shutdown_timeout`.
    pub fn shutdown_blocking(mut self) {
        let (done, is_done) = mpsc::channel::<()>();
        self.end(done);
        let _ = is_done.recv_timeout(self.shutdown_timeout); // its runtime may have ended before it
    }

    /// Ends the running parts on their runtime, and then drops `done`, for which the caller waits. The server waits for
    /// the streams of the page, so they end first.
    fn end(&mut self, done: impl Send + 'static) {
        self.page = Page::Off;
        let (limit, Some(running)) = (self.shutdown_timeout, self.running.take()) else { return };
        running.runtime.clone().spawn(async move {
            if timeout(limit, running.end(limit)).await.is_err() {
                tracing::warn!("the metrics did not shut down completely within {limit:?}");
            }
            drop(done);
        });
    }
}

/// Returns after a time, measured by an extra thread, because all threads of a runtime may be blocked. Without such a
/// thread, it never returns.
async fn elapsed(time: Duration) {
    let (over, is_over) = oneshot::channel::<()>();
    let (_waits, is_dropped) = mpsc::channel::<()>(); // ends the thread with this future
    let wait = move || {
        let _ = is_dropped.recv_timeout(time);
        drop(over);
    };
    match thread::Builder::new().name("gapless-shutdown".into()).spawn(wait) {
        Ok(_) => drop(is_over.await),
        Err(_) => pending().await,
    }
}

impl Running {
    /// Ends all parts.
    #[cfg_attr(
        not(any(feature = "grafana", feature = "reporters")),
        expect(unused_mut, unused_variables, reason = "only services outside of the program need a limit")
    )]
    async fn end(mut self, limit: Duration) {
        #[cfg(feature = "grafana")]
        let annotation = annotate(self.grafana.take(), limit);
        #[cfg(not(feature = "grafana"))]
        let annotation = ready(());
        #[cfg(feature = "reporters")]
        let reports = report(self.reporters.take(), limit);
        #[cfg(not(feature = "reporters"))]
        let reports = ready(());
        tokio::join!(annotation, reports, self.end_own());
    }

    async fn end_own(self) {
        if let Some(measuring) = self.measuring {
            measuring.schedule.shutdown().await;
        }
        if let Some(server) = self.server {
            server.shutdown().await;
        }
    }
}

/// Creates the annotation of the stop. A Grafana that does not answer takes at most half of the limit.
#[cfg(feature = "grafana")]
async fn annotate(grafana: Option<gapless_report::grafana::Tasks>, limit: Duration) {
    if let Some(grafana) = grafana {
        grafana.stop(limit / 2).await;
    }
}

/// Sends the last values. Reporters end before the limit, so that the log contains what they could not send.
#[cfg(feature = "reporters")]
async fn report(reporters: Option<gapless_report::Engine>, limit: Duration) {
    if let Some(reporters) = reporters {
        reporters.stop(limit - limit / 10).await;
    }
}

/// A router that answers that the metrics are disabled.
fn disabled_router<S: Clone + Send + Sync + 'static>(path: &str) -> Router<S> {
    Router::new().route(path, get(|| async { (StatusCode::SERVICE_UNAVAILABLE, DISABLED) }))
}

const DISABLED: &str = "the configuration of this program disables its metrics\n";

impl fmt::Debug for Instance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (measurements, server) = (self.measurements(), self.server_addr());
        f.debug_struct("Instance")
            .field("measurements", &measurements)
            .field("server", &server)
            .finish_non_exhaustive()
    }
}
