//! The label set that an info is set to.

use crate::unwind::lock;
use std::sync::Mutex;

/// A label set: the index of the typed labels, and the texts of the open ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct InfoLabels {
    pub(crate) typed: usize,
    pub(crate) open: Vec<Box<str>>,
}

/// The label set that a family is set to. Locked for a moment, by those that set it and by gatherings.
#[derive(Debug, Default)]
pub(crate) struct Current(Mutex<(u32, Option<InfoLabels>)>);

impl Current {
    /// What is there before anything is set.
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

    /// How often it was changed.
    pub(crate) fn n_changes(&self) -> u32 {
        lock(&self.0).0
    }
}
