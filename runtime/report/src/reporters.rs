//! Reporters: parts of a program that send its metrics to other services.
//!
//! `reporter` is the trait, and `batch` is its input. `subscription` selects metrics, datapoints and an interval;
//! `tracker` follows its metrics from report to report, and `windows` keeps the datapoints of a longer time.
//! `context` and `progress` connect a reporter with the program, and `own` declares the metrics about reporters.

// Until the engine uses them.
#![allow(dead_code)]

mod batch;
mod context;
mod failure;
mod interval;
mod message;
mod own;
mod program;
mod progress;
mod reporter;
#[cfg(any(feature = "otlp", feature = "remote-write"))]
mod sent;
mod subscription;
mod tracker;
mod windowed;
mod windows;

#[cfg(any(feature = "otlp", feature = "remote-write"))]
#[allow(unused_imports, reason = "until `RemoteWrite` and `Otlp` use it")]
pub(crate) use self::sent::{Departed, Sent};

pub use self::batch::{Batch, Point, Skipped, Why};
pub use self::context::Context;
pub use self::failure::Failure;
pub use self::interval::{every, Interval};
pub use self::message::Message;
pub use self::program::Program;
pub use self::progress::Progress;
pub use self::reporter::Reporter;
pub use self::subscription::Subscription;
pub use self::windowed::{InvalidDatapoint, Window, WindowedDatapoint};
