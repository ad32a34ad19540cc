//! The guide: one page for each topic.
//!
//! New to Gapless? Read [Getting started](getting_started), [Types of metrics](metric_types) and
//! [Labels and the series budget](labels). Look up the rest when you need it.
//!
//! These modules contain only documentation. They exist in the documentation and not in the compiled crate.

#[allow(unused_imports, reason = "the pages link to these names")]
use crate::*;

/// Getting started: add Gapless to a service, and what is exported from the start.
///
#[doc = include_str!("guide/getting_started.md")]
pub mod getting_started {}

/// Types of metrics: which one to choose, and what they share.
///
#[doc = include_str!("guide/metric_types.md")]
pub mod metric_types {}

/// Labels and the series budget: typed and open labels, and how many series they make.
///
#[doc = include_str!("guide/labels.md")]
pub mod labels {}

/// Names: which names do not compile, and why.
///
#[doc = include_str!("guide/naming.md")]
pub mod naming {}

/// Functions: which calls are errors, and how futures, streams and responses are treated.
///
#[doc = include_str!("guide/functions.md")]
pub mod functions {}

/// Structs and enums: fields that a scrape reads.
///
#[doc = include_str!("guide/structs.md")]
pub mod structs {}

/// Histograms: classic and native buckets, and how to choose them.
///
#[doc = include_str!("guide/histograms.md")]
pub mod histograms {}

/// Alerts and objectives: conditions beside the metric that they watch.
///
#[doc = include_str!("guide/alerts.md")]
pub mod alerts {}

/// Exemplars: from a metric to a trace.
///
#[doc = include_str!("guide/exemplars.md")]
pub mod exemplars {}

/// Events: handlers, metrics of events, and spans.
///
#[doc = include_str!("guide/events.md")]
pub mod events {}

/// Metrics from the events and spans of `tracing`.
///
#[doc = include_str!("guide/tracing.md")]
pub mod tracing {}

/// Plugins and polls: measure at a rate, and start everything as one instance.
///
#[doc = include_str!("guide/plugins.md")]
pub mod plugins {
    #[allow(unused_imports, reason = "the pages link to these names")]
    use crate::*;

    /// HTTP servers: requests of axum and of other tower services.
    ///
    #[doc = include_str!("guide/plugins/http_server.md")]
    pub mod http_server {}

    /// Connections: open connections, TLS failures and times of bodies.
    ///
    #[doc = include_str!("guide/plugins/connections.md")]
    pub mod connections {}

    /// HTTP clients: outgoing requests.
    ///
    #[doc = include_str!("guide/plugins/http_client.md")]
    pub mod http_client {}

    /// WebSockets: connections and messages.
    ///
    #[doc = include_str!("guide/plugins/websocket.md")]
    pub mod websocket {}

    /// GraphQL: requests of async-graphql.
    ///
    #[doc = include_str!("guide/plugins/graphql.md")]
    pub mod graphql {}

    /// SQL: pools of connections, and statements.
    ///
    #[doc = include_str!("guide/plugins/sql.md")]
    pub mod sql {}

    /// Redis: commands.
    ///
    #[doc = include_str!("guide/plugins/redis.md")]
    pub mod redis {}

    /// Caches: hits, misses, evictions and size.
    ///
    #[doc = include_str!("guide/plugins/cache.md")]
    pub mod cache {}

    /// Jobs: queues, and jobs of any backend.
    ///
    #[doc = include_str!("guide/plugins/jobs.md")]
    pub mod jobs {}

    /// Scheduled tasks: runs and their last success.
    ///
    #[doc = include_str!("guide/plugins/cron.md")]
    pub mod cron {}

    /// Pipelines: messages and batches.
    ///
    #[doc = include_str!("guide/plugins/pipeline.md")]
    pub mod pipeline {}

    /// Mail: sent messages.
    ///
    #[doc = include_str!("guide/plugins/mail.md")]
    pub mod mail {}

    /// Tokio runtimes: workers, tasks and delays.
    ///
    #[doc = include_str!("guide/plugins/tokio_runtime.md")]
    pub mod tokio_runtime {}

    /// Process and machine: CPU, memory, files, disks and allocators.
    ///
    #[doc = include_str!("guide/plugins/process.md")]
    pub mod process {}

    /// The application: version, commit and dependencies.
    ///
    #[doc = include_str!("guide/plugins/application.md")]
    pub mod application {}
}

/// Watched tasks: which tasks are up, idle or down.
///
#[doc = include_str!("guide/watch.md")]
pub mod watch {}

/// Instances: the same metrics for each value of a struct, in a registry of your choice.
///
#[doc = include_str!("guide/instances.md")]
pub mod instances {}

/// Run-time metrics: names and labels that are only known while the program runs.
///
#[doc = include_str!("guide/runtime_metrics.md")]
pub mod runtime_metrics {}

/// Configuration: by code, file and environment.
///
#[doc = include_str!("guide/configuration.md")]
pub mod configuration {}

/// Dashboards, rules and Grafana: files that are made from the declarations.
///
#[doc = include_str!("guide/dashboards.md")]
pub mod dashboards {}

/// Reporters: remote write, OpenTelemetry, Pushgateway, StatsD and others, and reporters of your own.
///
#[doc = include_str!("guide/reporters.md")]
pub mod reporters {}

/// The live page: charts of all metrics in a browser, and the stream behind them.
///
#[doc = include_str!("guide/live.md")]
pub mod live {}

/// Views and servers: endpoints, authentication and formats.
///
#[doc = include_str!("guide/views_and_servers.md")]
pub mod views_and_servers {}

/// The registry: read, reset and remove metrics, and switch them off.
///
#[doc = include_str!("guide/registry.md")]
pub mod registry {}

/// Testing: exact deltas in parallel tests, and reading metrics.
///
#[doc = include_str!("guide/testing.md")]
pub mod testing {}

/// Linking: which metrics of libraries are exported.
///
#[doc = include_str!("guide/linking.md")]
pub mod linking {}

/// Recipes: requests by route, common metrics, `prometheus.yml` and alert rules.
///
#[doc = include_str!("guide/recipes.md")]
pub mod recipes {}

/// Coming from the crate `prometheus`.
///
#[doc = include_str!("guide/coming_from_prometheus.md")]
pub mod coming_from_prometheus {}

/// Coming from the crate `metrics`.
///
#[doc = include_str!("guide/coming_from_metrics.md")]
pub mod coming_from_metrics {}

/// Coming from autometrics or axum-prometheus.
///
#[doc = include_str!("guide/coming_from_autometrics.md")]
pub mod coming_from_autometrics {}
