//! GraphQL: requests, invalid requests and subscriptions of async-graphql.
//!
//! Read `extension`, whose hooks follow one request, then `operation`, which finds its labels, and `responses`, which
//! follows the responses of a stream.

mod extension;
mod metrics;
mod operation;
mod responses;

use async_graphql::extensions::ExtensionFactory;

use self::extension::GraphQlFactory;
use self::metrics::GraphQlMetrics;
use crate::plugin::{EventGroup, Plugin, PluginContext, PluginMetrics, PluginOptions, PluginResult};

/// The name of the plugin, and of the group of its metrics.
const NAME: &str = "graphql";

/// Metrics of a schema of async-graphql: requests by root field, invalid requests, and subscriptions.
///
/// The names that a client chooses, such as aliases and names of operations, never become labels.
///
/// ```
/// use async_graphql::{EmptyMutation, EmptySubscription, Object, Schema};
/// use gapless::plugins::GraphQl;
///
/// struct Query;
///
/// #[Object]
/// impl Query {
///     async fn answer(&self) -> i32 {
///         42
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let graphql = GraphQl::new();
/// let schema = Schema::build(Query, EmptyMutation, EmptySubscription).extension(graphql.extension()).finish();
/// let metrics = gapless::builder().plugin(graphql).start().await?;
///
/// assert!(schema.execute("{ answer }").await.is_ok());
/// # metrics.shutdown().await;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct GraphQl {
    metrics: PluginMetrics<GraphQlMetrics>,
    options: PluginOptions,
}

impl GraphQl {
    /// Creates the plugin.
    #[must_use]
    pub fn new() -> Self {
        GraphQl::default()
    }

    /// Sets the default options of the plugin.
    #[must_use]
    pub fn options(mut self, options: PluginOptions) -> Self {
        self.options = options;
        self
    }

    /// Returns the extension of a schema.
    ///
    /// Add it to the schema first, so that it measures the work of other extensions too.
    #[must_use = "a schema needs the extension"]
    pub fn extension(&self) -> impl ExtensionFactory {
        GraphQlFactory::new(self.metrics.clone())
    }
}

impl Plugin for GraphQl {
    fn name(&self) -> &str {
        NAME
    }

    fn options(&self) -> PluginOptions {
        self.options.clone()
    }

    fn event_groups(&self, context: &PluginContext) -> PluginResult<EventGroup> {
        self.metrics.start(GraphQlMetrics::start(context)?)?;
        Ok(Vec::new())
    }
}
