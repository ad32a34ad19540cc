#![doc = include_str!("docs/crate.md")]
// The documentation names the feature of each item; docs.rs sets the `cfg`.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod answer;
#[cfg(feature = "instance")]
pub mod config;
pub mod exemplars;
#[cfg(any(doc, doctest))]
pub mod guide;
#[cfg(feature = "instance")]
pub mod instance;
#[cfg(all(feature = "testing", feature = "tokio"))]
mod runtime;

#[cfg(feature = "artifacts")]
#[doc(inline)]
pub use gapless_artifacts as artifacts;
#[cfg(feature = "testing")]
#[doc(inline)]
pub use gapless_core::testing;
#[doc(inline)]
pub use gapless_core::{
    buckets, dynamic, events, measured, Counter, Error, ErrorKind, Event, Gauge, Histogram, Info, LabelSet,
    LabelValue, Measured, Outcome, Registry, StateSet, StatusClass, Summary, Timer, UpDownCounter,
    UpDownGuard,
};
#[cfg(feature = "encode")]
#[doc(inline)]
pub use gapless_encode as encode;
#[cfg(feature = "axum")]
#[doc(inline)]
pub use gapless_http::router;
#[cfg(feature = "live")]
#[doc(inline)]
pub use gapless_live as live;
#[cfg(feature = "metrics")]
#[doc(inline)]
pub use gapless_plugins::metrics;
#[cfg(feature = "tracing")]
pub use gapless_plugins::tracing;
#[cfg(feature = "watch")]
#[doc(inline)]
pub use gapless_plugins::watch;
#[cfg(feature = "grafana")]
#[doc(inline)]
pub use gapless_report::grafana;

#[cfg(feature = "instance")]
#[doc(inline)]
pub use crate::instance::{builder, init, Instance};

/// Reporters, which send metrics to other services.
#[cfg(feature = "reporters")]
pub mod report {
    #[cfg(feature = "otlp")]
    #[doc(inline)]
    pub use gapless_report::Otlp;
    #[cfg(feature = "remote-write")]
    #[doc(inline)]
    pub use gapless_report::RemoteWrite;
    #[doc(inline)]
    pub use gapless_report::{
        contract, every, Batch, Console, Context, DisabledBy, Error, ErrorKind, Failure, Graphite, Interval,
        InvalidDatapoint, Log, Message, Point, Program, Progress, Reporter, ReporterStatus, Reporters,
        Reporting, Skipped, StatsD, Subscription, SubscriptionId, Why, Window, WindowedDatapoint,
    };
    #[cfg(any(feature = "otlp", feature = "push", feature = "remote-write"))]
    #[doc(inline)]
    pub use gapless_report::{Endpoint, EndpointError, EndpointErrorKind};
    #[cfg(feature = "push")]
    #[doc(inline)]
    pub use gapless_report::{Pushgateway, TextPush};
}

/// The description of a declared metric: its name, type, labels, buckets and source location.
pub mod descriptor {
    #[doc(inline)]
    pub use gapless_core::{
        Alert, Comparison, Conflict, Descriptor, Kind, Label, LabelList, LabelPattern, LabelValues,
        LatencyObjective, Location, Matcher, Measure, Native, NativeBuckets, Objective, Observe, Origin,
        Quantiles, Seed, Storage, ValueType,
    };
}

/// Values of all metrics at one moment, and the selection of metrics by name.
pub mod snapshot {
    #[doc(inline)]
    pub use gapless_core::{
        Change, Datapoint, Exemplar, FamilySnapshot, Heat, HistogramValue, Number, Pattern, Quantile,
        SelectedFamily, Selection, Series, Snapshot, StateSetValue, SummaryValue, Switch, UnknownDatapoint,
        Value,
    };
}

/// Sources of metrics that are read when a scrape asks for them.
pub mod sources {
    #[doc(inline)]
    pub use gapless_core::{
        source_fn, try_source_fn, CachedSource, Collecting, Collection, Failure, FailureReason, SampleFamily,
        SampledFamily, Samples, Source, SourceFn, SourceState, SourceStatus, Sources,
    };
}

