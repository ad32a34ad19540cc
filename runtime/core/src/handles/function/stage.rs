//! The progress of a call whose body is polled.

use std::mem;

use super::{Call, Function};
use crate::cells::series::LabelSetIndex;
use crate::handles::outcome::{Outcome, Unfinished};

#[derive(Debug)]
pub(super) enum Stage {
    Unpolled { function: &'static Function, label_set: LabelSetIndex },
    Running(Call),
    Ended,
}

impl Stage {
    /// Starts the call at the first poll.
    pub(super) fn start(&mut self) {
        if let Stage::Unpolled { function, label_set } = *self {
            *self = Stage::Running(Call::start(function, label_set, Outcome::OF_UNFINISHED_FUTURE));
        }
    }

    /// Counts an item that a stream yields.
    pub(super) fn count_item(&self) {
        if let Stage::Running(call) = self {
            call.function.count_item(call.label_set);
        }
    }

    /// Ends the call as an error or as `Ok`.
    pub(super) fn end(&mut self, error: Option<usize>) {
        if let Stage::Running(call) = mem::replace(self, Stage::Ended) {
            call.returned(error);
        }
    }
}

impl Unfinished for Stage {
    fn panicked(&mut self) {
        if let Stage::Running(mut call) = mem::replace(self, Stage::Ended) {
            call.dropped = Outcome::Panic;
        }
    }
}
