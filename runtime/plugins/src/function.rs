//! Functions that are polls by themselves: what `#[poll]` writes, as `inventory` collects it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;

use gapless_core::__private::inventory;

use crate::poll::Poll;

/// A function with `#[poll]`. Not for anyone else than that, and free to change.
#[derive(Debug)]
pub struct PollFunction {
    make: fn() -> Poll,
    /// Whether somebody runs it. Written by turns; relaxed, as it stands for itself.
    is_taken: AtomicBool,
}

/// The same, as `inventory` collects it, which takes nothing that changes.
#[derive(Debug)]
pub struct RegisteredPoll(&'static PollFunction);

inventory::collect!(RegisteredPoll);

impl PollFunction {
    /// One that is not run yet.
    #[must_use]
    pub const fn new(make: fn() -> Poll) -> Self {
        PollFunction { make, is_taken: AtomicBool::new(false) }
    }

    /// What is submitted.
    #[must_use]
    pub const fn registered(&'static self) -> RegisteredPoll {
        RegisteredPoll(self)
    }

    /// The polls of all such functions in the program.
    pub(crate) fn all() -> impl Iterator<Item = Poll> {
        let all = inventory::iter::<RegisteredPoll>.into_iter();
        all.map(|RegisteredPoll(function)| (function.make)().in_turn(Turn::of(function)))
    }
}

/// Whose turn it is: of several instances, one runs a function, and another does once that has ended. It ends with the last who
/// has this, which may be a thread that an instance has left behind.
#[derive(Debug)]
pub(crate) struct Turn {
    of: &'static PollFunction,
    /// Relaxed, as it stands for itself.
    is_ours: AtomicBool,
}

impl Turn {
    fn of(function: &'static PollFunction) -> Arc<Self> {
        Arc::new(Turn { of: function, is_ours: AtomicBool::new(false) })
    }

    /// Whether it is ours, by now.
    pub(crate) fn is_ours(&self) -> bool {
        if !self.is_ours.load(Ordering::Relaxed) {
            self.is_ours.store(!self.of.is_taken.swap(true, Ordering::Relaxed), Ordering::Relaxed);
        }
        self.is_ours.load(Ordering::Relaxed)
    }

    /// Never gives it back: nobody runs the function any more.
    pub(crate) fn keep(&self) {
        self.is_ours.store(false, Ordering::Relaxed);
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if *self.is_ours.get_mut() {
            self.of.is_taken.store(false, Ordering::Relaxed);
        }
    }
}