/// Plugins: ready-made ones, and what plugins of your own are made of. The
/// [guide](crate::guide::plugins) describes each of them.
// The list names the feature of each item, so that the compiler does, too, if an item is missing.
pub mod plugins {
    #[cfg(feature = "graphql")]
    #[doc(inline)]
    pub use gapless_plugins::GraphQl;
    #[cfg(feature = "os")]
    #[doc(inline)]
    pub use gapless_plugins::Os;
    #[cfg(feature = "tokio-runtime")]
    #[doc(inline)]
    pub use gapless_plugins::Tokio;
    #[cfg(feature = "connections")]
    #[doc(inline)]
    pub use gapless_plugins::{
        Accept, BodyFuture, BodyLayer, BodyService, Connections, CountedIo, CountedListener, ServerListener,
        TimedBody,
    };
    #[cfg(feature = "process")]
    #[doc(inline)]
    pub use gapless_plugins::{AllocatorStats, Process};
    #[cfg(feature = "pipeline")]
    #[doc(inline)]
    pub use gapless_plugins::{
        BatchResult, Pipeline, PipelineFuture, PipelineLayer, PipelineService, PipelineStage,
    };
    #[cfg(feature = "cache")]
    #[doc(inline)]
    pub use gapless_plugins::{Cache, CacheState, EvictionCause, NamedCache};
    #[cfg(feature = "cron")]
    #[doc(inline)]
    pub use gapless_plugins::{Cron, CronTask};
    #[cfg(feature = "http-client")]
    #[doc(inline)]
    pub use gapless_plugins::{
        HttpClient, HttpClientBody, HttpClientFuture, HttpClientLayer, HttpClientService,
    };
    #[cfg(feature = "http-server")]
    #[doc(inline)]
    pub use gapless_plugins::{HttpServer, HttpServerFuture, HttpServerLayer, HttpServerService};
    #[cfg(feature = "websocket")]
    #[doc(inline)]
    pub use gapless_plugins::{
        InstrumentedSocket, WebSocket, WebSocketConnection, WebSocketEndpoint, WebSocketHandler,
    };
    #[cfg(feature = "jobs")]
    #[doc(inline)]
    pub use gapless_plugins::{Job, JobQueue, JobRun, JobState, Jobs};
    #[cfg(feature = "apalis")]
    #[doc(inline)]
    pub use gapless_plugins::{JobLayer, JobService};
    #[cfg(feature = "mail")]
    #[doc(inline)]
    pub use gapless_plugins::{Mail, MailTransport};
    #[cfg(feature = "sql")]
    #[doc(inline)]
    pub use gapless_plugins::{PoolState, Sql};
    #[cfg(feature = "redis")]
    #[doc(inline)]
    pub use gapless_plugins::{Redis, RedisConnection};

    #[cfg(any(
        feature = "cron",
        feature = "graphql",
        feature = "jobs",
        feature = "mail",
        feature = "pipeline",
        feature = "websocket",
    ))]
    #[doc(inline)]
    pub use gapless_plugins::WorkResult;
    #[cfg(feature = "instance")]
    #[doc(inline)]
    pub use gapless_plugins::{
        AlreadyStarted, Error, ErrorKind, EventGroup, ManualGroup, MeasurementResult, MeasurementState,
        MeasurementStatus, Plugin, PluginContext, PluginMetrics, PluginOptions, PluginResult, PollingGroup,
        Schedule, ScheduleBuilder,
    };
    #[cfg(any(feature = "instance", feature = "process"))]
    #[doc(inline)]
    pub use gapless_plugins::{Application, BuildInfo};
}

/// The `/metrics` route: exporters, servers, authentication and TLS.
#[cfg(feature = "axum")]
pub mod http {
    #[cfg(feature = "tls")]
    #[doc(inline)]
    pub use gapless_http::Tls;
    #[cfg(feature = "auth")]
    #[doc(inline)]
    pub use gapless_http::{Auth, Error, ErrorKind};
    #[doc(inline)]
    pub use gapless_http::{Exporter, ExporterBuilder, Scraped};
    #[cfg(feature = "server")]
    #[doc(inline)]
    pub use gapless_http::{Server, ServerBuilder};
}

#[doc = include_str!("docs/build_info.md")]
#[cfg(any(feature = "instance", feature = "process"))]
#[macro_export]
macro_rules! build_info {
    () => {
        $crate::plugins::BuildInfo::new(
            ::core::env!("CARGO_PKG_NAME"),
            ::core::env!("CARGO_PKG_VERSION"),
            ::core::option_env!("VERGEN_GIT_SHA")
                .or(::core::option_env!("GIT_COMMIT"))
                .or(::core::option_env!("GITHUB_SHA"))
                .or(::core::option_env!("CI_COMMIT_SHA")),
            if ::core::cfg!(debug_assertions) { "debug" } else { "release" },
        )
    };
}

#[doc = include_str!("docs/label_value.md")]
pub use gapless_macros::LabelValue;

#[doc = include_str!("docs/label_set.md")]
pub use gapless_macros::LabelSet;

#[doc = include_str!("docs/event.md")]
pub use gapless_macros::Event;

#[doc = include_str!("docs/on_event.md")]
pub use gapless_macros::on_event;

#[doc = include_str!("docs/defmetrics.md")]
pub use gapless_macros::defmetrics;

#[doc = include_str!("docs/expect_crates.md")]
pub use gapless_macros::expect_crates;

#[doc = include_str!("docs/expect_modules.md")]
pub use gapless_macros::expect_modules;

#[doc = include_str!("docs/instrument_metric.md")]
pub use gapless_macros::instrument_metric;

#[doc = include_str!("docs/poll.md")]
#[cfg(feature = "instance")]
pub use gapless_macros::poll;

#[doc(hidden)]
pub mod __private {
    pub use gapless_core::__private::*;
    #[cfg(feature = "instance")]
    pub use gapless_plugins::PollFunction;

    pub use crate::answer::*;
}
