//! Reporters: parts of a program that send its metrics to other services.
//!
//! `reporter` is the trait, and `batch` is its input. `subscription` selects metrics, datapoints and an interval;
//! `tracker` follows its metrics from report to report, and `windows` keeps the datapoints of a longer time.
//! `context` and `progress` connect a reporter with the program, and `own` declares the metrics about reporters.
//!
//! The engine runs them: `engine` starts and ends the reporters of an instance, which are in `shared`. `ticker` makes a
//! `gathering` when subscriptions are due (`timing`), and puts it into the `queue` of each `member` that is due. There,
//! the thread of the reporter, a `runner`, computes the changes since the last batch from its `history`. `handle` is
//! for the program.

mod admission;
mod batch;
mod clock;
mod context;
pub mod contract;
mod engine;
mod erased;
mod error;
mod failure;
mod failure_log;
mod gathering;
mod handle;
mod history;
mod interval;
mod member;
mod message;
mod own;
mod program;
mod progress;
mod queue;
mod reporter;
mod reporting;
mod restarts;
mod runner;
#[cfg(feature = "otlp")]
mod sent;
mod shared;
mod subscription;
mod ticker;
mod timing;
mod tracker;
mod windowed;
mod windows;

#[cfg(any(feature = "otlp", feature = "remote-write"))]
pub(crate) use self::failure_log::FailureLog;
#[cfg(feature = "otlp")]
pub(crate) use self::sent::Sent;

pub use self::admission::Planned;
pub(crate) use self::batch::labels::Labels;
pub use self::batch::{Batch, Point, Skipped, Why};
pub use self::context::Context;
pub use self::engine::{Engine, EngineBuilder};
pub use self::error::{Error, ErrorKind};
pub use self::failure::Failure;
pub use self::handle::{DisabledBy, ReporterStatus, Reporters, SubscriptionId};
pub use self::interval::{every, Interval};
pub use self::message::Message;
pub use self::program::Program;
pub use self::progress::Progress;
pub use self::reporter::Reporter;
pub use self::reporting::Reporting;
pub use self::subscription::Subscription;
pub use self::windowed::{InvalidDatapoint, Window, WindowedDatapoint};
