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
//! | have buckets that nobody has to choose | [`#[native]`](defmetrics!#native-histograms) |
//! | go from a bucket to a trace | [`#[exemplars]`](defmetrics!#exemplars), and [`exemplars`] |
//! | make metrics while the program runs, from its configuration | [`dynamic`](mod@dynamic) |
//! | find metrics by a pattern, add up, reset, remove or describe them | [`Registry::find`], [`Selection`] |
//! | measure a library that logs by `tracing`, and your own spans | [`#[tracing]`](defmetrics!#events-and-spans-of-tracing), and [`tracing`] |
//! | be sure that a crate's metrics are there | [`expect_crates!`], and [`expect_modules!`] in a static library |
//! | serve `/metrics` | [`router`] |
//! | serve them by themselves, without an application | [`Server`] |
//! | serve a part of them to some, or with a prefix or labels | [`Exporter`] |
//! | run what measures by itself, with plugins and a configuration | [`builder`], [`Instance`], [`Config`] |
//! | see what scrapes take, and which were refused | the group `gapless_scrape`, see [`router`], and the event [`Scraped`] |
//! | guard them by a token or a password | [`Auth`] |
//! | refuse to start with declarations that clash, or with metrics missing | [`Registry::check`] |
//! | switch metrics off and on while the program runs | [`Registry::switch`], [`Registry::switch_group`], [`Registry::switch_all`] |
//! | look something up when somebody asks for the metrics | [`Source`], [`Sources`], [`ExporterBuilder::sources`] |
//! | export what the system says of the process, and how it was built | [`plugins::Process`], [`plugins::Application`] |
//! | measure at a rate, or when the program says so | [`poll`](macro@poll), [`plugins::Poll`], [`plugins::Manual`] |
//! | tell what happens to whoever listens | [`Event`](macro@Event), [`on_event`], and [`events`] |
//! | record metrics of that | [`#[on(..)]`](defmetrics!#metrics-of-events) |
//! | find what is wrong with an exposition, whoever wrote it | [`lint()`] |
//! | read values in a test | [`Counter::get`] and its like, [`Registry::gather`], or [`Registry::gather_at`] for what expires |
//!
//! # What is exported before anything happens
//!
//! Counters, up-down counters and histograms are there at zero, in all combinations of their labels' values, from the
//! first scrape, with no set-up call, also if they are declared in a module that nothing calls. So `increase()` sees the
//! first event, and an alert on a ratio has both its sides. A gauge is absent until it is set, because a temperature of
//! zero would be a lie, unless its declaration seeds it; so are a state set, and an info whose labels are not all constant.
//!
//! A crate has to be linked for its metrics to be there: one that is only named in `Cargo.toml` is not. [`expect_crates!`]
//! links it, and finds out whether it brings any. A static library for a program in C, and a library that is loaded while the
//! program runs, need more: see `docs/linking.md` in the repository, and [`expect_modules!`].
//!
//! # Recording never fails
//!
//! No call on a handle fails, panics or blocks, and none allocates after a family was first touched; an [`Info`] alone, which is set
//! now and then, takes a lock for its texts.
//!
//! A metric records a value as it is, or refuses it and counts that in `gapless_refused_total`. It never records another value.
//! Metrics that are declared, metrics that are made at run time, and measurements of events, spans, functions and libraries
//! follow one rule:
//!
//! | metric | refuses |
//! |---|---|
//! | counters of `f64` | NaN, infinity, negative amounts |
//! | histograms and summaries of durations | NaN, infinity, negative values, and 18,446,744,073 seconds (584 years) or more |
//! | histograms and summaries of `f64` | NaN and negative values; infinity is counted in the bucket `+Inf`, and makes the sum infinite |
//! | counters, histograms and summaries of `u64` | a measurement that 64 bits cannot hold in base units, as 2⁶³ kB in bytes |
//! | gauges | one NaN, whose bits stand for a gauge that is not set; they hold any other number |
//!
//! A [`Source`] emits totals, which are exported as they are; a counter of a source that is negative or NaN fails the source.
//!
//! # What is switched off
//!
//! A metric that turns out to be costly can be switched off while the program runs, alone, with its group or with all. What is
//! recorded then is dropped for the price of a load and a branch, and its series are left out of the exposition, as those
//! of a target that is down. Its numbers are kept, so it goes on without a reset once it is on again: [`Switch`].
//!
//! ```
//! # gapless::defmetrics! {
//! #     #![group = "chat"]
//! #     /// Chat messages received.
//! #     counter chat_messages_total;
//! # }
//! use gapless::Registry;
//!
//! Registry::global().switch_group("chat")?.off();
//! chat_messages_total().inc();
//! Registry::global().switch("chat_messages_total")?.on();
//! assert_eq!(chat_messages_total().get(), 0);
//! # Ok::<(), gapless::Error>(())
//! ```
//!
//! # A server of its own
//!
//! A program that serves nothing else, or whose metrics are not for those who reach its other routes, has the feature
//! `server`: [`Server`] listens at a port or a Unix socket of its own, and bounds what clients may take of connections, time
//! and memory. With the feature `tls` it speaks HTTPS, and takes a new certificate when its files change: [`Tls`].
//!
//! ```no_run
//! # #[cfg(feature = "tls")]
//! # async fn serve(token: &str) -> Result<(), Box<dyn std::error::Error>> {
//! use gapless::{Auth, Server, Tls};
//!
//! let server = Server::bind("0.0.0.0:9464")
//!     .auth(Auth::bearer([token])?)
//!     .tls(Tls::from_files("metrics.pem", "metrics.key")?)
//!     .start()
//!     .await?;
//! // ...
//! server.shutdown().await;
//! # Ok(())
//! # }
//! ```
//!
//! # Views
//!
//! There is one world of metrics, and each reader may have a view of it: an [`Exporter`] has some groups or names, perhaps with
//! a prefix before names and labels on all series. Several of them are served at once, each at a path of its own, by an
//! application or by a [`Server`].
//!
//! ```
//! # #[cfg(feature = "axum")]
//! # fn app() -> Result<axum::Router, gapless::encode::Error> {
//! # gapless::defmetrics! {
//! #     #![group = "orders"]
//! #     /// Orders.
//! #     counter orders_total;
//! # }
//! use axum::Router;
//! use gapless::Exporter;
//!
//! let ops = Exporter::builder().drop_groups(["orders"]).build()?;
//! let biz = Exporter::builder().groups(["orders"]).prefix("shop").label("region", "eu").build()?;
//! let app: Router = Router::new().merge(ops.router_at("/metrics/ops")).merge(biz.router_at("/metrics/biz"));
//! # Ok(app)
//! # }
//! # #[cfg(feature = "axum")]
//! # app().unwrap();
//! ```
//!
//! Clients get a part of a view by `/metrics?name[]=orders_total`, as often as they have names.
//!
//! # An instance
//!
//! Declared metrics need no set-up. What measures by itself does: with the feature `instance`, [`builder`] starts polls, manual
//! measurements, sources and [plugins](plugins::Plugin), as the code, a file or the environment [says](Config), and
//! [ends](Instance::shutdown) them.
//!
//! ```no_run
//! # #[cfg(feature = "config")]
//! # mod example {
//! use gapless::plugins::Poll;
//! use gapless::Config;
//!
//! # gapless::defmetrics! {
//! #     #![group = "disk"]
//! #     /// Entries.
//! #     gauge folder_entries;
//! # }
//! async fn serve() -> Result<(), Box<dyn std::error::Error>> {
//!     let disk = Poll::new("disk", || {
//!         folder_entries().set(std::fs::read_dir(".")?.count() as f64);
//!         Ok::<_, std::io::Error>(())
//!     });
//!     let config = Config::from_file("gapless.toml")?.env()?;
//!     let metrics = gapless::builder().config(config).poll(disk).start().await?;
//!     let app: axum::Router = axum::Router::new().merge(metrics.router());
//!     // ..
//!     metrics.shutdown().await;
//!     Ok(())
//! }
//! # }
//! ```
//!
//! # Who may read the metrics
//!
//! With the feature `auth`, those who have a token, or a user's password, or whom a closure lets in: [`Auth`], a layer.
//! Several tokens are accepted at once, so that a new one takes the place of an old one without a gap.
//!
//! ```
//! # #[cfg(feature = "auth")]
//! # fn app() -> Result<axum::Router, gapless::HttpError> {
//! use axum::Router;
//! use gapless::Auth;
//!
//! let app: Router = Router::new().merge(gapless::router().route_layer(Auth::bearer(["token", "next-token"])?));
//! # Ok(app)
//! # }
//! ```
//!
//! # Features
//!
//! | feature | default | brings |
//! |---|---|---|
//! | `axum` | yes | [`router`] and [`Exporter`], and axum without its default features |
//! | `auth` | no | [`Auth`]: tokens, passwords, or a gate of your own, before the metrics |
//! | `encode` | by `axum` | [`encode`](mod@encode), the formats themselves |
//! | `config` | no | [`Config::from_file`], and with it `instance` and toml |
//! | `instance` | no | [`builder`]: an instance with plugins, polls and configuration, and with it `server` and tokio |
//! | `lint` | no | [`lint()`], which tells the rules that an exposition breaks, for tests and tools |
//! | `metrics` | no | [`metrics`](mod@metrics): what libraries record by the facade `metrics`, whose recorder it is from before `main`; for binaries to choose |
//! | `opentelemetry` | no | [`exemplars::from_opentelemetry`], and the API of OpenTelemetry |
//! | `server` | no | [`Server`], and with it `auth`, hyper and tokio |
//! | `process` | no | [`plugins::Process`]: what the system says of the process, and with it procfs |
//! | `tls` | no | [`Tls`] for the server, and with it `server` and rustls |
//! | `tracing` | no | [`tracing::layer`], and `tracing-subscriber` without its formatter |
//! | `zstd` | no | answers compressed by zstd for clients that name it, beside gzip; builds C |
//! | `disabled` | no | nothing: it compiles every recording call to nothing, and no declared metric is exported; for binaries to choose |
//!
//! A crate that only declares metrics switches the default features off, and then builds neither axum nor tokio.

