//! What is served at a path: a view, and how it is served.

use axum::routing::{get, Router};
use gapless_core::{Registry, Sources};
use gapless_encode::{Error, Format, Scrape, View, ViewBuilder};

use crate::limit::Limit;
use crate::own;
use crate::router::{log_problems, scrape, PATH};

/// Serves a view of the program's metrics: those of some groups or names, with a prefix before names, or labels on all
/// series. By default it is every series, as what [`router`](crate::router) serves.
///
/// A program may have several of them, each at a path of its own:
///
/// ```
/// use axum::Router;
/// use gapless_http::Exporter;
///
/// let ops = Exporter::builder().groups(["gapless"]).build()?;
/// let biz = Exporter::builder().drop_groups(["gapless"]).prefix("shop").label("region", "eu").build()?;
/// let app: Router = Router::new().merge(ops.router_at("/metrics/ops")).merge(biz.router_at("/metrics/biz"));
/// # Ok::<(), gapless_encode::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Exporter {
    view: View,
    limit: Limit,
}

/// An [`Exporter`] to be.
///
/// It has the metrics that are in one of the groups or fit one of the names, or all if neither is given, but for those that
/// are to be dropped.
///
/// A name may have `*` for any characters, or none; it is that of a declaration, without the prefix of the exporter, and of a
/// counter with `_total`. What no metric fits is an error, as it is a mistake.
#[derive(Clone, Debug, Default)]
#[must_use = "it is `build()` that makes the exporter"]
pub struct ExporterBuilder {
    view: ViewBuilder,
    max_in_flight: Option<usize>,
}

impl Exporter {
    /// An exporter to be, of all metrics so far.
    pub fn builder() -> ExporterBuilder {
        ExporterBuilder::default()
    }

    /// A router that answers on `/metrics`, as [`router`](crate::router) does.
    pub fn router<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        self.router_at(PATH)
    }

    /// The same at another path.
    ///
    /// # Panics
    ///
    /// If that is no path, as [`Router::route`] does.
    pub fn router_at<S: Clone + Send + Sync + 'static>(&self, path: &str) -> Router<S> {
        Registry::global().prepare(); // now, lest the first scrape holds its worker for it
        Registry::global().mark_used(own::GROUP);
        log_problems();
        let (view, limit) = (self.view.clone(), self.limit.at(path));
        Router::new().route(path, get(move |query, headers| scrape(view, limit, query, headers)))
    }

    /// Starts to write what it serves, for those who take it elsewhere by themselves.
    ///
    /// ```
    /// use gapless_encode::Format;
    /// use gapless_http::Exporter;
    ///
    /// let exporter = Exporter::builder().names(["gapless_conflicts"]).build()?;
    /// assert!(exporter.scrape(Format::Text).into_bytes().ends_with(b"\ngapless_conflicts 0\n"));
    /// # Ok::<(), gapless_encode::Error>(())
    /// ```
    #[must_use]
    pub fn scrape(&self, format: Format) -> Scrape {
        self.view.scrape(format)
    }
}

impl ExporterBuilder {
    /// With the metrics of these groups. A metric that is declared in several places is in the group of the first.
    pub fn groups(mut self, groups: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.view = self.view.groups(groups);
        self
    }

    /// With the metrics of these names, in which `*` is any characters.
    pub fn names(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.view = self.view.names(names);
        self
    }

    /// Without the metrics of these groups, by whatever they were chosen.
    pub fn drop_groups(mut self, groups: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.view = self.view.drop_groups(groups);
        self
    }

    /// Without the metrics of these names, by whatever they were chosen.
    pub fn drop_names(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.view = self.view.drop_names(names);
        self
    }

    /// With this before every name, and an underscore between, as of a namespace.
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.view = self.view.prefix(prefix);
        self
    }

    /// With this label on every series, before its own ones. One with an empty value is as good as none, and `job` and `instance`
    /// Prometheus renames, as it sets these itself.
    pub fn label(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.view = self.view.label(name, value);
        self
    }

    /// With what these sources emit, in the groups and of the names that it has; see [`ViewBuilder::sources`].
    ///
    /// A request waits for them without holding a worker of the runtime, for as long as their time limit at most; requests that
    /// come meanwhile share what the next ones get. What goes wrong with a source is said in the log, once until it works again.
    ///
    /// ```
    /// use gapless_core::{source_fn, Sources};
    /// use gapless_http::Exporter;
    ///
    /// let sources = Sources::new();
    /// let app: axum::Router = Exporter::builder().sources(sources.clone()).build()?.router();
    /// sources.add(source_fn("queue", |samples| {
    ///     samples.gauge("queue_length", "Jobs in the queue.").value(3);
    ///     Ok(())
    /// }))?; // also later
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn sources(mut self, sources: Sources) -> Self {
        self.view = self.view.sources(sources);
        self
    }

    /// Answers at most so many scrapes at once, over all of its routers, at least one; 256 by default. Others get 503.
    ///
    /// A client that stops to read a long answer has its place for as long as its connection lasts. A server of this crate
    /// bounds that by its `idle_timeout`; an application that strangers can reach guards its metrics, or has a bound of its own.
    ///
    /// ```
    /// use gapless_http::Exporter;
    ///
    /// let exporter = Exporter::builder().max_in_flight(10).build()?;
    /// let app: axum::Router = exporter.router();
    /// # Ok::<(), gapless_encode::Error>(())
    /// ```
    pub fn max_in_flight(mut self, scrapes: usize) -> Self {
        self.max_in_flight = Some(scrapes);
        self
    }

    /// Looks up what it has.
    ///
    /// # Errors
    ///
    /// If a group or a name fits no metric, if the prefix or the name of a label is none, or if one of the metrics has such a
    /// label already.
    ///
    /// ```
    /// use gapless_http::Exporter;
    ///
    /// let error = Exporter::builder().groups(["gaples"]).build().unwrap_err();
    /// assert_eq!(error.to_string(), "there is no group `gaples`; did you mean `gapless`?");
    /// ```
    pub fn build(self) -> Result<Exporter, Error> {
        let limit = self.max_in_flight.map_or_else(Limit::default, Limit::new);
        Ok(Exporter { view: self.view.build()?, limit })
    }
}
