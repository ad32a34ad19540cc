//! The current label set of an info.

use crate::unwind::lock;
use std::sync::Mutex;

/// A label set: the index of typed labels, and the values of open labels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct InfoLabels {
    pub(crate) typed: usize,
    pub(crate) open: Vec<Box<str>>,
}

/// The current label set. Locked briefly to set and to read it.
#[derive(Debug, Default)]
pub(crate) struct Current(Mutex<(u32, Option<InfoLabels>)>);

impl Current {
    /// Creates the initial state.
    pub(crate) fn starting_with(labels: Option<InfoLabels>) -> Self {
        Current(Mutex::new((0, labels)))
    }

    pub(crate) fn set(&self, labels: InfoLabels) {
        let mut current = lock(&self.0);
        if current.1.as_ref() != Some(&labels) {
            *current = (current.0.wrapping_add(1), Some(labels));
        }
    }

    pub(crate) fn get(&self) -> Option<InfoLabels> {
        lock(&self.0).1.clone()
    }

    /// Returns the number of changes.
    pub(crate) fn n_changes(&self) -> u32 {
        lock(&self.0).0
    }
}
