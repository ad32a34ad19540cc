//! Outgoing HTTP requests, as a tower layer and as a middleware of reqwest.
//!
//! Read `own` for the metrics, then `hosts`, `call` for one request, `failure`, and `layer` or `middleware`.

mod call;
mod failure;
mod hosts;
mod layer;
#[cfg(feature = "reqwest-middleware")]
mod middleware;
mod own;

pub use self::layer::{HttpClientBody, HttpClientFuture, HttpClientLayer, HttpClientService};

use self::hosts::Hosts;
use crate::plugin::{EventGroup, Plugin, PluginContext, PluginMetrics, PluginOptions, PluginResult};

/// The name of the plugin, unless it has another one. The group of its metrics has the name of the plugin.
const NAME: &str = "http_client";

/// Metrics of outgoing HTTP requests, in the group `http_client`, or in the group of the name that
/// [`named`](Self::named) sets.
///
/// | name | type | labels |
/// |---|---|---|
/// | `http_client_requests_total` | counter | `host`, `method`, `status` |
/// | `http_client_request_duration_seconds` | histogram | `host`, `method` |
/// | `http_client_requests_in_flight` | up-down counter | `host`, `method` |
/// | `http_client_errors_total` | counter | `host`, `method`, `kind` |
///
/// The [guide](https://docs.rs/gapless/latest/gapless/guide/plugins/http_client) explains the labels. Add the plugin to
/// an instance, and its [`layer`](Self::layer) to a client. Nothing is recorded before the instance starts.
///
/// ```
/// use gapless::plugins::HttpClient;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let http = HttpClient::new().hosts(["api.example.com", "auth.example.com:8443"]);
/// let metrics = gapless::builder().plugin(http.clone()).start().await?;
/// let _layer = http.layer(); // for `tower::ServiceBuilder::new().layer(..).service(client)`
/// # metrics.shutdown().await;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct HttpClient {
    name: String,
    hosts: Vec<String>,
    options: PluginOptions,
    metrics: PluginMetrics<Hosts>,
}

impl HttpClient {
    /// Creates the plugin without allowed hosts: all requests have the host `other`.
    #[must_use]
    pub fn new() -> Self {
        HttpClient {
            name: NAME.to_owned(),
            hosts: Vec::new(),
            options: PluginOptions::new(),
            metrics: PluginMetrics::new(),
        }
    }

    /// Adds hosts that get a label value of their own. Requests to all further hosts have the host `other`.
    ///
    /// A host without a port includes all ports. A host with a port takes precedence over the host without it. Upper
    /// and lower case are equal. Starting the plugin returns an error if a string is not a host.
    #[must_use]
    pub fn hosts(mut self, hosts: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.hosts.extend(hosts.into_iter().map(Into::into));
        self
    }

    /// Sets the name of the plugin, for a program with several clients.
    ///
    /// Their metrics need different prefixes, or different values of the same labels: set them with
    /// [`options`](Self::options).
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Sets the default options of the plugin. `buckets` apply to the duration of requests.
    #[must_use]
    pub fn options(mut self, options: PluginOptions) -> Self {
        self.options = options;
        self
    }

    /// Creates a layer that measures a client of `http` requests.
    ///
    /// All layers of a plugin record into the same metrics.
    pub fn layer(&self) -> HttpClientLayer {
        HttpClientLayer::new(self.metrics.clone())
    }
}

impl Default for HttpClient {
    fn default() -> Self {
        HttpClient::new()
    }
}

impl Plugin for HttpClient {
    fn name(&self) -> &str {
        &self.name
    }

    fn options(&self) -> PluginOptions {
        self.options.clone()
    }

    fn event_groups(&self, context: &PluginContext) -> PluginResult<EventGroup> {
        let buckets = context.options().buckets.as_deref();
        self.metrics.start(Hosts::register(&self.hosts, &context.metrics(&self.name), buckets)?)?;
        Ok(Vec::new())
    }
}
