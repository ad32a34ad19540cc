//! The origins of values: a line of a file, or a variable.

use std::collections::BTreeMap;

use super::{ErrorKind, Mistake, Origin};

/// The origins of the values that do not come from code, by key.
///
/// Each common label and each dropped group has its own key, such as `labels.region`. A refused value has an origin
/// too.
#[derive(Clone, Debug, Default)]
pub(crate) struct Origins(BTreeMap<String, Origin>);

/// Configurations are equal if their values are equal, regardless of their origins.
impl PartialEq for Origins {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Origins {
    pub(super) fn put(&mut self, key: &str, origin: &Origin) {
        self.0.insert(key.to_owned(), origin.clone());
    }

    /// Removes the origins of a key and of the keys below it, because code sets their values.
    pub(crate) fn forget(&mut self, key: &str) {
        self.0.retain(|known, _| {
            known.strip_prefix(key).is_none_or(|rest| !rest.is_empty() && !rest.starts_with('.'))
        });
    }

    /// Whether a file or the environment has a key, with a valid value or not.
    pub(super) fn have(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    /// Returns a mistake in the value of a key, with its origin or that of a key below it.
    pub(crate) fn mistake(&self, key: &str, kind: ErrorKind) -> Mistake {
        let below = format!("{key}.");
        let mut origins = self.0.iter().filter(|(known, _)| *known == key || known.starts_with(&below));
        Mistake::new(origins.next().map(|(_, origin)| origin.clone()), kind)
    }
}
