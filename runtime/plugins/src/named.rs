//! Parts of a plugin that the program names, such as tasks, stages and endpoints.
//!
//! A program names parts before or after the plugin starts. All series of a part are exported at zero as soon as both
//! have happened. A part is a place for handles, so recording needs neither a lock nor the name.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use gapless_core::__private::OTHER;

use crate::plugin::{AlreadyStarted, PluginMetrics};

/// The number of names that have series of their own. Further names share the series of `_other`.
pub(crate) const MAX_NAMES: usize = 100;

/// The handles of a part.
pub(crate) trait Part<G> {
    /// Creates the handles, and thereby all series of the part at zero.
    fn new(group: &G, name: &str) -> Self;
}

/// The parts of a plugin, and the metrics in which they record: a group `G`, and handles `P` for each name.
pub(crate) struct Named<G, P>(Arc<Mutex<State<G, P>>>);

struct State<G, P> {
    /// `None` until the plugin starts.
    group: Option<G>,
    parts: BTreeMap<String, PluginMetrics<Arc<P>>>,
}

impl<G, P: Part<G>> Named<G, P> {
    /// Returns the place of the handles of a name, which is empty until the plugin starts.
    pub(crate) fn part(&self, name: &str) -> PluginMetrics<Arc<P>> {
        let mut state = self.lock();
        if let Some(part) = state.parts.get(name) {
            return part.clone();
        }
        let name = if state.parts.len() < MAX_NAMES { name } else { OTHER };
        let State { group, parts } = &mut *state;
        let part = parts.entry(name.to_owned()).or_default();
        if let Some(group) = group {
            let _is_there_already = part.start(Arc::new(P::new(group, name))); // `_other`, after its first name
        }
        part.clone()
    }

    /// Creates the handles of all names when the plugin starts.
    pub(crate) fn start(&self, group: G) -> Result<(), AlreadyStarted> {
        let mut state = self.lock();
        let State { group: place, parts } = &mut *state;
        if place.is_some() {
            return Err(AlreadyStarted::new());
        }
        for (name, part) in parts {
            part.start(Arc::new(P::new(&group, name)))?;
        }
        *place = Some(group);
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, State<G, P>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<G, P> Clone for Named<G, P> {
    fn clone(&self) -> Self {
        Named(self.0.clone())
    }
}

impl<G, P> Default for Named<G, P> {
    fn default() -> Self {
        Named(Arc::new(Mutex::new(State { group: None, parts: BTreeMap::new() })))
    }
}

impl<G, P> fmt::Debug for Named<G, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = self.0.try_lock().map(|state| state.parts.keys().cloned().collect::<Vec<_>>());
        f.debug_tuple("Named").field(&parts.unwrap_or_default()).finish()
    }
}
