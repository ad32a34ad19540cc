//! Polling groups and manual groups, and the schedule that runs them.
//!
//! A group has a name and a *measurement*: a closure or an async function that mostly sets gauges. Each execution of a
//! measurement is a *run*. A polling group runs at a rate, a manual group when the program calls `refresh`.
//!
//! Read the files from the bottom up; each one imports only from those above it in this list:
//!
//! - `own`, `outcome`, `error`, `claim`, `failure_limit`: how a run ends, and what follows from it;
//! - `status`: the period and the state of a measurement, which its runs write and anyone reads;
//! - `worker`, `action`: a closure on its own thread, a future on the runtime;
//! - `measurement`: an action with its time limit and its status;
//! - `polling_group`, `manual_group`, `function`: the builders that users and `#[poll]` write;
//! - `tasks`: the tasks that run polling groups at their rates;
//! - `schedule`: all groups of a program.

mod action;
mod claim;
mod error;
mod failure_limit;
mod function;
mod manual_group;
mod measurement;
mod outcome;
mod own;
mod polling_group;
mod schedule;
mod status;
mod tasks;
mod worker;

#[cfg(feature = "watch")]
pub(crate) use self::{outcome::Failure, own::Reason, worker::Worker};

pub use self::error::{Error, ErrorKind};
pub use self::function::PollFunction;
pub use self::manual_group::ManualGroup;
pub use self::outcome::MeasurementResult;
pub use self::polling_group::PollingGroup;
pub use self::schedule::{Schedule, ScheduleBuilder};
pub use self::status::{MeasurementState, MeasurementStatus};
