//! Functions that are polls by themselves: what `#[poll]` writes, as `inventory` collects it.

use std::sync::atomic::{AtomicBool, Ordering};

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
        all.map(|RegisteredPoll(function)| (function.make)().in_turn(Turn { of: function, is_ours: false }))
    }
}

/// Whose turn it is: of several instances, one runs a function, and another does once that has ended.
#[derive(Debug)]
pub(crate) struct Turn {
    of: &'static PollFunction,
    is_ours: bool,
}

impl Turn {
    /// Whether it is ours, by now.
    pub(crate) fn is_ours(&mut self) -> bool {
        self.is_ours = self.is_ours || !self.of.is_taken.swap(true, Ordering::Relaxed);
        self.is_ours
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if self.is_ours {
            self.of.is_taken.store(false, Ordering::Relaxed);
        }
    }
}