mod answer;
#[cfg(feature = "instance")]
mod config;
pub mod exemplars;
#[cfg(feature = "instance")]
mod instance;

#[cfg(feature = "tracing")]
pub use gapless_plugins::tracing;

pub use gapless_core::{
    events, source_fn, try_source_fn, Collecting, Collection, Conflict, Counter, Descriptor, Error,
    ErrorKind, Event, Exemplar, Failure, FailureReason, Family, FamilySnapshot, Gauge, Histogram,
    HistogramValue, Info, Kind, Label, LabelList, LabelPattern, LabelSet, LabelValue, LabelValues, Native,
    NativeBuckets, Number, Observe, Origin, Outcome, Pattern, Precision, Quantiles, Registry, SampleFamily,
    Samples, Seed, Selection, Series, Site, Snapshot, Source, SourceFn, SourceState, SourceStatus, Sources,
    StateSet, StateSetValue, StatusClass, Storage, Summary, SummaryValue, Switch, Timer, UpDownCounter,
    UpDownGuard, Value, WithExemplar,
};

#[doc(inline)]
pub use gapless_core::dynamic;
#[cfg(feature = "encode")]
#[doc(inline)]
pub use gapless_encode as encode;
#[cfg(feature = "lint")]
#[doc(inline)]
pub use gapless_encode::lint;
#[cfg(feature = "tls")]
pub use gapless_http::Tls;
#[cfg(feature = "axum")]
pub use gapless_http::{router, Exporter, ExporterBuilder, Scraped};
#[cfg(feature = "auth")]
pub use gapless_http::{Auth, Error as HttpError, ErrorKind as HttpErrorKind};
#[cfg(feature = "server")]
pub use gapless_http::{Server, ServerBuilder};
#[cfg(any(feature = "instance", feature = "process"))]
#[doc(inline)]
pub use gapless_plugins as plugins;

#[cfg(feature = "metrics")]
#[doc(inline)]
pub use gapless_plugins::metrics;

#[cfg(feature = "instance")]
pub use crate::config::{
    Config, ConfigError, ConfigErrorKind, ConfigMistake, Place, Secret, ServerConfig, Strategy,
};
#[cfg(feature = "instance")]
pub use crate::instance::{builder, init, Instance, InstanceBuilder, StartError, StartErrorKind};

/// What is known of the program when it is built, for [`Application`](plugins::Application): the name and the version of the
/// package that this stands in, whether debug assertions are on, the compiler's version, and the commit.
///
/// The commit is what the environment of the build says, by the first of these names that is there: `VERGEN_GIT_SHA`, as the crate
/// vergen sets it, `GIT_COMMIT`, `GITHUB_SHA` or `CI_COMMIT_SHA`.
///
/// ```
/// use gapless::plugins::Application;
/// use gapless::{Exporter, Sources};
///
/// let sources = Sources::new();
/// sources.add(Application::new(gapless::build_info!()))?;
/// let app: axum::Router = Exporter::builder().sources(sources).build()?.router();
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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

/// Makes an enum a label: its variants are the label's values.
///
/// ```
/// use gapless::LabelValue;
///
/// #[derive(Clone, Copy, LabelValue)]
/// enum Channel {
///     Gossip,
///     #[label(rename = "off-topic")]
///     OffTopic,
/// }
///
/// assert_eq!(Channel::Gossip.as_label(), "gossip");
/// assert_eq!(Channel::OffTopic.as_label(), "off-topic");
/// assert_eq!(Channel::CARDINALITY, 2);
/// ```
///
/// A value is the variant's name in `snake_case`, unless one of these says otherwise:
///
/// | attribute | on | means |
/// |---|---|---|
/// | `#[label(rename_all = "kebab-case")]` | the enum | another case, of those that serde knows |
/// | `#[label(rename = "off-topic")]` | a variant | this text, whatever its characters |
/// | `#[label(crate = path)]` | the enum | where Gapless is, if not at `::gapless` |
///
/// Variants may carry data, which the label does not show: that is how an error type becomes a label.
///
/// ```
/// use gapless::LabelValue;
///
/// #[derive(LabelValue)]
/// enum RegisterError {
///     NameTaken,
///     Database(std::io::Error),
/// }
///
/// assert_eq!(RegisterError::Database(std::io::Error::other("disk full")).as_label(), "database");
/// ```
///
/// Some types are labels without the derive: `bool`, [`StatusClass`] for the status code of a response, and `Option<T>` of
/// another label type, whose `None` leaves the label out.
///
/// ```
/// use gapless::{defmetrics, LabelValue, StatusClass};
///
/// defmetrics! {
///     /// Responses.
///     counter responses_total(status: StatusClass);
/// }
///
/// responses_total(StatusClass::from(200)).inc(); // responses_total{status="2xx"} 1
/// assert_eq!(StatusClass::from(503).as_label(), "5xx");
/// ```
///
/// # Errors
///
/// It does not compile on anything but an enum, on an enum without variants, and where two values are equal or one is
/// empty.
pub use gapless_macros::LabelValue;

