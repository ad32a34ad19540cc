//! Filters by group and name pattern.

use gapless_core::{Pattern, Registry};

use crate::error::ErrorKind;

/// Matches metrics that are in one of the groups or match one of the name patterns.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Filter {
    pub(super) groups: Vec<String>,
    pub(super) names: Vec<String>,
}

/// Returns whether a metric is chosen and not dropped.
pub(super) fn select(chosen: &Filter, dropped: &Filter, name: &str, group: &str) -> bool {
    (chosen.is_empty() || chosen.has(name, group)) && !dropped.has(name, group)
}

impl Filter {
    fn is_empty(&self) -> bool {
        self.groups.is_empty() && self.names.is_empty()
    }

    fn has(&self, name: &str, group: &str) -> bool {
        self.groups.iter().any(|own| own == group) || self.names.iter().any(|own| Pattern(own).fits(name))
    }

    /// Checks that each group exists and that each pattern matches a metric.
    pub(super) fn check(&self) -> Result<(), ErrorKind> {
        let registry = Registry::global();
        for group in &self.groups {
            registry.switch_group(group).map_err(ErrorKind::Unknown)?; // the error has a suggestion
        }
        for name in &self.names {
            if !name.contains('*') {
                registry.switch(name).map_err(ErrorKind::Unknown)?;
            } else if !registry.descriptors().any(|of| Pattern(name).fits(of.name)) {
                return Err(ErrorKind::NoMatch(name.clone()));
            }
        }
        Ok(())
    }
}
