//! Reporters: parts of a program that send its metrics to other services.
//!
//! `reporter` is the trait, and `batch` is its input. `subscription` selects metrics, datapoints and an interval.
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
mod windowed;

#[cfg(any(feature = "otlp", feature = "remote-write"))]
#[allow(unused_imports, reason = "until `RemoteWrite` and `Otlp` use it")]
pub(crate) use self::sent::{Departed, Sent};

pub use self::batch::{Batch, Point};
pub use self::context::Context;
pub use self::failure::Failure;
pub use self::interval::{every, Interval};
pub use self::message::Message;
pub use self::program::Program;
pub use self::progress::Progress;
pub use self::reporter::Reporter;
pub use self::subscription::Subscription;
pub use self::windowed::{UnknownWindow, Window, WindowedDatapoint};