/// Makes a struct an event: what happens, told by [`emit`](trait@Event#method.emit) to whoever listens.
///
/// ```
/// use std::time::Duration;
///
/// use gapless::{events, Event, LabelValue};
///
/// #[derive(Clone, Copy, LabelValue)]
/// enum Origin {
///     Web,
///     Import,
/// }
///
/// #[derive(Event)]
/// #[event(name = "account.created")]
/// struct AccountCreated {
///     origin: Origin,
///     #[event(measure)]
///     took: Duration,
/// }
///
/// events::attach::<AccountCreated>("slow accounts", |event| {
///     if event.took > Duration::from_secs(1) {
///         println!("that took long: {}", event.origin.as_label());
///     }
/// })?;
/// AccountCreated { origin: Origin::Web, took: Duration::from_millis(250) }.emit();
/// events::detach("slow accounts")?;
/// # Ok::<(), gapless::Error>(())
/// ```
///
/// Emitting while nobody listens is a load and a branch, so that a library can tell of whatever may be of interest to somebody.
/// Handlers are called one after the other in the thread that emits, and may be slow for it alone. One that panics hurts neither
/// the caller nor the others, stays attached, and is counted in `gapless_event_handler_failures_total`, unless it is to be
/// [detached](events::NewHandler::detach_after) for it.
///
/// A handler may emit, attach and detach: an emit calls the handlers that were attached when it began. Events that a handler
/// emits are told before it goes on; handlers that emit without end are stopped 16 deep, and counted in the same
/// metric. Several that emit what they listen to make many calls until then, so let none do it.
///
/// | attribute | on | means |
/// |---|---|---|
/// | `#[event(name = "account.created")]` | the struct | its name, words joined by dots; the type's name in `snake_case` otherwise |
/// | `#[event(span)]` | the struct | it is a [span](#spans) |
/// | `#[event(crate = path)]` | the struct | where Gapless is, if not at `::gapless` |
/// | `#[event(measure)]` | a field | a measurement: a `Duration`, or a number of something |
/// | `#[event(measure = "ms")]` | a field | a number in `ns`, `us`, `ms`, `s`, `B`, `kB` or `MB` |
///
/// Other fields may be of any type; labels and texts are what handlers of [many events](events::attach_many) see of them, or what
/// `Debug` writes; [`events::write_to`] writes them out, to see what is told. An event may borrow for one lifetime, as `PageServed<'a> { path: &'a str }`, so that it need not allocate.
///
/// # Spans
///
/// Work that takes its time is told of twice, when it starts and when it ends: as [`Started`](events::Started) and as
/// [`Ended`](events::Ended), which has the duration, and the outcome: `ok`, `error`, `panic`, or `cancelled` for a future that is
/// dropped before it is ready. Both have the number of the span.
///
/// ```
/// use gapless::events::{self, Ended};
/// use gapless::{defmetrics, Event, Outcome};
///
/// #[derive(Event)]
/// #[event(name = "db.query", span)]
/// struct Query {
///     rows: usize,
/// }
///
/// defmetrics! {
///     /// Time of queries.
///     #[on(Ended<'_, Query>, measure = duration)]
///     histogram query_duration_seconds(outcome: Outcome);
///
///     /// Rows that were read.
///     #[on(Ended<'_, Query>, measure = |event| event.of.rows)]
///     counter query_rows_total;
/// }
///
/// let rows = events::try_span(Query { rows: 0 }, |query| {
///     let rows = "1 2 3".split(' ').map(str::parse::<u8>).collect::<Result<Vec<_>, _>>()?;
///     query.rows = rows.len();
///     Ok::<_, std::num::ParseIntError>(rows)
/// })?;
/// assert_eq!(rows, [1, 2, 3]);
/// assert_eq!(query_duration_seconds(Outcome::Ok).get().counts.iter().sum::<u64>(), 1);
/// assert_eq!(query_rows_total().get(), 3);
/// # Ok::<(), std::num::ParseIntError>(())
/// ```
///
/// [`span`](events::span) is of work without errors, [`span_async`](events::span_async) and
/// [`try_span_async`](events::try_span_async) are of futures. An error is told of by its type, never by its words.
///
/// # Errors
///
/// It does not compile on anything but a struct whose fields have names, and where a measurement is neither a duration nor a
/// number.
pub use gapless_macros::Event;

/// Makes a function a handler of the event that is its argument, without anybody attaching it.
///
/// ```
/// use gapless::{on_event, Event};
///
/// #[derive(Event)]
/// struct PageServed<'a> {
///     path: &'a str,
/// }
///
/// #[on_event]
/// fn log(event: &PageServed<'_>) {
///     println!("{}", event.path);
/// }
///
/// PageServed { path: "/games" }.emit();
/// ```
///
/// It is called in the thread that emits, from wherever in the program it stands. Its id, by which it is
/// [listed](events::list), counted where it fails, and [detached](events::detach), is its path: `my_crate::log`.
/// `#[on_event(crate = path)]` says where Gapless is, if not at `::gapless`.
///
/// # Errors
///
/// It does not compile on what has another number of arguments than one, or returns something, or is `async`, and on methods.
pub use gapless_macros::on_event;

