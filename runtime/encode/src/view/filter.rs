//! Groups and patterns of names.

use gapless_core::{Descriptor, Pattern, Registry};

use crate::error::ErrorKind;

/// Metrics that are in one of some groups or fit one of some names.
#[derive(Clone, Debug, Default)]
pub(super) struct Filter {
    pub(super) groups: Vec<String>,
    pub(super) names: Vec<String>,
}

impl Filter {
    pub(super) fn is_empty(&self) -> bool {
        self.groups.is_empty() && self.names.is_empty()
    }

    pub(super) fn has(&self, of: &Descriptor) -> bool {
        self.groups.iter().any(|group| group == of.group)
            || self.names.iter().any(|name| Pattern(name).fits(of.name))
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
