//! Watched tasks and values: `gapless_task_activity` shows whether each of them is up, idle or down.
//!
//! A [`WatchedTask`] is a future around the future of the user. It needs no runtime: each poll stores its time, and
//! adds to the metrics of the task. A value or a blocking thread has a [`WatchedValue`], and stores the time of each
//! [heartbeat](Handle::heartbeat) in the same place. The state follows from the age of that time:
//!
//! | state | value | the task |
//! |---|---|---|
//! | [up](TaskState::Up) | 2 | was polled, or had a heartbeat, less than `idle_after` ago |
//! | [idle](TaskState::Idle) | 1 | was not |
//! | [down](TaskState::Down) | 0 | has ended, panicked, or was cancelled |
//!
//! No code runs at the moment at which a task becomes idle. Each read of the metrics therefore computes the states, so
//! a scrape is right in every program. If the program has a tokio runtime, a timer computes them for subscribers.
//!
//! Each file imports only from files above it in this list:
//!
//! - `own`: the metrics, and their handles for one task;
//! - `state`, `output`, `clock`, `changes`: the states, how a task returned, the time, and subscriptions;
//! - `watcher`: the state of one task, which all of its parts share;
//! - `names`: the watchers by name;
//! - `report`: the trait `Watched`, and the thread that calls it;
//! - `timer`: the tokio task of a watcher;
//! - `handle`, `member`: what refers to a watcher, and what it watches;
//! - `waker`, `task`, `value`: a watched future, and a watched value;
//! - `builder`: what a user writes.

mod builder;
mod changes;
mod clock;
mod handle;
mod member;
mod names;
mod output;
mod own;
mod report;
mod state;
mod task;
mod timer;
mod value;
mod waker;
mod watcher;

use std::borrow::Cow;
use std::future::Future;

pub use self::builder::Watch;
pub use self::changes::Subscription;
pub use self::handle::Handle;
pub use self::output::TaskOutput;
pub use self::report::Watched;
pub use self::state::TaskState;
pub use self::task::WatchedTask;
pub use self::value::WatchedValue;

/// Watches a task: returns a future that does the work of `future`, and exports whether it is up, idle or down.
///
/// The [guide](https://docs.rs/gapless/latest/gapless/guide/watch/) lists the metrics. [`Watch`] has options.
///
/// ```
/// use gapless::watch::TaskState;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let importer = gapless::watch("importer", async { println!("importing") });
/// let handle = importer.handle();
/// assert_eq!(handle.state(), TaskState::Up);
/// tokio::spawn(importer).await.unwrap();
/// assert_eq!(handle.state(), TaskState::Down);
/// # }
/// ```
///
/// A task with the name of another watched task [joins its watcher](Watch#a-second-watch-of-one-name).
pub fn watch<F>(name: impl Into<Cow<'static, str>>, future: F) -> WatchedTask<F>
where
    F: Future<Output: TaskOutput>,
{
    Watch::new(name).task(future)
}