/// Declares metrics: for each, a function that has an argument for each label and returns a handle.
///
/// ```
/// use gapless::{defmetrics, LabelValue};
/// use std::time::Instant;
///
/// #[derive(Clone, Copy, LabelValue)]
/// enum Channel {
///     Gossip,
///     OffTopic,
/// }
///
/// defmetrics! {
///     #![namespace = "grapevine"]
///     #![group = "chat"]
///
///     /// Chat messages received.
///     pub counter chat_messages_total(channel: Channel);
///
///     /// Time to hand one message to everyone in the channel.
///     #[buckets(exponential(0.0005, 2.0, 14))]
///     pub histogram broadcast_duration_seconds(channel: Channel);
///
///     /// Clients connected.
///     pub up_down_counter clients_connected;
///
///     /// When the game list was last rebuilt.
///     pub gauge game_list_rebuilt_timestamp_seconds;
///
///     /// Room for clients.
///     #[seed(100.0)]
///     pub gauge client_capacity;
/// }
///
/// let started = Instant::now();
/// let connected = clients_connected().guard();
/// chat_messages_total(Channel::Gossip).inc();
/// broadcast_duration_seconds(Channel::Gossip).observe(started.elapsed());
/// assert_eq!(chat_messages_total(Channel::Gossip).get(), 1);
/// assert_eq!(chat_messages_total(Channel::OffTopic).get(), 0);
/// assert_eq!(clients_connected().get(), 1);
/// assert_eq!(game_list_rebuilt_timestamp_seconds().get(), None);
/// ```
///
/// # A declaration
///
/// `/// Help.` `#[attributes]` `visibility` `type` `name` `(label: Type, ..)` `: value` `;`
///
/// The first paragraph of the doc comment is the metric's HELP. There may be up to eight labels that are arguments. A
/// metric without any is a `const fn`, so its handle can be a `static`.
///
/// | label | means |
/// |---|---|
/// | `channel: Channel` | a [`LabelValue`](macro@LabelValue): every value is known, and there from the start |
/// | `game: &str`, `String`, `impl AsRef<str>`, .. | an [open label](#open-labels): any string, up to a bound |
/// | `status: Option<StatusClass>`, `game: Option<&str>`, .. | a label that may be absent: `None` leaves it out |
/// | `queue = "mail"` | always this text; no argument |
///
/// | type | handle | values | before anything happens |
/// |---|---|---|---|
/// | `counter` | [`Counter`] | `u64`; `: f64` for doubles | zero |
/// | `up_down_counter` | [`UpDownCounter`] | integers | zero |
/// | `gauge` | [`Gauge`] | `f64` | absent |
/// | `stateset` | [`StateSet`] | [states](#state-sets), as `stateset worker_state: State` | absent |
/// | `info` | [`Info`] | [labels](#infos) alone | absent, unless all labels are constant |
/// | `histogram` | [`Histogram`] | durations if the name ends in `_seconds`, `u64` if in `_bytes` or with `: u64`, else `f64` | zero |
/// | `summary` | [`Summary`] | the same | zero, its [quantiles](#summaries) NaN |
///
/// | attribute | means |
/// |---|---|
/// | `#[buckets(0.1, 0.5, 1)]` | upper bounds, `+Inf` apart; durations have default ones |
/// | `#[buckets(linear(start, width, count))]` | `start`, `start + width`, .. |
/// | `#[buckets(exponential(start, factor, count))]` | `start`, `start * factor`, .. |
/// | `#[native]`, `#[native(factor = 1.05, ..)]` | [native buckets](#native-histograms) beside those |
/// | `#[quantiles(0.5, 0.99)]`, `#[window("10m")]` | which quantiles a [summary](#summaries) has, and how far they reach back |
/// | `#[exemplars]` | a counter or a histogram keeps [exemplars](#exemplars) |
/// | `#[tracing(target = "sqlx::query", ..)]` | records are made of [events and spans of `tracing`](#events-and-spans-of-tracing) |
/// | `#[seed(0.0)]`, `#[seed(function)]` | where a gauge starts, with all its labels |
/// | `#[seed(State::Idle)]` | the same of a state set |
/// | `#[seed(game = ["chess", "go"])]` | values that an open label has from the start |
/// | `#[seed(none)]` | a series is absent until something is recorded into it |
/// | `#[skip(channel = "gossip", bot = "true")]` | a combination that cannot happen, so that it is not there; one for each |
/// | `#[max_series(1000)]` | a budget of its own, and the bound on open labels |
/// | `#[expire_after("10m")]` | values of open labels are removed once nothing was recorded into them for so long |
/// | `#[unit("requests")]` | a unit that is no base unit and that the name ends in; `#[unit(none)]`: the name ends in none |
/// | `#[storage(shared)]` | its cells are shared by all threads, which takes a locked instruction for each record; for programs with very many threads and very many series |
/// | `#[name("http.requests_total")]` | the whole name, of any characters; also on a label |
/// | `#[unconventional_name("reason")]` | the names of the metric and its labels may break [recommendations](#names) |
/// | `#[on(AccountCreated)]` | it is recorded of [events](#metrics-of-events) |
/// | `#[cfg(..)]`, `#[allow(..)]`, `#[expect(..)]`, `#[deprecated]` | as on any item |
///
/// | for the block | means |
/// |---|---|
/// | `#![namespace = "grapevine"]` | what each name starts with, joined by `_` |
/// | `#![group = "chat"]` | what the metrics belong to |
/// | `#![crate = path]` | where Gapless is, if not at `::gapless` |
///
/// # Open labels
///
/// A label whose values only the running program knows needs a bound, lest somebody else's input fill the memory of
/// Prometheus. With `max_series(N)` there is room for N series: for N values of one open label of a counter, for fewer
/// where each value has several series because of typed labels beside it or of buckets. Several open labels share that
/// room: each combination that is seen takes a part of it. A value has its place, at zero, from the moment that its handle
/// is taken; listed ones have theirs from the start. Once all places are taken, every further value is
/// `_other`, for which there is always room, and is counted in `gapless_overflowed_total{metric}`.
///
/// ```
/// use gapless::{defmetrics, Registry, Value};
///
/// defmetrics! {
///     /// Messages by game.
///     #[max_series(2)]
///     #[seed(game = ["chess"])]
///     counter game_messages_total(game: &str);
/// }
///
/// for game in ["chess", "go", "dice", "tag"] {
///     game_messages_total(game).inc();
/// }
/// let snapshot = Registry::global().gather();
/// let value = |name, labels: &[_]| snapshot.value(name, labels).map(Value::as_f64);
/// assert_eq!(value("game_messages_total", &[("game", "go")]), Some(1.0));
/// assert_eq!(value("game_messages_total", &[("game", "_other")]), Some(2.0));
/// assert_eq!(value("gapless_overflowed_total", &[("metric", "game_messages_total")]), Some(2.0));
/// ```
///
/// An open label may be optional: `Option<&str>`, or an `Option` of another string. `None` leaves the label out, and so does an
/// empty string: to Prometheus, a label with an empty value and an absent label are the same. The series without the label
/// takes one of the places, and `""` lists it in `#[seed(..)]`.
///
/// ```
/// # gapless::defmetrics! {
/// #     /// Visits by the site that they come from.
/// #     #[max_series(1000)]
/// #     counter visits_total(referrer: Option<&str>);
/// # }
/// visits_total(Some("search")).inc(); // visits_total{referrer="search"} 1
/// visits_total(None).inc(); // visits_total 1
/// ```
///
/// A value that will not come again can be removed, by any handle of it: [`Counter::remove`] and its like. Its series are
/// gone then, those of typed labels beside it too, and its place is free for another value. Where it does come again, be it
/// through a handle that was kept, it starts anew, from zero and with a created timestamp of its own; only a handle that is
/// kept while four thousand others are removed counts as `_other` then. A guard of an up-down counter whose value was removed
/// lowers nothing when it is dropped. Values of typed labels stay.
///
/// ```
/// # gapless::defmetrics! {
/// #     /// Messages by game.
/// #     #[max_series(2)]
/// #     counter game_messages_total(game: &str);
/// # }
/// game_messages_total("chess").inc_by(5);
/// assert!(game_messages_total("chess").remove());
/// game_messages_total("chess").inc();
/// assert_eq!(game_messages_total("chess").get(), 1);
/// ```
///
/// `#[expire_after("10m")]` removes them by itself, the value `_other` too: any into which nothing was recorded for so long,
/// whatever its type, be it a zero or a gauge's same value again. It is a gathering that looks and removes, so a value goes
/// late by up to as much as gatherings are apart, and stays while nobody gathers. To take a handle of a value is a use of it
/// as well; to ask a handle that is kept is none. Listed values stay, and so does an up-down counter that is not at zero, as
/// its guards are still to end. While all places are taken, what is new is `_other`, until something expires; a handle that
/// is taken meanwhile stays there. The duration is as Prometheus writes it, `1h30m`.
///
/// ```
/// use std::time::{Duration, Instant};
///
/// use gapless::{defmetrics, Registry};
///
/// defmetrics! {
///     /// Messages by player.
///     #[max_series(1000)]
///     #[expire_after("10m")]
///     counter player_messages_total(player: &str);
/// }
///
/// let start = Instant::now();
/// let is_there_after = |minutes: u64| {
///     let snapshot = Registry::global().gather_at(start + Duration::from_secs(60 * minutes));
///     snapshot.value("player_messages_total", &[("player", "ann")]).is_some()
/// };
/// let ann = player_messages_total("ann");
/// ann.inc();
/// assert!(is_there_after(1));
/// assert!(is_there_after(10));
/// assert!(!is_there_after(11));
/// ann.inc();
/// assert_eq!(ann.get(), 1);
/// ```
///
/// # Summaries
///
/// A `summary` has quantiles that the program works out itself, of what it observed lately, beside the sum and the count of all.
/// **They cannot be added up** over servers or label sets, nor taken over another span of time. What a server can do so is a
/// histogram, best one with [native buckets](#native-histograms); a summary is for dashboards that have no other way.
///
/// A quantile is within 1.1 % of an observation that is there. Without `#[quantiles(..)]` there are 0.5, 0.9 and 0.99; without
/// `#[window(..)]` they reach ten minutes back. They reach up to a fifth further, and where the program is scraped less often than
/// five times in a window, to the scrape before that. Where nothing was observed lately they are NaN. A record costs as much
/// as that of a native histogram, and takes as much memory.
///
/// ```
/// use std::time::Duration;
///
/// use gapless::defmetrics;
///
/// defmetrics! {
///     /// Time to find a game.
///     #[quantiles(0.5, 0.99)]
///     #[window("5m")]
///     summary search_duration_seconds(cached: bool);
/// }
///
/// search_duration_seconds(true).observe(Duration::from_millis(20));
/// let summary = search_duration_seconds(true).get();
/// assert!((summary.quantile(0.99) - 0.02).abs() < 0.02 * 0.011);
/// ```
///
/// # State sets
///
/// A `stateset` says which one of its states something is in, which a gauge of numbers would leave to be looked up. The states
/// are the values of a [`LabelValue`](macro@LabelValue) that stands where other types have that of their values. There is a
/// series for each state, with a label of the metric's own name: 1 for the state that it is in, and 0 for all others. Whatever
/// reads them sees exactly one state. For OpenMetrics it is a `stateset`, for text a gauge. In the budget, a label set counts
/// as many series as there are states.
///
/// ```
/// use gapless::{defmetrics, LabelValue};
///
/// #[derive(Clone, Copy, LabelValue)]
/// enum State {
///     Idle,
///     Busy,
/// }
///
/// defmetrics! {
///     /// What the worker does.
///     #[seed(State::Idle)]
///     stateset worker_state(mail: bool): State;
/// }
///
/// worker_state(true).set(State::Busy); // worker_state{mail="true",worker_state="idle"} 0
/// assert_eq!(worker_state(true).get(), Some("busy")); // worker_state{mail="true",worker_state="busy"} 1
/// ```
///
/// # Infos
///
/// An `info` says in its labels what no number could, such as the version of a program; its value is always 1, and its name
/// ends in `_info`. It has one label set at a time: to set another one takes its place, so that no join finds two. That needs
/// no bound, however open the labels are. Until it is set it is absent; where all labels are constant it is there from the start, with
/// nothing to set. For OpenMetrics it is an `info`, for text a gauge.
///
/// ```
/// use gapless::{defmetrics, Registry};
///
/// defmetrics! {
///     /// The schema of the database.
///     info schema_info(version: &str);
///
///     /// The package.
///     info package_info(version = env!("CARGO_PKG_VERSION"));
/// }
///
/// schema_info("41").set();
/// schema_info("42").set(); // schema_info{version="42"} 1
/// assert!(schema_info("42").is_set() && package_info().is_set());
/// assert_eq!(Registry::global().gather().value("schema_info", &[("version", "41")]), None);
/// ```
///
/// # Native histograms
///
/// With `#[native]`, a histogram also counts in buckets that nobody has to choose: each is wider than the one before it by
/// the same factor, over the whole range of values, and those that nothing was observed in cost nothing. One record counts
/// for both kinds of buckets, so the two never disagree.
///
/// **The text formats cannot carry native buckets.** They are in the format of protocol buffers, for which Prometheus asks
/// when it takes native histograms: `scrape_native_histograms: true` in its configuration, or with versions before 3.8
/// `--enable-feature=native-histograms`. The classic ones are in every format; `always_scrape_classic_histograms: true` has
/// it store both. Set that also where it asks for protocol buffers and does not take native histograms, as it does with
/// `--enable-feature=created-timestamp-zero-ingestion` alone: it would store neither.
///
/// | key | default | means |
/// |---|---|---|
/// | `factor = 1.05` | 1.1 | the most that a bucket's upper bound is times its lower one. Prometheus has 13 schemas, and the coarsest one that is fine enough is taken, for 1.1 schema 3; 1.0027 is the finest |
/// | `zero_threshold = 0.001` | 2^-128 | values up to this one are in one bucket, the zero bucket |
/// | `max_buckets = 100` | 160 | the most buckets that a series is exported with |
/// | `max_zero_threshold = 0.01` | none | how far the zero bucket is widened for that, before all buckets become coarser |
///
/// If a series has more buckets than `max_buckets`, a scrape first widens the zero bucket, as far as `max_zero_threshold`
/// allows, and then merges pairs of buckets until there are few enough. The counts themselves stay as fine as declared. A
/// series never becomes finer again, so Prometheus never takes a change of its buckets for a counter reset, and the created
/// timestamp stays.
///
/// All bounds are the doubles that Prometheus computes. If the widest zero bucket would end within a merged bucket and
/// has some of its observations, the zero bucket takes the whole merged bucket, and so ends above `max_zero_threshold`.
///
/// ```
/// use gapless::defmetrics;
///
/// defmetrics! {
///     /// Time to parse.
///     #[native]
///     #[buckets(0.1, 1)]
///     histogram parse_duration_seconds;
/// }
///
/// parse_duration_seconds().observe(0.25);
/// parse_duration_seconds().observe(0.26);
/// let native = parse_duration_seconds().get().native.unwrap();
/// assert_eq!(native.schema, 3);
/// assert_eq!(native.buckets, [(-16, 1), (-15, 1)]); // up to 2^(-16/8) = 0.25, and from there up to 2^(-15/8) = 0.27
/// ```
///
/// A record takes the classic bucket, the native one, and an addition in cells of the thread's own as any other record; a
/// thread has cells for the octaves that it has recorded in, in pages of 64 numbers for each label set, and of more for
/// finer schemas. In the budget, a label set counts as that of any histogram.
///
/// # Exemplars
///
/// With `#[exemplars]`, a counter keeps one of its records, and a histogram one for each bucket, with the ids of the trace
/// that it belongs to: who sees a slow request in a graph goes from there to its trace. OpenMetrics and protocol buffers have
/// them, and so has what [`Registry::gather`] returns; the text format cannot carry them.
///
/// What trace the current thread works for says [`exemplars::from_opentelemetry`], or a function of the program's:
/// [`exemplars::from_source`]. Where there is no trace, or one that is not sampled, nothing is kept. A record may give labels
/// itself, of up to 128 code points; what is longer is refused, and counted in `gapless_refused_total`, while the record
/// counts.
///
/// ```
/// use std::time::Duration;
///
/// use gapless::{defmetrics, Registry};
///
/// defmetrics! {
///     /// Time to take an order.
///     #[exemplars]
///     #[buckets(0.1, 1)]
///     histogram order_duration_seconds;
/// }
///
/// order_duration_seconds().with_exemplar([("order", "4711")]).observe(Duration::from_millis(250));
/// let snapshot = Registry::global().gather();
/// let series = &snapshot.family("order_duration_seconds").unwrap().series[0];
/// let exemplar = series.exemplars[1].as_ref().unwrap(); // of the bucket up to 1
/// assert_eq!(exemplar.labels().collect::<Vec<_>>(), [("order", "4711")]);
/// assert_eq!(exemplar.value.as_f64(), 0.25);
/// ```
///
/// Of records that belong to a trace, the first one after each gathering is kept: more are for nobody to see, and to look
/// whether one is due takes a record a look at one cache line. One whose labels are given is always kept, so that the last one stands. No
/// thread waits for another: where two are at one bucket, one of them leaves it to the other. A metric without exemplars
/// pays nothing; one that has them takes the way of an open label, with 128 bytes for each bucket, all of them from the first
/// exemplar on, and 512 more once one is longer than 80 bytes.
///
/// # Events and spans of `tracing`
///
/// A library that knows nothing of Gapless often tells by [`tracing`](https://docs.rs/tracing) what it does. `#[tracing(..)]` makes
/// records of that, once the layer of the feature `tracing` is in the program's subscriber: `registry().with(gapless::tracing::layer())`.
/// The metric is as any other: typed, at zero from the start, and its accessor is there too. Without the layer, nothing feeds it.
///
/// | key | means |
/// |---|---|
/// | `target = "sqlx::query"` | those of this target; `"sqlx::*"` is that target and all below it |
/// | `event`, `event = "name"` | events, which is the default; those with a name of their own |
/// | `span`, `span = "request"` | spans when they close, of this name |
/// | `level = "warn"` | those of this level, and more severe ones |
/// | `measure = "elapsed_secs"` | records this field, which is a number, or a text that is one |
/// | `measure = duration` | records how long a span was open; a `_seconds` histogram of spans does by itself |
/// | `unit = "ms"` | what the field is in: `ns`, `us`, `ms`, `s`, or `B`, `kB`, `MB`; it becomes the metric's seconds or bytes |
/// | `tags(kind = "db.kind")` | the field of a label; without a tag, it is the one of the label's name |
/// | `tags(kind = Kind::of("summary"))` | what a function makes of a field's text, for a typed label |
/// | `tags(severity = level)` | what is known of each event: its `level`, `target` or `name` |
///
/// A counter counts, or adds up what is measured; a gauge has the last value; a histogram or a summary observes; an
/// `up_down_counter` is how many spans are open, by the fields that they were opened with. Several attributes feed
/// one metric from several places. An event or a span without a field that the metric needs is none of its: so it is the fields,
/// too, that choose.
///
/// A field is the value of a typed label by its text, whether it is a text, a number, a `bool` or what `Display` or `Debug`
/// write; of a [`StatusClass`] it is the number. What is none of the label's values is the value `_other`, if the type has one;
/// otherwise it is not recorded, and counted in `gapless_refused_total`, as what is no number is. An `Option` is
/// `None` where there is no such field.
///
/// ```
/// use gapless::{defmetrics, LabelValue, StatusClass};
///
/// #[derive(Clone, Copy, LabelValue)]
/// enum Statement {
///     Select,
///     Insert,
///     Other,
/// }
///
/// impl Statement {
///     fn of(summary: &str) -> Self {
///         match summary.split(' ').next() {
///             Some("SELECT") => Statement::Select,
///             Some("INSERT") => Statement::Insert,
///             _ => Statement::Other,
///         }
///     }
/// }
///
/// defmetrics! {
///     /// Time of the database's statements.
///     #[tracing(target = "sqlx::query", measure = "elapsed_secs", tags(statement = Statement::of("summary")))]
///     histogram query_duration_seconds(statement: Statement);
///
///     /// Time of requests, each a span of ours.
///     #[tracing(span = "request")]
///     histogram request_duration_seconds(status: StatusClass);
///
///     /// Requests that are being answered.
///     #[tracing(span = "request")]
///     up_down_counter requests_in_flight;
/// }
/// # #[cfg(feature = "tracing")]
/// # fn main() {
/// use tracing_subscriber::layer::SubscriberExt;
///
/// let subscriber = tracing_subscriber::registry().with(gapless::tracing::layer());
/// tracing::subscriber::with_default(subscriber, || {
///     let request = tracing::info_span!("request", status = tracing::field::Empty).entered();
///     tracing::debug!(target: "sqlx::query", summary = "SELECT name FROM games", elapsed_secs = 0.002);
///     assert_eq!(requests_in_flight().get(), 1);
///     request.record("status", 200);
/// });
/// assert_eq!(query_duration_seconds(Statement::Select).get().sum.as_f64(), 0.002);
/// assert_eq!(request_duration_seconds(StatusClass::from(200)).get().count(), 1);
/// # }
/// # #[cfg(not(feature = "tracing"))]
/// # fn main() {}
/// ```
///
/// Variants that only events name are made by nobody, as the compiler sees it: `#[expect(dead_code)]` above such an enum says that it is
/// meant so.
///
/// The layer wants what is declared and nothing else: a callsite that no layer wants stays off, and costs what it did. It sees what filters of
/// the whole subscriber let through, so give a filter to the layer that writes the log instead:
/// `fmt::layer().with_filter(LevelFilter::INFO)`. What a callsite feeds is found out when it is seen first; an event then takes a look at the
/// fields that are needed, and no memory, but for values of open labels that are new. A measured span takes some of the registry's.
///
/// # Metrics of events
///
/// With `#[on(..)]` a metric is recorded of each [event](macro@Event) of a type: a counter counts it or adds a measurement up, a
/// histogram or a summary observes one, a gauge is set to one. There may be several of them.
///
/// ```
/// use std::time::Duration;
///
/// use gapless::{defmetrics, Event, LabelValue};
///
/// #[derive(Clone, Copy, LabelValue)]
/// enum Origin {
///     Web,
///     Import,
/// }
///
/// #[derive(Event)]
/// struct AccountCreated {
///     origin: Origin,
///     is_test: bool,
///     #[event(measure)]
///     took: Duration,
///     #[event(measure = "kB")]
///     avatar: u64,
/// }
///
/// defmetrics! {
///     /// Accounts created.
///     #[on(AccountCreated, drop = |event| event.is_test)]
///     counter new_accounts_total(origin: Origin);
///
///     /// Time to create an account.
///     #[on(AccountCreated, measure = took, tags(of_import = matches!(event.origin, Origin::Import)))]
///     histogram account_creation_seconds(of_import: bool);
///
///     /// Size of avatars.
///     #[on(AccountCreated, measure = avatar)]
///     counter avatar_bytes_total;
/// }
///
/// AccountCreated { origin: Origin::Web, is_test: false, took: Duration::from_millis(3), avatar: 12 }.emit();
/// assert_eq!(new_accounts_total(Origin::Web).get(), 1);
/// assert_eq!(account_creation_seconds(false).get().sum.as_f64(), 0.003);
/// assert_eq!(avatar_bytes_total().get(), 12_000);
/// ```
///
/// | key | means |
/// |---|---|
/// | `measure = took` | the field with the measurement |
/// | `measure = \|event\| event.took * 2` | a function of the event that returns it |
/// | `unit = "ms"` | what that function's number is in, if not in the metric's own unit: as of fields |
/// | `tags(origin = event.origin)` | where labels come from; any other one is the field of its name |
/// | `keep = \|event\| ..`, `drop = \|event\| ..` | which events are recorded; asked first, before the tags |
///
/// A measurement is converted from its unit to that of the metric, as milliseconds to `_seconds` and megabytes to `_bytes`; times
/// and sizes that do not go together do not compile. What a function here panics with is counted in
/// `gapless_event_handler_failures_total`, under the name of the metric.
///
/// # Several declarations of one family
///
/// Two declarations of a name feed one family, from wherever they are, if type, help, unit, label names and buckets, native
/// ones too, agree. Constant labels tell them apart; what has the same labels adds up.
///
/// ```
/// mod mail {
///     gapless::defmetrics! {
///         /// Jobs done.
///         pub counter jobs_total(queue = "mail", retried: bool);
///     }
/// }
/// mod video {
///     gapless::defmetrics! {
///         /// Jobs done.
///         pub counter jobs_total(queue = "video", retried: bool);
///     }
/// }
///
/// mail::jobs_total(false).inc(); // jobs_total{queue="mail",retried="false"} 1
/// video::jobs_total(true).inc(); // jobs_total{queue="video",retried="true"} 1
/// ```
///
/// # Names
///
/// One set of rules holds for every name. Some rules are needed to read the metrics at all:
///
/// - A counter's name ends in `_total`, and an info's name in `_info`. What comes before the suffix is free:
///   `orders_created_total` is a counter like any other.
/// - No label starts with `__`. A histogram has no label `le`, and a summary no label `quantile`.
/// - No two metrics export the same name. In one block, `jobs` and `jobs_total` are a compile error.
/// - A name ends in the unit that `#[unit(..)]` gives.
///
/// Other rules are what [Prometheus recommends](https://prometheus.io/docs/practices/naming/), and
/// `promtool check metrics` reports names that break most of them:
///
/// - Names are in `snake_case`, and a metric name does not contain `:`, which is for recording rules.
/// - Units are base units in full: `_seconds`, not `_milliseconds`, `_ms` or `_minutes`.
/// - A name does not contain the type of the metric, such as `_gauge`.
/// - A name does not end in a suffix of another type: `_total`, `_count`, `_sum`, `_bucket`, `_created` or `_info`.
/// - No label is called `le` or `quantile`.
///
/// `#[unconventional_name("reason")]` switches these recommendations off for one metric and its labels. The attribute is an error
/// where no name needs it. A namespace follows all rules, because it is a part of many names.
///
/// ```
/// gapless::defmetrics! {
///     /// Delay of the replica.
///     #[unconventional_name("dashboards query this name")]
///     gauge replica_lag_ms;
/// }
/// ```
///
/// A [registry](dynamic::Registry) for metrics that are made at run time applies all of these rules as well, and
/// [`unconventional_name`](dynamic::Declaration::unconventional_name) switches the recommendations off. [Sources](Source) and the
/// recorder of the facade `metrics` carry names that others have chosen, so they follow only the rules that are needed to read
/// the metrics; the recorder rewrites names that break them.
///
/// # Names of any characters
///
/// `#[name(..)]` gives a name that Rust has not, such as OpenTelemetry's, and is the whole name: the namespace is not put
/// before it. A server that knows such names gets them in quotes; any other one, underscores in their place, or the
/// escaping that it asks for. Two names that differ in nothing else clash.
///
/// ```
/// use gapless::{defmetrics, StatusClass};
///
/// defmetrics! {
///     /// Requests served.
///     #[name("http.server.requests_total")]
///     counter requests(#[name("http.status")] status: StatusClass);
/// }
///
/// requests(StatusClass::from(200)).inc(); // {"http.server.requests_total","http.status"="2xx"} 1
/// ```
///
/// # Errors
///
/// One build reports every mistake in a block, each at its token, and no mistake is an error where a metric is used. Two kinds
/// of mistakes hide others: a declaration that cannot be read hides what is wrong with the number of its series, and an
/// error of the compiler before it checks types, such as a type that does not exist, hides mistakes that depend on types,
/// such as an open label without a bound. A declaration with a [name](#names) that breaks a rule does not
/// compile, nor does a declaration with more than 512 series, unless `max_series` allows them; the series of a histogram's label
/// set are its buckets, its sum and its count.
///
/// ```compile_fail
/// gapless::defmetrics! {
///     /// Lag.
///     gauge lag_milliseconds; // record seconds and write `_seconds`
/// }
/// ```
pub use gapless_macros::defmetrics;

