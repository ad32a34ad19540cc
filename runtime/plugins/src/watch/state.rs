//! The states of a watched task.

/// The state of a watched task or value. Its number is the value of `gapless_task_activity`.
///
/// ```
/// use gapless::watch::TaskState;
///
/// assert!(TaskState::Down < TaskState::Idle && TaskState::Idle < TaskState::Up);
/// assert_eq!(TaskState::Up as u8, 2);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum TaskState {
    /// The task has ended, panicked, or was cancelled.
    Down = 0,
    /// The task was not polled, and had no heartbeat, for a while:
    /// [`Watch::idle_after`](crate::watch::Watch::idle_after).
    Idle = 1,
    /// The task was polled, or had a heartbeat, within that time.
    Up = 2,
}

impl TaskState {
    /// Returns the state with this number.
    pub(super) fn of(number: u8) -> Self {
        match number {
            0 => TaskState::Down,
            1 => TaskState::Idle,
            _ => TaskState::Up,
        }
    }
}
