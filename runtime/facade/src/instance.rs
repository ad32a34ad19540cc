//! An instance: what of Gapless runs in a program beside its metrics, from its start to its end.
//!
//! There is one world of declared metrics, and it needs no instance. What does is what measures by itself, and what serves: an
//! instance has polls, manual measurements, sources and a registry of its own, all of it from plugins or from the program,
//! and one view over these and the declared metrics. Several stand side by side.

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

/// An instance to be, with its plugins and all that it measures.
pub fn builder() -> InstanceBuilder {
    InstanceBuilder::default()
}

/// Starts an instance as the environment configures it, on a thread of its own: for programs that want no more than that.
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

/// What runs of Gapless in a program, until it is [shut down](Self::shutdown) or dropped.
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
/// let metrics = gapless::builder().polling_group(PollingGroup::new("queue", || queue_length().set(3.0))).start().await?;
/// let app: axum::Router = axum::Router::new().merge(metrics.router());
/// // .. serve `app` ..
/// metrics.shutdown().await;
/// # Ok(())
/// # }
/// ```
///
/// To drop it ends all of it as well, and waits for nothing.
#[must_use = "all of it ends when it is dropped"]
pub struct Instance {
    exporter: Exporter,
    metrics: dynamic::Registry,
    sources: Sources,
    shutdown_timeout: Duration,
    is_disabled: bool,
    /// `None` once it has ended.
    running: Option<Running>,
    /// Ends its own runtime by being dropped, if it has one; after all else.
    _background: Option<oneshot::Sender<()>>,
}

/// What ends with an instance.
struct Running {
    /// `None` if it is disabled.
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
    /// Returns a router that answers on `/metrics` with what this instance exports; with 503 if it is disabled.
    pub fn router<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        match self.is_disabled {
            true => disabled_router(PATH),
            false => self.exporter.router(),
        }
    }

    /// What it exports, to serve it at other paths, or to write it elsewhere.
    #[must_use]
    pub fn exporter(&self) -> &Exporter {
        &self.exporter
    }

    /// The metrics that are made at run time, which are exported by this instance beside those that are declared.
    #[must_use]
    pub fn metrics(&self) -> &dynamic::Registry {
        &self.metrics
    }

    /// Whether its configuration disables it.
    #[must_use]
    pub fn is_disabled(&self) -> bool {
        self.is_disabled
    }

    /// Where its server listens, if it has one.
    #[must_use]
    pub fn server_addr(&self) -> Option<SocketAddr> {
        self.running.as_ref()?.server.as_ref()?.local_addr()
    }

    /// How its polls and manual measurements are doing.
    #[must_use]
    pub fn measurements(&self) -> Vec<MeasurementStatus> {
        self.measuring().map(|measuring| measuring.schedule.measurements()).unwrap_or_default()
    }

    /// How its sources are doing.
    #[must_use]
    pub fn sources(&self) -> Vec<SourceState> {
        self.sources.list()
    }

    /// Waits until every polling group has run once, successfully or not. An instance that is disabled has none.
    ///
    /// A function with `#[poll]` that another instance runs is not waited for.
    pub async fn polled(&self) {
        if let Some(measuring) = self.measuring() {
            measuring.schedule.polled().await;
        }
    }

    /// Waits like [`polled`](Self::polled), in a program without a runtime. On the only thread of a runtime, the call never
    /// returns.
    pub fn polled_blocking(&self) {
        if let Some(measuring) = self.measuring() {
            measuring.schedule.polled_blocking();
        }
    }

    /// Runs all manual measurements, and returns when they are done, however they end.
    pub async fn refresh(&self) {
        if let Some(measuring) = self.measuring() {
            measuring.schedule.refresh().await;
        }
    }

    /// The same for programs without a runtime. On the only thread of one, it would wait for itself.
    pub fn refresh_blocking(&self) {
        self.measuring().into_iter().for_each(|measuring| measuring.schedule.refresh_blocking());
    }

    fn measuring(&self) -> Option<&Measuring> {
        self.running.as_ref()?.measuring.as_ref()
    }

    /// Ends all of it: answers of its server have a while, polls none. It takes no longer than the configuration says, 5 seconds
    /// by default; what is not over then ends by itself, or with the program.
    pub async fn shutdown(mut self) {
        let (done, is_done) = oneshot::channel::<()>();
        self.end(done);
        tokio::select! {
            biased;
            _ = is_done => {} // its runtime may have ended before it
            () = elapsed(self.shutdown_timeout) => {}
        }
    }

    /// The same for programs without a runtime. On the only thread of one, it waits in vain for as long as it may.
    pub fn shutdown_blocking(mut self) {
        let (done, is_done) = mpsc::channel::<()>();
        self.end(done);
        let _ = is_done.recv_timeout(self.shutdown_timeout); // its runtime may have ended before it
    }

    /// Ends what runs, on its own runtime, and then drops what was given, by which others know.
    fn end(&mut self, done: impl Send + 'static) {
        let (limit, Some(running)) = (self.shutdown_timeout, self.running.take()) else { return };
        running.runtime.clone().spawn(async move {
            if timeout(limit, running.end()).await.is_err() {
                tracing::warn!("the metrics are shut down, and not all of it has ended in {limit:?}");
            }
            drop(done);
        });
    }
}

/// Returns after a time by the clock of a thread of its own, as those of a runtime may all be held up; never if there can be none.
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

/// Answers that the metrics are disabled.
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