/// Says which crates bring metrics, so that none is silently missing.
///
/// A crate that is named in `Cargo.toml` and nowhere in the code is not linked: it compiles, and its metrics are not there.
/// Write this once, in the binary:
///
/// ```
/// # extern crate axum as chat;
/// # extern crate tokio as games;
/// gapless::expect_crates![chat, games];
/// # fn main() {}
/// ```
///
/// - A crate of the list is linked.
/// - One that the binary does not depend on does not compile.
/// - One that declares nothing, or whose declarations are compiled out, fails [`Registry::check`] with its name, and the
///   log of a [`router`] says so.
///
/// It is an item, for the root of a binary or for a function; several lists add up.
///
/// | entry | means |
/// |---|---|
/// | `chat` | the crate by the name that it has in code |
/// | `games = their_games` | one that `Cargo.toml` renames to `games`, and that calls itself `their_games` |
/// | `crate = path` | where Gapless is, if not at `::gapless` |
///
/// ```compile_fail
/// gapless::expect_crates![chat]; // not a dependency
/// ```
pub use gapless_macros::expect_crates;

/// Lists the modules of a library that declare metrics, so that [`Registry::check`] finds out if a linker left one out.
///
/// A program that is linked with a static library takes from it the parts that it refers to. A module that nothing calls may
/// be missing then, with its metrics. Write this in a function that the program calls:
///
/// ```
/// mod chat {
///     gapless::defmetrics! {
///         /// Chat messages received.
///         pub counter chat_messages_total;
///     }
/// }
///
/// # fn main() {}
/// #[unsafe(no_mangle)]
/// pub extern "C" fn start() -> bool {
///     gapless::expect_modules![crate::chat];
///     gapless::Registry::global().check().is_ok()
/// }
/// ```
///
/// A module declares metrics if it, or a module below it, does. A path is not resolved, so a module may be private to its parent.
/// `crate = path` says where Gapless is, if not at `::gapless`.
///
/// # Errors
///
/// It does not compile with a path that does not start with `crate::`, or that is listed twice.
///
/// ```compile_fail
/// gapless::expect_modules![chat]; // write `crate::chat`
/// ```
pub use gapless_macros::expect_modules;

