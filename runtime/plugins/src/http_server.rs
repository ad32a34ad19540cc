//! Requests of axum and of other tower services.
//!
//! Read along a request: `layer`, `recording` and `body`. `metrics` has what a started plugin keeps: an entry for each
//! label set (`entries`) with the families (`own`, or `opentelemetry`) of its computed labels (`computed`).

mod body;
mod computed;
mod end;
mod entries;
mod families;
mod layer;
mod method;
mod metrics;
mod opentelemetry;
mod options;
mod own;
mod recording;

use std::borrow::Cow;
use std::sync::Arc;

use http::{request, response};

use self::computed::{LabelOption, Rule};
pub use self::layer::{HttpServerFuture, HttpServerLayer, HttpServerService};
use self::metrics::Metrics;
use self::options::{Names, Options};
use crate::plugin::{EventGroup, Plugin, PluginContext, PluginMetrics, PluginOptions, PluginResult};

/// The name of the plugin and of the group of its metrics, unless it has another name.
const NAME: &str = "http_server";

/// Metrics of HTTP requests to axum and to other tower services, in the group with the name of the plugin,
/// `http_server` by default.
///
/// | name | type | labels |
/// |---|---|---|
/// | `http_requests_total` | counter | `method`, `route`, `status` |
/// | `http_request_duration_seconds` | histogram | `method`, `route` |
/// | `http_requests_in_flight` | up-down counter | `method` |
///
/// The label `route` is axum's `MatchedPath`, such as `/users/{id}`, and `unmatched` for requests without a route. The
/// [guide](https://docs.rs/gapless/latest/gapless/guide/plugins/http_server) explains the labels and the options. Add
/// the plugin to an instance, and its [`layer`](Self::layer) to a router. Nothing is exported before the instance
/// starts.
///
/// ```
/// use axum::{routing::get, Router};
/// use gapless::plugins::HttpServer;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let http = HttpServer::new().routes([("GET", "/users/{id}")]);
/// let app: Router = Router::new().route("/users/{id}", get(|| async { "Ann" })).layer(http.layer());
/// let metrics = gapless::builder().plugin(http).start().await?;
///
/// let text = metrics.exporter().scrape(gapless::encode::Format::Text).into_bytes();
/// let zero = r#"http_requests_total{method="GET",route="/users/{id}",status="200"} 0"#;
/// assert!(String::from_utf8(text)?.contains(zero));
/// # metrics.shutdown().await;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct HttpServer {
    name: String,
    plugin_options: PluginOptions,
    options: Options,
    metrics: PluginMetrics<Arc<Metrics>>,
}

impl HttpServer {
    /// Creates the plugin with the default labels.
    #[must_use]
    pub fn new() -> Self {
        HttpServer {
            name: NAME.to_owned(),
            plugin_options: PluginOptions::new(),
            options: Options::default(),
            metrics: PluginMetrics::new(),
        }
    }

    /// Creates a layer that measures the requests of a router or of another tower service.
    ///
    /// All layers of a plugin record into the same metrics. A request that passes two layers counts twice.
    pub fn layer(&self) -> HttpServerLayer {
        HttpServerLayer::new(self.metrics.clone())
    }

    /// Adds routes, with their methods, that are exported at zero from the start.
    ///
    /// Other routes are exported from their first request on. A method is one of RFC 9110, PATCH or QUERY, in upper
    /// case. Starting the plugin returns an error for any other string.
    #[must_use]
    pub fn routes<M: Into<String>, R: Into<String>>(
        mut self,
        routes: impl IntoIterator<Item = (M, R)>,
    ) -> Self {
        self.options.routes.extend(routes.into_iter().map(|(method, route)| (method.into(), route.into())));
        self
    }

    /// Adds the label `handler`, with the name of the handler of each method and route.
    ///
    /// The routes are exported at zero from the start, and methods are checked, as in [`routes`](Self::routes). All
    /// other routes have the handler `other`.
    ///
    /// ```
    /// use gapless::plugins::HttpServer;
    ///
    /// let http = HttpServer::new().handlers([("GET", "/users/{id}", "show_user")]);
    /// ```
    #[must_use]
    pub fn handlers<M: Into<String>, R: Into<String>, H: Into<String>>(
        mut self,
        handlers: impl IntoIterator<Item = (M, R, H)>,
    ) -> Self {
        let handlers = handlers.into_iter();
        let owned = handlers.map(|(method, route, handler)| (method.into(), route.into(), handler.into()));
        self.options.handlers.extend(owned);
        self
    }

    /// Adds routes whose requests are not measured.
    #[must_use]
    pub fn ignored_routes(mut self, routes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.options.ignored.extend(routes.into_iter().map(Into::into));
        self
    }

