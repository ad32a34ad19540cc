//! Metrics with no gap: every series that a program can emit is declared at compile time and is there, at zero, on the
//! first scrape.
//!
//! ```no_run
//! use axum::{routing::get, Router};
//! use gapless::{defmetrics, instrument_metric, LabelValue};
//!
//! #[derive(Clone, Copy, LabelValue)]
//! enum Channel {
//!     Gossip,
//!     OffTopic,
//! }
//!
//! defmetrics! {
//!     /// Chat messages received.
//!     counter chat_messages_total(channel: Channel);
//! }
//!
//! #[instrument_metric]
//! async fn gossip(message: String) {
//!     chat_messages_total(Channel::Gossip).inc();
//! }
//!
//! #[tokio::main]
//! async fn main() -> std::io::Result<()> {
//!     let app = Router::new().route("/gossip", get(gossip)).merge(gapless::router());
//!     axum::serve(tokio::net::TcpListener::bind("127.0.0.1:4000").await?, app).await
//! }
//! ```
//!
//! # Where things are
//!
//! | to | use |
//! |---|---|
//! | declare metrics | [`defmetrics!`] |
//! | count, time and watch the calls of a function | [`instrument_metric`](macro@instrument_metric) |
//! | make an enum a label | [`LabelValue`](macro@LabelValue) |
//! | record | the handles [`Counter`], [`Gauge`], [`UpDownCounter`], [`Histogram`], [`Summary`], [`StateSet`] and [`Info`] |
//! | have buckets that nobody has to choose | [`#[native]`](guide::histograms) |
//! | go from a bucket to a trace | [`#[exemplars]`](guide::exemplars), and [`exemplars`] |
//! | make metrics while the program runs, from its configuration | [`dynamic`](mod@dynamic) |
//! | find metrics by a pattern, add up, reset, remove or describe them | [`Registry::find`], [`Selection`](snapshot::Selection) |
//! | measure a library that logs by `tracing`, and your own spans | [`#[tracing]`](guide::tracing), and [`tracing`] |
//! | be sure that a crate's metrics are there | [`expect_crates!`], and [`expect_modules!`] in a static library |
//! | serve `/metrics` | [`router`] |
//! | serve them by themselves, without an application | [`Server`](http::Server) |
//! | serve a part of them to some, or with a prefix or labels | [`Exporter`](http::Exporter) |
//! | run what measures by itself, with plugins and a configuration | [`builder`], [`Instance`], [`Config`](config::Config) |
//! | see what scrapes take, and which were refused | the group `gapless_scrape`, see [`router`], and the event [`Scraped`](http::Scraped) |
//! | guard them by a token or a password | [`Auth`](http::Auth) |
//! | refuse to start with declarations that clash, or with metrics missing | [`Registry::check`] |
//! | switch metrics off and on while the program runs | [`Registry::switch`], [`Registry::switch_group`], [`Registry::switch_all`] |
//! | look something up when somebody asks for the metrics | [`Source`](sources::Source), [`Sources`](sources::Sources), [`ViewBuilder::sources`](encode::ViewBuilder::sources) |
//! | export what the system says of the process, and how it was built | [`plugins::Process`], [`plugins::Application`] |
//! | measure at a rate, or when the program says so | [`poll`](macro@poll), [`plugins::Poll`], [`plugins::Manual`] |
//! | tell what happens to whoever listens | [`Event`](macro@Event), [`on_event`], and [`events`] |
//! | record metrics of that | [`#[on(..)]`](guide::events) |
//! | find what is wrong with an exposition, whoever wrote it | [`lint()`](encode::lint) |
//! | read values in a test | [`Counter::get`] and its like, [`Registry::gather`], or [`Registry::gather_at`] for what expires |
//!
//! # Features
//!
//! | feature | default | brings |
//! |---|---|---|
//! | `axum` | yes | [`router`] and [`Exporter`](http::Exporter), and axum without its default features |
//! | `auth` | no | [`Auth`](http::Auth): tokens, passwords, or a gate of your own, before the metrics |
//! | `encode` | by `axum` | [`encode`](mod@encode), the formats themselves |
//! | `config` | no | [`Config::from_file`](config::Config::from_file), and with it `instance` and toml |
//! | `instance` | no | [`builder`]: an instance with plugins, polls and configuration, and with it `server` and tokio |
//! | `lint` | no | [`lint()`](encode::lint), which tells the rules that an exposition breaks, for tests and tools |
//! | `metrics` | no | [`metrics`](mod@metrics): what libraries record by the facade `metrics`, whose recorder it is from before `main`; for binaries to choose |
//! | `opentelemetry` | no | [`exemplars::from_opentelemetry`], and the API of OpenTelemetry |
//! | `server` | no | [`Server`](http::Server), and with it `auth`, hyper and tokio |
//! | `process` | no | [`plugins::Process`]: what the system says of the process, and with it procfs |
//! | `tls` | no | [`Tls`](http::Tls) for the server, and with it `server` and rustls |
//! | `tracing` | no | [`tracing::layer`], and `tracing-subscriber` without its formatter |
//! | `zstd` | no | answers compressed by zstd for clients that name it, beside gzip; builds C |
//! | `disabled` | no | nothing: it compiles every recording call to nothing, and no declared metric is exported; for binaries to choose |
//!
//! A crate that only declares metrics switches the default features off, and then builds neither axum nor tokio.

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

#[doc(inline)]
pub use gapless_core::{
    dynamic, events, Counter, Error, ErrorKind, Event, Gauge, Histogram, Info, LabelSet, LabelValue, Outcome,
    Registry, StateSet, StatusClass, Summary, Timer, UpDownCounter, UpDownGuard,
};
#[cfg(feature = "encode")]
#[doc(inline)]
pub use gapless_encode as encode;
#[cfg(feature = "axum")]
#[doc(inline)]
pub use gapless_http::router;
#[cfg(any(feature = "instance", feature = "process"))]
#[doc(inline)]
pub use gapless_plugins as plugins;
#[cfg(feature = "metrics")]
#[doc(inline)]
pub use gapless_plugins::metrics;
#[cfg(feature = "tracing")]
pub use gapless_plugins::tracing;

#[cfg(feature = "instance")]
#[doc(inline)]
pub use crate::instance::{builder, init, Instance};

/// What a metric declares: its name, kind, labels, buckets and place in the source code.
pub mod descriptor {
    #[doc(inline)]
    pub use gapless_core::{
        Conflict, Descriptor, Kind, Label, LabelList, LabelPattern, LabelValues, Native, NativeBuckets,
        Observe, Origin, Quantiles, Seed, Site as Location, Storage, ValueType,
    };
}

/// Values of all metrics at one moment, and the selection of metrics by name.
pub mod snapshot {
    #[doc(inline)]
    pub use gapless_core::{
        Exemplar, FamilySnapshot, HistogramValue, Number, Pattern, Selection, Series, Snapshot,
        StateSetValue, SummaryValue, Switch, Value,
    };
}

/// Sources of metrics that are read when a scrape asks for them.
pub mod sources {
    #[doc(inline)]
    pub use gapless_core::{
        source_fn, try_source_fn, Collecting, Collection, Failure, FailureReason, SampleFamily, Samples,
        Source, SourceFn, SourceState, SourceStatus, Sources,
    };
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