/// Counts the calls of a function by how they end, times them, and shows how many are in flight.
///
/// ```
/// use gapless::{instrument_metric, Registry, Value};
///
/// #[instrument_metric]
/// fn parse(text: &str) -> Result<u8, std::num::ParseIntError> {
///     text.parse()
/// }
///
/// parse("7").unwrap();
/// parse("seven").unwrap_err();
///
/// let snapshot = Registry::global().gather();
/// let calls = |outcome| {
///     let labels = [("function", "parse"), ("module", module_path!()), ("outcome", outcome)];
///     snapshot.value("function_calls_total", &labels).map(Value::as_f64)
/// };
/// assert_eq!((calls("ok"), calls("error"), calls("panic")), (Some(1.0), Some(1.0), Some(0.0)));
/// ```
///
/// All functions share three families:
///
/// | family | labels |
/// |---|---|
/// | `function_calls_total` | `function`, `module`, `outcome` |
/// | `function_duration_seconds` | `function`, `module` |
/// | `function_in_flight` | `function`, `module` |
///
/// `outcome` is `ok`, `error`, `panic`, or `cancelled` (a future that was polled and is dropped before it is ready). A call of
/// an `async fn` starts at its first poll. So the numbers are right on every exit: early return, `?`, panic, `select!`, abort.
///
/// These values are errors, also if an alias hides their type:
///
/// - an `Err`, also inside of other `Result`s, of an `Option` or of a `Poll`, up to four levels deep. `Poll::Ready(Some(Err(..)))`
///   and `Ok(Err(..))` are errors; `Ok(None)`, `Poll::Pending` and a reference to an `Err` are not.
/// - with the feature `axum`, a response whose status is 500 or more: see [Responses](#responses).
///
/// A value of a type parameter counts as `ok`.
///
/// | key | means |
/// |---|---|
/// | `name = "login"` | families of its own: `login_calls_total`, `login_duration_seconds`, `login_in_flight` |
/// | `labels(kind: Kind = form.kind())` | labels of those, worked out when the call starts |
/// | `buckets(exponential(0.001, 2, 12))` | buckets of those, as in [`defmetrics!`] |
/// | `error = RegisterError` | a label `error` on calls that end in one, with the values of that type; of those too |
/// | `by_outcome` | durations told apart by `outcome`; of those too |
/// | `exemplars` | a call in each bucket of the duration keeps its trace, as with [`#[exemplars]`](defmetrics!#exemplars) |
/// | `items` | count the items of a returned stream, in `function_items_total` or `login_items_total`: see [Streams](#streams) |
/// | `max_series = 1000` | a budget of its own for each of those |
/// | `sample = 16` | time one call in 16 of each thread, its first one among them; calls and calls in flight stay exact |
/// | `skip(duration)`, `skip(in_flight)` | leave out a family, and what it costs: a call that is not timed reads no clock |
/// | `ok_if = \|value\| ..`, `error_if = \|value\| ..` | a rule that decides alone which returned values are errors |
/// | `client_errors` | responses with a status of 400 or more are errors, not only those of 500 or more |
/// | `function = "Lobby::join"` | another value of the label `function`; a method annotated by itself does not know its type |
/// | `crate = path` | where Gapless is, if not at `::gapless` |
///
/// ```
/// use gapless::{instrument_metric, LabelValue};
///
/// #[derive(Clone, Copy, LabelValue)]
/// enum Kind {
///     Password,
///     Token,
/// }
///
/// #[instrument_metric(name = "login", labels(kind: Kind = kind), buckets(0.1, 0.5, 2.5))]
/// async fn login(kind: Kind) -> Result<(), String> {
///     Err("wrong password".to_owned())
/// }
/// ```
///
/// The documentation of a documented function gets a section that lists its metrics, with a query to start with.
///
/// An error type that is a label tells errors apart. The series are `outcome="error"` with each of its values, and the
/// other outcomes without that label: never the product.
///
/// ```
/// use gapless::{instrument_metric, LabelValue};
///
/// #[derive(LabelValue)]
/// enum RegisterError {
///     NameTaken,
///     Database(std::io::Error),
/// }
///
/// #[instrument_metric(name = "register", error = RegisterError)]
/// fn register(name: &str) -> Result<(), RegisterError> {
///     Err(RegisterError::NameTaken) // register_calls_total{outcome="error",error="name_taken",..}
/// }
///
/// #[instrument_metric(error_if = |status: &u16| *status >= 500)]
/// fn status() -> u16 {
///     503
/// }
/// ```
///
/// # Responses
///
/// With the feature `axum`, a call that returns a response ends in an error if the status is 500 or more, or 400 or more with
/// `client_errors`. An `Err` is an error, whatever its status.
///
/// ```
/// # #[cfg(feature = "axum")]
/// # mod example {
/// use axum::http::StatusCode;
/// use axum::response::Response;
/// use gapless::instrument_metric;
///
/// #[instrument_metric]
/// async fn show() -> (StatusCode, &'static str) {
///     (StatusCode::SERVICE_UNAVAILABLE, "closed") // outcome="error"
/// }
///
/// #[instrument_metric(client_errors)]
/// async fn find() -> Result<Response, std::io::Error> {
///     Ok(Response::builder().status(404).body("nobody".into()).expect("404 is a status")) // outcome="error"
/// }
/// # }
/// ```
///
/// The status is that of a `Response`, a `StatusCode` or a `response::Parts` of the crate `http` 1, of a tuple that starts with one
/// of these, or of a tuple that ends in one. It may be inside of a `Result`, an `Option` or a `Poll`.
///
/// A function that returns `impl IntoResponse` or `Result<impl IntoResponse, E>` turns the value into its `Response` and looks at
/// that status. The value stays as it is if the `impl` has bounds that a `Response` does not meet, and beside `ok_if` and
/// `error_if`, which look at the value that the body returns.
///
/// An async function may return a type of yours that implements `IntoResponse`. Its status cannot be seen, so the compiler
/// warns at the return type.
///
/// # An `impl` block
///
/// measures every method, as `Type::method`. What a method needs of its own stands above it in `#[metric(..)]`, with the
/// keys above; `#[metric(skip)]` leaves it out.
///
/// The label `function` of a method in `impl From<io::Error> for Error` is `<Error as From<io::Error>>::from`, because a type
/// may implement a trait with arguments several times. `Display` and `Debug` both have a method `fmt`: name one of them by
/// `#[metric(function = "..")]`. Two functions with equal labels fail [`Registry::check`].
///
/// ```
/// # use gapless::instrument_metric;
/// struct Lobby {
///     guests: Vec<String>,
/// }
///
/// #[instrument_metric]
/// impl Lobby {
///     #[metric(skip)]
///     const fn new() -> Self {
///         Lobby { guests: Vec::new() }
///     }
///
///     fn join(&mut self, guest: String) { // function="Lobby::join"
///         self.guests.push(guest);
///     }
///
///     #[metric(name = "lobby_leave", labels(known: bool = self.guests.contains(&guest.to_owned())))]
///     fn leave(&mut self, guest: &str) {
///         self.guests.retain(|name| name != guest);
///     }
/// }
/// ```
///
/// # What does not change
///
/// The attribute keeps the behavior of a function:
///
/// - The body owns its arguments. They are dropped last to first, before the call is counted and timed, also if the call panics or
///   is cancelled.
/// - Types are inferred, and temporary values are dropped, as in the plain function. The edition of your crate decides.
/// - The compiler gives the warnings of the plain function. Clippy sees the plain function, unless the attribute has labels, a type
///   of errors or a rule: then lints that judge a whole function, such as `needless_pass_by_value`, are silent.
///
/// In a method that takes `mut self`, the compiler does not warn about assignments that nothing reads. Each annotated layer of
/// nested async functions adds a layer to the type of the future: very deep nesting needs a higher `#![recursion_limit]` earlier.
///
/// # Futures
///
/// A function that returns `impl Future` or `Pin<Box<dyn Future>>` is measured like an `async fn`: from the first poll of
/// that future to its end. So are `#[async_trait]` methods, with either attribute above the other. An `impl Future` with another
/// trait than `Send`, `Sync` and `Unpin`, such as `Clone`, is measured while the function makes it.
///
/// The macro does not recognize a future behind an alias, for example `BoxFuture`, or behind a trait of yours. It then measures
/// the making of the future, and the compiler warns at the return type.
///
/// # Streams
///
/// A call that returns `impl Stream<Item = ..>` or `Pin<Box<dyn Stream<Item = ..>>>` starts at the first poll of the stream. It
/// is `ok` if the stream ends, `cancelled` if the stream is dropped before, and `panic` if a poll unwinds.
///
/// An item that is an `Err` is not an error, unless the attribute says so: `error_if = Result::is_err` looks at each item, and so do
/// `ok_if` and `error`. The first item that is an error decides, also if the caller drops the stream after it. The key
/// `items` counts all items, in `function_items_total`.
///
/// The macro measures how the stream is made, and the compiler warns at the return type, if an alias hides the stream, for example
/// `BoxStream`, if an `async fn` returns it, or if the `impl Stream` has another trait than `FusedStream`, `Send`, `Sync` and `Unpin`.
/// A stream inside of a `Result` is not measured.
///
/// # Errors
///
/// It does not compile on a `const fn`, and on a function with `#[track_caller]`, whose caller it would hide.
pub use gapless_macros::instrument_metric;

