//! Groups and patterns of names.

use gapless_core::{Pattern, Registry};

use crate::error::ErrorKind;

/// Metrics that are in one of some groups or fit one of some names.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Filter {
    pub(super) groups: Vec<String>,
    pub(super) names: Vec<String>,
}

/// Whether a metric of this name and group is chosen and not dropped.
pub(super) fn mean(chosen: &Filter, dropped: &Filter, name: &str, group: &str) -> bool {
    (chosen.is_empty() || chosen.has(name, group)) && !dropped.has(name, group)
}

impl Filter {
    fn is_empty(&self) -> bool {
        self.groups.is_empty() && self.names.is_empty()
    }

    fn has(&self, name: &str, group: &str) -> bool {
        self.groups.iter().any(|own| own == group) || self.names.iter().any(|own| Pattern(own).fits(name))
    }

    /// Whether there is each of its groups, and a metric for each of its names.
    pub(super) fn check(&self) -> Result<(), ErrorKind> {
        let registry = Registry::global();
        for group in &self.groups {
            registry.switch_group(group).map_err(ErrorKind::Unknown)?; // it knows which one was meant
        }
        for name in &self.names {
            if !name.contains('*') {
                registry.switch(name).map_err(ErrorKind::Unknown)?;
            } else if !registry.descriptors().any(|of| Pattern(name).fits(of.name)) {
                return Err(ErrorKind::FitsNone(name.clone()));
            }
        }
        Ok(())
    }
}
