//! Parts of a plugin that the program names, such as tasks, stages and endpoints.
//!
//! A program names parts before or after the plugin starts. All series of a part are exported at zero as soon as both
//! have happened. A part is a place for handles, so recording needs neither a lock nor the name.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use gapless_core::__private::OTHER;

use crate::plugin::{AlreadyStarted, PluginMetrics};

/// The number of names that have series of their own. Further names share the series of `_other`.
pub(crate) const MAX_NAMES: usize = 100;

/// The handles of a part, which `N` labels name.
pub(crate) trait Part<G, const N: usize = 1> {
    /// Creates the handles, and thereby all series of the part at zero.
    fn new(group: &G, names: [&str; N]) -> Self;
}

/// The parts of a plugin, and the metrics in which they record: a group `G`, and handles `P` for each part.
pub(crate) struct Named<G, P, const N: usize = 1>(Arc<Mutex<State<G, P, N>>>);

struct State<G, P, const N: usize> {
    /// `None` until the plugin starts.
    group: Option<G>,
    /// Sorted by their names.
    parts: Vec<Place<P, N>>,
}

/// The names of a part, and the place of its handles.
type Place<P, const N: usize> = ([Box<str>; N], PluginMetrics<Arc<P>>);

impl<G, P: Part<G, N>, const N: usize> Named<G, P, N> {
    /// Returns the place of the handles of a part, which is empty until the plugin starts.
    pub(crate) fn part(&self, names: [&str; N]) -> PluginMetrics<Arc<P>> {
        let mut state = self.lock();
        match state.find(names) {
            Ok(index) => state.parts[index].1.clone(),
            Err(_) if state.parts.len() >= MAX_NAMES => state.make([OTHER; N]),
            Err(_) => state.make(names),
        }
    }

    /// Creates the handles of all parts when the plugin starts.
    pub(crate) fn start(&self, group: G) -> Result<(), AlreadyStarted> {
        let mut state = self.lock();
        if state.group.is_some() {
            return Err(AlreadyStarted::new());
        }
        for (names, part) in &state.parts {
            part.start(Arc::new(P::new(&group, names.each_ref().map(|name| &**name))))?;
        }
        state.group = Some(group);
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, State<G, P, N>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<G, P: Part<G, N>, const N: usize> State<G, P, N> {
    fn find(&self, names: [&str; N]) -> Result<usize, usize> {
        self.parts.binary_search_by(|(own, _)| own.each_ref().map(|name| &**name).cmp(&names))
    }

    fn make(&mut self, names: [&str; N]) -> PluginMetrics<Arc<P>> {
        let index = match self.find(names) {
            Ok(index) => index,
            Err(index) => {
                self.parts.insert(index, (names.map(Box::from), PluginMetrics::new()));
                index
            }
        };
        if let Some(group) = &self.group {
            // `_other` has started if it is there already.
            let _is_new = self.parts[index].1.start(Arc::new(P::new(group, names)));
        }
        self.parts[index].1.clone()
    }
}

impl<G, P, const N: usize> Clone for Named<G, P, N> {
    fn clone(&self) -> Self {
        Named(self.0.clone())
    }
}

impl<G, P, const N: usize> Default for Named<G, P, N> {
    fn default() -> Self {
        Named(Arc::new(Mutex::new(State { group: None, parts: Vec::new() })))
    }
}

impl<G, P, const N: usize> fmt::Debug for Named<G, P, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Named").finish_non_exhaustive()
    }
}
