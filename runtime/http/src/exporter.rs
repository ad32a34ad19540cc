//! `Exporter`: serves a view at a path.

use std::sync::Once;

use axum::routing::{get, Router};
use axum::Extension;
use gapless_core::__private::scrapes;
use gapless_core::Registry;
use gapless_encode::{Format, Scrape, View};

use crate::answer::scrape;
use crate::limit::Limit;
use crate::own;

/// The path on which [`router`](crate::router) serves the metrics.
pub const PATH: &str = "/metrics";

/// Serves a [`View`] of the program's metrics over HTTP.
///
/// The view decides which metrics are served and with which prefix and labels. The exporter turns the view into a
/// [`Router`] and limits how many scrapes are answered at once. The default exporter serves every series, as
/// [`router`](crate::router) does.
///
/// A program can have several exporters, each at its own path:
///
/// ```
/// use axum::Router;
/// use gapless::encode::View;
/// use gapless::http::Exporter;
///
/// let ops = Exporter::new(View::builder().groups(["gapless"]).build()?);
/// let biz = Exporter::new(View::builder().drop_groups(["gapless"]).prefix("shop").label("region", "eu").build()?);
/// let app: Router = Router::new().merge(ops.router_at("/metrics/ops")).merge(biz.router_at("/metrics/biz"));
/// # Ok::<(), gapless::encode::Error>(())
/// ```
///
/// # Sources
///
/// A view with [sources](gapless_encode::ViewBuilder::sources) asks them at each scrape. A request waits for the
/// sources without blocking a worker of the runtime, for at most their time limit. Requests that arrive in the meantime
/// share the next collection. A failure of a source is logged once, and logged again only after the source has worked.
///
/// ```
/// use gapless::encode::View;
/// use gapless::http::Exporter;
/// use gapless::sources::{source_fn, Sources};
///
/// let sources = Sources::new();
/// let view = View::builder().sources(sources.clone()).build()?;
/// let app: axum::Router = Exporter::new(view).router();
/// sources.add(source_fn("queue", |samples| {
///     samples.gauge("queue_length", "Jobs in the queue.").value(3);
///     Ok(())
/// }))?; // also after the router was made
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Exporter {
    view: View,
    limit: Limit,
}

/// Builds an [`Exporter`].
///
/// ```
/// use gapless::http::Exporter;
///
/// let exporter = Exporter::builder().max_in_flight(10).build();
/// let app: axum::Router = exporter.router();
/// ```
#[derive(Clone, Debug, Default)]
#[must_use = "call `build()` to make the exporter"]
pub struct ExporterBuilder {
    view: View,
    max_in_flight: Option<usize>,
}

impl Exporter {
    /// Returns the view that the exporter serves. For the crate `gapless`; it may change in any release.
    #[doc(hidden)]
    #[must_use]
    pub fn view(&self) -> &View {
        &self.view
    }

    /// Creates an exporter that serves a view and answers at most 256 scrapes at once.
    #[must_use]
    pub fn new(view: View) -> Self {
        Exporter { view, limit: Limit::default() }
    }

    /// Returns a builder for an exporter of every series.
    pub fn builder() -> ExporterBuilder {
        ExporterBuilder::default()
    }

    /// Returns a router that answers on `/metrics`, as [`router`](crate::router) does.
    pub fn router<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        self.router_at(PATH)
    }

    /// Returns a router that answers on a path of your choice.
    ///
    /// # Panics
    ///
    /// Panics if axum does not accept the path; see [`Router::route`].
    pub fn router_at<S: Clone + Send + Sync + 'static>(&self, path: &str) -> Router<S> {
        Registry::global().prepare(); // so that the first scrape does not hold its worker for it
        Registry::global().mark_used(own::GROUP);
        log_problems();
        scrapes::add_path(path);
        let (view, limit) = (self.view.clone(), self.limit.at(path));
        let answer = move |query, headers| scrape(view, limit, query, headers);
        let marked = |query, headers| async { (Extension(scrapes::Scrape), answer(query, headers).await) };
        Router::new().route(path, get(marked))
    }

    /// Starts to write what the exporter serves, for programs that send it elsewhere themselves.
    ///
    /// ```
    /// use gapless::encode::{Format, View};
    /// use gapless::http::Exporter;
    ///
    /// let exporter = Exporter::new(View::builder().names(["gapless_conflicts"]).build()?);
    /// assert!(exporter.scrape(Format::Text).into_bytes().ends_with(b"\ngapless_conflicts 0\n"));
    /// # Ok::<(), gapless::encode::Error>(())
    /// ```
    #[must_use]
    pub fn scrape(&self, format: Format) -> Scrape {
        self.view.scrape(format)
    }
}

impl From<View> for Exporter {
    fn from(view: View) -> Self {
        Exporter::new(view)
    }
}

impl ExporterBuilder {
    /// Sets the view that the exporter serves; every series by default.
    pub fn view(mut self, view: View) -> Self {
        self.view = view;
        self
    }

    /// Sets how many scrapes are answered at once, over all routers of the exporter; 256 by default, and at least 1.
    /// Other scrapes are answered with 503.
    ///
    /// A client that stops reading a long answer keeps its place for as long as its connection lasts. `Server` limits
    /// that by its `idle_timeout`. An application that untrusted clients can reach needs `Auth` or its own limit.
    pub fn max_in_flight(mut self, scrapes: usize) -> Self {
        self.max_in_flight = Some(scrapes);
        self
    }

    /// Creates the exporter.
    #[must_use]
    pub fn build(self) -> Exporter {
        let limit = self.max_in_flight.map_or_else(Limit::default, Limit::new);
        Exporter { view: self.view, limit }
    }
}

/// Logs the problems of the program's metrics once.
fn log_problems() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        for problem in Registry::global().problems() {
            tracing::error!("{problem}");
        }
    });
}
