//! Plugins: what brings metrics of its own into a program, each behind a feature; and what runs them at their rates.

#[cfg(feature = "instance")]
mod action;
mod application;
#[cfg(feature = "instance")]
mod error;
#[cfg(feature = "instance")]
mod function;
#[cfg(feature = "instance")]
mod manual;
#[cfg(feature = "metrics")]
pub mod metrics;
#[cfg(feature = "instance")]
mod options;
#[cfg(feature = "instance")]
mod own;
#[cfg(feature = "instance")]
mod patience;
#[cfg(feature = "instance")]
mod plugin;
#[cfg(feature = "instance")]
mod poll;
#[cfg(feature = "process")]
mod process;
#[cfg(feature = "instance")]
mod schedule;
#[cfg(feature = "instance")]
mod scoped;
#[cfg(feature = "instance")]
mod setup;
#[cfg(feature = "instance")]
mod status;
#[cfg(feature = "tracing")]
pub mod tracing;
#[cfg(feature = "instance")]
mod work;
#[cfg(feature = "instance")]
mod worker;

#[cfg(feature = "instance")]
pub use crate::action::Polled;
pub use crate::application::{Application, BuildInfo};
#[cfg(feature = "instance")]
pub use crate::error::{Error, ErrorKind};
#[cfg(feature = "instance")]
#[doc(hidden)]
pub use crate::function::PollFunction;
#[cfg(feature = "instance")]
pub use crate::manual::Manual;
#[cfg(feature = "instance")]
pub use crate::options::Options;
#[cfg(feature = "instance")]
pub use crate::plugin::{Dashboard, EventGroup, Given, Plugin};
#[cfg(feature = "instance")]
pub use crate::poll::Poll;
#[cfg(feature = "process")]
pub use crate::process::Process;
#[cfg(feature = "instance")]
pub use crate::schedule::{Schedule, ScheduleBuilder};
#[cfg(feature = "instance")]
pub use crate::setup::Setup;
#[cfg(feature = "instance")]
pub use crate::status::{PollState, PollStatus};