/// Makes a function a poll: an instance runs it at its start, and then in each period.
///
/// ```
/// use gapless::{defmetrics, poll};
///
/// defmetrics! {
///     #![group = "jobs"]
///     /// Jobs that wait.
///     gauge queue_length;
/// }
///
/// #[poll(every = "5s", group = "jobs")]
/// async fn queue() -> Result<(), std::io::Error> {
///     queue_length().set(3.0);
///     Ok(())
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), gapless::StartError> {
/// let metrics = gapless::builder().start().await?;
/// assert_eq!(metrics.polls()[0].name, "queue");
/// # Ok(())
/// # }
/// ```
///
/// It has no arguments, is `async` or not, and returns nothing or a `Result<(), E>`. The function itself stays as it is. What
/// [`Poll`](plugins::Poll) says of failures, of closures and of futures holds for it. With several instances, one of them runs
/// it, and another one does once that has ended.
///
/// | key | means |
/// |---|---|
/// | `every = "5s"` | its period; by default what the instance is configured to |
/// | `name = "queue_length"` | what it is called in `gapless_poll_failures_total`; by default as the function |
/// | `group = "jobs"` | whose gauges are absent while it fails; by default the group of its name |
/// | `limit = "1s"` | how long a run may take; by default as long as its period |
/// | `delay = "10s"` | how long after the start it runs first |
/// | `detach_on_error` | it runs no more once it has failed |
/// | `crate = path` | where Gapless is, if not at `::gapless` |
///
/// # Errors
///
/// It does not compile on a function with arguments or parameters, and on one that returns something else.
#[cfg(feature = "instance")]
pub use gapless_macros::poll;

#[doc(hidden)]
pub mod __private {
    pub use gapless_core::__private::*;
    #[cfg(feature = "instance")]
    pub use gapless_plugins::PollFunction;

    pub use crate::answer::*;
}
