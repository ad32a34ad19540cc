//! Instances: everything that Gapless runs in a program, from its start to its shutdown.
//!
//! Declared metrics need no instance. An instance runs polling groups, manual groups, sources and plugins, owns a
//! registry of run-time metrics, and exports all of this together with the declared metrics. A program may start
//! several instances. The [guide](crate::guide::plugins) explains when to use an instance.

mod background;
mod builder;
mod enabled;
mod error;
mod parts;

use std::any::Any;
use std::fmt;
use std::future::pending;
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

/// Returns a builder for an instance.
pub fn builder() -> InstanceBuilder {
    InstanceBuilder::default()
}

/// Starts an instance with the configuration of the environment, on its own thread.
///
/// ```
/// // With `GAPLESS_SERVER_ADDR=127.0.0.1:9464`, the metrics are at http://127.0.0.1:9464/metrics.
/// let _metrics = gapless::init()?;
/// # Ok::<(), gapless::instance::Error>(())
/// ```
///
/// # Errors
///
/// Returns the errors of [`InstanceBuilder::start`], and an error that lists the mistakes in the environment.
pub fn init() -> Result<Instance, Error> {
    builder().config_of_env().start_blocking()
}

/// A running instance. It ends when it is [shut down](Self::shutdown) or dropped.
///
/// ```
/// use gapless::plugins::PollingGroup;
///
/// gapless::defmetrics! {
///     #![group = "queue"]
///     /// Jobs in the queue.
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
/// Dropping the instance ends everything at once, without waiting.
#[must_use = "an instance ends when it is dropped"]
pub struct Instance {
    exporter: Exporter,
    metrics: dynamic::Registry,
    sources: Sources,
    shutdown_timeout: Duration,
    is_disabled: bool,
    /// `None` after the shutdown.
    running: Option<Running>,
    /// Ends the instance's own runtime when it is dropped, after everything else.
    _background: Option<oneshot::Sender<()>>,
}

/// The parts that run until the instance ends.
struct Running {
    /// `None` if the instance is disabled.
    measuring: Option<Measuring>,
    server: Option<Server>,
    runtime: Handle,
}

/// The parts that measure.
struct Measuring {
    schedule: Schedule,
    /// The values that event groups keep alive. The mutex is never locked; it makes the instance `Sync`.
    _attached: Mutex<Vec<Box<dyn Any + Send>>>,
    _enabled: Enabled,
}

impl Instance {
    /// Returns a router that serves the exported metrics on `/metrics`, or answers with 503 if the instance is
    /// disabled.
    pub fn router<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        match self.is_disabled {
            true => disabled_router(PATH),
            false => self.exporter.router(),
        }
    }

    /// Returns the exporter, to serve the metrics at other paths or to write them elsewhere.
    #[must_use]
    pub fn exporter(&self) -> &Exporter {
        &self.exporter
    }

    /// Returns the registry of run-time metrics that this instance exports in addition to the declared metrics.
    #[must_use]
    pub fn metrics(&self) -> &dynamic::Registry {
        &self.metrics
    }

    /// Returns whether the configuration disables the instance.
    #[must_use]
    pub fn is_disabled(&self) -> bool {
        self.is_disabled
    }

    /// Returns the address of the server, if the instance has one.
    #[must_use]
    pub fn server_addr(&self) -> Option<SocketAddr> {
        self.running.as_ref()?.server.as_ref()?.local_addr()
    }

    /// Returns the state of each polling group and each manual group.
    #[must_use]
    pub fn measurements(&self) -> Vec<MeasurementStatus> {
        self.measuring().map(|measuring| measuring.schedule.measurements()).unwrap_or_default()
    }

    /// Returns the state of each source.
    #[must_use]
    pub fn sources(&self) -> Vec<SourceState> {
        self.sources.list()
    }

    /// Waits until every polling group has run once, successfully or not. A disabled instance has no polling groups.
    ///
    /// The call does not wait for a function with `#[poll]` that another instance runs.
    pub async fn polled(&self) {
        if let Some(measuring) = self.measuring() {
            measuring.schedule.polled().await;
        }
    }

    /// Waits like [`polled`](Self::polled), in a program without a runtime. On the only thread of a runtime, the call
    /// never returns.
    pub fn polled_blocking(&self) {
        if let Some(measuring) = self.measuring() {
            measuring.schedule.polled_blocking();
        }
    }

    /// Measures all manual groups, and returns when they are done, successfully or not.
    pub async fn refresh(&self) {
        if let Some(measuring) = self.measuring() {
            measuring.schedule.refresh().await;
        }
    }

    /// Measures all manual groups, in a program without a runtime. On the only thread of a runtime, the call never
    /// returns.
    pub fn refresh_blocking(&self) {
        self.measuring().into_iter().for_each(|measuring| measuring.schedule.refresh_blocking());
    }

    fn measuring(&self) -> Option<&Measuring> {
        self.running.as_ref()?.measuring.as_ref()
    }

    /// Ends the instance. Measurements stop at once, and responses of the server may finish.
    ///
    /// The call returns after the configured `shutdown_timeout` at the latest, 5 seconds by default. Whatever has not
    /// finished then ends by itself, or with the program.
    pub async fn shutdown(mut self) {
        let (done, is_done) = oneshot::channel::<()>();
        self.end(done);
        tokio::select! {
            biased;
            _ = is_done => {} // its runtime may have ended before it
            () = elapsed(self.shutdown_timeout) => {}
        }
    }

    /// Ends the instance, in a program without a runtime. On the only thread of a runtime, the call waits for the
    /// whole `shutdown_timeout`.
    pub fn shutdown_blocking(mut self) {
        let (done, is_done) = mpsc::channel::<()>();
        self.end(done);
        let _ = is_done.recv_timeout(self.shutdown_timeout); // its runtime may have ended before it
    }

    /// Ends the running parts on their runtime, and then drops `done`, which tells the caller.
    fn end(&mut self, done: impl Send + 'static) {
        let (limit, Some(running)) = (self.shutdown_timeout, self.running.take()) else { return };
        running.runtime.clone().spawn(async move {
            if timeout(limit, running.end()).await.is_err() {
                tracing::warn!("the metrics are shut down, but not everything has ended within {limit:?}");
            }
            drop(done);
        });
    }
}

/// Returns after a time. A separate thread measures it, because all threads of the runtime may be blocked. Never
/// returns if the thread cannot be created.
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
    async fn end(self) {
        if let Some(measuring) = self.measuring {
            measuring.schedule.shutdown().await;
        }
        if let Some(server) = self.server {
            server.shutdown().await;
        }
    }
}

/// Returns a router that answers that the metrics are disabled.
fn disabled_router<S: Clone + Send + Sync + 'static>(path: &str) -> Router<S> {
    Router::new().route(path, get(|| async { (StatusCode::SERVICE_UNAVAILABLE, DISABLED) }))
}

const DISABLED: &str = "the metrics of this program are disabled by its configuration\n";

impl fmt::Debug for Instance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (polls, server) = (self.measurements(), self.server_addr());
        f.debug_struct("Instance")
            .field("measurements", &polls)
            .field("server", &server)
            .finish_non_exhaustive()
    }
}
