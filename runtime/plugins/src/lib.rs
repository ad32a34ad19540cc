//! Gapless plugins: metrics that a program exports without declaring them, each behind a feature.
//!
//! This crate owns what measures or translates by itself:
//!
//! - `polling`: polling groups and manual groups, and the schedule that runs them (feature `instance`);
//! - `plugin`: the trait `Plugin`, its options and its context (feature `instance`);
//! - `application`, `process`: two ready-made plugins;
//! - `tracing`: metrics of the events and spans of the `tracing` crate;
//! - `metrics`: the recorder of the `metrics` crate;
//! - `watch`: watched tasks and values.
//!
//! Each module stands alone, except that `plugin` and `watch` build on `polling`, and `application` and `process`
//! implement `Plugin`. An instance, its configuration and its life cycle are in the crate `gapless`. Applications use
//! that crate too.

mod application;
#[cfg(feature = "metrics")]
pub mod metrics;
#[cfg(feature = "instance")]
mod plugin;
#[cfg(feature = "instance")]
mod polling;
#[cfg(feature = "process")]
mod process;
#[cfg(feature = "tracing")]
pub mod tracing;
#[cfg(feature = "watch")]
pub mod watch;

pub use crate::application::{Application, BuildInfo};
#[cfg(feature = "instance")]
pub use crate::plugin::{EventGroup, Plugin, PluginContext, PluginOptions, PluginResult};
#[cfg(feature = "instance")]
#[doc(hidden)]
pub use crate::polling::PollFunction;
#[cfg(feature = "instance")]
pub use crate::polling::{
    Error, ErrorKind, ManualGroup, MeasurementResult, MeasurementState, MeasurementStatus, PollingGroup,
    Schedule, ScheduleBuilder,
};
#[cfg(feature = "process")]
pub use crate::process::Process;
#[cfg(feature = "watch")]
pub use crate::watch::watch;
