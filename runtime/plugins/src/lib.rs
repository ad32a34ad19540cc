//! Gapless plugins: metrics that a program exports without declaring them, each behind a feature.
//!
//! This crate owns what measures or translates by itself:
//!
//! - `polling`: polling groups and manual groups, and the schedule that runs them (feature `instance`);
//! - `plugin`: the trait `Plugin`, its options and its context (feature `instance`);
//! - `tracing`: metrics of the events and spans of the `tracing` crate;
//! - `metrics`: the recorder of the `metrics` crate;
//! - `watch`: watched tasks and values;
//! - the ready-made plugins, each in a folder and behind a feature of its own;
//! - `timed` and `named`: the durations and outcomes of work, and the names that a program gives, for those plugins;
//! - `readings`: functions that return the state of a pool or a cache.
//!
//! Each module stands alone, except that `plugin` and `watch` build on `polling`, and the ready-made plugins implement
//! `Plugin`. An instance, its configuration and its life cycle are in the crate `gapless`. Applications use
//! that crate too.

mod application;
#[cfg(feature = "cache")]
mod cache;
#[cfg(feature = "connections")]
mod connections;
#[cfg(feature = "cron")]
mod cron;
#[cfg(feature = "graphql")]
mod graphql;
#[cfg(any(feature = "http-client", feature = "http-server"))]
mod host;
#[cfg(feature = "http-client")]
mod http_client;
#[cfg(feature = "http-server")]
mod http_server;
#[cfg(feature = "jobs")]
mod jobs;
#[cfg(feature = "mail")]
mod mail;
#[cfg(feature = "metrics")]
pub mod metrics;
#[cfg(feature = "_work")]
#[cfg_attr(
    not(feature = "cron"),
    allow(dead_code, reason = "some plugins use a part of it, and `cron` uses all")
)]
mod named;
#[cfg(feature = "os")]
mod os;
#[cfg(feature = "pipeline")]
mod pipeline;
#[cfg(feature = "instance")]
mod plugin;
#[cfg(feature = "instance")]
mod polling;
#[cfg(feature = "process")]
mod process;
#[cfg(any(feature = "cache", feature = "sql"))]
mod readings;
#[cfg(feature = "redis")]
mod redis;
#[cfg(feature = "sql")]
mod sql;
#[cfg(feature = "_work")]
#[cfg_attr(
    not(feature = "cron"),
    allow(dead_code, reason = "some plugins use a part of it, and `cron` uses all")
)]
mod timed;
#[cfg(feature = "tokio-runtime")]
mod tokio_runtime;
#[cfg(feature = "tracing")]
pub mod tracing;
#[cfg(feature = "watch")]
pub mod watch;
#[cfg(feature = "websocket")]
mod websocket;

pub use crate::application::{Application, BuildInfo};
#[cfg(feature = "cache")]
pub use crate::cache::{Cache, CacheState, EvictionCause, NamedCache};
#[cfg(feature = "connections")]
pub use crate::connections::{
    Accept, BodyFuture, BodyLayer, BodyService, Connections, CountedIo, CountedListener, ServerListener,
    TimedBody,
};
#[cfg(feature = "cron")]
pub use crate::cron::{Cron, CronTask};
#[cfg(feature = "graphql")]
pub use crate::graphql::GraphQl;
#[cfg(feature = "http-client")]
pub use crate::http_client::{
    HttpClient, HttpClientBody, HttpClientFuture, HttpClientLayer, HttpClientService,
};
#[cfg(feature = "http-server")]
pub use crate::http_server::{HttpServer, HttpServerFuture, HttpServerLayer, HttpServerService};
#[cfg(feature = "jobs")]
pub use crate::jobs::{Job, JobQueue, JobRun, JobState, Jobs};
#[cfg(feature = "apalis")]
pub use crate::jobs::{JobLayer, JobService};
#[cfg(feature = "mail")]
pub use crate::mail::{Mail, MailTransport};
#[cfg(feature = "os")]
pub use crate::os::Os;
#[cfg(feature = "pipeline")]
pub use crate::pipeline::{
    BatchResult, Pipeline, PipelineFuture, PipelineLayer, PipelineService, PipelineStage,
};
#[cfg(feature = "instance")]
pub use crate::plugin::{
    AlreadyStarted, EventGroup, Plugin, PluginContext, PluginMetrics, PluginOptions, PluginResult,
};
#[cfg(feature = "instance")]
#[doc(hidden)]
pub use crate::polling::PollFunction;
#[cfg(feature = "instance")]
pub use crate::polling::{
    Error, ErrorKind, ManualGroup, MeasurementResult, MeasurementState, MeasurementStatus, PollingGroup,
    Schedule, ScheduleBuilder,
};
#[cfg(feature = "process")]
pub use crate::process::{AllocatorStats, Process};
#[cfg(feature = "redis")]
pub use crate::redis::{Redis, RedisConnection};
#[cfg(feature = "sql")]
pub use crate::sql::{PoolState, Sql};
#[cfg(feature = "_work")]
pub use crate::timed::WorkResult;
#[cfg(feature = "tokio-runtime")]
pub use crate::tokio_runtime::Tokio;
#[cfg(feature = "watch")]
pub use crate::watch::watch;
#[cfg(feature = "websocket")]
pub use crate::websocket::{
    InstrumentedSocket, WebSocket, WebSocketConnection, WebSocketEndpoint, WebSocketHandler,
};
