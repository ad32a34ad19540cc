//! Changes of the state, for subscribers.

use tokio::sync::broadcast::{self, error::RecvError, error::TryRecvError};

use super::state::TaskState;

/// The number of changes that are kept for a subscriber that does not read them.
const CAPACITY: usize = 64;

/// The sender of the changes of one watcher; `None` after the last one.
#[derive(Debug)]
pub(super) struct Changes(Option<broadcast::Sender<TaskState>>);

impl Changes {
    pub(super) fn new() -> Self {
        Changes(Some(broadcast::Sender::new(CAPACITY)))
    }

    /// Sends a change; the change to [`TaskState::Down`] is the last.
    pub(super) fn send(&mut self, state: TaskState) {
        let _ = self.0.as_ref().map(|changes| changes.send(state)); // fails without subscribers
        if state == TaskState::Down {
            self.0 = None;
        }
    }

    pub(super) fn subscribe(&self, now: TaskState) -> Subscription {
        let changes = self.0.as_ref().map(broadcast::Sender::subscribe);
        Subscription { first: Some(now), last: None, changes }
    }
}

/// The state of a task at the time of the subscription, and then its changes in order. No state comes twice in a row.
///
/// The last 64 changes are kept for a subscriber that does not read them; it misses earlier changes.
///
/// ```
/// use gapless::watch::TaskState;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let importer = gapless::watch("nightly_importer", async {});
/// let mut changes = importer.handle().subscribe();
/// importer.await;
/// assert_eq!(changes.next().await, Some(TaskState::Up));
/// assert_eq!(changes.next().await, Some(TaskState::Down));
/// assert_eq!(changes.next().await, None);
/// # }
/// ```
#[derive(Debug)]
pub struct Subscription {
    /// The state at the time of the subscription, until it is read.
    first: Option<TaskState>,
    /// The state that was read last.
    last: Option<TaskState>,
    /// `None` if the task was down at the time of the subscription.
    changes: Option<broadcast::Receiver<TaskState>>,
}

impl Subscription {
    /// Waits for the next state. Returns `None` after [`TaskState::Down`].
    ///
    /// The future can be dropped before it is ready; no state is lost then.
    pub async fn next(&mut self) -> Option<TaskState> {
        if let Some(first) = self.first.take() {
            return self.read(first);
        }
        loop {
            let state = match self.changes.as_mut()?.recv().await {
                Ok(state) => state,
                Err(RecvError::Lagged(_)) => continue, // the next one is the oldest that is kept
                Err(RecvError::Closed) => return None,
            };
            if let Some(state) = self.read(state) {
                return Some(state);
            }
        }
    }

    /// Returns the next state, or `None` if it has not changed.
    pub fn try_next(&mut self) -> Option<TaskState> {
        if let Some(first) = self.first.take() {
            return self.read(first);
        }
        loop {
            let state = match self.changes.as_mut()?.try_recv() {
                Ok(state) => state,
                Err(TryRecvError::Lagged(_)) => continue, // the next one is the oldest that is kept
                Err(TryRecvError::Empty | TryRecvError::Closed) => return None,
            };
            if let Some(state) = self.read(state) {
                return Some(state);
            }
        }
    }

    /// Returns the state, unless it equals the last state, because the changes between them were not kept.
    fn read(&mut self, state: TaskState) -> Option<TaskState> {
        (self.last.replace(state) != Some(state)).then_some(state)
    }
}