    /// Sets the status codes that each route is exported with, at zero, from its first request on; 200, 404 and 500 by
    /// default.
    ///
    /// Another status has a series from its first response on, which is then already at one. Requests without a route
    /// have 404 in any case. Starting the plugin returns an error if a number is not from 100 to 599, and together with
    /// [`status_classes`](Self::status_classes).
    #[must_use]
    pub fn statuses(mut self, statuses: impl IntoIterator<Item = u16>) -> Self {
        self.options.statuses = Some(statuses.into_iter().collect());
        self
    }

    /// Exports the class of a status, such as `status="2xx"`, instead of its code.
    ///
    /// All five classes of each route are exported at zero.
    #[must_use]
    pub fn status_classes(mut self) -> Self {
        self.options.by_class = true;
        self
    }

    /// Adds histograms of the sizes of bodies: `http_request_size_bytes` and `http_response_size_bytes`.
    #[must_use]
    pub fn sizes(mut self) -> Self {
        self.options.sizes = true;
        self
    }

    /// Measures the bodies of responses until they end: `http_response_body_duration_seconds`, and
    /// `http_request_aborts_total` for clients that leave.
    ///
    /// Each response with a body then costs one allocation.
    #[must_use]
    pub fn bodies(mut self) -> Self {
        self.options.bodies = true;
        self
    }

    /// Adds the label `host`, with one of these hosts. Requests to all further hosts have the host `other`.
    ///
    /// The host is the authority of the URI or the header `Host`. A host without a port includes all ports. Upper and
    /// lower case are equal. Starting the plugin returns an error if a string is not a host.
    #[must_use]
    pub fn hosts(mut self, hosts: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let hosts = Rule::Host(hosts.into_iter().map(Into::into).collect());
        self.options.labels.push(LabelOption { name: "host".to_owned(), rule: hosts });
        self
    }

    /// Adds a label that is computed from the head of each request.
    ///
    /// The first `max_values` values are exported, and all further values are `other`. An empty string leaves the
    /// label out. If the function panics, the value is `other`.
    ///
    /// ```
    /// use gapless::plugins::HttpServer;
    ///
    /// let http = HttpServer::new().request_label("api", 10, |request| {
    ///     request.headers.get("x-api-version").and_then(|version| version.to_str().ok()).unwrap_or("none").into()
    /// });
    /// ```
    #[must_use]
    pub fn request_label(
        mut self,
        name: impl Into<String>,
        max_values: usize,
        value: impl for<'a> Fn(&'a request::Parts) -> Cow<'a, str> + Send + Sync + 'static,
    ) -> Self {
        let rule = Rule::Request(max_values, Arc::new(value));
        self.options.labels.push(LabelOption { name: name.into(), rule });
        self
    }

    /// Adds a label that is computed from the head of each response, as [`request_label`](Self::request_label).
    ///
    /// A request without a response, for example after a panic, does not have the label.
    ///
    /// ```
    /// use gapless::plugins::HttpServer;
    ///
    /// let http = HttpServer::new().response_label("cached", 2, |response| {
    ///     if response.headers.contains_key("age") { "true".into() } else { "false".into() }
    /// });
    /// ```
    #[must_use]
    pub fn response_label(
        mut self,
        name: impl Into<String>,
        max_values: usize,
        value: impl for<'a> Fn(&'a response::Parts) -> Cow<'a, str> + Send + Sync + 'static,
    ) -> Self {
        let rule = Rule::Response(max_values, Arc::new(value));
        self.options.labels.push(LabelOption { name: name.into(), rule });
        self
    }

    /// Exports the names of OpenTelemetry, such as `http_server_request_duration_seconds`, for dashboards that use
    /// them.
    #[must_use]
    pub fn opentelemetry_names(mut self) -> Self {
        self.options.names = Names::OpenTelemetry;
        self
    }

    /// Sets the name of the plugin and of the group of its metrics, for a program with several routers.
    ///
    /// Their metrics need different prefixes or labels: set them with [`options`](Self::options).
    ///
    /// ```
    /// use gapless::plugins::{HttpServer, PluginOptions};
    ///
    /// let admin = HttpServer::new().named("admin").options(PluginOptions::new().metric_prefix("admin"));
    /// ```
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Sets the default options. The configuration takes precedence over them.
    ///
    /// The buckets are those of durations.
    #[must_use]
    pub fn options(mut self, options: PluginOptions) -> Self {
        self.plugin_options = options;
        self
    }
}

impl Default for HttpServer {
    fn default() -> Self {
        HttpServer::new()
    }
}

impl Plugin for HttpServer {
    fn name(&self) -> &str {
        &self.name
    }

    fn options(&self) -> PluginOptions {
        self.plugin_options.clone()
    }

    fn event_groups(&self, context: &PluginContext) -> PluginResult<EventGroup> {
        let buckets = context.options().buckets.as_deref();
        let metrics = Metrics::register(self.options.clone(), context.metrics(&self.name), buckets)?;
        self.metrics.start(Arc::new(metrics))?;
        Ok(Vec::new())
    }
}
